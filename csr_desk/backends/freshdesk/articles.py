"""Articles of the knowledge base, as words; drafts are left out, no customer could read them."""

from csr_desk.backends.failures import Forbidden, Missing
from csr_desk.backends.freshdesk.context import Freshdesk, rows
from csr_desk.backends.freshdesk.structs_catalogue import ArticleRow
from csr_desk.backends.freshdesk.values import whole_number
from csr_desk.backends.readable import readable
from csr_desk.backends.records import RemoteArticle
from csr_desk.backends.values import ident, text
from csr_desk.backends.wire import Flow

_DRAFT = 1
_MOST = 25


def articles(freshdesk: Freshdesk, words: str) -> Flow[tuple[RemoteArticle, ...]]:
    """Return the articles that fit some words, none where there is no knowledge base."""
    term = words.strip()
    if not term:
        return ()
    try:
        response = yield from freshdesk.get("/search/solutions", (("term", term),))
    except (Forbidden, Missing):
        return ()
    found = (
        RemoteArticle(
            id_,
            text(row.title),
            readable(row.description, row.description_text),
            f"{freshdesk.home}/support/solutions/articles/{id_}",
            text(row.language),
        )
        for row in rows(response, ArticleRow)
        if (id_ := ident(row.id)) is not None and whole_number(row.status) != _DRAFT
    )
    return tuple(found)[:_MOST]
