"""The timeline computed again from the event log alone; `verify` compares it with the tables."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from csr_desk.domain.instants import SECOND, Instant
from csr_desk.store import events
from csr_desk.store.connection import Store

Owner = tuple[int | None, str]
"""An interaction and its phase, or None and an agent state."""


@dataclass
class Totals:
    """Seconds by owner, and seconds added to interactions beside the line."""

    line: Counter[Owner] = field(default_factory=Counter)
    beside: Counter[tuple[int, str]] = field(default_factory=Counter)
    shifts: int = 0


_KINDS = (
    "'shift.started', 'shift.ended', 'focus.moved', 'interaction.left', 'time.corrected',"
    " 'interaction.recovered'"
)


def from_log(store: Store, until: Instant) -> Totals:
    """Return the totals the event log gives; a shift still open counts up to `until`."""
    return _totals(events.read(store, f"kind IN ({_KINDS})"), until)


def _totals(log: Iterable[events.Event], until: Instant) -> Totals:
    totals = Totals()
    cuts: list[tuple[Instant, Owner]] = []
    for event in log:
        data = event.data
        if event.kind == "focus.moved":
            phase = data.get("phase")
            owner: Owner = (event.interaction_id, phase) if phase else (None, data["state"])
            cuts.append((data["cut"], owner))
        elif event.kind == "interaction.left":
            cuts = [
                (cut, (None, data["state"]) if owner[0] == event.interaction_id else owner)
                for cut, owner in cuts
            ]
        elif event.kind == "shift.ended":
            _add(totals, cuts, data["cut"])
            cuts = []
        elif event.kind == "shift.started":
            totals.shifts += 1
        elif event.interaction_id is not None and data["seconds"]:
            totals.beside[(event.interaction_id, data.get("phase", "talk"))] += data["seconds"]
    _add(totals, cuts, until)
    return totals


def _add(totals: Totals, cuts: list[tuple[Instant, Owner]], end: Instant) -> None:
    edges = [cut for cut, _ in cuts[1:]] + [end]
    for (cut, owner), edge in zip(cuts, edges, strict=False):
        totals.line[owner] += max(edge - cut, 0) // SECOND
    totals.line = +totals.line


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
