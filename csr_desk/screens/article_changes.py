"""What an agent changes in the articles: write, review, bring back a version, put away."""

from collections.abc import Iterable

from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget

from csr_desk import errors, text
from csr_desk.actions import article
from csr_desk.screens.article_edit import ArticleEditor
from csr_desk.screens.base import DeskScreen
from csr_desk.screens.dialogs import Choice, DeskDialog, PickWide, said
from csr_desk.store import articles as store
from csr_desk.store.articles import Article, Version
from csr_desk.widgets.article_list import ArticlePage, day


class ArticleReader(DeskDialog[bool]):
    """An article over the whole window; Enter or Esc closes it."""

    BOX = "box form"
    BINDINGS = [
        Binding("enter", "cancel", "Close", show=False),
        Binding("j", "lines(1)", "Down", show=False),
        Binding("k", "lines(-1)", "Up", show=False),
    ]

    def __init__(self, title: str, page: Content) -> None:
        super().__init__(title)
        self._page = page

    def compose_box(self) -> Iterable[Widget]:
        """Compose the page."""
        yield ArticlePage()
        yield said("Arrows and PgDn read on, Enter or Esc closes this.", "hint")

    def on_mount(self) -> None:
        """Show the page from its top and give it the keys."""
        self.query_one(ArticlePage).show(self._page)
        self.query_one(ArticlePage).focus()

    def action_lines(self, rows: int) -> None:
        """Scroll by lines."""
        self.query_one(VerticalScroll).scroll_relative(y=rows, animate=False)


class ArticleChanges(DeskScreen):
    """The commands that write; the place says which article is chosen and shows the result."""

    def chosen(self) -> Article:
        """Return the article the commands are about; the place says which."""
        raise errors.Refused("no article is chosen")

    def reread(self, *, keep: bool = True) -> None:
        """Show the articles as they are after a change; the place does it."""

    def reveal(self, article_id: int) -> None:
        """Put the cursor on an article; the place does it."""

    def save_typed(self) -> None:
        """Keep what is typed into the open form."""
        for screen in self.host.screen_stack:
            if isinstance(screen, ArticleEditor):
                screen.save_typed()

    def do_article_new(self) -> None:
        """Open an empty form."""
        self.ask(ArticleEditor(self.desk), self._saved)

    def do_article_edit(self) -> None:
        """Open the form of the article."""
        self.ask(ArticleEditor(self.desk, article.own(self.desk, self.chosen().id)), self._saved)

    def _saved(self, article_id: int) -> None:
        self.reread()
        self.reveal(article_id)
        one = store.article(self.desk.store, article_id)
        self.host.say(f"“{text.line(one.title, 40)}” is saved as version {one.version}.")

    def do_article_review(self) -> None:
        """Note that the article is right today."""
        one = self.chosen()
        article.review(self.desk, one.id)
        self.reread()
        self.host.say(f"“{text.line(one.title, 40)}” is marked as reviewed today.")

    def do_article_archive(self) -> None:
        """Put the article away, or bring it back."""
        one = self.chosen()
        back = one.archived_at is not None
        article.archive(self.desk, one.id, back=back)
        self.reread()
        title = text.line(one.title, 40)
        if back:
            self.host.say(f"“{title}” can be used again.")
        else:
            self.host.say(
                f"“{title}” is put away. {{article.show}} shows it, {{article.archive}} there"
                " brings it back."
            )

    def do_article_restore(self) -> None:
        """Ask for the version that shall be the newest one again."""
        one = article.own(self.desk, self.chosen().id)
        known = store.versions(self.desk.store, one.id)
        if not known:
            raise errors.Refused(f"“{one.title}” has no version before this one")
        choices = [
            Choice("", f"version {each.version}", each, self._remark(each)) for each in known
        ]
        self.ask(PickWide("Bring back", choices), lambda each: self._restored(one, each))

    def _remark(self, one: Version) -> str:
        changed = day(one.at, self.desk.zone)
        return f"replaced {changed} by {one.actor}: {text.line(one.title, 30)}, {_begin(one.body)}"

    def _restored(self, one: Article, version: Version) -> None:
        now = article.restore_version(self.desk, one.id, version.version)
        self.reread()
        self.host.say(f"Version {version.version} is back as version {now}.")


def _begin(body: str) -> str:
    return text.line(" ".join(body.split()), 60)
