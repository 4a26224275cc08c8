"""What the agent of a script does about identity, escalations, orders, money and knowledge."""

from collections.abc import Callable
from dataclasses import replace

from csr_desk.actions import (
    article,
    article_draft,
    customer_consent,
    escalation,
    feedback,
    identity_check,
    offers,
    order_request,
    payment,
    refund,
    transfer,
)
from csr_desk.domain.identity_check import Result
from csr_desk.domain.order_request import RequestKind
from csr_desk.errors import Refused
from csr_desk.store import order_requests, tickets
from csr_desk.store.customer_matches import Typed, possible
from tests.replaying.script import Event
from tests.replaying.stage import Stage


def _customer(stage: Stage, event: Event) -> int:
    return tickets.ticket(stage.desk.store, stage.of(event)).customer_id


def _minor(amount: str) -> int:
    whole, _, cents = amount.partition(".")
    return int(whole) * 100 + int((cents + "00")[:2])


def order_line(stage: Stage, event: Event) -> int:
    """Return an order line the script speaks of, in an order of the contact's customer."""
    store, wanted = stage.desk.store, int(event.get("line", 1))
    customer = _customer(stage, event)
    with store.transaction():
        sql = "SELECT id FROM customer_order WHERE number = ?"
        order = store.value(sql, event["order"])
        if order is None:
            order = store.insert(
                "customer_order",
                number=event["order"],
                customer_id=customer,
                placed_at=stage.desk.now(),
                status="delivered",
                currency=event.get("currency", "USD"),
                total=_minor(event.get("amount", "10.00")),
            )
        sql = "SELECT id FROM order_line WHERE order_id = ? ORDER BY id"
        lines = [row[0] for row in store.all(sql, order)]
        while len(lines) < wanted:
            price = _minor(event.get("amount", "10.00"))
            line = {"order_id": order, "product": "Grinder", "unit_price": price}
            lines.append(store.insert("order_line", **line))
    return int(lines[wanted - 1])


def verify(stage: Stage, event: Event) -> None:
    """Record an identity check."""
    identity_check.record(
        stage.desk,
        _customer(stage, event),
        event["method"],
        Result(event["result"]),
        ticket_id=stage.of(event),
        interaction_id=event["ix"],
    )


def consent(stage: Stage, event: Event) -> None:
    """Record a consent."""
    said = customer_consent.Consent(event["granted"], event["text_version"])
    customer_consent.record_consent(stage.desk, _customer(stage, event), said)


def use_customer(stage: Stage, event: Event) -> None:
    """Take the customer that the desk has already."""
    found = possible(stage.desk.store, Typed(name=event["customer"]))
    if _customer(stage, event) not in [one.customer_id for one in found]:
        stage.problems.append(f"event {event['n']}: {event['customer']} is not offered")


def escalate(stage: Stage, event: Event) -> None:
    """Escalate the case; its deadline is the desk's own."""
    wanted = escalation.Wanted(event["tier"], "The case goes higher", "Problem and steps tried")
    made = escalation.make(stage.desk, stage.of(event), wanted, event["ix"])
    if "clock" in event and made.clock != event["clock"]:
        stage.problems.append(f"event {event['n']}: the clock is {made.clock}")
    stage.same(event, "due", made.due_at)


def hand_over(stage: Stage, event: Event) -> None:
    """Hand the case over, or offer it."""
    team = stage.team(event["team"])
    wanted = transfer.Wanted("Not our case", team_id=team, is_warm=event.get("mode") == "warm")
    transfer.make(stage.desk, stage.of(event), wanted, event["ix"])


def feed_back(stage: Stage, event: Event) -> None:
    """Record feedback to a team."""
    words = "The glass breaks in the box."
    feedback.add(stage.desk, "improvement", event["to"], words, ticket_id=stage.of(event))


def draft_article(stage: Stage, event: Event) -> None:
    """Draft an article from tickets and keep it."""
    ids = [stage.ids[name] for name in event["tickets"]]
    form = article_draft.draft(stage.desk, ids)
    if not form.title.strip():
        form = replace(form, title="A late order")
    article.create(stage.desk, form, tickets=len(ids))


def offer(stage: Stage, event: Event) -> None:
    """Record what came of an offer."""
    offers.record(stage.desk, _customer(stage, event), "Descaler", event["result"])


def pay_link(stage: Stage, event: Event) -> None:
    """Give the customer a link to pay by."""
    amount = f"{event['amount']} {event.get('currency', 'USD')}" if "amount" in event else ""
    begun = payment.begin(stage.desk, stage.of(event), amount, "")
    stage.payments[event["ix"]] = begun.payment.id


def paid(stage: Stage, event: Event) -> None:
    """Let the payment provider say what came of a payment."""
    token, last4 = event.get("token", ""), event.get("last4", "")
    number = stage.payments[event["ix"]]
    payment.finish(stage.desk, number, event["result"], token=token, last4=last4)


def ask_refund(stage: Stage, event: Event) -> None:
    """Ask for a refund of a line; a refusal is the desk's answer, looked up afterwards."""
    line, amount = order_line(stage, event), event["amount"]
    try:
        made = refund.request(
            stage.desk, line, amount, event["reason"], confirmed=event.get("confirmed_amount")
        )
    except Refused:
        return
    stage.refunds[event["ix"]] = made.id


def approve(stage: Stage, event: Event) -> None:
    """Let the approver say yes."""
    sql = "SELECT id FROM agent WHERE name = ?"
    who = int(stage.desk.store.value(sql, "Approver"))
    refund.approve(stage.desk, stage.refunds[event["ix"]], by=who)


def make_rma(stage: Stage, event: Event) -> None:
    """Record a return of a line."""
    line = order_line(stage, event)
    order_request.create_rma(stage.desk, line, RequestKind.RETURN, "arrived damaged")
    assert order_requests.line(stage.desk.store, line) is not None


HANDLERS: dict[str, Callable[[Stage, Event], None]] = {
    "identity.verify": verify,
    "consent.record": consent,
    "customer.use": use_customer,
    "esc.open": escalate,
    "transfer": hand_over,
    "feedback.add": feed_back,
    "kb.draft": draft_article,
    "offer": offer,
    "pay.secure_link": pay_link,
    "payment.result": paid,
    "refund.request": ask_refund,
    "refund.approve": approve,
    "rma.create": make_rma,
}
