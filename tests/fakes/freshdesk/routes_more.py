"""Satisfaction ratings and the knowledge base (sections 8 and 12)."""

from tests.fakes.common.wire import Answer, Json, answer, parse_stamp
from tests.fakes.freshdesk.access import seen_ticket
from tests.fakes.freshdesk.html_text import description_text
from tests.fakes.freshdesk.paging import paged
from tests.fakes.freshdesk.refusals import coded
from tests.fakes.freshdesk.routing import Call, route

PUBLISHED = 2


@route("GET", "tickets/{id}/satisfaction_ratings")
def ratings_of_ticket(call: Call) -> Answer:
    _require_surveys(call)
    ticket = seen_ticket(call.core, call.me, call.id)
    rows = [row for row in call.core.state.rows("ratings") if row["ticket_id"] == ticket.id]
    return answer(rows)


@route("GET", "surveys/satisfaction_ratings")
def all_ratings(call: Call) -> Answer:
    """All ratings since a time, oldest first."""
    call.only("created_since", "user_id")
    _require_surveys(call)
    rows = call.core.state.rows("ratings")
    since, user = call.request.first("created_since"), call.request.first("user_id")
    if since:
        first = parse_stamp(since)
        rows = [row for row in rows if parse_stamp(row["created_at"]) >= first]
    rows = [row for row in rows if not user or str(row["user_id"]) == user]
    return paged(call, rows, lambda row: row)


def _require_surveys(call: Call) -> None:
    if not call.core.options.has_surveys:
        raise coded(403, "require_feature", "The surveys feature is not in your plan")


@route("GET", "solutions/categories")
def categories(call: Call) -> Answer:
    return answer(call.core.state.rows("categories"))


@route("GET", "solutions/categories/{id}/folders")
def folders(call: Call) -> Answer:
    call.core.state.row("categories", call.id)
    rows = [row for row in call.core.state.rows("folders") if row["category_id"] == call.id]
    return paged(call, rows, lambda row: row)


@route("GET", "solutions/folders/{id}/articles")
def articles(call: Call) -> Answer:
    call.core.state.row("folders", call.id)
    rows = [row for row in call.core.state.rows("articles") if row["folder_id"] == call.id]
    return paged(call, rows, _article)


@route("GET", "solutions/articles/{id}")
def article(call: Call) -> Answer:
    return answer(_article(call.core.state.row("articles", call.id)))


@route("GET", "search/solutions")
def search_articles(call: Call) -> Answer:
    """A plain list of articles that hold every word of the term, drafts too."""
    call.only("term")
    words = call.request.first("term").lower().split()
    rows = [
        row
        for row in call.core.state.rows("articles")
        if words and all(word in f"{row['title']} {row['description']}".lower() for word in words)
    ]
    return answer([_article(row) for row in rows])


def _article(row: Json) -> Json:
    return {**row, "description_text": description_text(row["description"])}
