"""A ticket as the desk's record: every value kept, the nearest open SLA target worked out."""

from csr_desk.backends.records import RemoteRating, RemoteTicket
from csr_desk.backends.values import ident, instant, text, words
from csr_desk.backends.zendesk.channels import channel
from csr_desk.backends.zendesk.structs import CustomValue, Target, TicketRow
from csr_desk.backends.zendesk.values import priority, status
from csr_desk.domain.instants import Instant
from csr_desk.domain.survey import GOOD_OR_BAD

_KINDS = {
    "first_reply_time": "first_response",
    "next_reply_time": "next_reply",
    "periodic_update_time": "next_reply",
    "pausable_update_time": "next_reply",
    "requester_wait_time": "resolution",
    "agent_work_time": "resolution",
    "total_resolution_time": "resolution",
}
_SETTLED = frozenset({"achieved", "paused", "fulfilled"})


def ticket(row: TicketRow, home: str = "") -> RemoteTicket:
    """Return a ticket; `stamp` is its `updated_at` to the letter.

    `home` is the account's address: the one a ticket names for itself may be of another host.
    """
    updated_at = instant(row.updated_at)
    created_at = instant(row.created_at)
    due_at, due_kind = _due(row)
    return RemoteTicket(
        id=str(row.id),
        stamp=text(row.updated_at),
        subject=text(row.subject) or text(row.raw_subject),
        status=status(row.status),
        priority=priority(row.priority),
        requester=ident(row.requester_id) or "",
        created_at=(updated_at if created_at is None else created_at) or 0,
        updated_at=(created_at if updated_at is None else updated_at) or 0,
        channel=channel(row.via),
        assignee=ident(row.assignee_id),
        group=ident(row.group_id),
        organisation=ident(row.organization_id),
        tags=words(row.tags),
        custom=_custom(row.custom_fields or row.fields or []),
        custom_status=ident(row.custom_status_id),
        form=ident(row.ticket_form_id),
        external_id=ident(row.external_id),
        due_at=due_at,
        due_kind=due_kind,
        due_known=row.slas is not None,
        satisfaction=_satisfaction(row.satisfaction_rating),
        rating=_rating(row.satisfaction_rating),
        description=text(row.description),
        is_deleted=row.status == "deleted",
        comment_count=row.comment_count if isinstance(row.comment_count, int) else None,
        url=_link(home, str(row.id)) if home else "",
    )


def linked(one: RemoteTicket | None, home: str) -> RemoteTicket | None:
    """Return a ticket, if there is one, with the link a person opens it by."""
    return None if one is None else one._replace(url=_link(home, one.id))


def _link(home: str, id_: str) -> str:
    return f"{home}/agent/tickets/{id_}"


def _custom(values: list[CustomValue]) -> dict[str, object]:
    return {id_: one.value for one in values if (id_ := ident(one.id)) is not None}


def _due(row: TicketRow) -> tuple[Instant | None, str | None]:
    """Return the nearest target that still runs, and its kind."""
    targets = (row.slas.policy_metrics or []) if row.slas is not None else []
    found = [
        (at, kind) for one in targets if (kind := _kind(one)) and (at := instant(one.breach_at))
    ]
    return min(found, default=(None, None))


def _kind(target: Target) -> str | None:
    return None if text(target.stage) in _SETTLED else _KINDS.get(text(target.metric))


def _satisfaction(rating: object) -> str:
    score = rating.get("score") if isinstance(rating, dict) else rating
    found = text(score) if not isinstance(score, dict | list) else ""
    return "" if found == "unoffered" else found


def _rating(rating: object) -> RemoteRating | None:
    """Return what the requester answered; None for a survey that only was offered."""
    score = _satisfaction(rating)
    if score not in ("good", "bad"):
        return None
    told = rating if isinstance(rating, dict) else {}
    comment = told.get("comment")
    return RemoteRating(
        GOOD_OR_BAD,
        "good" if score == "good" else "bad",
        comment=comment.strip() if isinstance(comment, str) else "",
        id=ident(told.get("id")) or "",
    )
