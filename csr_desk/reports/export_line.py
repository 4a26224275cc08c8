"""The time line of a period as raw rows: states, focus on contacts, recovered seconds."""

from collections.abc import Iterator
from datetime import tzinfo
from typing import Final

from csr_desk.domain import kpi
from csr_desk.domain.kpi.period import Stretch
from csr_desk.domain.kpi.states import HANDLING
from csr_desk.reports.export_columns import Cell, Column, Sort, Table, between, moment, moments
from csr_desk.reports.report import Written

STATE, FOCUS, RECOVERED = "state", "contact", "recovered"

COLUMNS: Final = (
    Column("line", "Line", Sort.OWN_TEXT, 11),
    Column("state", "State", Sort.OWN_TEXT, 12),
    Column("contact", "Contact", Sort.NUMBER, 9),
    Column("phase", "Phase", Sort.OWN_TEXT, 8),
    *moments("from", "From"),
    Column("to", "To", Sort.MOMENT, 19),
    Column("seconds", "Seconds", Sort.SECONDS, 10),
    Column("paid", "Paid", Sort.NUMBER, 6),
)


def table(written: Written, zone: tzinfo) -> Table:
    """Return every stretch of the period, cut at its edges; recovered ones lie inside DOWN."""
    data, settings = written.data, written.settings
    elapsed = written.report.period.until(written.report.as_of)
    spans: list[tuple[Stretch, str, str, int | None, str]] = [
        *((one, STATE, one.state, None, "") for one in data.states),
        *((one, FOCUS, HANDLING, one.interaction, one.phase) for one in data.focus),
        *((one, RECOVERED, HANDLING, one.interaction, "talk") for one in data.recovered),
    ]
    inside = [span for span in spans if elapsed.cut(span[0])]
    inside.sort(key=lambda span: (span[0].from_at, span[1]))

    def rows() -> Iterator[tuple[Cell, ...]]:
        for span, line, state, contact, phase in inside:
            paid = line != RECOVERED and state not in settings.unpaid_states
            yield (
                *(line, state, contact, phase),
                *moment(max(span.from_at, elapsed.from_at), zone),
                moment(_end(span, elapsed), zone)[0],
                between(0, elapsed.cut(span)),
                int(paid),
            )

    return Table("Timeline", "line", COLUMNS, rows(), len(inside))


def _end(span: Stretch, elapsed: kpi.Period) -> int:
    return elapsed.to_at if span.to_at is None else min(span.to_at, elapsed.to_at)
