"""Views: their tickets in their order, and how many they hold."""

from csr_desk.backends.base import chunks
from csr_desk.backends.records import Page, RemoteView, ViewPage
from csr_desk.backends.values import ident, is_true, text
from csr_desk.backends.wire import Flow
from csr_desk.backends.zendesk import limits, paging
from csr_desk.backends.zendesk.context import Query, Zendesk
from csr_desk.backends.zendesk.decode_pages import INCLUDE, joined, page
from csr_desk.backends.zendesk.structs_catalogue import CountRow, ViewRow

MOST_PAGES = 10
"""Pages of a view that are read: a desk works from its first thousand tickets."""

MOST_COUNTED = 20


def view(zendesk: Zendesk, id_: str) -> Flow[ViewPage]:
    """Return the tickets of a view in its order; `page.is_last` is False when there are more."""
    pages: list[Page] = []
    query: Query | None = paging.sized(INCLUDE)
    while query is not None and len(pages) < MOST_PAGES:
        response = yield from zendesk.get(f"/views/{id_}/tickets", query, budget=limits.VIEW)
        found = paging.envelope(response)
        pages.append(page(zendesk, found, response))
        query = paging.following(found, query)
    whole = joined(pages)._replace(is_last=query is None)
    return ViewPage(tuple(dict.fromkeys(one.id for one in whole.tickets)), whole)


def view_counts(zendesk: Zendesk, views: tuple[str, ...]) -> Flow[dict[str, int | None]]:
    """Return how many tickets views hold; None, which is not 0, while Zendesk still counts."""
    counts: dict[str, int | None] = dict.fromkeys(views)
    for ids in chunks(views, MOST_COUNTED):
        query = (("ids", ",".join(ids)),)
        response = yield from zendesk.get("/views/count_many", query, budget=limits.COUNTS)
        for row in paging.rows(paging.envelope(response), "view_counts", CountRow):
            id_ = ident(row.view_id)
            if id_ in counts:
                counts[id_] = row.value
    return counts


def view_of(row: ViewRow) -> RemoteView | None:
    """Return a view; None for one without an id."""
    id_ = ident(row.id)
    if id_ is None:
        return None
    position = row.position if isinstance(row.position, int) else 0
    return RemoteView(id_, text(row.title), position, row.active is None or is_true(row.active))
