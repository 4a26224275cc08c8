"""The agent's own keys: every mistake is told with its line, none is swallowed."""

import pytest

from csr_desk import keymap
from csr_desk.commands import registry
from csr_desk.config import KeyBinding
from csr_desk.errors import ConfigError


def made(**changes: tuple[str, ...]) -> keymap.Keymap:
    return keymap.make(
        {name.replace("__", "."): KeyBinding(keys, 7) for name, keys in changes.items()},
        "keys.toml",
    )


def test_the_defaults_stand_without_a_clash() -> None:
    assert list(keymap.clashes(keymap.default().keys)) == []


@pytest.mark.parametrize("key", sorted({k for c in registry.ALL for k in c.keys}))
def test_every_default_key_is_one_a_terminal_can_send(key: str) -> None:
    assert keymap._key_problem(key) is None


def test_no_default_is_one_that_terminals_or_multiplexers_take() -> None:
    used = {key for command in registry.ALL for key in command.keys}
    assert not used & {"ctrl+m", "ctrl+i", "ctrl+j", "ctrl+h", "ctrl+[", "ctrl+a", "ctrl+b"}


def test_a_change_replaces_the_keys() -> None:
    changed = made(queue__play=("P", "g p"))
    assert changed.of("queue.play") == ("P", "g p")
    assert changed.of("queue.open") == ("enter", "o")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"queue__plya": ("P",)},
            'keys.toml:7: There is no command queue.plya. Did you mean "queue.play"?',
        ),
        ({"queue__play": ("ctrl+m",)}, "keys.toml:7: terminals cannot tell Ctrl+M from Enter"),
        ({"queue__play": ("ctrl+g",)}, "keys.toml:7: Ctrl+G stands before 1 to ="),
        ({"queue__play": ("hyper+p",)}, "keys.toml:7: 'hyper+p' is no key"),
        ({"queue__play": ("ctrl+shift+p",)}, "keys.toml:7: 'ctrl+shift+p' is no key"),
        ({"queue__play": ("f13",)}, "keys.toml:7: 'f13' is no key"),
        ({"queue__play": ("g p q",)}, "keys.toml:7: 'g p q' is no key"),
        ({"queue__play": ("",)}, "keys.toml:7: '' is no key"),
        ({"queue__play": ("x",)}, "keys.toml:7: queue.play and queue.mark both want x (queue)"),
        ({"queue__play": ("f9",)}, "both want F9 (queue)"),
        ({"queue__play": ("g",)}, "both want g (queue)"),
        ({"help": ()}, "keys.toml:7: help must keep a key"),
        ({"message__send": ("w",)}, "message.send needs a key that works while you type"),
    ],
)
def test_a_mistake_is_told_with_its_line(
    changes: dict[str, tuple[str, ...]], sentence: str
) -> None:
    with pytest.raises(ConfigError) as told:
        made(**changes)
    assert sentence in str(told.value)


def test_two_commands_may_swap_their_keys() -> None:
    swapped = made(queue__play=("x",), queue__mark=("p",))
    assert swapped.of("queue.mark") == ("p",)


def test_a_command_may_have_no_key_and_is_then_shown_by_name() -> None:
    assert made(queue__play=()).shown("queue.play") == 'Ctrl+P "Play"'


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("f10", "F10"),
        ("ctrl+s", "Ctrl+S"),
        ("g q", "g q"),
        ("escape", "Esc"),
        ("S", "S"),
        ("shift+tab", "Shift+Tab"),
        ("pageup", "PgUp"),
        ("+", "+"),
        ("?", "?"),
    ],
)
def test_keys_are_shown_as_people_write_them(key: str, words: str) -> None:
    assert keymap.shown(key) == words


def test_a_sentence_names_the_keys_of_today() -> None:
    assert made(call__start=("f6",), walkin__start=("f5",)).fill("Press {call.start}.") == (
        "Press F6."
    )


def test_a_sentence_with_braces_of_its_own_stays() -> None:
    assert keymap.default().fill("{customer.first_name} is empty") == (
        "{customer.first_name} is empty"
    )
