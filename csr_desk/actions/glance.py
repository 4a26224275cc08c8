"""What the bars show each second, read from the store in a few indexed look-ups."""

from csr_desk import text
from csr_desk.actions import outbox
from csr_desk.actions.desk import Desk
from csr_desk.actions.standing import age_s, has_bare_secret, open_conflicts, standings
from csr_desk.domain.article_week import monday
from csr_desk.domain.bars import NO_SHIFT, Contact, Glance, Piece
from csr_desk.domain.due_words import due_piece
from csr_desk.domain.instants import SECOND
from csr_desk.domain.models import Interaction, OperationState
from csr_desk.domain.standing import words, worst
from csr_desk.store import article_count, timeline

NAME_CELLS = 18


def look(desk: Desk) -> Glance:
    """Return the contact in focus, the other open ones, the state, the outbox and the count."""
    segment = timeline.open_segment(desk.store)
    shift = timeline.current_shift(desk.store)
    focused_id = segment.interaction_id if segment else None
    contacts = [_contact(desk, one) for one in timeline.unwrapped(desk.store, desk.agent_id)]
    counts = outbox.counts(desk)
    state = segment.state if segment and segment.state else shift.base_state if shift else None
    network, role = words(worst(standings(desk)))
    return Glance(
        focused=next((one for one in contacts if one.number == focused_id), None),
        others=tuple(one for one in contacts if one.number != focused_id),
        state=state.value if state else NO_SHIFT,
        state_s=(desk.now() - segment.from_at) // SECOND if segment else 0,
        network=network,
        network_role=role,
        bare_secret=has_bare_secret(desk),
        sync_age_s=age_s(desk),
        outbox=outbox.size(desk) if counts else 0,
        in_doubt=counts.get(OperationState.IN_DOUBT, 0),
        held=counts.get(OperationState.HELD, 0),
        rejected=counts.get(OperationState.REJECTED, 0),
        conflicts=open_conflicts(desk),
        handled=_handled(desk, shift.id) if shift else 0,
        plan=desk.config.desk.plan_contacts,
        articles=_articles(desk),
    )


def _contact(desk: Desk, one: Interaction) -> Contact:
    name = desk.store.value("SELECT name FROM customer WHERE id = ?", one.customer_id)
    ended = one.ended_at
    return Contact(
        one.id,
        one.channel.value.replace("_", " "),
        text.line(str(name or ""), NAME_CELLS),
        one.phase,
        timeline.phase_seconds(desk.store, one.id, desk.now()),
        None if ended is None else max(desk.now() - ended, 0) // SECOND,
        _due(desk, one.ticket_id),
    )


_DUE = (
    "SELECT coalesce(sla_kind, due_kind), iif(sla_kind IS NULL, due_at, sla_at), sla_left_s,"
    " sla_warn_at FROM ticket WHERE id = ? AND status < 4"
)


def _due(desk: Desk, ticket_id: int) -> Piece | None:
    row = desk.store.one(_DUE, ticket_id)
    if row is None:
        return None
    kind, at, left_s, warn_at = row
    return due_piece(kind, at, desk.now(), left_s=left_s, warn_at=warn_at)


def _articles(desk: Desk) -> int:
    since = monday(desk.now(), desk.zone)
    return article_count.written_since(desk.store, desk.agent_id, since)


def _handled(desk: Desk, shift_id: int) -> int:
    return int(
        desk.store.value(
            "SELECT count(*) FROM interaction WHERE shift_id = ? AND wrapped_at IS NOT NULL",
            shift_id,
        )
    )
