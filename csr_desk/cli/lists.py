"""`queue` and `find`: lists of tickets and of what a text finds."""

from typing import Any

from csr_desk import text
from csr_desk.actions.desk import Desk
from csr_desk.cli import rows
from csr_desk.cli.context import Context
from csr_desk.cli.parser import Parser
from csr_desk.cli.when import json_moment, moment
from csr_desk.store import queue_lists, search, search_hits, views

LIMIT = 100


def arguments(verb: str, parser: Parser) -> None:
    """Add the options of a list."""
    if verb == "queue":
        parser.add_argument("--view", metavar="NAME", default="open", help="a view (default: open)")
    else:
        parser.add_argument("text", metavar="TEXT", nargs="+", help="words, an address, a number")
    parser.add_argument(
        "--limit", metavar="N", type=int, default=LIMIT, help=f"rows (default {LIMIT}), 0 for all"
    )


def run(context: Context) -> int:
    """Print the list."""
    with context.desk() as desk:
        return _queue(context, desk) if context.verb == "queue" else _find(context, desk)


def _queue(context: Context, desk: Desk) -> int:
    view = views.named(desk.store, context.options.view)
    source = queue_lists.open_view(desk.store, view, None, desk.agent_id, desk.now())
    limit = context.options.limit
    size = source.count() if limit <= 0 else min(limit, source.count())
    found = [row for index in range(size) if (row := source.row(index)) is not None]
    out = context.out
    if out.as_json:
        waiting = rows.pending(desk)
        out.document([rows.queue_row(row, desk, waiting) for row in found])
    else:
        rows.queue_table(out, desk, found)
    if size < source.count():
        out.note(f"{size} of {source.total()} tickets shown; --limit 0 shows all.")
    elif not found:
        out.note(f"The view {view.title} is empty.")
    return 0


def _find(context: Context, desk: Desk) -> int:
    words = " ".join(context.options.text)
    limit = context.options.limit if context.options.limit > 0 else 10_000
    found = search.find(desk.store, words, limit, best_first=True)
    out = context.out
    if out.as_json:
        out.document([_row(hit, desk) for hit in found])
    else:
        lines = [
            (
                hit.kind,
                _reference(hit),
                moment(hit.at or None, desk.zone)[:16],
                hit.title,
                hit.snippet,
            )
            for hit in found
        ]
        out.table(("KIND", "REFERENCE", "AT", "TITLE", "TEXT"), lines)
    if not found:
        out.note(f"Nothing was found for “{text.line(words, 60)}”.")
    return 0


def _reference(hit: search_hits.Hit) -> str:
    """Return the word by which `show` or `reply --canned` takes what was found."""
    if hit.kind == search_hits.CUSTOMER:
        return f"customer:{hit.id}"
    return f"#{hit.reference}" if hit.kind == search_hits.TICKET else hit.reference


def _row(hit: search_hits.Hit, desk: Desk) -> dict[str, Any]:
    return {
        "kind": hit.kind,
        "id": hit.id,
        "reference": _reference(hit).removeprefix("#") or None,
        "title": hit.title,
        "snippet": hit.snippet,
        "at": json_moment(hit.at or None, desk.zone),
    }
