"""The file behind `--map`: what the guesses cannot know about one source, as TOML.

kind = "tickets"            # as --kind
source = "shop"             # keeps this source's numbers apart from others'
dates = "dmy"               # or "mdy", for dates such as 03/04/2026
zone = "Europe/Berlin"      # of times without an offset; UTC where it is not given
decimal = ","               # the sign before the cents
currency = "EUR"

[columns]                   # column = field; "" leaves a column out
"Vorgang" = "id"

[values.status]             # the file's word = the desk's word
"in Klärung" = "pending"
"""

from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from csr_desk.domain.toml_table import Table, TomlProblem, did_you_mean, read
from csr_desk.errors import ConfigError
from csr_desk.importing import code_words, values
from csr_desk.importing.columns import FIELDS
from csr_desk.importing.kind_signs import KINDS


@dataclass(frozen=True, slots=True)
class Mapping:
    """What the agent said about a source; empty parts are guessed."""

    kind: str = ""
    source: str = ""
    dates: str = ""
    decimal: str = ""
    currency: str = ""
    zone: tzinfo = UTC
    columns: dict[str, str] = field(default_factory=dict)
    status: dict[str, str] = field(default_factory=dict)
    priority: dict[str, str] = field(default_factory=dict)
    channel: dict[str, str] = field(default_factory=dict)


def load(path: Path) -> Mapping:
    """Read a map file; ConfigError with file and line for whatever is wrong in it."""
    try:
        content = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise ConfigError(f"{path} cannot be read: {reason}", "Name a TOML file.") from None
    try:
        return _mapping(read(content, str(path)))
    except TomlProblem as problem:
        raise ConfigError(problem.sentence, source=problem.source, line=problem.line) from None


def _mapping(table: Table) -> Mapping:
    kind = table.text("kind", choices=KINDS)
    columns = _columns(table.table("columns"), kind)
    meanings = table.table("values")
    mapping = Mapping(
        kind,
        table.text("source").strip(),
        table.text("dates", choices=("dmy", "mdy")),
        table.text("decimal", choices=(".", ",")),
        _currency(table),
        _zone(table),
        columns,
        _words(meanings.table("status")),
        _words(meanings.table("priority")),
        _words(meanings.table("channel")),
    )
    meanings.done()
    table.done()
    return mapping


def _columns(table: Table, kind: str) -> dict[str, str]:
    allowed = {name for each in ([kind] if kind else FIELDS) for name in FIELDS[each]}
    found: dict[str, str] = {}
    for column in table.names:
        name = table.text(column)
        if name and name not in allowed:
            near = did_you_mean(name, allowed)
            raise table.problem(column, f'There is no field "{name}".{near}')
        found[column] = name
    return found


def _words(table: Table) -> dict[str, str]:
    check = {"status": code_words.status, "priority": code_words.priority}.get(table.path[-1])
    found = {}
    for word in table.names:
        found[word] = table.text(word)
        try:
            if check:
                check(found[word], {})
        except values.BadValue:
            sentence = f'"{found[word]}" is no {table.path[-1]} of the desk.'
            raise table.problem(word, sentence) from None
    return found


def _currency(table: Table) -> str:
    code = table.text("currency").upper()
    if code and not (len(code) == 3 and code.isalpha()):
        raise table.problem("currency", 'currency must be a code such as "EUR".')
    return code


def _zone(table: Table) -> tzinfo:
    name = table.text("zone")
    if not name:
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise table.problem("zone", f'There is no time zone "{name}".') from None
