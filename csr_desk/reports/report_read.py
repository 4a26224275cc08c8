"""Reading and computing in one go, while the collector of cycles rests."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from csr_desk.config import Config
from csr_desk.domain import kpi
from csr_desk.domain.instants import Instant
from csr_desk.reports import feed, redirects
from csr_desk.reports.progress import Progress, part, silent
from csr_desk.store.connection import Store

Computed = tuple[kpi.Report, kpi.ReportData, kpi.Settings]


def computed(
    store: Store,
    config: Config,
    agent_id: int,
    period: kpi.Period,
    as_of: Instant,
    progress: Progress | None,
) -> Computed:
    """Return the figures of a period with the records and settings they were computed from."""
    told = progress or silent
    settings = feed.settings(config)
    with _collector_at_rest():
        data = feed.read(store, config, agent_id, period, as_of, part(told, 0, 0.7))
        data = replace(
            data,
            contacts=redirects.followed(data.contacts, config),
            others=redirects.followed(data.others, config),
        )
        report = kpi.report(data, period, as_of, settings)
    told(1.0)
    return report, data, settings


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Keep the collector from walking a year of new records again and again: none is a cycle."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
