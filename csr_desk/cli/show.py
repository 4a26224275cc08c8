"""`show`: everything on one ticket or one customer, with its timeline."""

from collections.abc import Iterator
from typing import Any

from csr_desk import text
from csr_desk.actions import deadline_lines
from csr_desk.actions.desk import Desk
from csr_desk.cli import rows, show_customer, show_handed, who, who_candidates
from csr_desk.cli.context import Context
from csr_desk.cli.parser import Parser
from csr_desk.cli.when import duration, json_moment, moment
from csr_desk.domain.models import MessageKind, QueueRow
from csr_desk.reports import log
from csr_desk.store import answers, queue_rows, tickets


def arguments(verb: str, parser: Parser) -> None:
    """Add what to show."""
    parser.add_argument("what", metavar="TICKET|customer:ID", help="a reference or customer:ID")


def run(context: Context) -> int:
    """Print the record."""
    with context.desk() as desk:
        if context.options.what.startswith(who_candidates.CUSTOMER):
            show_customer.show(context, desk, who.customer(desk, context.options.what))
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
    for stands, when in deadline_lines.of_ticket(desk, ticket):
        out.say(f"{'target':<10}{stands}{f' ({when})' if when else ''}")
    for name, value in show_handed.lines(desk, ticket):
        out.say(f"{name:<10}{value}")
    for line in _answers(ticket, desk):
        out.say(f"{'answered':<10}{line}")
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
        ("customer", f"{row.customer} ({who_candidates.CUSTOMER}{row.customer_id})"),
        ("status", f"{row.status.word}, {row.priority.word} priority, {row.channel}"),
        ("assignee", " · ".join(part for part in (row.assignee, row.group) if part) or "nobody"),
        ("tags", ", ".join(row.tags) or "none"),
        ("due", _due(row, due)),
        ("waiting", f"since {moment(row.waiting_since, desk.zone)}" if row.waiting_since else "no"),
    ]


def _answers(ticket: tickets.Ticket, desk: Desk) -> Iterator[str]:
    """Yield what the customer answered to surveys about a ticket, cleaned, a line each."""
    for one in answers.of_ticket(desk.store, ticket.id):
        said = text.clean(one.comment, single_line=True)
        yield f"{one.words} ({moment(one.at, desk.zone)}){f': {said}' if said else ''}"


def _due(row: QueueRow, due: str) -> str:
    if row.left_s is not None:
        return f"{row.due_kind} paused, {duration(row.left_s)} of open time left"
    return f"{due} ({row.due_kind or 'no kind'})" if due else "no deadline"


def _fields(ticket: tickets.Ticket, desk: Desk) -> dict[str, Any]:
    times = ("created_at", "updated_at", "solved_at", "last_message_at", "last_seen_at")
    return {
        "account": ticket.account,
        "version": ticket.version,
        "is_spam": ticket.is_spam,
        "targets": deadline_lines.rows(desk, ticket.id),
        **show_handed.document(desk, ticket),
        "answers": [
            {
                "kind": one.kind,
                "scale": one.scale,
                "value": one.raw,
                "at": json_moment(one.at, desk.zone),
                "comment": one.comment,
            }
            for one in answers.of_ticket(desk.store, ticket.id)
        ],
        **{name: json_moment(getattr(ticket, name), desk.zone) for name in times},
    }


def _indented(body: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.clean(body).split("\n"))
