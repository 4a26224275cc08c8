"""The handover sheet: what the next one at the desk must know, as text and as a document."""

from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import Any, Final

from csr_desk import errors, text
from csr_desk.domain.instants import MINUTE, Instant, iso, to_datetime
from csr_desk.store import handover as store_handover
from csr_desk.store.connection import Store
from csr_desk.store.handover import Open

SHOWN_BEFORE: Final = 5 * MINUTE
"""How long before its time a callback stands in the queue (product.md section 13)."""

_WORDS: Final = 120
_TITLES: Final = {
    store_handover.UNLOGGED: "Contacts without a wrap-up",
    store_handover.CONFLICTS: "Conflicts to settle",
    store_handover.UNSENT: "Not sent yet",
    store_handover.DRAFTS: "Drafts",
    store_handover.ESCALATIONS: "Escalations, by deadline",
    store_handover.CALLBACKS: "Callbacks",
    store_handover.TASKS: "Tasks and promises",
    store_handover.PENDING_CUSTOMER: "Waiting for the customer",
    store_handover.PENDING_INTERNAL: "Waiting inside",
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is open at an instant; `ended_at` is None while the shift runs, `shift_id` without one.

    `is_kept` tells that it is the sheet of a shift's end, its rows as they are by now.
    """

    at: Instant
    agent: str
    shift_id: int | None
    started_at: Instant | None
    ended_at: Instant | None
    sections: dict[str, list[Open]]
    is_kept: bool = False

    @property
    def counts(self) -> dict[str, int]:
        """Return how many things are open in each section."""
        return {name: len(rows) for name, rows in self.sections.items()}

    @property
    def count(self) -> int:
        """Return how many things are open."""
        return sum(self.counts.values())


def sheet(store: Store, agent_id: int, now: Instant) -> Sheet:
    """Return what is open now, with the pending tickets of the open or the last shift."""
    shift = _shift(store, agent_id, None)
    found = store_handover.open_ones(store, agent_id, shift[0] if shift else None)
    number, began, ended = shift or (None, None, None)
    return Sheet(now, _name(store, agent_id), number, began, ended, found)


def kept(store: Store, agent_id: int, shift_id: int | None = None) -> Sheet | None:
    """Return the sheet of a shift's end, by default of the last shift; None where none was kept."""
    shift = _shift(store, agent_id, shift_id)
    found = None if shift is None else store_handover.kept(store, shift[0])
    if shift is None or found is None:
        return None
    return Sheet(found[0], _name(store, agent_id), *shift, found[1], is_kept=True)


def required(store: Store, agent_id: int, shift_id: int | None = None) -> Sheet:
    """Return the sheet of a shift's end, by default of the last shift; Refused without one."""
    found = kept(store, agent_id, shift_id)
    if found is None:
        raise errors.Refused(
            "no handover sheet was kept for that shift", "One is kept whenever a shift ends."
        )
    return found


def file_name(one: Sheet, zone: tzinfo) -> str:
    """Return the usual name of the file of a sheet."""
    return f"handover-{to_datetime(one.at, zone):%Y-%m-%d-%H%M}.txt"


def write(path: Path, one: Sheet, zone: tzinfo) -> Path:
    """Write a sheet to a new private file; Refused as `export_file.fresh` does."""
    from csr_desk.reports import export_file  # deferred: few write a file

    with export_file.fresh(path) as file:
        file.write((as_text(one, zone) + "\n").encode())
    return path


def _shift(
    store: Store, agent_id: int, number: int | None
) -> tuple[int, Instant, Instant | None] | None:
    row = store.one(
        "SELECT id, started_at, ended_at FROM shift WHERE agent_id = ?1"
        " AND (?2 IS NULL OR id = ?2) ORDER BY started_at DESC, id DESC LIMIT 1",
        agent_id,
        number,
    )
    return None if row is None else (row[0], row[1], row[2])


def _name(store: Store, agent_id: int) -> str:
    return str(store.value("SELECT name FROM agent WHERE id = ?", agent_id) or "")


def as_json(one: Sheet, zone: tzinfo) -> dict[str, Any]:
    """Return the sheet as a document, each section with its rows."""
    return {
        "at": iso(one.at, zone),
        "agent": one.agent,
        "shift": one.shift_id,
        "started_at": _iso(one.started_at, zone),
        "ended_at": _iso(one.ended_at, zone),
        "kept": one.is_kept,
        "open": one.count,
        **{name: [_row(name, row, zone) for row in rows] for name, rows in one.sections.items()},
    }


def _row(section: str, row: Open, zone: tzinfo) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": row.id,
        "ticket": row.reference or None,
        "customer": row.customer,
        "what": row.words,
        "state": row.state,
        "due": _iso(row.due_at, zone),
        "interaction": row.interaction_id,
    }
    if section == store_handover.CALLBACKS and row.due_at is not None:
        found["shown_from"] = _iso(row.due_at - SHOWN_BEFORE, zone)
    return found


def _iso(at: Instant | None, zone: tzinfo) -> str | None:
    return None if at is None else iso(at, zone)


def as_text(one: Sheet, zone: tzinfo) -> str:
    """Return the sheet as plain text, ready to be copied, mailed or printed; text is cleaned."""
    began = ""
    if one.started_at is not None:
        began = f", shift {one.shift_id} of {_when(one.started_at, zone)}"
    lines = [
        f"Handover of {text.line(one.agent, _WORDS)}{began}",
        f"As of {to_datetime(one.at, zone):%Y-%m-%d %H:%M %Z}",
    ]
    if one.count == 0:
        return "\n".join([*lines, "", "Nothing is open."])
    for name, title in _TITLES.items():
        rows = one.sections.get(name, [])
        if rows:
            lines += ["", f"{title} ({len(rows)})"]
            lines += [_line(name, row, zone) for row in rows]
    return "\n".join(lines)


def _line(section: str, row: Open, zone: tzinfo) -> str:
    due = "" if row.due_at is None else f"{_when(row.due_at, zone)}  "
    whose = " · ".join(part for part in (row.reference, row.customer) if part)
    shown = ""
    if section == store_handover.CALLBACKS and row.due_at is not None:
        shown = f" (in the queue from {to_datetime(row.due_at - SHOWN_BEFORE, zone):%H:%M})"
    state = "" if row.state in ("open", "") or section.startswith("pending") else f" [{row.state}]"
    words = text.line(row.words, _WORDS)
    return f"  {due}{text.line(whose, _WORDS)}: {words}{state}{shown}"


def _when(at: Instant, zone: tzinfo) -> str:
    return f"{to_datetime(at, zone):%a %d %b %H:%M}"
