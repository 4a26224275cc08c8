"""What will be done with one file, settled before its first row is stored."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from csr_desk.errors import Refused
from csr_desk.importing import (
    build_answers,
    build_chats,
    build_lines,
    build_orders,
    build_people,
    build_texts,
    build_tickets,
    columns,
    dates,
    kind_signs,
    kinds,
    sources,
    values,
)
from csr_desk.importing.json_objects import flatten
from csr_desk.importing.map_file import Mapping
from csr_desk.importing.namespace import namespace
from csr_desk.importing.reader import Cells, Reader, learn
from csr_desk.importing.records import Record
from csr_desk.importing.result import FileResult
from csr_desk.importing.sources import Source

_SAMPLE = 1_000
_BUILDERS: dict[str, Callable[[Reader, Cells], Record]] = {
    "agents": build_people.agent,
    "customers": build_people.person,
    "orders": build_orders.order,
    "order_lines": build_lines.line,
    "tickets": build_tickets.ticket,
    "chats": build_chats.chat,
    "canned": build_texts.canned,
    "articles": build_texts.article,
    "answers": build_answers.answer,
}


@dataclass(frozen=True, slots=True)
class Plan:
    """An opened file with its kind and its reader."""

    source: Source
    kind: str
    mapped: dict[str, str]
    reader: Reader

    @property
    def rank(self) -> int:
        """Return the place of the kind in the order of import."""
        return kind_signs.KINDS.index(self.kind)

    def build(self, row: dict[str, Any]) -> Record:
        """Return the record a row means; BadValue says why it cannot be one."""
        return _BUILDERS[self.kind](self.reader, _cells(self, row))

    def result(self) -> FileResult:
        """Return the empty result of this file, with what was guessed about it."""
        used = set(self.mapped)
        whole = {"customer.", "order."} if self.kind == "chats" else set()
        left = [
            column
            for column in self.source.columns
            if column not in used and not column.startswith(tuple(whole))
        ]
        return FileResult(
            str(self.source.path),
            self.kind,
            source=self.reader.source,
            columns=self.mapped,
            unmapped=left,
            notes=_notes(self),
        )


def make(
    path: Path,
    kind: str | None,
    mapping: Mapping,
    shield: Callable[[str], str] | None = None,
    to_text: Callable[[str], str] | None = None,
) -> Plan:
    """Open a file and settle kind, columns, source name and how its dates and amounts are read.

    Raises Refused with one sentence when the file cannot be read or is of no known kind.
    """
    source = sources.open_source(path, kinds.fits)
    given = mapping.columns
    chosen = kind or mapping.kind or kinds.guess(path, source.columns, given)
    if chosen not in kind_signs.KINDS:
        raise Refused(
            f"there is no kind “{chosen}”", f"It is one of {', '.join(kind_signs.KINDS)}."
        )
    mapped = {c: f for c, f in columns.assign(chosen, source.columns, given).items() if f}
    if lacking := kind_signs.needs(chosen, mapped):
        shown = ", ".join(source.columns[:6])
        raise Refused(
            f"{path} has no column for {lacking}, which {chosen} need (it has {shown})",
            "Name the columns with --map, or the kind with --kind.",
        )
    reader = Reader(
        mapping.source or namespace(path, source.columns, _url(source)),
        {field: column for column, field in mapped.items()},
        shield or _default_shield(),
        to_text or _default_to_text,
        mapping,
        users=_users(source),
    )
    ready = Plan(source, chosen, mapped, reader)
    _learn(ready)
    return ready


def _cells(ready: Plan, row: dict[str, Any]) -> Cells:
    if (
        ready.source.has_records
        and ready.kind != "chats"
        and any(isinstance(value, dict) for value in row.values())
    ):
        return flatten(row)
    return row


def _learn(ready: Plan) -> None:
    """Settle date orders and decimal signs: from a sample, from the whole file where it must be."""
    fallback = dates.DAY_FIRST if ready.source.delimiter == ";" else dates.MONTH_FIRST
    rows = (_cells(ready, row.values) for row in ready.source.rows() if not row.problem)
    settled = learn(ready.reader, islice(rows, _SAMPLE), fallback)
    while not settled and (more := list(islice(rows, _SAMPLE))):
        settled = learn(ready.reader, more, fallback)


def _notes(ready: Plan) -> list[str]:
    reader = ready.reader
    notes = [f"source “{reader.source}”"]
    for column, order in reader.orders.items():
        said = "day before month" if order == dates.DAY_FIRST else "month before day"
        notes.append(f"{column} is read with the {said} (dates in --map)")
    notes += [
        f"{column} is read with a decimal comma" for column, s in reader.signs.items() if s == ","
    ]
    return notes


def _url(source: Source) -> str:
    if "url" not in source.columns:
        return ""
    first: Iterator[str] = (
        values.text(row.values.get("url")) for row in islice(source.rows(), 1) if not row.problem
    )
    return next(first, "")


def _users(source: Source) -> dict[str, Cells]:
    """Return the people listed beside the tickets of a JSON export, by their number."""
    listed = [*source.beside.get("users", []), *source.beside.get("contacts", [])]
    return {values.text(user.get("id")): user for user in listed if isinstance(user, dict)}


def _default_shield() -> Callable[[str], str]:
    from csr_desk.domain import pii

    return lambda written: pii.mask(written).text


def _default_to_text(html: str) -> str:
    from csr_desk.text import html_to_text

    return html_to_text(html)
