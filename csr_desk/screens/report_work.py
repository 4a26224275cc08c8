"""Counting a report aside: in a thread, on a connection of its own, to be stopped at any time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from pathlib import Path

from csr_desk import errors
from csr_desk.config import Config
from csr_desk.domain.instants import Instant
from csr_desk.domain.kpi.fcr import FirstContacts
from csr_desk.reports import groupings, report, series
from csr_desk.reports.report import Kind, Written
from csr_desk.store.connection import Store
from csr_desk.widgets.report_lines import ReportLine, Shown, lines


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which report: its kind, a day in it or its first day, the last one, the shift's number."""

    kind: Kind
    first: date | None = None
    last: date | None = None
    number: int | None = None
    compare: bool = False


class Stopped(Exception):
    """The report that is counted is not wanted any more."""


@dataclass
class Job:
    """A report that is being counted: what the loop may look at while the thread works."""

    wanted: Wanted
    path: Path
    config: Config
    agent_id: int
    now: Instant
    zone: tzinfo
    version: tuple[int, int]
    share: float = 0.0
    stopped: bool = False
    result: Shown | None = None
    lines: Sequence[ReportLine] = ()
    refusal: errors.DeskError | None = None

    def run(self) -> None:
        """Count the report; in a thread. Nothing is kept when it was stopped."""
        try:
            store = Store(self.path, read_only=True)
            try:
                self.result = self._shown(store)
            finally:
                store.close()
        except Stopped:
            return
        except errors.DeskError as refusal:
            self.refusal = refusal

    def _progress(self, part: float, of: float) -> Callable[[float], None]:
        def told(share: float) -> None:
            if self.stopped:
                raise Stopped
            self.share = part + of * share

        return told

    def _shown(self, store: Store) -> Shown:
        wanted = self.wanted
        half = 0.45 if wanted.compare else 0.9
        written = self._written(store, self._progress(0, half))
        before = None
        if wanted.compare:
            told = self._progress(half, half)
            before = report.before(
                store, self.config, self.agent_id, self.now, self.zone, written, progress=told
            )
        step = self._progress(0.9, 0.1)
        step(0.0)
        first = groupings.issue(written)
        found = Shown(
            written=written,
            before=before,
            groups=self._groups(store, written, first),
            groups_before=(
                {} if before is None else self._groups(store, before, groupings.issue(before))
            ),
            handle_times=series.handle_times(written),
            by_hour=series.by_hour(written, self.zone),
            ageing=_ageing(written),
            pareto=series.pareto(written),
            first_contacts=_first_contacts(first, groupings.issue(written, same_issue=False)),
        )
        self.lines = lines(found)
        step(1.0)
        return found

    def _groups(
        self, store: Store, written: Written, first: FirstContacts
    ) -> dict[str, tuple[groupings.Line, ...]]:
        found = {}
        for place, name in enumerate(groupings.BY):
            self._progress(0.9, 0.1)(place / len(groupings.BY))
            found[name] = groupings.by(store, written, name, self.zone, first)
        return found

    def _written(self, store: Store, told: Callable[[float], None]) -> Written:
        wanted, now, zone = self.wanted, self.now, self.zone
        if wanted.kind == "shift":
            return report.shift(
                store, self.config, self.agent_id, now, wanted.number, progress=told
            )
        if wanted.kind == "range" and wanted.first and wanted.last:
            first, last = wanted.first, wanted.last
            return report.between(
                store, self.config, self.agent_id, now, zone, first, last, progress=told
            )
        of = {"day": report.day, "week": report.week}.get(wanted.kind, report.month)
        return of(store, self.config, self.agent_id, now, zone, wanted.first, progress=told)


def _first_contacts(
    issue: FirstContacts, strict: FirstContacts
) -> dict[str, tuple[tuple[int, ...], frozenset[int]]]:
    """Return what is behind each figure of first contacts: it takes too long for a key."""
    found = {}
    for name, first in (("fcr_issue_7d", issue), ("fcr_strict_customer", strict)):
        so_far = f"{name}_provisional" if first is issue else name
        found[so_far] = tuple(one.id for one in first.contacts), first.successes
        found[f"{name}_matured"] = tuple(sorted(first.matured)), first.successes & first.matured
    return found


def _ageing(written: Written) -> dict[str, int]:
    """Return the unsolved tickets by age at the report's own instant; empty without a calendar."""
    return {name: int(number) for name, number in written.report.counts.get("ageing", {}).items()}
