"""Refunds: up to the agent's limit recorded at once, above it approved by another person."""

from csr_desk import errors
from csr_desk.actions import order_request, shield
from csr_desk.actions.desk import Desk
from csr_desk.actions.order_request import found, ids, line_words, tell_ticket, wanted
from csr_desk.domain import money
from csr_desk.domain.order_request import RequestKind, RequestState
from csr_desk.store import order_requests
from csr_desk.store.order_requests import Line, Request


def above_limit(desk: Desk, line: Line, amount: int) -> bool:
    """Tell whether an amount in minor units is more than the agent may refund alone."""
    return amount > desk.config.sales.refund.limit_of(line.currency)


def amount_of(line: Line, typed: str) -> int:
    """Return a typed amount in minor units; Refused where a line cannot be refunded so much."""
    currency = money.named_currency(typed)
    if currency and currency != line.currency:
        raise errors.Refused(
            f"the order is in {line.currency or 'no named currency'}, not in {currency}",
            "A refund goes back in the currency of its order.",
        )
    amount = money.parsed(typed, line.currency)
    if amount is None:
        example = money.shown(line.total, line.currency).replace(",", "")
        raise errors.Refused(f"this is no amount: {typed.strip()!r}", f"Write it as {example}.")
    _expect_within(line, amount)
    return amount


def request(
    desk: Desk, line_id: int, typed: str, reason: str, *, confirmed: str | None = None
) -> Request:
    """Ask for a refund of a line; it is `recorded` up to the limit, above it `requested`.

    Above the limit `confirmed` is the amount typed a second time. Raises Refused for a second
    refund of a line, an amount above the line's, another currency, two amounts that differ.
    """
    try:
        with desk.store.transaction():
            line = order_request.open_line(desk, line_id, RequestKind.REFUND)
            amount = amount_of(line, typed)
            is_above = above_limit(desk, line, amount)
            if is_above and (confirmed is None or amount_of(line, confirmed) != amount):
                raise errors.Refused(
                    "above your limit the amount is typed twice, and the two differ",
                    "Type the same amount both times.",
                )
            state = RequestState.REQUESTED if is_above else RequestState.RECORDED
            made = order_request.insert(
                desk, line, RequestKind.REFUND, state, reason, amount=amount
            )
            _tell(desk, made)
            return made
    except errors.Refused as refusal:
        _log_refusal(desk, line_id, refusal)
        raise


def expect_possible(desk: Desk, line_id: int) -> None:
    """Refuse a refund of a line that has one already, before anything is typed; log the refusal."""
    try:
        order_request.open_line(desk, line_id, RequestKind.REFUND)
    except errors.Refused as refusal:
        _log_refusal(desk, line_id, refusal)
        raise


def expect_may_decide(desk: Desk, request_id: int) -> None:
    """Refuse a decision of the agent who asked, and of anybody who is no approver."""
    _expect_other_person(desk, found(desk, request_id), desk.agent_id)


def _tell(desk: Desk, made: Request) -> None:
    limit = desk.config.sales.refund.limit_of(made.line.currency)
    is_above = made.state is RequestState.REQUESTED
    desk.log(
        "refund.requested" if is_above else "refund.recorded",
        **ids(desk, made),
        request=made.id,
        amount=made.amount,
        currency=made.line.currency,
        limit=limit,
        reason=order_request.hashed(desk, made, made.reason),
    )
    what = f"{money.shown(made.amount, made.line.currency)} for {line_words(made.line)}"
    if not is_above:
        tell_ticket(desk, made, f"Refund recorded: {what}.")
        return
    most = money.shown(limit, made.line.currency)
    words = f"Refund R{made.id} needs approval by another person: {what}, above {most}."
    words += f" An approver answers with a note: approve R{made.id}, or decline R{made.id} why."
    tell_ticket(desk, made, words, tag=desk.config.sales.refund.tag)


def _log_refusal(desk: Desk, line_id: int, refusal: errors.Refused) -> None:
    line = order_requests.line(desk.store, line_id)
    if line is None or "already" not in refusal.message:
        return
    with desk.store.transaction():
        ticket_id, interaction_id = order_request.belongs_to(desk, line.customer_id)
        desk.log(
            "refund.refused",
            customer_id=line.customer_id,
            ticket_id=ticket_id,
            interaction_id=interaction_id,
            line=line_id,
            why="already refunded",
        )


def approve(desk: Desk, request_id: int, words: str = "", *, by: int | None = None) -> Request:
    """Approve a refund somebody else asked for; Refused for one's own and for no approver.

    `by` is the agent who decides, where that is not the one of this desk.
    """
    return _decide(desk, request_id, RequestState.APPROVED, words, by or desk.agent_id)


def decline(desk: Desk, request_id: int, words: str, *, by: int | None = None) -> Request:
    """Decline a refund somebody else asked for, saying why."""
    if not words.strip():
        raise errors.Refused("the reason is empty", "Say why it is declined; the agent reads it.")
    return _decide(desk, request_id, RequestState.DECLINED, words, by or desk.agent_id)


def record(desk: Desk, request_id: int) -> Request:
    """Record that an approved refund was passed on; Refused without an approval."""
    with desk.store.transaction():
        one = wanted(desk, request_id, RequestState.RECORDED)
        order_request.move(desk, one, RequestState.RECORDED)
        desk.log("refund.recorded", **ids(desk, one), request=one.id, amount=one.amount)
        tell_ticket(desk, one, f"Refund R{one.id} of {line_words(one.line)} is passed on.")
        return found(desk, one.id)


def is_approver(desk: Desk, agent_id: int | None = None) -> bool:
    """Tell whether an agent, without a number that of this desk, is an approver by the settings."""
    number = desk.agent_id if agent_id is None else agent_id
    row = desk.store.one("SELECT name, email FROM agent WHERE id = ?", number)
    return row is not None and desk.config.sales.refund.approves(row[0], row[1])


def _decide(desk: Desk, request_id: int, state: RequestState, words: str, by: int) -> Request:
    with desk.store.transaction():
        one = wanted(desk, request_id, state)
        name = _expect_other_person(desk, one, by)
        if state is RequestState.APPROVED:
            _expect_within(one.line, one.amount)
        said = shield.masked(desk, " ".join(words.split()), "decision", ticket_id=one.ticket_id)
        desk.store.execute(
            "UPDATE order_request SET state = ?, decided_by = ?, decider = ?, decided_at = ?,"
            " decision = ? WHERE id = ?",
            state,
            by,
            name,
            desk.now(),
            said,
            one.id,
        )
        desk.log(
            f"refund.{state.value}",
            **ids(desk, one),
            request=one.id,
            amount=one.amount,
            currency=one.line.currency,
            requested_by=one.agent_id,
            approver=by,
            words=order_request.hashed(desk, one, said),
        )
        amount = money.shown(one.amount, one.line.currency)
        told = f"Refund R{one.id} of {amount} is {state.value} by {name}."
        tell_ticket(desk, one, f"{told} {said}".strip(), untag=desk.config.sales.refund.tag)
        return found(desk, one.id)


def _expect_other_person(desk: Desk, one: Request, by: int) -> str:
    """Return the name of who decides; Refused for the one who asked, and for no approver."""
    name = str(desk.store.value("SELECT name FROM agent WHERE id = ?", by) or "")
    if one.agent_id == by or one.actor.casefold() == name.casefold():
        raise errors.Refused(
            "you asked for this refund yourself", "Another person has to approve or decline it."
        )
    if not is_approver(desk, by):
        raise errors.Refused(
            "you are no approver of refunds",
            "The setting refund.approvers names who is; ask one of them.",
        )
    return name


def _expect_within(line: Line, amount: int) -> None:
    if amount <= 0:
        raise errors.Refused("nothing would be refunded", "Type an amount above zero.")
    if amount > line.total:
        most = money.shown(line.total, line.currency)
        raise errors.Refused(
            f"{line_words(line)} costs {most}, so no more can be refunded",
            f"Type at most {most}.",
        )
