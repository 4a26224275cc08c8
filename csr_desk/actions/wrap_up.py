"""The wrap-up of a contact: committed in one transaction, corrected with a reason, undone once."""

import json
from typing import NamedTuple

from csr_desk import errors
from csr_desk.actions import draft, focus, follow_up, interaction, outbox, shield, wrap_carry
from csr_desk.actions import ticket as ticket_actions
from csr_desk.actions.desk import Desk
from csr_desk.domain import wrap_up as rules
from csr_desk.domain import wrap_up_checks
from csr_desk.domain.instants import Instant
from csr_desk.domain.models import DraftKind, Interaction, Status
from csr_desk.domain.wrap_up import TicketFacts, WrapUp
from csr_desk.store import people, tickets, timeline


class Logged(NamedTuple):
    """A contact that is in the log now, with its handle time in seconds."""

    interaction_id: int
    ticket_id: int
    handle_time: int


def facts(desk: Desk, one: Interaction) -> TicketFacts:
    """Return what the rules of the wrap-up must know of the contact's ticket."""
    return TicketFacts(one.channel, ticket_actions.has_public_answer(desk, one.ticket_id))


def problems(desk: Desk, interaction_id: int, wanted: WrapUp) -> list[wrap_up_checks.Problem]:
    """Return why a wrap-up cannot be committed yet; an empty list commits it."""
    one = timeline.interaction(desk.store, interaction_id)
    known = facts(desk, one)
    filled = rules.prefilled(wanted, known, desk.taxonomy)
    return wrap_up_checks.validate(filled, desk.taxonomy, known)


def commit(
    desk: Desk,
    interaction_id: int | None,
    wanted: WrapUp,
    *,
    follow_up_at: Instant | None = None,
    follow_up_text: str = "",
) -> Logged:
    """Commit the wrap-up: the contact is logged, the ticket follows, the state takes the focus.

    A contact that still runs is ended first. `follow_up_at` makes the task or callback the next
    action names. Raises Refused with the first sentence of what is missing.
    """
    with desk.store.transaction():
        one = interaction.required(desk, interaction_id)
        if one.wrapped_at is not None:
            raise errors.Refused(
                f"contact {one.id} is already logged", "Correct it in the log with a reason."
            )
        wanted = _checked(desk, one, wanted, "Then press Enter again.")
        if one.ended_at is None:
            one = interaction.end(desk, one.id)
        before = _insert(desk, one, wanted, None)
        desk.store.execute(
            "UPDATE interaction SET wrapped_at = ?, parked_at = NULL WHERE id = ?",
            before["at"],
            one.id,
        )
        if follow_up_at is not None:
            _add_follow_up(desk, one, wanted, follow_up_at, follow_up_text)
        _apply_outcome(desk, one, wanted)
        draft.discard(desk, one.ticket_id, DraftKind.WRAP_UP)
        if interaction.has_focus(desk, one.id):
            focus.to_base(desk, desk.second())
        account = tickets.ticket(desk.store, one.ticket_id).account
        wrap_carry.carry(desk, one, account, before=before)
        outbox.release_notes(desk, one.id)
        seconds = timeline.phase_seconds(desk.store, one.id, desk.second())
        return Logged(one.id, one.ticket_id, sum(seconds.values()))


def _checked(desk: Desk, one: Interaction, wanted: WrapUp, hint: str) -> WrapUp:
    """Return a wrap-up with what the rules fill in; Refused with what is missing first."""
    known = facts(desk, one)
    filled = rules.prefilled(wanted, known, desk.taxonomy)
    found = wrap_up_checks.validate(filled, desk.taxonomy, known)
    if found:
        raise errors.Refused(found[0].sentence.rstrip("."), hint)
    return filled


def _add_follow_up(desk: Desk, one: Interaction, wanted: WrapUp, due: Instant, text: str) -> None:
    is_callback = wanted.next_action == "callback"
    follow_up.add(
        desk,
        text or wanted.note or "follow up",
        due,
        ticket_id=one.ticket_id,
        customer_id=one.customer_id,
        interaction_id=one.id,
        kind="callback" if is_callback else "task",
        number=follow_up.number_of(desk, one.customer_id) if is_callback else "",
    )


def correct(desk: Desk, interaction_id: int, wanted: WrapUp, why: str) -> None:
    """Correct a committed wrap-up; the log keeps both versions (rule 8), reports use the last."""
    problem = wrap_up_checks.correction_problem(why)
    if problem is not None:
        raise errors.Refused(problem.sentence.rstrip("."))
    with desk.store.transaction():
        one = timeline.interaction(desk.store, interaction_id)
        if one.wrapped_at is None:
            raise errors.Refused(f"contact {interaction_id} has no wrap-up to correct")
        _insert(desk, one, _checked(desk, one, wanted, ""), why)
        account = tickets.ticket(desk.store, one.ticket_id).account
        wrap_carry.carry(desk, one, account, corrected=True)


def undo(desk: Desk, interaction_id: int) -> None:
    """Take a wrap-up back: the contact stands in the unlogged list again, the ticket as before."""
    with desk.store.transaction():
        row = desk.store.one(
            "SELECT id, before FROM wrap_up WHERE interaction_id = ? AND undone_at IS NULL"
            " ORDER BY id DESC LIMIT 1",
            interaction_id,
        )
        if row is None:
            raise errors.Refused(f"contact {interaction_id} has no wrap-up to take back")
        one = timeline.interaction(desk.store, interaction_id)
        _expect_unmerged(desk, one, row[0])
        desk.store.execute("UPDATE wrap_up SET undone_at = ? WHERE id = ?", desk.now(), row[0])
        desk.store.execute(
            "UPDATE interaction SET wrapped_at = NULL, parked_at = ? WHERE id = ?",
            desk.now(),
            interaction_id,
        )
        before = json.loads(row[1])
        ticket = tickets.ticket(desk.store, one.ticket_id)
        wrap_carry.carry_back(desk, one, ticket, before)
        desk.store.execute(
            "UPDATE ticket SET status = ?, solved_at = ?, is_spam = ?, version = version + 1"
            " WHERE id = ?",
            before["status"],
            before["solved_at"],
            before["is_spam"],
            one.ticket_id,
        )
        tickets.set_tags(desk.store, one.ticket_id, tuple(before["tags"]))
        desk.store.execute(
            "UPDATE follow_up SET dropped_at = ? WHERE interaction_id = ? AND done_at IS NULL"
            " AND created_at >= ?",
            desk.now(),
            interaction_id,
            before["at"],
        )
        desk.log("wrap.undone", interaction_id=interaction_id, ticket_id=one.ticket_id)
        ticket_actions.log_status(desk, ticket, before["status"], undoes=True)


def _expect_unmerged(desk: Desk, one: Interaction, wrap_up_id: int) -> None:
    """Refuse where the contact came to its ticket by a later merge: its own state is elsewhere."""
    merged = desk.store.value(
        "SELECT f.reference FROM ticket_move m JOIN ticket f ON f.id = m.from_id"
        " WHERE m.into_id = ? AND m.kind = 'merge' AND m.undone_at IS NULL"
        " AND m.at >= (SELECT at FROM wrap_up WHERE id = ?) AND EXISTS"
        " (SELECT 1 FROM json_each(m.moved, '$.rows.interaction') WHERE value = ?)",
        one.ticket_id,
        wrap_up_id,
        one.id,
    )
    if merged is not None:
        raise errors.Refused(
            f"#{merged}, on which it was logged, was merged since", "Take that merge apart first."
        )


def current(desk: Desk, interaction_id: int) -> WrapUp | None:
    """Return the wrap-up that counts for a contact, or None."""
    row = desk.store.one(
        "SELECT reason, outcome, coalesce(cause, ''), next_action, tags, note, told FROM wrap_up"
        " WHERE interaction_id = ? AND undone_at IS NULL ORDER BY id DESC LIMIT 1",
        interaction_id,
    )
    if row is None:
        return None
    return WrapUp(*(*row[:4], tuple(json.loads(row[4])), row[5], row[6]))


def _insert(desk: Desk, one: Interaction, wanted: WrapUp, why: str | None) -> dict[str, object]:
    ticket = tickets.ticket(desk.store, one.ticket_id)
    before: dict[str, object] = {
        "status": int(ticket.status),
        "solved_at": ticket.solved_at,
        "is_spam": int(ticket.is_spam),
        "tags": list(ticket.tags),
        "at": desk.now(),
    }
    note, told, why = (
        text and shield.masked(desk, text, "wrap_up", ticket_id=ticket.id, interaction_id=one.id)
        for text in (wanted.note, wanted.told, why)
    )
    desk.store.insert(
        "wrap_up",
        interaction_id=one.id,
        reason=wanted.reason,
        outcome=wanted.outcome,
        cause=wanted.cause or None,
        next_action=wanted.next_action,
        tags=json.dumps(list(wanted.tags)),
        note=note,
        told=told,
        taxonomy_version=desk.taxonomy.version,
        at=desk.now(),
        actor=desk.actor,
        correction_reason=why,
        before=json.dumps(before),
    )
    _log(desk, one, wanted, told or "", why, at=desk.now() if why else before["at"])
    return before


def _log(
    desk: Desk, one: Interaction, wanted: WrapUp, told: str, why: str | None, *, at: object
) -> None:
    """Log a wrap-up; free words and tags may name the person: they enter as hashes."""

    def hashed(words: str) -> str:
        return people.hashed(desk.store, one.customer_id, words)

    desk.log(
        "wrap.committed" if why is None else "wrap.corrected",
        ticket_id=one.ticket_id,
        customer_id=one.customer_id,
        interaction_id=one.id,
        reason=wanted.reason,
        outcome=wanted.outcome,
        cause=wanted.cause,
        next_action=wanted.next_action,
        tags=[hashed(tag) for tag in wanted.tags],
        told=hashed(told),
        why=None if why is None else hashed(why),
        logged=at,
    )


def _apply_outcome(desk: Desk, one: Interaction, wanted: WrapUp) -> None:
    outcome = desk.taxonomy.outcome(wanted.outcome)
    if outcome is None:
        return
    ticket = tickets.ticket(desk.store, one.ticket_id)
    change = ticket_actions.Change(status=outcome.status, add_tags=wanted.tags, told="wrap-up")
    ticket_actions.change(desk, ticket.id, change)
    if outcome.status is Status.CLOSED and outcome.is_spam:
        desk.store.execute("UPDATE ticket SET is_spam = 1 WHERE id = ?", ticket.id)
    if outcome.status is Status.SOLVED:
        desk.store.execute(
            "UPDATE ticket SET waiting_since = NULL, assignee_id = coalesce(assignee_id, ?)"
            " WHERE id = ?",
            desk.agent_id,
            ticket.id,
        )
