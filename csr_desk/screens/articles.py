"""The articles: found by fuzzy typing, read, inserted, written; how the week's count stands."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.getters import query_one
from textual.widget import Widget
from textual.widgets import Input

from csr_desk import errors
from csr_desk.actions import article
from csr_desk.actions.article import ArticleFinder
from csr_desk.commands.command import Situation
from csr_desk.domain import article_week
from csr_desk.screens.article_changes import ArticleChanges, ArticleReader
from csr_desk.screens.dialogs import Confirm
from csr_desk.store import articles as store
from csr_desk.store import tickets, timeline
from csr_desk.store.articles import Article
from csr_desk.widgets.article_list import ArticleList, ArticlePage, day, page
from csr_desk.widgets.canned_list import CannedInfo, FoundRows

_NOTHING = "No article fits these letters.\nEsc clears them; {article.new} writes a new one."
_EMPTY = (
    "There are no articles here.\n{article.new} writes one, {kb.draft_from_tickets} in the queue"
    " drafts one from tickets."
)


class ArticlesScreen(ArticleChanges):
    """The list with its find field, and the article under the cursor to read."""

    PLACE = "articles"
    CSS_PATH = "articles.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    BINDINGS = [
        Binding("down", "move_list('move', 1)", "Down", show=False),
        Binding("up", "move_list('move', -1)", "Up", show=False),
        Binding("pagedown", "move_list('page', 1)", "Page down", show=False),
        Binding("pageup", "move_list('page', -1)", "Page up", show=False),
    ]

    articles = query_one(ArticleList)
    find = query_one("#find", Input)

    def __init__(self) -> None:
        super().__init__()
        self.ticket_id: int | None = None
        self._archived = False
        self._finder: ArticleFinder | None = None

    def compose_place(self) -> Iterable[Widget]:
        """Compose the find field, the line about the list, the list and the page."""
        yield Input(placeholder="/ finds: letters of the title or text", id="find")
        yield CannedInfo()
        yield Horizontal(ArticleList(), ArticlePage(), id="body")

    def show(self, ticket_id: int | None = None, article_id: int | None = None) -> None:
        """Show the articles for a ticket: the one named, or that of the contact in focus."""
        focused = timeline.focused(self.desk.store)
        self.ticket_id = ticket_id or (focused.ticket_id if focused else None)
        self.find.value = ""
        self._archived = False
        self.reread(keep=False)
        if article_id is not None:
            self.reveal(article_id)
        self.articles.focus()

    def reveal(self, article_id: int) -> None:
        """Put the cursor on an article that is in the list."""
        place = self.articles.source.index_of(article_id)
        if place is not None:
            self.articles.cursor = place

    def situation(self) -> Situation:
        """Return the ticket the articles are for."""
        known = None if self.ticket_id is None else tickets.ticket(self.desk.store, self.ticket_id)
        return replace(
            super().situation(),
            ticket_id=self.ticket_id,
            customer_id=known.customer_id if known else None,
            editing=isinstance(self.focused, Input),
        )

    # the list ------------------------------------------------------------------------------------

    def reread(self, *, keep: bool = True) -> None:
        """Read the articles as the store has them now."""
        self._finder = ArticleFinder(self.desk, self.ticket_id, archived=self._archived)
        self.refresh_list(keep=keep)

    def refresh_list(self, *, keep: bool = True) -> None:
        """Show what fits the letters, the best first and expired ones last."""
        if self._finder is None:
            return
        typed = self.find.value
        found = self._finder.find(typed, None)
        self.articles.empty = self.host.keymap.fill(_NOTHING if typed.strip() else _EMPTY)
        self.articles.set_source(FoundRows(found), keep=keep)
        self._show_info(len(found))
        self._look()

    def _show_info(self, count: int) -> None:
        parts = ["put away"] if self._archived else []
        parts.append("1 article" if count == 1 else f"{count} articles")
        parts.append(article_week.words(article.this_week(self.desk)))
        missing = article.missing_this_week(self.desk)
        if missing:
            worst = f", most for {missing[0][0]}" if missing[0][0] else ""
            parts.append(f"missing {sum(each for _, each in missing)}{worst}")
        if self.ticket_id is not None:
            known = tickets.ticket(self.desk.store, self.ticket_id)
            parts.append(f"for #{known.reference} {known.customer}")
        self.query_one(CannedInfo).glance(" · ".join(parts))

    def on_input_changed(self) -> None:
        """Narrow the list to the letters, the best one under the cursor."""
        self.refresh_list(keep=False)

    async def on_input_submitted(self) -> None:
        """Insert the best one; without a ticket go to the list."""
        if self.ticket_id is not None and self.articles.current is not None:
            await self.give("article.insert")
        else:
            self.articles.focus()

    def on_virtual_list_moved(self, message: ArticleList.Moved) -> None:
        """Show the article under the cursor."""
        if self.app.is_running:
            self._look()

    def _look(self) -> None:
        found = self.articles.current
        shown = Content() if found is None else self._page(found.id)
        self.query_one(ArticlePage).show(shown)

    def _page(self, article_id: int) -> Content:
        one, zone = store.article(self.desk.store, article_id), self.desk.zone
        now = self.desk.now()
        parts = [one.product, one.folder, one.language, f"version {one.version}", one.owner]
        dates = [f"reviewed {day(one.reviewed_at, zone)}", f"used {one.uses}"]
        if one.valid_until is not None:
            dates.append(f"valid until {day(one.valid_until - 1, zone)}")
        facts = [" · ".join(each for each in parts if each), " · ".join(dates), ", ".join(one.tags)]
        warning = "This article is no longer valid." if one.expired(now) else ""
        answer = article.preview(self.desk, article_id, self.ticket_id)
        return page(one.title, facts, warning, one.problem, answer)

    async def on_virtual_list_opened(self) -> None:
        """Insert the clicked article, or read it where there is no ticket."""
        await self.give("article.insert" if self.ticket_id is not None else "article.read")

    def action_move_list(self, how: str, rows: int) -> None:
        """Move in the list while the find field keeps the keyboard."""
        getattr(self.articles, f"action_{how}")(rows)

    def do_cursor_down(self) -> None:
        """Move down."""
        self.articles.action_move(1)

    def do_cursor_up(self) -> None:
        """Move up."""
        self.articles.action_move(-1)

    # finding -------------------------------------------------------------------------------------

    async def do_search(self) -> None:
        """Find among the articles."""
        self.find.focus()

    def do_article_filter(self) -> None:
        """Go to the find field."""
        self.find.focus()

    async def do_go_back(self) -> None:
        """Clear the letters first, then go back."""
        if self.find.value or self.focused is self.find:
            self.find.value = ""
            self.articles.focus()
        else:
            await super().do_go_back()

    def do_article_show(self) -> None:
        """Show the articles that were put away, or those in use again."""
        self._archived = not self._archived
        self.reread(keep=False)

    # using one -----------------------------------------------------------------------------------

    def chosen(self) -> Article:
        """Return the article under the cursor; Refused when there is none."""
        found = self.articles.current
        if found is None:
            raise errors.Refused("no article is chosen", "Clear the letters with Esc.")
        return store.article(self.desk.store, found.id)

    def do_article_read(self) -> None:
        """Show the article over the whole window."""
        one = self.chosen()
        self.host.push_screen(ArticleReader(one.title, self._page(one.id)))

    async def do_article_insert(self) -> None:
        """Put the answer into the ticket's text, after a question when it is not valid."""
        one = self.chosen()
        if not one.expired(self.desk.now()):
            await self._insert(one)
            return
        words = f"“{one.title}” is no longer valid. Check what it says before you send it."
        self.ask(
            Confirm("Expired", words, "Insert it", "Leave it"),
            lambda yes: self._insert(one) if yes else None,
        )

    async def _insert(self, one: Article) -> None:
        await self.host.go("ticket", ticket_id=self.ticket_id)
        ticket: Any = self.host.place
        # Not said to `go`, which remembers it: coming back later would insert it once more.
        answer = article.preview(self.desk, one.id, self.ticket_id).text
        ticket.show(ticket_id=self.ticket_id, insert=answer)
        article.used(self.desk, one.id, self.ticket_id or 0)
