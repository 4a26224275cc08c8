"""What an escalation says: its first draft from the contact, the note for those it goes to."""

from csr_desk.actions.desk import Desk
from csr_desk.domain.escalation_summary import Known, summary
from csr_desk.domain.instants import Instant, to_datetime
from csr_desk.store import tickets
from csr_desk.store.escalations import Escalation

_BEGINNING = 2_000
_SAID = (
    "SELECT substr(body, 1, ?2) FROM message WHERE ticket_id = ?1 AND author_kind = 'customer'"
    " AND state <> 'dropped' ORDER BY at DESC, id DESC LIMIT 1"
)
_NOTES = (
    "SELECT substr(body, 1, ?2) FROM message WHERE ticket_id = ?1 AND kind = 'internal'"
    " AND author_kind = 'agent' AND state <> 'dropped' AND interaction_id IS ?3 ORDER BY at, id"
)
_PROMISES = (
    "SELECT text, due_at FROM follow_up WHERE ticket_id = ? AND done_at IS NULL"
    " AND dropped_at IS NULL ORDER BY due_at, id LIMIT 5"
)


def drafted(desk: Desk, ticket_id: int, interaction_id: int | None) -> str:
    """Return the summary to begin with: the problem, the notes of this contact, the promises.

    Outside a contact the notes are those written in none. The words are as they were typed and
    received: whoever shows them cleans them.
    """
    ticket, store = tickets.ticket(desk.store, ticket_id), desk.store
    notes = store.all(_NOTES, ticket_id, _BEGINNING, interaction_id)
    return summary(
        Known(
            ticket.subject,
            str(store.value(_SAID, ticket_id, _BEGINNING) or ""),
            tuple(row[0] for row in notes),
            tuple(
                f"{text}, due {moment(desk, due_at)}"
                for text, due_at in store.all(_PROMISES, ticket_id)
            ),
        )
    )


def told_inside(desk: Desk, made: Escalation) -> str:
    """Return the internal note of an escalation."""
    clock = " in business hours" if made.clock == "business" else ""
    return (
        f"Escalated to {made.where}: {made.reason}\n"
        f"Answer wanted by {moment(desk, made.due_at)}{clock}.\n\n{made.summary}"
    )


def moment(desk: Desk, instant: Instant) -> str:
    """Return an instant in the agent's zone, such as `Tue 24 Nov 10:40`."""
    at = to_datetime(instant, desk.zone)
    return f"{at:%a} {at.day} {at:%b %H:%M}"
