"""Orders and money of `show customer:ID`: orders, requests, invoices, payments, offers."""

from typing import Any

from csr_desk.actions import offers
from csr_desk.actions.desk import Desk
from csr_desk.cli.output import Output
from csr_desk.cli.when import json_moment, moment
from csr_desk.domain import dunning, money
from csr_desk.store import customer_sales, order_requests, payments
from csr_desk.store.customer_sales import Invoice, Order
from csr_desk.store.order_requests import Request
from csr_desk.store.payments import Payment

MOST = 200


def document(desk: Desk, customer_id: int) -> dict[str, Any]:
    """Return orders and money of a customer as JSON; amounts are texts with their decimals."""
    store, zone = desk.store, desk.zone
    return {
        "orders": [_order(one, desk) for one in customer_sales.orders(store, customer_id, MOST)],
        "requests": [_request(one, desk) for one in order_requests.of_customer(store, customer_id)],
        "invoices": [
            _invoice(one, desk) for one in customer_sales.invoices(store, customer_id, MOST)
        ],
        "balance": [
            {"currency": code, "amount": money_text(rest, code)}
            for code, rest in customer_sales.balances(store, customer_id)
        ],
        "payments": [_payment(one, desk) for one in payments.of_customer(store, customer_id)],
        "offers": [
            {
                "id": one.id,
                "product": one.product,
                "outcome": one.outcome,
                "by": one.actor,
                "at": json_moment(one.at, zone),
            }
            for one in payments.offers(store, customer_id)
        ],
        "may_offer": offers.hint(desk, customer_id)[0] or None,
    }


def say(out: Output, desk: Desk, customer_id: int) -> None:
    """Print orders, requests, invoices and payments of a customer as tables."""
    store = desk.store
    found = customer_sales.orders(store, customer_id, MOST)
    if found:
        out.say()
        lines = [
            (one.number, one.status, each.product, f"{each.quantity:g}",
             money.shown(each.unit_price, one.currency))
            for one in found
            for each in one.lines
        ]  # fmt: skip
        out.table(("ORDER", "STATUS", "PRODUCT", "COUNT", "PRICE"), lines)
    asked = order_requests.of_customer(store, customer_id)
    if asked:
        out.say()
        rows = [
            (f"R{one.id}", one.kind.value, one.state.value, one.line.order_number,
             money.shown(one.amount, one.line.currency) if one.amount else "", one.rma,
             one.actor, one.decider, one.reason)
            for one in asked
        ]  # fmt: skip
        heads = ("REQUEST", "KIND", "STATE", "ORDER", "AMOUNT", "RMA", "BY", "DECIDED BY", "REASON")
        out.table(heads, rows)
    _say_money(out, desk, customer_id)


def _say_money(out: Output, desk: Desk, customer_id: int) -> None:
    bills = customer_sales.invoices(desk.store, customer_id, MOST)
    if bills:
        out.say()
        rows = [
            (one.number, money.shown(one.amount, one.currency),
             money.shown(one.balance, one.currency), _state(one, desk),
             moment(one.due_at, desk.zone)[:10])
            for one in bills
        ]  # fmt: skip
        out.table(("INVOICE", "AMOUNT", "BALANCE", "STATE", "DUE"), rows)
    paid = payments.of_customer(desk.store, customer_id)
    if paid:
        out.say()
        lines = [
            (one.reference, one.state, money.shown(one.amount, one.currency), one.last4,
             moment(one.at, desk.zone)[:16])
            for one in paid
        ]  # fmt: skip
        out.table(("PAYMENT", "STATE", "AMOUNT", "LAST 4", "AT"), lines)


def money_text(amount: int, currency: str) -> str:
    """Return an amount as a text with its decimals; what is owed to the customer is below zero."""
    return f"{'-' if amount < 0 else ''}{money.plain(abs(amount), currency)}"


def _order(one: Order, desk: Desk) -> dict[str, Any]:
    return {
        "number": one.number,
        "status": one.status,
        "placed_at": json_moment(one.placed_at, desk.zone),
        "currency": one.currency,
        "total": money_text(one.total, one.currency),
        "tracking": one.tracking,
        "lines": [
            {
                "line": number,
                "product": each.product,
                "quantity": each.quantity,
                "unit_price": money_text(each.unit_price, one.currency),
                "discount": each.discount,
            }
            for number, each in enumerate(one.lines, 1)
        ],
    }


def _request(one: Request, desk: Desk) -> dict[str, Any]:
    return {
        "request": one.id,
        "kind": one.kind.value,
        "state": one.state.value,
        "order": one.line.order_number,
        "line": one.line.number,
        "amount": money_text(one.amount, one.line.currency) if one.amount else None,
        "currency": one.line.currency,
        "rma": one.rma or None,
        "reason": one.reason,
        "by": one.actor,
        "at": json_moment(one.at, desk.zone),
        "decided_by": one.decider or None,
        "decided_at": json_moment(one.decided_at, desk.zone),
    }


def _state(one: Invoice, desk: Desk) -> str:
    return dunning.state(one.balance, one.due_at, desk.now(), desk.config.sales.pay.reminder_days)


def _invoice(one: Invoice, desk: Desk) -> dict[str, Any]:
    return {
        "number": one.number,
        "order": one.order_number or None,
        "issued_at": json_moment(one.issued_at, desk.zone),
        "due_at": json_moment(one.due_at, desk.zone),
        "currency": one.currency,
        "amount": money_text(one.amount, one.currency),
        "paid": money_text(one.paid, one.currency),
        "balance": money_text(one.balance, one.currency),
        "state": _state(one, desk),
    }


def _payment(one: Payment, desk: Desk) -> dict[str, Any]:
    return {
        "payment": one.reference,
        "state": one.state,
        "amount": money_text(one.amount, one.currency),
        "currency": one.currency,
        "token": one.token or None,
        "last4": one.last4 or None,
        "at": json_moment(one.at, desk.zone),
        "ended_at": json_moment(one.ended_at, desk.zone),
    }
