"""Which keys give which command: the defaults, changed by the agent's settings, all checked.

Textual swallows mistakes in a keymap silently; here an unknown command, a key that no terminal can
send and a key that two commands of one place want are each a ConfigError with its line.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from csr_desk import errors
from csr_desk.commands import registry
from csr_desk.commands.command import PLACES, Command, works_in_editor
from csr_desk.config import KeyBinding
from csr_desk.domain.toml_table import did_you_mean

F_KEY_PREFIX = "ctrl+g"
F_KEYS = dict(zip("1234567890-=", (f"f{number}" for number in range(1, 13)), strict=True))
"""What follows Ctrl+G on keyboards without function keys."""

UNUSABLE = {
    "ctrl+m": "Enter",
    "ctrl+j": "Enter",
    "ctrl+i": "Tab",
    "ctrl+h": "Backspace",
    "ctrl+[": "Escape",
}
NAMED = frozenset(
    {"enter", "escape", "tab", "space", "backspace", "delete", "insert"}
    | {"home", "end", "pageup", "pagedown", "up", "down", "left", "right"}
)
MUST_KEEP_A_KEY = frozenset({"help", "palette", "app.quit", "wrap.commit", "wrap.later"})
_SHOWN = {"escape": "Esc", "pageup": "PgUp", "pagedown": "PgDn", "ctrl": "Ctrl", "shift": "Shift"}
_REFERENCE = re.compile(r"\{([a-z_.]+)\}")


class Keymap(NamedTuple):
    """The keys of every command, checked."""

    keys: Mapping[str, tuple[str, ...]]

    def of(self, command_id: str) -> tuple[str, ...]:
        """Return the keys of a command, the first one is the one shown."""
        return self.keys.get(command_id, ())

    def shown(self, command_id: str) -> str:
        """Return the first key of a command as people write it, or the way through the palette."""
        keys = self.of(command_id)
        if keys:
            return shown(keys[0])
        return f'{shown(self.of("palette")[0])} "{registry.named(command_id).title}"'

    def fill(self, sentence: str) -> str:
        """Return a sentence with every `{command.name}` in it replaced by the command's key."""
        return _REFERENCE.sub(
            lambda match: self.shown(match[1]) if match[1] in self.keys else match[0], sentence
        )

    def sequences(self, commands: Iterable[type[Command]]) -> dict[str, dict[str, type[Command]]]:
        """Return the two-key ones of some commands: first key → second key → command."""
        found: dict[str, dict[str, type[Command]]] = {}
        for command in commands:
            for key in self.of(command.id):
                first, _, second = key.partition(" ")
                if second:
                    found.setdefault(first, {})[second] = command
        return found


def shown(key: str) -> str:
    """Return a key as people write it: `F10`, `Ctrl+S`, `g q`, `Esc`."""
    if " " in key:
        return " ".join(shown(part) for part in key.split())
    if len(key) == 1:
        return key
    *modifiers, last = key.split("+") if key != "+" else [key]
    if len(modifiers) or works_in_editor(last):
        last = last.upper() if len(last) == 1 or works_in_editor(last) else last
    return "+".join(_SHOWN.get(part, part[:1].upper() + part[1:]) for part in (*modifiers, last))


def default() -> Keymap:
    """Return the keys as product.md section 4 gives them."""
    return Keymap({command.id: command.keys for command in registry.ALL})


def make(changes: Mapping[str, KeyBinding], source: str = "") -> Keymap:
    """Return the defaults with the agent's changes; ConfigError for the first mistake."""
    keys = dict(default().keys)
    for command_id, change in changes.items():
        problem = _problem(command_id, change.keys)
        if problem:
            raise errors.ConfigError(problem, source=source, line=change.line)
        keys[command_id] = tuple(change.keys)
    for place, key, (first, second) in clashes(keys):
        line = next((changes[one].line for one in (second, first) if one in changes), None)
        raise errors.ConfigError(
            f"{first} and {second} both want {shown(key)} ({place})",
            "Give one of them another key.",
            source=source,
            line=line,
        )
    return Keymap(keys)


def _problem(command_id: str, keys: tuple[str, ...]) -> str | None:
    if command_id not in registry.names():
        hint = did_you_mean(command_id, registry.names())
        return f"There is no command {command_id}.{hint}"
    if not keys and command_id in MUST_KEEP_A_KEY:
        return f"{command_id} must keep a key"
    defaults = registry.named(command_id).keys
    needs_editor_key = any(works_in_editor(key) for key in defaults)
    if keys and needs_editor_key and not any(works_in_editor(key) for key in keys):
        return f"{command_id} needs a key that works while you type: a function key or Ctrl+letter"
    return next((problem for key in keys if (problem := _key_problem(key))), None)


def _key_problem(key: str) -> str | None:
    if key in UNUSABLE:
        return f"terminals cannot tell {shown(key)} from {UNUSABLE[key]}"
    if key == F_KEY_PREFIX:
        return f"{shown(key)} stands before 1 to = for the function keys"
    parts = key.split(" ") if key != " " else [key]
    if len(parts) > 2 or not all(_is_key(part) for part in parts):
        return f"{key!r} is no key; write f5, ctrl+s, enter, S or two keys as in 'g q'"
    return None


def _is_key(key: str) -> bool:
    if len(key) == 1:
        return key.isprintable() and key != " "
    if key in NAMED or key in F_KEYS.values():
        return True
    modifier, _, last = key.partition("+")
    if modifier == "ctrl":
        return len(last) == 1 and last.isascii() and (last.islower() or last.isdigit())
    return modifier == "shift" and last in NAMED | set(F_KEYS.values())


def clashes(keys: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str, tuple[str, str]]]:
    """Yield (place, key, two command names) for every key that two commands of a place want."""
    for place in PLACES:
        owner: dict[str, str] = {}
        prefixes: dict[str, str] = {}
        for command in registry.at(place):
            for key in keys[command.id]:
                if key in owner:
                    yield place, key, (owner[key], command.id)
                owner[key] = command.id
                first, _, second = key.partition(" ")
                if second:
                    prefixes.setdefault(first, command.id)
        for first, command_id in prefixes.items():
            if first in owner:
                yield place, first, (owner[first], command_id)
