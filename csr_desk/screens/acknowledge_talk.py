"""Acknowledging the marked tickets: which response, what goes out and what does not, one undo."""

from collections.abc import Callable, Iterable, Sequence

from csr_desk import errors, text
from csr_desk.actions import acknowledge, escalation_response
from csr_desk.screens.dialogs import Choice, Confirm, PickWide
from csr_desk.screens.host import Host

Sent = Callable[[list[str]], None]
"""Takes the operations that went out as one act."""


def ask_response(host: Host, ids: Iterable[int], sent: Sent) -> None:
    """Ask for the response, show what would go out, then send it and call `sent`."""
    found = escalation_response.acknowledging(host.desk)
    if not found:
        raise errors.Refused(
            "there is no response to acknowledge with",
            host.keymap.fill("{go.canned} makes one, named acknowledged."),
        )
    picks = [Choice("", text.line(one.title, 40), one.id, text.line(one.body, 40)) for one in found]
    host.ask(
        PickWide("Acknowledge with", picks),
        lambda canned_id: _preview(host, acknowledge.preview(host.desk, ids, canned_id), sent),
    )


def _preview(host: Host, found: acknowledge.Preview, sent: Sent) -> None:
    if not found.goes:
        acknowledge.send(host.desk, found)  # refuses with the first reason
        return
    first = found.goes[0]
    lines = [f"To {_tickets(len(found.goes))}, as #{first.ticket.reference} gets it:", ""]
    lines.append(text.clean(first.text, limit=700))
    if found.stays:
        lines += ["", f"Left out: {_left_out(found.stays)}"]
    host.ask(
        Confirm("Acknowledge", "\n".join(lines), "Send it", "Leave it"),
        lambda yes: _send(host, found, sent) if yes else None,
    )


def _send(host: Host, found: acknowledge.Preview, sent: Sent) -> None:
    done = acknowledge.send(host.desk, found)
    words = f"{_tickets(len(done))} acknowledged, leaving in {acknowledge.UNDO_S} s."
    host.say(f"{words} {{message.undo}} takes all back.")
    sent(done)


def take_back(host: Host, operations: Iterable[str]) -> int:
    """Take acknowledgements back that have not left, and say so; return how many."""
    count = acknowledge.undo(host.desk, operations)
    if count:
        host.say(f"{_tickets(count)}: the acknowledgement was taken back.")
    return count


def _left_out(stays: Sequence[acknowledge.One]) -> str:
    words = [f"#{one.ticket.reference} ({one.problem.rstrip('.')})" for one in stays[:3]]
    more = f" and {len(stays) - 3} more" if len(stays) > 3 else ""
    return ", ".join(words) + more + "."


def _tickets(count: int) -> str:
    return "1 ticket" if count == 1 else f"{count} tickets"
