"""A remote ticket as JSON and back: what the store keeps to compare the next reading with."""

from typing import Any

from csr_desk.backends.records import RemoteTicket
from csr_desk.domain.queue_row import Priority, Status


def to_json(ticket: RemoteTicket) -> dict[str, Any]:
    """Return a remote ticket as a JSON object, without its first words and its rating.

    A rating is a row of its own (csr_desk.sync.apply_rating).
    """
    found = ticket._asdict()
    del found["rating"]
    found["description"] = ""
    found["status"], found["priority"] = int(ticket.status), int(ticket.priority)
    found["tags"], found["custom"] = list(ticket.tags), dict(ticket.custom)
    return found


def from_json(data: dict[str, Any]) -> RemoteTicket | None:
    """Return the remote ticket of a JSON object; None for an empty one."""
    if not data:
        return None
    known = {name: value for name, value in data.items() if name in RemoteTicket._fields}
    known["status"], known["priority"] = Status(known["status"]), Priority(known["priority"])
    known["tags"] = tuple(known["tags"])
    return RemoteTicket(**known)
