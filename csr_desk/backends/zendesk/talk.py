"""The whole conversation of a ticket, with everybody who wrote in it."""

from collections.abc import Iterable

from csr_desk.backends.base import chunks
from csr_desk.backends.failures import Rejected
from csr_desk.backends.records import RemoteMessage, RemotePerson, Talk
from csr_desk.backends.retry_after import server_instant
from csr_desk.backends.wire import Flow
from csr_desk.backends.zendesk import limits, paging
from csr_desk.backends.zendesk.comments import message
from csr_desk.backends.zendesk.context import Query, Zendesk
from csr_desk.backends.zendesk.people import SYSTEM, people
from csr_desk.backends.zendesk.structs import CommentRow
from csr_desk.backends.zendesk.structs_people import UserRow
from csr_desk.domain.instants import Instant

_NOBODY = RemotePerson(SYSTEM, "Zendesk", "agent", is_active=False)


def talk(zendesk: Zendesk, ticket: str) -> Flow[Talk]:
    """Return the comments of a ticket, oldest first; Missing when it is not there any more."""
    rows: list[CommentRow] = []
    known: list[UserRow] = []
    at: Instant | None = None
    query: Query | None = paging.sized(("sort", "created_at"), ("include", "users"))
    while query is not None:
        response = yield from zendesk.get(f"/tickets/{ticket}/comments", query)
        at = server_instant(response) if at is None else at
        found = paging.envelope(response)
        rows += paging.rows(found, "comments", CommentRow)
        known += paging.beside(found, "users", UserRow)
        query = paging.following(found, query)
    messages = sorted((message(row, ticket) for row in rows), key=_order)
    authors = yield from _authors(zendesk, messages, people(known))
    return Talk(tuple({one.id: one for one in messages}.values()), authors, at)


def _order(one: RemoteMessage) -> tuple[Instant, int, str]:
    return one.at, int(one.id) if one.id.isdigit() else 0, one.id


def _authors(
    zendesk: Zendesk, messages: Iterable[RemoteMessage], known: tuple[RemotePerson, ...]
) -> Flow[tuple[RemotePerson, ...]]:
    """Return who wrote: as side-loaded, looked up where they were left out.

    A deleted user may stand as an address or name in place of an id; the system as -1.
    """
    found = {one.id: one for one in known}
    absent = [one.author for one in messages if one.author not in found]
    for author in dict.fromkeys(absent):
        if author == SYSTEM:
            found[author] = _NOBODY
        elif not author.isdigit():
            found[author] = _deleted(author)
    numbers = [author for author in absent if author not in found]
    for ids in chunks(numbers, paging.PAGE):
        for person in (yield from _looked_up(zendesk, ids)):
            found[person.id] = person
    return tuple(found.values())


def _deleted(author: str) -> RemotePerson:
    email = author if "@" in author else ""
    return RemotePerson(author, author, "end-user", email=email, is_active=False)


def _looked_up(zendesk: Zendesk, ids: tuple[str, ...]) -> Flow[tuple[RemotePerson, ...]]:
    """Return users by id; those who are gone, or whom this agent may not see, are left out."""
    query = (("ids", ",".join(ids)),)
    try:
        response = yield from zendesk.get("/users/show_many", query, budget=limits.API)
    except Rejected:
        return ()
    return people(paging.rows(paging.envelope(response), "users", UserRow))
