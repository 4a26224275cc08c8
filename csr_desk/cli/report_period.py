"""Which period a `report` tells of, as it was typed."""

from argparse import Namespace
from typing import Final

from csr_desk import errors
from csr_desk.actions.desk import Desk
from csr_desk.cli.when import day
from csr_desk.reports import report
from csr_desk.reports.progress import Progress
from csr_desk.reports.report import Written

SHIFT, RANGE = "shift", "range"
PERIODS: Final = (SHIFT, "day", "week", "month", RANGE)


def check(options: Namespace) -> None:
    """Raise Usage for options that do not go with the period."""
    if options.period == SHIFT and options.date:
        raise errors.Usage(
            "`report shift` tells of the open or the last shift", "Use `report day --date`."
        )
    if options.period != RANGE and (options.first or options.last):
        raise errors.Usage(
            f"`report {options.period}` has no --from and --to",
            "Use `report range --from D --to D`.",
        )
    if options.period == RANGE and (options.date or not options.first):
        raise errors.Usage(
            "a range is given by its first and its last day",
            "Write `report range --from 2026-11-01 --to 2026-11-15`.",
        )


def written(options: Namespace, desk: Desk, progress: Progress) -> Written:
    """Return the report of the period that was typed."""
    store, config, agent, now, zone = (
        desk.store, desk.config, desk.agent_id, desk.now(), desk.zone
    )  # fmt: skip
    if options.period == SHIFT:
        return report.shift(store, config, agent, now, progress=progress)
    if options.period == RANGE:
        first, last = (day(typed, now, zone) for typed in (options.first, options.last or "today"))
        return report.between(store, config, agent, now, zone, first, last, progress=progress)
    on = day(options.date, now, zone) if options.date else None
    of = {"day": report.day, "week": report.week, "month": report.month}[options.period]
    return of(store, config, agent, now, zone, on, progress=progress)


def before(desk: Desk, of: Written, progress: Progress) -> Written | None:
    """Return the report of the period of the same kind just before, None before the first."""
    return report.before(
        desk.store, desk.config, desk.agent_id, desk.now(), desk.zone, of, progress=progress
    )
