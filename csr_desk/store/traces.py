"""Where a person's words still stand: in the bytes of files, and in which column of the store."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from csr_desk.store import person, purge
from csr_desk.store.connection import Store
from csr_desk.store.person import Person

_BLOCK = 1 << 20
_SHORTEST_NAME = 5
_SHORTEST_HANDLE = 4
_SHORTEST_NUMBER = 7
"""Letters and digits below which a find would say nothing."""

_MOST = 100
"""Rows of one column that are looked at to name the tickets."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A text a person is known by; `sort` names it without saying it."""

    sort: str
    text: str

    @property
    def forms(self) -> tuple[bytes, ...]:
        """Return the text in small letters as files spell it: plain, and escaped as JSON."""
        small = self.text.lower()
        plain = {small.encode("utf-8", "replace"), self.text.encode("utf-8", "replace").lower()}
        return tuple(plain | {json.dumps(small)[1:-1].lower().encode()})


@dataclass(frozen=True, slots=True)
class Trace:
    """A place where a mark was found, and of which sort it is."""

    place: str
    sort: str


def marks(store: Store, one: Person) -> tuple[list[Mark], tuple[str, ...]]:
    """Return what to look for, and the sorts of what somebody else is known by too.

    Looked for are addresses, numbers of seven digits or more, handles and names; a namesake's name
    or a family's number is not: it stands in the store by right.
    """
    found: list[Mark] = []
    shared: set[str] = set()
    for kind, value, normal in person.addresses(store, one):
        if person.others_with_address(store, one, kind, normal):
            shared.add(kind)
            continue
        shortest = _SHORTEST_NUMBER if kind == "phone" else _SHORTEST_HANDLE
        found += [Mark(kind, form) for form in {value, normal} if len(form) >= shortest]
    for name in person.names(store, one):
        if len(name) < _SHORTEST_NAME or name == purge.NAME:
            continue
        if person.others_with_name(store, one, name):
            shared.add("name")
        else:
            found.append(Mark("name", name))
    return found, tuple(sorted(shared))


def in_files(folder: Path, wanted: Iterable[Mark]) -> list[Trace]:
    """Return in which files below a folder marks stand; a file that cannot be read is one too."""
    wanted = list(wanted)
    if not wanted:
        return []
    found: list[Trace] = []
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.is_symlink():
            continue
        name = str(path.relative_to(folder))
        try:
            found += [Trace(name, sort) for sort in sorted(_sorts(path, wanted))]
        except OSError:
            found.append(Trace(name, "unreadable file"))
    return found


def _sorts(path: Path, wanted: list[Mark]) -> set[str]:
    overlap = max(len(form) for mark in wanted for form in mark.forms)
    found: set[str] = set()
    tail = b""
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            text = tail + block.lower()
            found |= {mark.sort for mark in wanted if any(form in text for form in mark.forms)}
            tail = text[-overlap:]
    return found


def in_store(store: Store, wanted: Iterable[Mark]) -> list[Trace]:
    """Return in which columns marks stand, with the tickets they are on where there are any."""
    wanted = list(wanted)
    found: list[Trace] = []
    for table, columns in _columns(store) if wanted else ():
        ticket = "id" if table == "ticket" else "ticket_id"
        ticket = ticket if ticket in dict(columns) else "NULL"
        for name in [name for name, kind in columns if kind in ("TEXT", "ANY")]:
            found += _in_column(store, table, name, ticket, wanted)
    return found


def _in_column(
    store: Store, table: str, column: str, ticket: str, wanted: list[Mark]
) -> list[Trace]:
    spelled = {form: one.sort for one in wanted for form in (one.text, json.dumps(one.text)[1:-1])}
    clause = " OR ".join("instr(lower(x), lower(?)) > 0" for _ in spelled)
    rows = store.all(
        f"SELECT t, x FROM (SELECT {column} AS x, {ticket} AS t FROM {table})"
        f" WHERE x IS NOT NULL AND ({clause}) LIMIT {_MOST}",
        *spelled,
    )
    if not rows:
        return []
    ids = sorted({row[0] for row in rows if row[0] is not None})[:5]
    names = [store.value("SELECT reference FROM ticket WHERE id = ?", one) for one in ids]
    where = f" of ticket {', '.join(f'#{name}' for name in names)}" if names else ""
    texts = [str(row[1]).lower() for row in rows]
    sorts = {sort for form, sort in spelled.items() if any(form.lower() in text for text in texts)}
    return [Trace(f"{table}.{column}{where}", sort) for sort in sorted(sorts)]


def _columns(store: Store) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield every table that is no search index of another one, with (column, type) of each."""
    for (table,) in store.all(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
        " AND name NOT LIKE 'sqlite_%' ORDER BY name"
    ):
        yield str(table), store.all("SELECT name, type FROM pragma_table_info(?)", table)
