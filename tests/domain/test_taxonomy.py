import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csr_desk.domain.models import Status
from csr_desk.domain.taxonomy import SYSTEM_CODES, Code, Reason
from csr_desk.domain.taxonomy_change import check_successor
from csr_desk.domain.taxonomy_file import DEFAULT_FILE, default, load
from csr_desk.domain.toml_table import TomlProblem
from tests.shared import shared

SMALL = """version = 2
[reasons.order]
key = "o"
[reasons.order.codes]
late = "l"
"""

STATUS_WORDS = {
    "resolved": (Status.SOLVED, "", "success"),
    "pending_customer": (Status.PENDING, "", "failure"),
    "pending_internal": (Status.HOLD, "", "failure"),
    "escalated_t2": (Status.HOLD, "escalation", "failure"),
    "transferred": (Status.OPEN, "transfer", "failure"),
    "callback": (Status.PENDING, "callback", "failure"),
    "no_contact": (Status.OPEN, "", "left_out"),
    "spam": (Status.CLOSED, "spam", "left_out"),
}


def test_the_shipped_codes_are_those_of_the_specification():
    spec = shared("spec/wrap-up-taxonomy.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w)` \| (\w+) \| (`.*) \|$", spec, re.MULTILINE)
    wanted = [
        (first, second, f"{top}/{name}")
        for first, top, codes in rows
        for second, name in re.findall(r"`(\w)` ([\w-]+)", codes)
    ]
    assert len(wanted) == 55
    assert list(default().codes) == [stored for _, _, stored in wanted]
    for first, second, stored in wanted:
        assert default().by_letters(first, second) == stored
        assert default().letters(stored) == first + second
    outcomes = re.findall(r"^\| `(\w)` \| (\w+) \| [a-z]", spec, re.MULTILINE)
    assert [(code.key, code.name) for code in default().outcomes] == outcomes
    causes = dict(re.findall(r"\| `(\w)` \| ([a-z-]+) (?=\|)", spec.split("## Causes")[1]))
    assert {code.key: code.name for code in default().causes} == causes


@pytest.mark.parametrize(("name", "wanted"), STATUS_WORDS.items())
def test_each_outcome_sets_its_ticket_state(name, wanted):
    outcome = default().outcome(name)
    assert (outcome.status, outcome.effect, outcome.first_contact) == wanted
    assert outcome.is_spam == (name == "spam")
    assert default().outcome_by_key(outcome.key) is outcome


def test_system_codes_cannot_be_chosen():
    assert SYSTEM_CODES.isdisjoint(default().choosable)


@pytest.mark.parametrize(("first", "second"), [("z", "l"), ("o", "z"), ("", ""), ("O", "l")])
def test_letters_that_choose_nothing(first, second):
    assert default().by_letters(first, second) is None


def test_lookups_by_letter_and_name():
    assert default().cause_by_key("c") is default().cause("carrier")
    assert default().next_action_by_key("t") is default().next_action("task")
    assert default().level1("c").cause_required
    assert default().reason("nowhere/late") is None
    assert default().codes["other/unlisted"].min_text == 10


def test_a_team_file_replaces_only_the_sections_it_names():
    codes = load(SMALL, "codes.toml")
    assert codes.choosable == ("order/late",)
    assert codes.outcomes == default().outcomes
    assert load("", "codes.toml").reasons == default().reasons


def test_retired_and_merged_codes_leave_the_list_and_free_their_letter():
    codes = load(
        SMALL + 'overdue = { key = "l", merged_into = "order/slow" }\n'
        'slow = { merged_into = "order/late" }\nlost = { retired = 2 }\n',
        "codes.toml",
    )
    assert codes.choosable == ("order/late",)
    assert codes.by_letters("o", "l") == "order/late"
    assert codes.redirect("order/overdue") == "order/late"
    assert codes.redirect("order/lost") == "order/lost"
    assert codes.redirect("never/known") == "never/known"
    assert codes.letters("order/lost") == ""


def many(count: int) -> str:
    return "".join(f'c{at} = "{chr(0x0561 + at)}"\n' for at in range(count))


def tops(count: int, below: int) -> str:
    return "".join(
        f'[reasons.t{at}]\nkey = "{chr(97 + at)}"\n[reasons.t{at}.codes]\n{many(below)}'
        for at in range(count)
    )


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        (SMALL + 'later = "l"', 6, 'The letter "l" chooses both "late" and "later"'),
        (SMALL + 'other = "LL"', 6, "needs a key: one small letter"),
        (SMALL + "other = {}", 6, "needs a key"),
        (SMALL + f'{"x" * 31} = "x"', 6, "longer than 30 characters"),
        (SMALL + '"Über spät" = "x"', 6, "may hold only a to z"),
        (SMALL + "lost = { retird = 2 }", 6, 'Did you mean "retired"?'),
        (SMALL + "lost = { retired = 3 }", 6, "from 1 to 2"),
        (SMALL + "lost = 7", 6, "must be a table"),
        (SMALL + 'lost = { merged_into = "order/lat" }', 6, 'Did you mean "order/late"?'),
        (SMALL + 'a = { merged_into = "order/b" }\nb = { merged_into = "order/a" }', 6, "circle"),
        (SMALL + 'a = { merged_into = "order/a" }', 6, "circle"),
        ('[reasons.system]\nkey = "s"', 1, "belong to the desk itself"),
        ('[reasons.order]\nkey = "o"', 1, "no reason an agent could choose"),
        ('[reasons.order.codes]\nlate = "l"', None, "needs a key"),
        ("[reason.order]\n", 1, 'Did you mean "reasons"?'),
        (tops(1, 16), 1, "More than 15 codes"),
        (tops(11, 1), 41, "more than 10 reasons"),
        (tops(5, 13), 1, "more than 60 reasons"),
        ('[outcomes]\nresolved = { key = "r", status = "done" }', 2, "is one of open, pending"),
        ('[outcomes]\nresolved = { key = "r", status = "solved" }', 1, '"pending_customer" is mis'),
        ('[causes]\na = { merged_into = "b" }', 2, "Only reasons can be merged"),
        ("version = 0", 1, "must be a whole number"),
        ("= 1", 1, "not valid TOML"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(text, line, part):
    with pytest.raises(TomlProblem) as caught:
        load(text, "codes.toml")
    assert part in caught.value.sentence
    assert line is None or caught.value.line == line


@pytest.mark.parametrize("text", [tops(10, 6), tops(4, 15)])
def test_the_limits_themselves_are_allowed(text):
    assert len(load(text, "codes.toml").choosable) == 60


@given(st.text(max_size=200))
def test_any_text_is_a_taxonomy_or_one_complaint(text):
    try:
        assert load(text, "codes.toml").choosable
    except TomlProblem as problem:
        assert problem.source == "codes.toml"  # noqa: PT017


@given(st.lists(st.integers(min_value=0, max_value=5), min_size=6, max_size=6))
def test_following_merges_always_ends(targets):
    codes = tuple(Code(f"c{at}", merged_into=f"t/c{to}") for at, to in enumerate(targets))
    taxonomy = replace(default(), reasons=(Reason("t", "t", codes),))
    for stored in taxonomy.codes:
        assert taxonomy.redirect(stored) in taxonomy.codes


def test_a_successor_may_add_retire_and_merge():
    old = load(SMALL + 'slow = "s"\n', "codes.toml")
    text = SMALL.replace("version = 2", "version = 3")
    new = load(
        text + 'slow = { merged_into = "order/late" }\nearly = { key = "e", since = 3 }\n', "c"
    )
    assert check_successor(old, new) == []
    assert check_successor(old, old) == []


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ('slow = "s"', "", '"order/slow" is gone'),
        ("slow = { retired = 2 }", 'slow = "s"', '"order/slow" was retired'),
        ('slow = "s"', 'slow = { key = "s", since = 3 }', "needs a new name"),
        (
            'slow = { merged_into = "order/late" }',
            'slow = "s"',
            '"order/slow" was merged into "order/late"',
        ),
    ],
)
def test_a_code_never_vanishes_and_never_comes_back(old, new, part):
    before = load(f"{SMALL}{old}\n", "codes.toml")
    after = load(f"{SMALL.replace('version = 2', 'version = 3')}{new}\n", "codes.toml")
    problems = check_successor(before, after)
    assert len(problems) == 1
    assert part in problems[0]


def test_a_change_needs_a_higher_version():
    old = load(SMALL, "codes.toml")
    same = load(SMALL + 'slow = "s"\n', "codes.toml")
    lower = load(SMALL.replace("version = 2", "version = 1"), "codes.toml")
    assert check_successor(old, same) == ["The codes changed: raise version to 3 in the file."]
    assert check_successor(old, lower) == ["The version went from 2 back to 1."]


def test_the_shipped_file_is_part_of_the_package():
    assert DEFAULT_FILE.parent.name == "domain"
    assert load(DEFAULT_FILE.read_text(encoding="utf-8"), "copy.toml") == default()
