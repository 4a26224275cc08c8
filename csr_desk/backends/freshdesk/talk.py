"""The whole conversation of a ticket: its description first, then every page of conversations.

The view's own `conversations` are the oldest ten alone, so they are never asked for.
"""

from collections.abc import Iterable
from typing import Final

from csr_desk.backends.failures import TryLater
from csr_desk.backends.freshdesk import authors, paging
from csr_desk.backends.freshdesk.context import Freshdesk
from csr_desk.backends.freshdesk.messages import description, message
from csr_desk.backends.freshdesk.structs import ConversationRow, TicketRow
from csr_desk.backends.freshdesk.tickets import reading
from csr_desk.backends.records import RemoteMessage, Talk
from csr_desk.backends.retry_after import server_instant
from csr_desk.backends.values import instant, is_true
from csr_desk.backends.wire import Flow
from csr_desk.domain.instants import MINUTE, SECOND, Instant

LAG: Final = 2 * MINUTE
"""How far the list of conversations may lag behind the ticket."""

LAG_S: Final = 15.0
"""Seconds after which a list that lags is read again; each reading costs four calls."""

_SAME = 5 * SECOND
"""How far the time of a response and that of its conversation may be apart."""


def talk(freshdesk: Freshdesk, ticket: str) -> Flow[Talk]:
    """Return the messages of a ticket, oldest first; Missing when it is not there any more.

    TryLater while the list does not show yet what the ticket says was written just now.
    """
    found = freshdesk.recent.take(ticket, freshdesk.settings.now())
    if found is None:
        found = yield from reading(freshdesk, ticket, "requester,stats")
    rows, response = yield from paging.pages(
        freshdesk, f"{found.path}/conversations", ConversationRow
    )
    at = server_instant(response)
    expect_whole(found.row, rows, freshdesk.settings.now() if at is None else at)
    first = description(found.row, freshdesk.home)
    read = [first] if first is not None else []
    read += [one for row in rows if (one := message(row, ticket, freshdesk.home)) is not None]
    messages = {one.id: one for one in sorted(read, key=_order)}
    who = (one.author for one in messages.values())
    people = yield from authors.of_talk(freshdesk, found.row, rows, who)
    return Talk(tuple(messages.values()), people, at)


def expect_whole(ticket: TicketRow, rows: Iterable[ConversationRow], now: Instant) -> None:
    """Raise TryLater for a list without the response that the ticket itself tells of.

    What is not shown for long is believed not to be there: a note can be removed.
    """
    stats = ticket.stats
    if stats is None:
        return
    began = instant(ticket.created_at) or 0
    seen = {True: began, False: began}
    for row in rows:
        incoming = is_true(row.incoming)
        seen[incoming] = max(seen[incoming], instant(row.created_at) or 0)
    for incoming, value in (
        (True, stats.requester_responded_at),
        (False, stats.agent_responded_at),
    ):
        at = instant(value)
        if at is not None and seen[incoming] < at - _SAME and now - at < LAG:
            words = "Freshdesk does not show the latest message yet: it is read again"
            raise TryLater(words, after_s=LAG_S, is_narrow=True)


def _order(one: RemoteMessage) -> tuple[Instant, bool, int, str]:
    is_later = not one.id.startswith("description-")
    return one.at, is_later, int(one.id) if one.id.isdecimal() else 0, one.id
