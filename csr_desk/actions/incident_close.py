"""Telling, and solving, the incidents of a problem that is solved: previewed, one undo for all."""

from collections.abc import Iterable
from typing import NamedTuple

from csr_desk import errors
from csr_desk.actions import compose, draft, message, placeholder_values
from csr_desk.actions.desk import Desk
from csr_desk.domain import placeholders
from csr_desk.domain.models import DraftKind, OperationState, Status
from csr_desk.domain.send_checks import blocked
from csr_desk.store import ticket_links, tickets
from csr_desk.store.tickets import Ticket

UNDO_S = 15
"""For how long the messages can be taken back, on every channel."""

WORDS = (
    "Hello {{customer.first_name|there}}, what you reported is solved now. Please write to us if"
    " it is not so for you."
)
"""What is offered to be sent."""


class One(NamedTuple):
    """What the customer of one incident would be told; `problem` is why not, "" for nothing.

    `newest` is the last word of somebody else that the agent may have read before.
    """

    ticket: Ticket
    text: str
    problem: str = ""
    newest: int = 0


class Preview(NamedTuple):
    """What telling the incidents of a problem would do."""

    problem_id: int
    goes: tuple[One, ...]
    stays: tuple[One, ...]


def preview(desk: Desk, problem_id: int, words: str) -> Preview:
    """Return what each unsolved incident would be told; Refused when there is none."""
    ids = ticket_links.unsolved_incidents(desk.store, problem_id)
    if not ids:
        reference = tickets.ticket(desk.store, problem_id).reference
        raise errors.Refused(f"#{reference} has no incident that is not solved")
    found = [_one(desk, one, words) for one in ids]
    return Preview(
        problem_id,
        tuple(one for one in found if not one.problem),
        tuple(one for one in found if one.problem),
    )


def _one(desk: Desk, ticket_id: int, words: str) -> One:
    ticket = tickets.ticket(desk.store, ticket_id)
    if draft.load(desk, ticket_id, DraftKind.REPLY) is not None:
        return One(ticket, "", "you have begun an answer")
    text = placeholders.render(words, placeholder_values.values(desk, ticket_id)).text
    found = compose.checks(desk, ticket_id, DraftKind.REPLY, text)
    newest = tickets.newest_foreign(desk.store, ticket_id, desk.agent_id)
    return One(ticket, text, found[0].sentence if blocked(found) else "", newest)


def tell(desk: Desk, wanted: Preview, *, solve: bool) -> list[str]:
    """Send the words of a preview as one act; return the operations, for one undo.

    An incident that was solved, or on which somebody wrote, since the preview is left out.
    """
    if not wanted.goes:
        first = wanted.stays[0]
        raise errors.Refused(
            "none of these incidents can be told",
            f"#{first.ticket.reference}: {first.problem.rstrip('.')}.",
        )
    with desk.store.transaction():
        unsolved = set(ticket_links.unsolved_incidents(desk.store, wanted.problem_id))
        goes = [one for one in wanted.goes if one.ticket.id in unsolved and _is_as_read(desk, one)]
        if not goes:
            raise errors.Refused("these incidents changed meanwhile", "Look at them again.")
        done = [_tell(desk, one, solve=solve) for one in goes]
        desk.log(
            "incident.told",
            ticket_id=wanted.problem_id,
            tickets=[one.ticket.id for one in goes],
            solved=solve,
        )
        return done


def _is_as_read(desk: Desk, one: One) -> bool:
    """Tell whether nobody wrote since the preview, and no answer was begun."""
    return (
        tickets.newest_foreign(desk.store, one.ticket.id, desk.agent_id) == one.newest
        and draft.load(desk, one.ticket.id, DraftKind.REPLY) is None
    )


def _tell(desk: Desk, one: One, *, solve: bool) -> str:
    way = one.ticket.reply_channel.value
    wait_s = max(desk.config.undo_send_s.get(way, 0), UNDO_S)
    posted = message.reply(
        desk,
        one.ticket.id,
        one.text,
        channel=way,
        undo_s=wait_s,
        status=Status.SOLVED if solve else None,
    )
    return posted.operation


def undo(desk: Desk, operations: Iterable[str]) -> int:
    """Take back what has not left, the tickets as before; return how many. No draft is made."""
    with desk.store.transaction():
        count = 0
        for uid in operations:
            ticket_id = desk.store.value(
                "SELECT ticket_id FROM operation WHERE uid = ? AND state = ? AND release_at > ?",
                uid,
                OperationState.WAITING,
                desk.now(),
            )
            if ticket_id is not None:
                _take_back(desk, uid, int(ticket_id))
                count += 1
        return count


def _take_back(desk: Desk, uid: str, ticket_id: int) -> None:
    typed = draft.load(desk, ticket_id, DraftKind.REPLY)
    message.undo(desk, uid)
    draft.discard(desk, ticket_id, DraftKind.REPLY)
    if typed is not None:
        draft.save(desk, ticket_id, DraftKind.REPLY, typed.body, typed.cursor, extra=typed.extra)
