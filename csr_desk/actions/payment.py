"""Payments: a link to the provider's page instead of a card number, and what came of it.

The desk never sees a card: it keeps amount, result, the provider's token and the last four
digits.
"""

import re
from typing import NamedTuple

from csr_desk import errors
from csr_desk.actions import shield
from csr_desk.actions.desk import Desk
from csr_desk.domain import money, pay_link, rma
from csr_desk.store import payments, tickets, timeline
from csr_desk.store.customer_sales import Invoice, invoices
from csr_desk.store.payments import Payment

RESULTS = ("paid", "failed", "cancelled")
_TOKEN = re.compile(r"[A-Za-z0-9_.:/-]{0,80}")


class Link(NamedTuple):
    """A link for the customer, and the payment it leads to."""

    payment: Payment
    url: str


def open_invoice(desk: Desk, ticket_id: int) -> Invoice | None:
    """Return the invoice of a ticket's customer that is due first, None when all are paid."""
    customer_id = tickets.ticket(desk.store, ticket_id).customer_id
    unpaid = [one for one in invoices(desk.store, customer_id) if one.balance > 0]
    return min(unpaid, key=lambda one: (one.due_at is None, one.due_at, one.id), default=None)


def usual_currency(desk: Desk, ticket_id: int) -> str:
    """Return the currency of the customer's last order, else that of the settings."""
    found = desk.store.value(
        "SELECT currency FROM customer_order WHERE customer_id ="
        " (SELECT customer_id FROM ticket WHERE id = ?) AND currency <> ''"
        " ORDER BY placed_at DESC, id DESC LIMIT 1",
        ticket_id,
    )
    return str(found or desk.config.kpi.currency)


def begin(
    desk: Desk, ticket_id: int, typed: str, currency: str, *, invoice_id: int | None = None
) -> Link:
    """Begin a payment and return the link; `typed` is the amount, `""` where the page asks for it.

    Refused without a template in the settings, while another payment of the ticket runs, and for an
    amount that is none.
    """
    expect_possible(desk)
    template = desk.config.sales.pay.link
    with desk.store.transaction():
        ticket = tickets.ticket(desk.store, ticket_id)
        if payments.active(desk.store, ticket_id) is not None:
            raise errors.Refused(
                "a payment of this ticket is still running", "Record its result first."
            )
        amount, code = _amount(typed, currency, is_needed=pay_link.needs_amount(template))
        focused = timeline.focused(desk.store)
        is_here = focused is not None and focused.ticket_id == ticket_id
        made = desk.store.insert(
            "payment",
            uid=desk.new_uid(),
            reference=f"P{rma.number(int(desk.new_uid(), 16)).replace('-', '')}",
            customer_id=ticket.customer_id,
            ticket_id=ticket_id,
            interaction_id=focused.id if focused is not None and is_here else None,
            invoice_id=invoice_id,
            amount=amount,
            currency=code,
            state="active",
            actor=desk.actor,
            at=desk.now(),
        )
        one = _found(desk, made)
        _log(desk, one, "payment.started")
        return Link(one, _url(template, one, ticket.reference))


def finish(
    desk: Desk,
    payment_id: int,
    result: str,
    *,
    token: str = "",
    last4: str = "",
    amount: str = "",
) -> Payment:
    """Record what came of a payment; a paid one counts for its invoice.

    `amount` is what the provider says, needed where the link named none. Refused for a payment that
    has a result, another amount than the link's, a token that may be a card number, and anything
    but four digits.
    """
    if result not in RESULTS:
        raise errors.Refused(f"{result!r} is no result", f"It is one of {', '.join(RESULTS)}.")
    if problem := token_problem(desk, token) or last4_problem(last4):
        raise errors.Refused("the result of the payment cannot be kept", problem)
    with desk.store.transaction():
        one = _found(desk, payment_id)
        if one.state != "active":
            raise errors.Refused(f"this payment is {one.state} already", "Begin another one.")
        paid, currency = _paid(one, result, amount)
        desk.store.execute(
            "UPDATE payment SET state = ?, amount = ?, currency = ?, token = ?, last4 = ?,"
            " ended_at = ? WHERE id = ?",
            result,
            paid,
            currency,
            token.strip(),
            last4.strip(),
            desk.now(),
            payment_id,
        )
        if result == "paid":
            desk.store.execute(
                "UPDATE invoice SET paid = paid + ? WHERE id = ? AND currency = ?",
                paid,
                one.invoice_id,
                currency,
            )
        done = _found(desk, payment_id)
        _log(desk, done, f"payment.{result}")
        return done


def _paid(one: Payment, result: str, typed: str) -> tuple[int, str]:
    """Return amount and currency of a result; what the link asked for stands."""
    if not typed.strip():
        if result == "paid" and not one.amount:
            raise errors.Refused("nobody said how much was paid", "Write it as 48.20 USD.")
        return one.amount, one.currency
    amount, currency = _amount(typed, one.currency, is_needed=True)
    if one.amount and result == "paid" and (amount, currency) != (one.amount, one.currency):
        asked = money.shown(one.amount, one.currency)
        raise errors.Refused(
            f"the link asked for {asked}", "Record what was paid of it as another payment."
        )
    return (one.amount or amount, one.currency or currency)


def amount_problem(desk: Desk, typed: str, currency: str) -> str | None:
    """Return what is wrong with the amount of a link, None when nothing is."""
    try:
        _amount(typed, currency, is_needed=pay_link.needs_amount(desk.config.sales.pay.link))
    except errors.Refused as refusal:
        return str(refusal)
    return None


def paid_problem(one: Payment, typed: str) -> str | None:
    """Return what is wrong with the amount that was paid, None when nothing is; it is needed."""
    try:
        if not _amount(typed, one.currency, is_needed=True)[1]:
            return "Write it with its currency, such as 48.20 USD."
    except errors.Refused as refusal:
        return str(refusal)
    return None


def expect_possible(desk: Desk) -> None:
    """Refuse a link where the settings name no payment page."""
    if not desk.config.sales.pay.link:
        raise errors.Refused(
            "no payment page is set up", "Ask for the setting pay.link; never take a card number."
        )


def token_problem(desk: Desk, token: str) -> str | None:
    """Return what is wrong with a provider's token, None when nothing is."""
    if not _TOKEN.fullmatch(token.strip()):
        return "A token has at most 80 letters, digits and - _ . : / in it."
    if pay_link.long_runs(token) or shield.quietly(desk, token) != token:
        return "This may be a card number. Type the provider's token, or leave it empty."
    return None


def last4_problem(last4: str) -> str | None:
    """Return what is wrong with the last digits, None for four of them or for none."""
    if re.fullmatch(r"(?:[0-9]{4})?", last4.strip()):
        return None
    return "Type the last four digits alone, or leave it empty."


def _amount(typed: str, currency: str, *, is_needed: bool) -> tuple[int, str]:
    if not typed.strip() and not is_needed:
        return 0, currency
    code = money.named_currency(typed) or currency
    amount = money.parsed(typed, code)
    if not amount or (code and not re.fullmatch("[A-Z]{3}", code)):
        raise errors.Refused(f"this is no amount: {typed.strip()!r}", "Write it as 48.20 USD.")
    return amount, code


def _url(template: str, one: Payment, ticket: str) -> str:
    values = {
        "amount": money.plain(one.amount, one.currency),
        "minor": str(one.amount),
        "currency": one.currency,
        "reference": one.reference,
        "ticket": ticket,
    }
    return pay_link.link(template, values)


def _found(desk: Desk, payment_id: int) -> Payment:
    one = payments.payment(desk.store, payment_id)
    if one is None:
        raise errors.Refused(f"there is no payment {payment_id}")
    return one


def _log(desk: Desk, one: Payment, kind: str) -> None:
    desk.log(
        kind,
        customer_id=one.customer_id,
        ticket_id=one.ticket_id,
        interaction_id=desk.store.value("SELECT interaction_id FROM payment WHERE id = ?", one.id),
        payment=one.id,
        amount=one.amount,
        currency=one.currency,
    )
