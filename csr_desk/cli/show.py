"""`show`: everything on one ticket or one customer, with its timeline."""

from typing import Any

from csr_desk import errors, text
from csr_desk.actions.desk import Desk
from csr_desk.cli import rows, who
from csr_desk.cli.context import Context
from csr_desk.cli.parser import Parser
from csr_desk.cli.when import json_moment, moment
from csr_desk.domain.models import MessageKind, QueueRow
from csr_desk.reports import log
from csr_desk.store import people, queue_rows, tickets

MOST = 200
"""How many tickets and contacts of one customer are shown, the newest."""


def arguments(verb: str, parser: Parser) -> None:
    """Add what to show."""
    parser.add_argument("what", metavar="TICKET|customer:ID", help="a reference or customer:ID")


def run(context: Context) -> int:
    """Print the record."""
    with context.desk() as desk:
        if context.options.what.startswith(who.CUSTOMER):
            _customer(context, desk, who.customer(desk, context.options.what))
        else:
            _ticket(context, desk, who.ticket(desk, context.options.what))
    return 0


def _ticket(context: Context, desk: Desk, ticket: tickets.Ticket) -> None:
    now, zone = desk.now(), desk.zone
    row = queue_rows.rows_of(desk.store, [ticket.id])[0]
    messages = tickets.messages(desk.store, ticket.id)
    contacts = log.of_ticket(desk.store, ticket.id, now)
    drafts = desk.store.all(
        "SELECT kind, body, updated_at FROM draft WHERE ticket_id = ? AND body <> ''", ticket.id
    )
    if context.out.as_json:
        context.out.document(
            rows.queue_row(row, desk, rows.pending(desk))
            | {
                "messages": [rows.message_row(one, desk) for one in messages],
                "interactions": [one.as_json(zone, now) for one in contacts],
                "drafts": [
                    {"kind": kind, "body": body, "updated_at": json_moment(at, zone)}
                    for kind, body, at in drafts
                ],
                "fields": _fields(ticket, desk),
            }
        )
        return
    out = context.out
    out.say(f"#{ticket.reference}  {text.clean(ticket.subject, single_line=True)}", heading=True)
    for name, value in _facts(row, desk):
        out.say(f"{name:<10}{text.clean(value, single_line=True)}")
    for one in messages:
        mark = "NOTE internal" if one.kind is MessageKind.INTERNAL else one.channel
        held = f" · {one.state.value}" if one.state.value in ("waiting", "held") else ""
        head = f"{moment(one.at, zone)}  {text.line(one.author, 40)} · {mark}{held}"
        out.say()
        out.say(head, heading=True)
        out.say(_indented(one.body))
    for kind, body, at in drafts:
        out.say()
        out.say(f"{moment(at, zone)}  draft of a {kind}", heading=True)
        out.say(_indented(body))
    if contacts:
        out.say()
        rows.log_table(out, desk, contacts)


def _facts(row: QueueRow, desk: Desk) -> list[tuple[str, str]]:
    due = moment(row.due_at, desk.zone)
    return [
        ("customer", f"{row.customer} ({who.CUSTOMER}{row.customer_id})"),
        ("status", f"{row.status.word}, {row.priority.word} priority, {row.channel}"),
        ("assignee", " · ".join(part for part in (row.assignee, row.group) if part) or "nobody"),
        ("tags", ", ".join(row.tags) or "none"),
        ("due", f"{due} ({row.due_kind or 'no kind'})" if due else "no deadline"),
        ("waiting", f"since {moment(row.waiting_since, desk.zone)}" if row.waiting_since else "no"),
    ]


def _fields(ticket: tickets.Ticket, desk: Desk) -> dict[str, Any]:
    times = ("created_at", "updated_at", "solved_at", "last_message_at", "last_seen_at")
    return {
        "account": ticket.account,
        "version": ticket.version,
        "is_spam": ticket.is_spam,
        **{name: json_moment(getattr(ticket, name), desk.zone) for name in times},
    }


def _indented(body: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.clean(body).split("\n"))


def _customer(context: Context, desk: Desk, customer_id: int) -> None:
    now, zone, out = desk.now(), desk.zone, context.out
    row = desk.store.one(
        "SELECT c.name, coalesce(o.name, ''), c.language, c.note FROM customer c"
        " LEFT JOIN organisation o ON o.id = c.organisation_id WHERE c.id = ?",
        customer_id,
    )
    if row is None:
        raise errors.Refused(f"there is no customer {customer_id}")
    identities = people.identities(desk.store, customer_id)
    owned = _tickets_of(desk, customer_id)
    contacts = log.of_customer(desk.store, customer_id, now, MOST)
    timeline = _timeline(desk, customer_id)
    if out.as_json:
        waiting = rows.pending(desk)
        out.document(
            {
                "customer": customer_id,
                "name": row[0],
                "organisation": row[1],
                "language": row[2],
                "note": row[3],
                "identities": [{"kind": one.kind.value, "value": one.value} for one in identities],
                "tickets": [rows.queue_row(one, desk, waiting) for one in owned],
                "interactions": [one.as_json(zone, now) for one in contacts],
                "timeline": timeline,
            }
        )
        return
    out.say(f"{text.clean(row[0], single_line=True)}  {who.CUSTOMER}{customer_id}", heading=True)
    facts = [("company", row[1]), ("language", row[2]), ("note", row[3])]
    facts += [(one.kind.value, one.value) for one in identities]
    for name, value in facts:
        if value:
            out.say(f"{name:<10}{text.clean(value, single_line=True)}")
    for table, found in ((rows.queue_table, owned), (rows.log_table, contacts)):
        if found:
            out.say()
            table(out, desk, found)  # type: ignore[operator]
    if timeline:
        out.say()
        heads = ("AT", "TICKET", "WHO", "TEXT")
        lines = [
            (str(one["at"])[:16], f"#{one['ticket']}", one["author"], one["text"])
            for one in timeline
        ]
        out.table(heads, lines)


def _tickets_of(desk: Desk, customer_id: int) -> list[QueueRow]:
    ids = desk.store.all(
        "SELECT id FROM ticket WHERE customer_id = ? ORDER BY updated_at DESC LIMIT ?",
        customer_id,
        MOST,
    )
    return queue_rows.rows_of(desk.store, [row[0] for row in ids])


def _timeline(desk: Desk, customer_id: int) -> list[dict[str, Any]]:
    """Return the customer's messages across tickets and channels, newest first."""
    found = desk.store.all(
        "SELECT m.at, t.reference, m.kind, m.channel, m.author, substr(m.body, 1, 800)"
        " FROM ticket t JOIN message m ON m.ticket_id = t.id"
        " WHERE t.customer_id = ? AND m.state <> 'dropped' ORDER BY m.at DESC, m.id DESC LIMIT ?",
        customer_id,
        MOST,
    )
    return [
        {
            "at": json_moment(at, desk.zone),
            "ticket": reference,
            "kind": kind,
            "channel": channel,
            "author": author,
            "text": tickets.snippet(body),
        }
        for at, reference, kind, channel, author, body in found
    ]
