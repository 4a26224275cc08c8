"""Who else has a ticket: a hint, never a lock. What nobody told is `unknown`, never "free"."""

from csr_desk import errors, text
from csr_desk.actions import shield
from csr_desk.actions.desk import LOCAL, Desk
from csr_desk.domain.instants import MINUTE, Instant
from csr_desk.store import presence, remote
from csr_desk.store.presence import TYPING, VIEWING, Seen
from csr_desk.store.tickets import Ticket

GONE = "gone"
UNKNOWN = "unknown"
_REACHED = ("online", "syncing")
_NAME = 24


def seen(desk: Desk, ticket_id: int, who: str, doing: str, at: Instant | None = None) -> None:
    """Take in that a colleague is `typing` on a ticket, `viewing` it, or `gone` from it.

    It is what a helpdesk or another program tells; nothing is asked for and nothing is locked.
    Refused for a ticket that is not here and for any other word.
    """
    if doing not in (TYPING, VIEWING, GONE):
        raise errors.Refused(f"{doing!r} is nothing a colleague does", "It is typing or viewing.")
    with desk.store.transaction():
        if desk.store.value("SELECT 1 FROM ticket WHERE id = ?", ticket_id) is None:
            raise errors.Refused(f"there is no ticket {ticket_id}", "`csr-desk find` looks it up.")
        moment = desk.now() if at is None else min(at, desk.now())
        who = shield.masked(desk, who, "presence", ticket_id=ticket_id)
        if doing == GONE:
            presence.gone(desk.store, ticket_id, who)
        else:
            presence.keep(desk.store, ticket_id, who, doing, moment)
        desk.log("presence.seen", ticket_id=ticket_id, doing=doing, at_ms=moment)


def who_else(desk: Desk, ticket: Ticket) -> str:
    """Return who else has a ticket, in words for people, cleaned.

    `unknown` where its helpdesk cannot be reached or does not tell, with who wrote lately; `""` for
    a ticket of this store alone on which nobody else is.
    """
    is_away = ticket.account != LOCAL and not _is_online(desk, ticket.account)
    if not is_away:
        found = presence.others(desk.store, ticket.id, desk.agent_id, desk.now())
        if found:
            more = f", {len(found) - 1} more" if len(found) > 1 else ""
            return words(found[0]) + more
    wrote = presence.wrote_last(desk.store, ticket.id, desk.agent_id, desk.now())
    hint = "" if wrote is None else _wrote(wrote, desk.now())
    if ticket.account == LOCAL:
        return hint
    return f"{UNKNOWN}, {hint}" if hint else UNKNOWN


def words(one: Seen) -> str:
    """Return who does what, such as `Kim is typing`; the name is cleaned."""
    does = "is typing" if one.doing == TYPING else "has it open"
    return f"{text.line(one.who, _NAME) or 'a colleague'} {does}"


def _wrote(one: Seen, now: Instant) -> str:
    minutes = max(now - one.at, 0) // MINUTE
    ago = f"{minutes} min ago" if minutes else "just now"
    return f"{text.line(one.who, _NAME)} wrote {ago}"


def _is_online(desk: Desk, account: str) -> bool:
    row = remote.account(desk.store, account)
    return row is not None and row.state in _REACHED
