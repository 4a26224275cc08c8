"""Transfers: the case goes to another team or person; the agent is out (product.md 14)."""

from typing import NamedTuple

from csr_desk import errors
from csr_desk.actions import directory, handing_undo, internal_note, shield
from csr_desk.actions import ticket as ticket_actions
from csr_desk.actions.desk import Desk
from csr_desk.actions.ticket import Change
from csr_desk.domain.escalation import HANDING_NEXT, Handing
from csr_desk.store import escalations, people, tickets
from csr_desk.store.escalations import Transfer
from csr_desk.store.tickets import Ticket


class Wanted(NamedTuple):
    """A transfer to be made: to a team or to a person; a warm one waits for the other side."""

    reason: str
    team_id: int | None = None
    agent_id: int | None = None
    is_warm: bool = False


def make(desk: Desk, ticket_id: int, wanted: Wanted, interaction_id: int | None = None) -> Transfer:
    """Hand a ticket over at once, or offer it where the transfer is warm; return the transfer.

    Raises Refused without a reason or a taker, while another one is offered, and where the
    ticket's helpdesk does not know the team or person.
    """
    with desk.store.transaction():
        ticket = tickets.ticket(desk.store, ticket_id)
        _expect_possible(desk, ticket, wanted)
        reason = shield.masked(
            desk,
            wanted.reason.strip(),
            "transfer",
            ticket_id=ticket_id,
            interaction_id=interaction_id,
        )
        made = escalations.transfer(
            desk.store,
            desk.store.insert(
                "transfer",
                uid=desk.new_uid(),
                ticket_id=ticket_id,
                interaction_id=interaction_id,
                team_id=wanted.team_id,
                agent_id=wanted.agent_id,
                is_warm=int(wanted.is_warm),
                reason=reason,
                state=Handing.OFFERED if wanted.is_warm else Handing.DONE,
                at=desk.now(),
                settled_at=None if wanted.is_warm else desk.now(),
                actor=desk.actor,
            ),
        )
        _log(desk, "transfer.offered" if wanted.is_warm else "transfer.made", ticket, made)
        verb = "Warm transfer offered to" if wanted.is_warm else "Transferred to"
        posted = internal_note.write(
            desk, ticket_id, f"{verb} {made.whom}: {reason}", interaction_id
        )
        note = handing_undo.hold(desk, ticket, posted)
        changed = None if wanted.is_warm else _hand_over(desk, made)
        desk.store.execute(
            "UPDATE transfer SET undo = ? WHERE id = ?",
            handing_undo.Traces(note, changed or "").as_json(),
            made.id,
        )
        return made


def settle(desk: Desk, transfer_id: int, wanted: Handing) -> Transfer:
    """Note that the other side accepted or declined a warm transfer; Refused when none waits.

    Accepted, the ticket changes hands; declined, it stays where it is.
    """
    with desk.store.transaction():
        one = escalations.transfer(desk.store, transfer_id)
        if desk.store.value("SELECT undone_at FROM transfer WHERE id = ?", one.id) is not None:
            raise errors.Refused(f"the transfer to {one.whom} was taken back", "Make another one.")
        if wanted not in HANDING_NEXT[one.state]:
            raise errors.Refused(
                f"the transfer to {one.whom} is {one.state.value}, it cannot become {wanted.value}"
            )
        desk.store.execute(
            "UPDATE transfer SET state = ?, settled_at = ? WHERE id = ?",
            wanted,
            desk.now(),
            one.id,
        )
        ticket = tickets.ticket(desk.store, one.ticket_id)
        settled = escalations.transfer(desk.store, one.id)
        _log(desk, f"transfer.{wanted.value}", ticket, settled)
        internal_note.write(desk, ticket.id, f"{one.whom} has {wanted.value} the transfer.")
        if wanted is Handing.ACCEPTED:
            _hand_over(desk, settled)
        return settled


def undo(desk: Desk, transfer_id: int) -> Transfer:
    """Take a transfer back: the ticket is with whom it was, and it counts nowhere.

    Raises Refused once a warm one is settled, and for one older than ten minutes.
    """
    with desk.store.transaction():
        one = escalations.transfer(desk.store, transfer_id)
        kept, undone_at = desk.store.all(
            "SELECT undo, undone_at FROM transfer WHERE id = ?", one.id
        )[0]
        if undone_at is not None or one.state not in (Handing.OFFERED, Handing.DONE):
            word = "taken back" if undone_at is not None else one.state.value
            raise errors.Refused(f"the transfer to {one.whom} is {word}", "Make another one.")
        if one.at < desk.now() - handing_undo.UNDO_AGE:
            raise errors.Refused(
                f"the transfer to {one.whom} is more than ten minutes old",
                "Assign the ticket to yourself, and tell them.",
            )
        desk.store.execute(
            "UPDATE transfer SET undone_at = ?1, settled_at = ?1 WHERE id = ?2", desk.now(), one.id
        )
        told = f"The transfer to {one.whom} was taken back."
        handing_undo.take_back(desk, one.ticket_id, handing_undo.traces_of(kept), told)
        _log(desk, "transfer.undone", tickets.ticket(desk.store, one.ticket_id), one)
        return one


def _expect_possible(desk: Desk, ticket: Ticket, wanted: Wanted) -> None:
    if not wanted.reason.strip():
        raise errors.Refused("a transfer needs a reason", "Say why, for instance: billing case.")
    if (wanted.team_id is None) == (wanted.agent_id is None):
        raise errors.Refused("a transfer goes to one team or one person", "Choose one of them.")
    kind, number = ("team", wanted.team_id) if wanted.team_id else ("agent", wanted.agent_id)
    if not directory.gives(desk, ticket.account, kind, number):
        raise errors.Refused(
            f"{ticket.account} does not know this {'team' if wanted.team_id else 'colleague'}",
            "Choose another one, or write a note.",
        )
    if number == desk.agent_id and kind == "agent":
        raise errors.Refused("the ticket would stay with you", "Choose a colleague or a team.")
    waiting = escalations.offered(desk.store, ticket.id)
    if waiting is not None:
        raise errors.Refused(
            f"ticket {ticket.reference} is offered to {waiting.whom} already",
            "Note whether they accepted or declined it first.",
        )


def _hand_over(desk: Desk, one: Transfer) -> str | None:
    wanted = (
        Change(assignee_id=one.agent_id)
        if one.agent_id is not None
        else Change(team_id=one.team_id, unassign=True)
    )
    return ticket_actions.change(desk, one.ticket_id, wanted)


def _log(desk: Desk, kind: str, ticket: Ticket, one: Transfer) -> None:
    desk.log(
        kind,
        ticket_id=ticket.id,
        customer_id=ticket.customer_id,
        interaction_id=one.interaction_id,
        transfer=one.id,
        team=one.team_id,
        agent=one.agent_id,
        warm=one.is_warm,
        reason=people.hashed(desk.store, ticket.customer_id, one.reason),
    )
