"""The figures of the open shift, read often: only its contacts, and what may undo or repeat them.

Each is the one `report shift` gives; a first contact needs the other contacts of its customer.
"""

from csr_desk.config import Config
from csr_desk.domain import kpi
from csr_desk.domain.hud import Hud
from csr_desk.domain.instants import SECOND, Instant
from csr_desk.domain.kpi.fcr import first_contacts
from csr_desk.domain.kpi.handle import aht
from csr_desk.domain.kpi.states import state_figures
from csr_desk.domain.kpi.timeliness import local_timeliness
from csr_desk.reports import feed_contacts, hud_rows, redirects
from csr_desk.store import escalations, timeline
from csr_desk.store.connection import Store


def figures(store: Store, config: Config, agent_id: int, now: Instant) -> Hud | None:
    """Return the figures of the agent's open shift; None while none is open."""
    shift = timeline.current_shift(store)
    if shift is None or shift.agent_id != agent_id:
        return None
    period = kpi.Period(shift.started_at, max(now, shift.started_at))
    as_of = period.to_at
    own = redirects.followed(hud_rows.ended(store, agent_id, period, as_of), config)
    length, limit = config.kpi.fcr_window_s * SECOND, config.kpi.log_limit_s * SECOND
    window = feed_contacts.window(store, agent_id, period, length)
    persons = hud_rows.persons(store, {one.customer for one in own})
    known = {one.id for one in own}
    near = redirects.followed(hud_rows.of_customers(store, persons.all, window), config)
    states, focus = hud_rows.line(store, shift.id)
    opened = escalations.follow_ons(store, agent_id, period.from_at)
    tickets = {one.ticket for one in own}
    data = kpi.ReportData(
        contacts=(*own, *(one for one in near if one.agent == agent_id and one.id not in known)),
        others=[one for one in near if one.agent != agent_id and one.outcome is not None],
        states=states,
        focus=focus,
        recovered=feed_contacts.recovered(store, agent_id),
        merges=persons.merges,
        links=hud_rows.links(store, tuple(known)),
        reopens=hud_rows.steps(store, tickets, window.from_at).reopens,
        follow_ons=[kpi.FollowOn(*one) for one in opened],
    )
    chosen = kpi.select(own, period, as_of)
    praise = config.kpi.praise_counts
    first = first_contacts(data, period, as_of, praise_counts=praise, window=length)
    return Hud(
        interactions=kpi.count(len(chosen.handled)),
        aht=aht(chosen.handled),
        fcr_issue_7d_provisional=first.provisional,
        log_local_30min=local_timeliness(chosen, as_of, limit).figure,
        occupancy=state_figures(data, period, kpi.Settings())["occupancy"],
    )
