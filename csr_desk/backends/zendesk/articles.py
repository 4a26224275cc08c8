"""Articles of the help centre, as words."""

from csr_desk.backends.failures import Forbidden, Missing
from csr_desk.backends.readable import readable
from csr_desk.backends.records import RemoteArticle
from csr_desk.backends.values import ident, text
from csr_desk.backends.wire import Flow
from csr_desk.backends.zendesk import limits, paging
from csr_desk.backends.zendesk.context import Zendesk
from csr_desk.backends.zendesk.structs_catalogue import ArticleRow

# Some help centre paths answer 415 without the suffix.
_PATH = "/help_center/articles/search.json"
_MOST = 25


def articles(zendesk: Zendesk, words: str) -> Flow[tuple[RemoteArticle, ...]]:
    """Return the articles that fit some words best, none where there is no help centre."""
    if not words.strip():
        return ()
    query = (("query", words.strip()), ("per_page", str(_MOST)))
    try:
        response = yield from zendesk.get(_PATH, query, budget=limits.ARTICLES)
    except (Forbidden, Missing):
        return ()
    rows = paging.rows(paging.envelope(response), "results", ArticleRow)
    return tuple(
        RemoteArticle(
            id_, text(row.title), readable(row.body), text(row.html_url), text(row.locale)
        )
        for row in rows
        if (id_ := ident(row.id)) is not None
    )
