"""One class per command: what derives from it is complete and readable."""

import re

import pytest

from csr_desk.commands import registry
from csr_desk.commands.command import PLACES, Command, Situation, works_in_editor
from csr_desk.screens import table
from csr_desk.screens.everywhere import Everywhere

COMMANDS = pytest.mark.parametrize("command", registry.ALL, ids=lambda one: one.id)


def test_names_are_unique() -> None:
    assert len({command.id for command in registry.ALL}) == len(registry.ALL)


@COMMANDS
def test_a_command_has_words_that_fit(command: type[Command]) -> None:
    assert re.fullmatch(r"[a-z_]+(\.[a-z_]+)*", command.id)
    assert 0 < len(command.title) <= 13
    assert command.doc().endswith(".")
    assert "!" not in command.doc()
    assert command.group
    assert command.places
    assert command.places <= set(PLACES)


@COMMANDS
def test_a_reason_is_a_sentence_and_names_only_commands(command: type[Command]) -> None:
    reason = command.blocked(Situation())
    if reason is not None:
        assert reason.endswith(".")
        for name in re.findall(r"\{([a-z_.]+)\}", reason):
            assert registry.named(name)


def test_the_keys_of_the_product_are_the_defaults() -> None:
    table_of_keys = {
        "help": ("f1", "?"),
        "interaction.focus.previous": ("f2",),
        "interaction.focus.next": ("f3",),
        "suggest.show": ("f4",),
        "call.start": ("f5",),
        "walkin.start": ("f6",),
        "chat.take": ("f7",),
        "call.hold_toggle": ("f8",),
        "wrap.extend": ("f8",),
        "interaction.end": ("f9",),
        "message.send": ("f10", "ctrl+s"),
        "message.send_solve_next": ("f11",),
        "state.set": ("f12",),
        "palette": ("ctrl+p", ":"),
        "app.quit": ("ctrl+q",),
        "cursor.down": ("j",),
        "cursor.up": ("k",),
        "queue.open": ("enter", "o"),
        "queue.mark": ("x",),
        "queue.play": ("p",),
        "queue.skip": ("S",),
        "composer.reply": ("r",),
        "composer.note": ("n",),
        "ticket.assign": ("a",),
        "ticket.tags": ("t",),
        "search": ("/",),
        "queue.filter": ("F",),
        "go.queue": ("g q",),
        "go.customer": ("g c",),
        "go.canned": ("g r",),
        "go.wrap_up": ("g w",),
        "go.outbox": ("g o",),
        "outbox.send_anyway": ("s",),
        "outbox.keep_as_note": ("n",),
        "outbox.drop": ("d",),
        "outbox.edit": ("enter",),
        "message.undo": ("u",),
        "interaction.link": ("l",),
        "merge": ("M",),
        "refund.request": ("R",),
        "rma.create": ("A",),
        "pay.secure_link": ("y",),
        "feedback.add": ("i",),
        "app.lock": ("L",),
        "shift.end": ("Q",),
        "wrap.commit": ("enter",),
        "wrap.later": ("escape",),
    }
    for name, keys in table_of_keys.items():
        assert registry.named(name).keys == keys


def test_keys_of_the_editor_are_function_and_control_keys() -> None:
    assert works_in_editor("f10")
    assert works_in_editor("ctrl+s")
    assert not works_in_editor("f")
    assert not works_in_editor("enter")


def test_the_rows_of_line_mode_have_every_command() -> None:
    rows = registry.rows()
    assert [row.id for row in rows] == [command.id for command in registry.ALL]
    assert rows[0].doc == "Show the keys of this place."


@pytest.mark.parametrize("place", PLACES)
def test_every_command_of_a_place_has_its_method(place: str) -> None:
    kind = table.load(place)
    if kind is None:
        pytest.skip(f"the place {place} is not written yet")
    missing = [one.id for one in registry.at(place) if not hasattr(kind, one.method())]
    assert missing == []


def test_every_method_of_everywhere_is_a_command() -> None:
    methods = {command.method() for command in registry.ALL}
    assert {name for name in dir(Everywhere) if name.startswith("do_")} <= methods
