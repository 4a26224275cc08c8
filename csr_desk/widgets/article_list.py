"""The articles as a list, and the one under the cursor to read."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from csr_desk import text
from csr_desk.actions.canned import Found
from csr_desk.domain.instants import Instant, to_datetime
from csr_desk.domain.placeholders import Rendered
from csr_desk.widgets.canned_list import CannedList, lit
from csr_desk.widgets.canned_preview import filled
from csr_desk.widgets.queue_columns import fitted
from csr_desk.widgets.virtual_list import Piece

_NARROW = 64


class ArticleList(CannedList):
    """Title, what speaks against it, product, uses."""

    HELP = "The articles; Enter inserts one, o reads it, / finds by letters of title or text."

    def paint(self, row: Found, width: int, *, marked: bool) -> Iterable[Piece]:
        """Return the pieces of an article's line."""
        entry = row.entry
        tail = 6 + (15 if width >= _NARROW else 0)
        room = width - tail
        if row.expired:
            yield "expired ", "late"
            room -= 8
        yield from lit(entry.title, row.title_places, max(room, 1), "")
        if width >= _NARROW:
            yield " " + fitted(entry.name or entry.folder, 14), "muted"
        yield f" {min(entry.uses, 9999):>4} ", "muted"


class ArticlePage(VerticalScroll):
    """An article to read: its facts, the problem, and the answer as it would be inserted."""

    HELP = "The article as it would read in this ticket; red placeholders have no value here."
    DEFAULT_CSS = """
    ArticlePage { padding: 0 1; scrollbar-size-vertical: 1; }
    ArticlePage Static { height: auto; width: 1fr; }
    """

    def compose(self) -> Iterable[Widget]:
        """Compose the page."""
        yield Static(markup=False)

    def show(self, page: Content) -> None:
        """Show a page from its top."""
        self.query_one(Static).update(page)
        self.scroll_home(animate=False, immediate=True)


def page(title: str, facts: Iterable[str], warning: str, problem: str, answer: Rendered) -> Content:
    """Return an article as a page; nothing in it is markup."""
    lines = [text.plain(title, single_line=True).stylize("bold")]
    lines += [text.plain(one, single_line=True).stylize("dim") for one in facts if one]
    if warning:
        lines.append(text.plain(warning, single_line=True).stylize("$text-warning"))
    if problem:
        lines += [Content(), Content("Problem").stylize("bold"), text.plain(problem)]
        lines += [Content(), Content("Answer").stylize("bold"), filled(answer)]
    else:
        lines += [Content(), filled(answer)]
    return Content("\n").join(lines)


def day(at: Instant | None, zone: ZoneInfo) -> str:
    """Return a day in words, "never" for none."""
    return "never" if at is None else f"{to_datetime(at, zone):%d %b %Y}"
