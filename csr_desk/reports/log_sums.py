"""The sums, time corrections and links of the contacts in a stretch of the log."""

from dataclasses import dataclass
from fractions import Fraction

from csr_desk.config import Config
from csr_desk.domain import kpi
from csr_desk.domain.instants import Instant
from csr_desk.domain.kpi.handle import handle_figures
from csr_desk.reports import feed
from csr_desk.reports.log_span import Span
from csr_desk.store.connection import Store


@dataclass(frozen=True, slots=True)
class Sums:
    """What stands below the log; each is what `report` gives for the same time."""

    handled: int
    spam: int
    unlogged: int
    talk_s: Fraction
    hold_s: Fraction
    after_call_work_s: Fraction
    aht: kpi.Figure


def sums(store: Store, config: Config, agent_id: int, span: Span) -> Sums:
    """Return the sums over the handled contacts of a span (kpi.md 1.7)."""
    period = kpi.Period(span.from_at, span.to_at)
    data = feed.read(store, config, agent_id, period.until(span.as_of), span.as_of)
    chosen = kpi.select(data.contacts, period, span.as_of)
    figures = handle_figures(chosen.handled, feed.settings(config))
    return Sums(
        handled=len(chosen.handled),
        spam=len(chosen.spam),
        unlogged=len(chosen.unlogged),
        talk_s=figures["mean_talk"].num,
        hold_s=figures["mean_hold"].num,
        after_call_work_s=figures["mean_acw"].num,
        aht=figures["aht"],
    )


@dataclass(frozen=True, slots=True)
class TimeChange:
    """One correction of a contact's time: recovered, trimmed or corrected by hand."""

    at: Instant
    phase: str
    seconds: int
    kind: str
    why: str


def time_changes(store: Store, interaction_id: int) -> list[TimeChange]:
    """Return the corrections of a contact's time, oldest first."""
    rows = store.all(
        "SELECT at, phase, delta_s, kind, reason FROM time_correction WHERE interaction_id = ?"
        " ORDER BY id",
        interaction_id,
    )
    return [TimeChange(*row) for row in rows]


def links(store: Store, interaction_id: int) -> list[int]:
    """Return the contacts that are linked to one as the same issue."""
    rows = store.all(
        "SELECT to_id FROM interaction_link WHERE interaction_id = ?1"
        " UNION SELECT interaction_id FROM interaction_link WHERE to_id = ?1 ORDER BY 1",
        interaction_id,
    )
    return [row[0] for row in rows]
