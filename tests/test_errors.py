import re

import pytest

from csr_desk import errors

EXIT_CODES = {
    errors.Refused: 1,
    errors.Usage: 2,
    errors.Unreachable: 69,
    errors.CannotMakeStore: 73,
    errors.Busy: 75,
    errors.SignInNeeded: 77,
    errors.ConfigError: 78,
    errors.NewerStore: 1,
    errors.DamagedStore: 1,
    errors.ForeignFile: 1,
    errors.EngineTooOld: 1,
    errors.StoreReadOnly: 1,
    errors.DiskFull: 1,
}


def family(root: type[errors.DeskError]) -> list[type[errors.DeskError]]:
    return [root, *(leaf for child in root.__subclasses__() for leaf in family(child))]


@pytest.mark.parametrize(("leaf", "code"), EXIT_CODES.items())
def test_each_leaf_ends_the_program_with_the_code_of_the_line_mode(leaf, code):
    assert leaf("it failed").exit_code == code


@pytest.mark.parametrize("leaf", family(errors.DeskError))
def test_each_error_says_what_happened_and_what_to_do(leaf):
    error = leaf("the file is locked")
    assert error.message == "the file is locked"
    assert error.hint
    assert str(error) == f"the file is locked. {error.hint}"
    assert "!" not in str(error)


def test_every_code_is_unique_and_every_leaf_is_in_the_tree():
    leaves = family(errors.DeskError)
    assert len({leaf.code for leaf in leaves}) == len(leaves)
    drawn = set(re.findall(r"[A-Z][A-Za-z]+", errors.__doc__.split("\n\n")[1]))
    assert {leaf.__name__ for leaf in leaves} == drawn


def test_a_given_hint_replaces_the_default_and_json_carries_both():
    error = errors.Busy("the desk of pid 7 is open", "Close it.")
    assert error.as_dict() == {
        "error": {"code": "busy", "message": "the desk of pid 7 is open", "hint": "Close it."}
    }


@pytest.mark.parametrize(
    ("source", "line", "begins"),
    [("desk.toml", 4, "desk.toml:4: no"), ("desk.toml", None, "desk.toml: no"), ("", None, "no")],
)
def test_a_configuration_error_begins_with_its_place(source, line, begins):
    error = errors.ConfigError("no such key", source=source, line=line)
    assert str(error).startswith(begins)
    assert (error.source, error.line) == (source, line)
