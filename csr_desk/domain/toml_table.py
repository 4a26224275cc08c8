"""Reading TOML strictly: every key known, every value in range, every complaint with its line."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

from csr_desk.domain.toml_lines import Path, key_lines, line_of

_AT_LINE = re.compile(r" \(at line (\d+), column \d+\)| \(at end of document\)")


class TomlProblem(ValueError):
    """A TOML text is not what it must be: `sentence` says why, `line` where, counted from 1."""

    def __init__(self, source: str, line: int | None, sentence: str) -> None:
        super().__init__(f"{source}:{line}: {sentence}" if line else f"{source}: {sentence}")
        self.source = source
        self.line = line
        self.sentence = sentence


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return ` Did you mean "…"?`, or nothing where no known name is near."""
    from difflib import get_close_matches

    near = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f' Did you mean "{near[0]}"?' if near else ""


def read(text: str, source: str) -> "Table":
    """Parse a TOML text; raise TomlProblem where it is no TOML."""
    try:
        raw = tomllib.loads(text, parse_float=_decimal)
    except RecursionError as error:
        raise TomlProblem(source, None, "The values are nested too deeply.") from error
    except ValueError as error:
        said = str(error)
        place = _AT_LINE.search(said)
        line = int(place[1]) if place and place[1] else text.count("\n") + 1 if place else None
        why = _AT_LINE.sub("", said).rstrip(".")
        raise TomlProblem(source, line, f"This is not valid TOML: {why}.") from error
    return Table(raw, _Origin(text, source), ())


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise ValueError(f"{text[:40]} is out of range") from error


class _Origin:
    """The text behind all tables of one file; lines are looked up only for a complaint."""

    def __init__(self, text: str, source: str) -> None:
        self.text = text
        self.source = source

    @cached_property
    def lines(self) -> dict[Path, int]:
        return key_lines(self.text)


class Table:
    """One TOML table; each getter takes a key out, `done` refuses the keys nobody asked for."""

    def __init__(self, raw: dict[str, Any], origin: _Origin, path: Path) -> None:
        self._raw = raw
        self._origin = origin
        self._asked: set[str] = set()
        self.path = path

    def __contains__(self, name: str) -> bool:
        return name in self._raw

    @property
    def names(self) -> tuple[str, ...]:
        """Return the keys of this table in the order of the file."""
        return tuple(self._raw)

    def line(self, name: str = "") -> int | None:
        """Return the line of a key of this table, or of the table itself."""
        return line_of(self._origin.lines, (*self.path, name) if name else self.path)

    def problem(self, name: str, sentence: str) -> TomlProblem:
        """Return a complaint about a key, with its line."""
        return TomlProblem(self._origin.source, self.line(name), sentence)

    def label(self, name: str) -> str:
        """Return the full name of a key as it would be written."""
        return ".".join((*self.path, name))

    def value(self, name: str) -> Any:
        """Return the raw value of a key and mark it as known; None where it is absent."""
        self._asked.add(name)
        return self._raw.get(name)

    def text(self, name: str, default: str = "", *, choices: Sequence[str] = ()) -> str:
        """Return a text, one of `choices` where there are any."""
        value = self.value(name)
        if value is None:
            return default
        if not isinstance(value, str):
            raise self.problem(name, f"{self.label(name)} must be a text in quotes.")
        if choices and value not in choices:
            raise self._not_a_choice(name, value, choices)
        return value

    def whole(self, name: str, default: int, low: int, high: int) -> int:
        """Return a whole number from `low` to `high`."""
        value = self.value(name)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            sentence = f"{self.label(name)} must be a whole number from {low} to {high}."
            raise self.problem(name, sentence)
        return value

    def money(self, name: str, default: Decimal) -> Decimal:
        """Return an amount of at least 0 and below one million, from a number or a text."""
        value = self.value(name)
        if value is None:
            return default
        amount = _amount(value)
        if amount is None or not 0 <= amount < 1_000_000:
            sentence = f"{self.label(name)} must be an amount such as 17.53, from 0 to 999999.99."
            raise self.problem(name, sentence)
        return amount

    def flag(self, name: str, default: bool) -> bool:
        """Return true or false."""
        value = self.value(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise self.problem(name, f"{self.label(name)} must be true or false.")
        return value

    def texts(
        self, name: str, default: tuple[str, ...] = (), *, choices: Sequence[str] = ()
    ) -> tuple[str, ...]:
        """Return a list of texts; a single text counts as a list of one."""
        value = self.value(name)
        if value is None:
            return default
        value = [value] if isinstance(value, str) else value
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.problem(name, f"{self.label(name)} must be a list of texts in quotes.")
        for item in value:
            if choices and item not in choices:
                raise self._not_a_choice(name, item, choices)
        return tuple(value)

    def table(self, name: str) -> "Table":
        """Return the table below a key; an absent one is empty."""
        value = self.value(name)
        if value is None:
            value = {}
        if not isinstance(value, dict):
            sentence = f"{self.label(name)} must be a table: write [{self.label(name)}]."
            raise self.problem(name, sentence)
        return Table(value, self._origin, (*self.path, name))

    def done(self) -> None:
        """Refuse the first key that nobody asked for."""
        for name in self._raw:
            if name not in self._asked:
                near = did_you_mean(name, self._asked)
                raise self.problem(name, f'There is no setting "{self.label(name)}".{near}')

    def _not_a_choice(self, name: str, value: str, choices: Sequence[str]) -> TomlProblem:
        sentence = f'{self.label(name)} cannot be "{value}"; it is one of {", ".join(choices)}.'
        return self.problem(name, sentence + did_you_mean(value, choices))


def _amount(value: object) -> Decimal | None:
    """Return a finite decimal from a TOML number or text, None from anything else."""
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        return None
    try:
        amount = Decimal(value)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None
