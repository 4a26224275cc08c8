"""An answer with tickets as a page: the tickets, and the people and names they speak of."""

from csr_desk.backends.records import Page
from csr_desk.backends.retry_after import server_instant
from csr_desk.backends.wire import Response
from csr_desk.backends.zendesk.context import Zendesk
from csr_desk.backends.zendesk.decode_tickets import ticket
from csr_desk.backends.zendesk.paging import Envelope, beside, rows
from csr_desk.backends.zendesk.people import names, people
from csr_desk.backends.zendesk.structs import TicketRow
from csr_desk.backends.zendesk.structs_people import NameRow, UserRow

INCLUDE = ("include", "users,groups,organizations,slas,comment_count")
"""The side-loads of every list of tickets."""

COUNT = ("include", "comment_count")
"""What a single ticket is asked for beside itself: a conversation that lags is told by it."""


def page(zendesk: Zendesk, found: Envelope, response: Response) -> Page:
    """Return an answer with `tickets` as a page; what is deleted stands in `gone` alone."""
    read = [ticket(row, zendesk.home) for row in rows(found, "tickets", TicketRow)]
    return Page(
        tickets=tuple(one for one in read if not one.is_deleted),
        people=people(beside(found, "users", UserRow)),
        groups=names(beside(found, "groups", NameRow)),
        organisations=names(beside(found, "organizations", NameRow)),
        gone=tuple(one.id for one in read if one.is_deleted),
        at=server_instant(response),
    )


def joined(pages: list[Page]) -> Page:
    """Return several pages as one, in order; `at` is the helpdesk's clock at the first."""
    return Page(
        tickets=tuple(one for page in pages for one in page.tickets),
        people=tuple({one.id: one for page in pages for one in page.people}.values()),
        groups=tuple({one.id: one for page in pages for one in page.groups}.values()),
        organisations=tuple({one.id: one for page in pages for one in page.organisations}.values()),
        gone=tuple(one for page in pages for one in page.gone),
        at=pages[0].at if pages else None,
    )
