"""The options of `ticket` that join it to another ticket: merged into it, or linked to it."""

from typing import Any, NamedTuple

from csr_desk import errors
from csr_desk.actions import ticket_link, ticket_merge
from csr_desk.actions.desk import LOCAL, Desk
from csr_desk.cli import who
from csr_desk.cli.parser import Parser
from csr_desk.domain.toml_table import did_you_mean
from csr_desk.store.tickets import Ticket

KINDS = {
    "same-issue": "same_issue",
    "duplicate": "duplicate",
    "incident": "incident",
    "related": "related",
}


class Joined(NamedTuple):
    """What became of it as words, and the operation of a merge."""

    words: str
    operation: str | None = None


def arguments(parser: Parser) -> None:
    """Add what joins two tickets."""
    parser.add_argument("--merge-into", metavar="TICKET", help="the ticket it is merged into")
    parser.add_argument(
        "--link",
        metavar="KIND=TICKET",
        help=f"what it is of another ticket: {', '.join(KINDS)}",
    )


def join(desk: Desk, found: Ticket, options: Any) -> Joined | None:
    """Link, then merge, as the options say; None when they say nothing."""
    joined = _link(desk, found, options.link) if options.link else None
    return _merge(desk, found, options.merge_into) if options.merge_into else joined


def _link(desk: Desk, found: Ticket, wanted: str) -> Joined:
    kind, equals, reference = wanted.partition("=")
    if not equals or kind not in KINDS:
        near = did_you_mean(kind, KINDS)
        raise errors.Usage(
            f"there is no link {kind}.{near}", f"Write KIND=TICKET, with {', '.join(KINDS)}."
        )
    other = who.ticket(desk, reference)
    ticket_link.link(desk, found.id, other.id, KINDS[kind])
    return Joined(f"linked to #{other.reference} ({kind})")


def _merge(desk: Desk, found: Ticket, reference: str) -> Joined:
    into = who.ticket(desk, reference)
    uid = ticket_merge.merge(desk, found.id, into.id)
    waits = "" if found.account == LOCAL else ", waits for the helpdesk"
    return Joined(f"merged into #{into.reference}{waits}", uid)
