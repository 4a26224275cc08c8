"""The timeline computed again from the event log alone; `verify` compares it with the tables."""

from collections import Counter
from dataclasses import dataclass, field

from csr_desk.domain.instants import SECOND, Instant
from csr_desk.reports.recompute_line import KINDS, Line, Owner
from csr_desk.store import events
from csr_desk.store.connection import Store


@dataclass
class Totals:
    """Seconds by owner, and seconds added to interactions beside the line."""

    line: Counter[Owner] = field(default_factory=Counter)
    beside: Counter[tuple[int, str]] = field(default_factory=Counter)
    shifts: int = 0


def from_log(store: Store, until: Instant) -> Totals:
    """Return the totals the event log gives; a shift still open counts up to `until`."""
    line = Line()
    for event in events.read(store, f"kind IN {KINDS}"):
        line.take(event)
    return _totals(line, until)


def _totals(line: Line, until: Instant) -> Totals:
    totals = Totals(shifts=len(line.shifts))
    for shift in line.shifts:
        for from_at, to_at, owner in shift.spans(until):
            totals.line[owner] += ((until if to_at is None else to_at) - from_at) // SECOND
    for contact, phase, seconds in line.beside:
        totals.beside[(contact, phase)] += seconds
    totals.line = +totals.line
    return totals


def from_tables(store: Store, until: Instant) -> Totals:
    """Return the same totals from the segment table; imported history without events is left out.

    A shift without a `shift.started` event was generated or imported and has no log to compare.
    """
    totals = Totals()
    rows = store.all(
        "SELECT s.interaction_id, coalesce(s.phase, s.state),"
        " sum(max(coalesce(s.to_at, ?), s.from_at) - s.from_at) / 1000 FROM segment s"
        " WHERE s.shift_id IN (SELECT json_extract(data, '$.shift') FROM event"
        " WHERE kind = 'shift.started') GROUP BY 1, 2",
        until,
    )
    totals.line = +Counter({(row[0], row[1]): row[2] for row in rows})
    for interaction_id, phase, seconds in store.all(
        "SELECT interaction_id, phase, sum(delta_s) FROM time_correction"
        " WHERE kind <> 'trimmed' GROUP BY 1, 2"
    ):
        totals.beside[(interaction_id, phase)] += seconds
    totals.shifts = int(store.value("SELECT count(*) FROM event WHERE kind = 'shift.started'"))
    return totals


def differences(store: Store, until: Instant) -> list[str]:
    """Return one sentence for each owner whose seconds differ between log and tables."""
    log, tables = from_log(store, until), from_tables(store, until)
    found = []
    for owner in sorted(set(log.line) | set(tables.line), key=str):
        if log.line[owner] != tables.line[owner]:
            found.append(
                f"{owner}: {log.line[owner]} s in the log, {tables.line[owner]} s in the tables"
            )
    for key in sorted(set(log.beside) | set(tables.beside)):
        if log.beside[key] != tables.beside[key]:
            found.append(f"corrections of {key}: {log.beside[key]} and {tables.beside[key]} s")
    return found


def gaps(store: Store) -> list[str]:
    """Return where the line of a shift has a gap or an overlap (kpi.md I1)."""
    rows = store.all(
        "SELECT shift_id, from_at, before FROM (SELECT shift_id, from_at,"
        " lag(to_at) OVER (PARTITION BY shift_id ORDER BY from_at, id) AS before FROM segment)"
        " WHERE before IS NOT NULL AND before <> from_at"
    )
    found = [f"shift {row[0]}: {row[2]} to {row[1]} belongs to nothing or to two" for row in rows]
    edges = store.all(
        "SELECT h.id FROM shift h JOIN segment s ON s.shift_id = h.id GROUP BY h.id"
        " HAVING min(s.from_at) <> h.started_at"
        " OR (h.ended_at IS NOT NULL AND max(s.to_at) <> h.ended_at)"
    )
    return found + [f"shift {row[0]}: its line does not reach from start to end" for row in edges]
