"""Queue rows, messages and contacts as the line mode answers them (spec/cli.md)."""

from collections.abc import Iterable
from typing import Any

from csr_desk import text
from csr_desk.actions.desk import Desk
from csr_desk.cli.output import Output
from csr_desk.cli.when import duration, json_moment, moment
from csr_desk.domain.models import Message, QueueRow
from csr_desk.reports.log_record import LogRecord

QUEUE_HEADS = (
    "TICKET", "STATUS", "PRIORITY", "CHANNEL", "DUE", "CUSTOMER", "ASSIGNEE", "SUBJECT"
)  # fmt: skip
LOG_HEADS = (
    "ID", "STARTED", "TICKET", "CHANNEL", "CUSTOMER", "TALK", "HOLD", "ACW", "HANDLE", "REASON",
    "OUTCOME",
)  # fmt: skip


def pending(desk: Desk) -> dict[int, int]:
    """Return how many changes of each ticket are not yet at the helpdesk."""
    return dict(
        desk.store.all(
            "SELECT ticket_id, count(*) FROM operation"
            " WHERE state NOT IN ('acknowledged', 'dropped') GROUP BY ticket_id"
        )
    )


def queue_row(row: QueueRow, desk: Desk, waiting: dict[int, int]) -> dict[str, Any]:
    """Return a ticket as a `queue` row of cli.md."""
    return {
        "ticket": row.reference,
        "remote_id": row.remote_id,
        "subject": row.subject,
        "customer": row.customer,
        "customer_id": row.customer_id,
        "channel": row.channel,
        "status": row.status.word,
        "priority": row.priority.word,
        "assignee": row.assignee,
        "group": row.group,
        "tags": list(row.tags),
        "waiting_since": json_moment(row.waiting_since, desk.zone),
        "due": json_moment(row.due_at, desk.zone),
        "due_kind": row.due_kind,
        "pending_changes": waiting.get(row.id, 0),
    }


def queue_table(out: Output, desk: Desk, found: Iterable[QueueRow]) -> None:
    """Print tickets as aligned lines."""
    out.table(
        QUEUE_HEADS,
        [
            (
                f"#{row.reference}",
                row.status.word,
                row.priority.word,
                row.channel,
                _due(row, desk),
                text.line(row.customer, 24),
                text.line(row.assignee or "", 16),
                row.subject,
            )
            for row in found
        ],
    )


def _due(row: QueueRow, desk: Desk) -> str:
    if row.left_s is not None:
        return f"{duration(row.left_s)} left"
    return moment(row.due_at, desk.zone)[:16]


def log_table(out: Output, desk: Desk, found: Iterable[LogRecord]) -> None:
    """Print contacts as aligned lines."""
    out.table(
        LOG_HEADS,
        [
            (
                str(one.id),
                moment(one.started_at, desk.zone),
                f"#{one.ticket}",
                f"{one.channel} {one.direction}",
                text.line(one.customer, 24),
                *(duration(each) for each in (one.talk, one.hold, one.after_call_work)),
                duration(one.handle_time),
                one.reason or "",
                one.outcome or ("running" if one.ended_at is None else "no wrap-up"),
            )
            for one in found
        ],
    )


def message_row(one: Message, desk: Desk) -> dict[str, Any]:
    """Return a message as `show --json` gives it."""
    return {
        "id": one.id,
        "at": json_moment(one.at, desk.zone),
        "author": one.author,
        "kind": one.kind.value,
        "channel": one.channel,
        "body": one.body,
        "state": one.state.value,
    }
