"""What was said and promised when the same customer came with the same reason days ago."""

from dataclasses import dataclass

from csr_desk.actions.desk import Desk
from csr_desk.domain.instants import SECOND, Instant
from csr_desk.store import customer_promises, people
from csr_desk.store.customer_promises import Promise

_LOGGED = (
    "SELECT i.id, i.ticket_id, t.reference, i.ended_at, a.name, i.channel, w.reason, w.outcome,"
    " w.note FROM interaction i JOIN ticket t ON t.id = i.ticket_id"
    " JOIN agent a ON a.id = i.agent_id JOIN wrap_up w ON w.id ="
    " (SELECT max(id) FROM wrap_up WHERE interaction_id = i.id AND undone_at IS NULL)"
    " WHERE i.customer_id = ? AND i.ended_at > ? AND i.wrapped_at IS NOT NULL"
    " AND w.outcome NOT IN ('spam', 'no_contact') AND i.id IS NOT ?"
    " ORDER BY i.ended_at DESC, i.id DESC"
)


@dataclass(frozen=True, slots=True)
class RecentIssue:
    """The last contact of a customer with one reason, how many there were, what was promised."""

    reason: str
    contacts: int
    interaction_id: int
    ticket_id: int
    reference: str
    at: Instant
    by: str
    channel: str
    outcome: str
    note: str
    promises: tuple[Promise, ...]


def recent_same_issue(
    desk: Desk,
    customer_id: int,
    reason: str | None = None,
    *,
    but: int | None = None,
) -> RecentIssue | None:
    """Return what happened with a reason in the last 604,800 s, None when nothing did.

    Without a reason it is the one of the customer's last logged contact. Spam and contacts that
    never came about do not count; `but` leaves out the contact that is running now. The window is
    that of kpi.md section 4: exactly 604,800 s after the contact's end is outside.
    """
    known = people.survivor(desk.store, customer_id)
    since = desk.now() - desk.config.kpi.fcr_window_s * SECOND
    rows = desk.store.all(
        _LOGGED,
        known,
        since,
        but,
    )
    redirect = desk.taxonomy.redirect
    wanted = redirect(reason) if reason else redirect(rows[0][6]) if rows else None
    same = [row for row in rows if redirect(row[6]) == wanted]
    if not same:
        return None
    last = same[0]
    tickets = {row[1] for row in same}
    kept = tuple(
        one
        for one in customer_promises.promises(desk.store, known, done_too=True)
        if (one.ticket_id is None or one.ticket_id in tickets)
        and (one.done_at is None or one.created_at > since)
    )
    return RecentIssue(
        str(wanted), len(same), last[0], last[1], last[2], last[3], last[4], last[5], last[7],
        last[8], kept,
    )  # fmt: skip
