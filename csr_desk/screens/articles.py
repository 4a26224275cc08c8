"""The articles: found by fuzzy typing, read, inserted, written; how the week's count stands."""

from collections.abc import Iterable

from textual.containers import Horizontal
from textual.content import Content
from textual.getters import query_one
from textual.widget import Widget
from textual.widgets import Input

from csr_desk.actions import article
from csr_desk.actions.article import ArticleFinder
from csr_desk.domain import article_week
from csr_desk.screens.article_changes import ArticleChanges, ArticleReader
from csr_desk.screens.finding_place import FindingPlace
from csr_desk.store import articles as store
from csr_desk.store.articles import Article
from csr_desk.widgets.article_list import ArticleList, ArticlePage, day, page
from csr_desk.widgets.canned_list import CannedInfo, FoundRows

_NOTHING = "No article fits these letters.\nEsc clears them; {article.new} writes a new one."
_EMPTY = (
    "There are no articles here.\n{article.new} writes one, {kb.draft_from_tickets} in the queue"
    " drafts one from tickets."
)


class ArticlesScreen(FindingPlace, ArticleChanges):
    """The list with its find field, and the article under the cursor to read."""

    PLACE = "articles"
    CSS_PATH = "articles.tcss"
    INSERT = "article.insert"

    articles = query_one(ArticleList)

    def __init__(self) -> None:
        super().__init__()
        self._archived = False
        self._finder: ArticleFinder | None = None

    def compose_place(self) -> Iterable[Widget]:
        """Compose the find field, the line about the list, the list and the page."""
        yield Input(placeholder="/ finds: letters of the title or text", id="find")
        yield CannedInfo()
        yield Horizontal(ArticleList(), ArticlePage(), id="body")

    def show(self, ticket_id: int | None = None, article_id: int | None = None) -> None:
        """Show the articles for a ticket: the one named, or that of the contact in focus."""
        self.ticket_id = ticket_id or self.in_focus()
        self.find.value = ""
        self._archived = False
        self.reread(keep=False)
        if article_id is not None:
            self.reveal(article_id)
        self.articles.focus()

    @property
    def listing(self) -> ArticleList:
        """Return the list."""
        return self.articles

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
        self.glance(parts)

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

    # finding -------------------------------------------------------------------------------------

    def do_article_filter(self) -> None:
        """Go to the find field."""
        self.find.focus()

    def do_article_show(self) -> None:
        """Show the articles that were put away, or those in use again."""
        self._archived = not self._archived
        self.reread(keep=False)

    # using one -----------------------------------------------------------------------------------

    def chosen(self) -> Article:
        """Return the article under the cursor; Refused when there is none."""
        return store.article(self.desk.store, self.current_id("article"))

    def do_article_read(self) -> None:
        """Show the article over the whole window."""
        one = self.chosen()
        self.host.push_screen(ArticleReader(one.title, self._page(one.id)))

    async def do_article_insert(self) -> None:
        """Put the answer into the ticket's text, after a question when it is not valid."""
        one = self.chosen()
        inserted = self.when_valid(
            one.title, lambda: self._insert(one), expired=one.expired(self.desk.now())
        )
        if inserted is not None:
            await inserted

    async def _insert(self, one: Article) -> None:
        answer = article.preview(self.desk, one.id, self.ticket_id).text
        await self.insert(insert=answer)
        article.used(self.desk, one.id, self.ticket_id or 0)
