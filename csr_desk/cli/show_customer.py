"""`show customer:ID`: the record, the tickets and the timeline over all channels."""

from typing import Any

from csr_desk import text
from csr_desk.actions import customer_confirm
from csr_desk.actions.desk import Desk
from csr_desk.cli import rows, show_sales
from csr_desk.cli.context import Context
from csr_desk.cli.output import Output
from csr_desk.cli.when import json_moment, moment
from csr_desk.cli.who_candidates import CUSTOMER
from csr_desk.domain.models import QueueRow
from csr_desk.store import customers, details, queue_rows
from csr_desk.store.customer_timeline import Entry, entries
from csr_desk.store.customers import Record

MOST = 200
"""How many tickets and entries of one customer are shown, the newest."""


def show(context: Context, desk: Desk, customer_id: int) -> None:
    """Print a customer."""
    known = customers.record(desk.store, customer_id)
    owned = _tickets_of(desk, customer_id)
    timeline = entries(desk.store, customer_id, desk.now(), limit=MOST)
    if context.out.as_json:
        context.out.document(_document(desk, known, owned, timeline))
        return
    _say(context.out, desk, known)
    if owned:
        context.out.say()
        rows.queue_table(context.out, desk, owned)
    show_sales.say(context.out, desk, known.id)
    if timeline:
        context.out.say()
        lines = [
            (moment(one.at, desk.zone)[:16], one.kind.value, one.who, one.head, one.text)
            for one in timeline
        ]
        context.out.table(("AT", "KIND", "WHO", "WHAT", "TEXT"), lines)


def _document(
    desk: Desk, known: Record, owned: list[QueueRow], timeline: list[Entry]
) -> dict[str, Any]:
    waiting = rows.pending(desk)
    return {
        "customer": known.id,
        "name": known.name,
        "organisation": known.organisation,
        "language": known.language,
        "note": known.note,
        "identities": [{"kind": one.kind.value, "value": one.value} for one in known.identities],
        "fields": dict(known.fields),
        "confirmed": [
            {
                "field": one.field,
                "identity": one.identity_id,
                "at": json_moment(one.at, desk.zone),
                "by": one.actor or None,
            }
            for one in details.of(desk.store, known)
        ],
        "tickets": [rows.queue_row(one, desk, waiting) for one in owned],
        **show_sales.document(desk, known.id),
        "timeline": [_entry(one, desk) for one in timeline],
    }


def _entry(one: Entry, desk: Desk) -> dict[str, Any]:
    return {
        "at": json_moment(one.at, desk.zone),
        "kind": one.kind.value,
        "id": one.id,
        "who": one.who,
        "channel": one.channel,
        "head": one.head,
        "text": one.text,
    }


def _say(out: Output, desk: Desk, known: Record) -> None:
    out.say(f"{text.clean(known.name, single_line=True)}  {CUSTOMER}{known.id}", heading=True)
    due = customer_confirm.old_words(desk, known)
    confirmed = due[:1].lower() + due[1:] or moment(known.verified_at, desk.zone) or "one by one"
    facts = [("company", known.organisation), ("language", known.language), ("note", known.note)]
    facts += [(one.kind.value, one.value) for one in known.identities]
    facts += [*known.fields, ("confirmed", confirmed)]
    for name, value in facts:
        if value:
            shown = text.clean(value, single_line=True)
            out.say(f"{text.line(name, 20):<12}{shown}")


def _tickets_of(desk: Desk, customer_id: int) -> list[QueueRow]:
    ids = desk.store.all(
        "SELECT id FROM ticket WHERE customer_id = ? ORDER BY updated_at DESC LIMIT ?",
        customer_id,
        MOST,
    )
    return queue_rows.rows_of(desk.store, [row[0] for row in ids])
