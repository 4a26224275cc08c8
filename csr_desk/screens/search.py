"""Find anything: results while typing, newest first; Tab ranks them on a connection of its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from textual import work
from textual.binding import Binding
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, Static

from csr_desk import text
from csr_desk.actions import wishes
from csr_desk.screens.dialogs import DeskDialog, said
from csr_desk.screens.host import Host
from csr_desk.store.search import find
from csr_desk.store.search_hits import Hit
from csr_desk.store.searcher import Searcher
from csr_desk.widgets.hit_list import HitList

PLACES = {
    "ticket": ("ticket", "ticket_id"),
    "customer": ("customer", "customer_id"),
    "canned": ("canned", "canned_id"),
    "article": ("articles", "article_id"),
}
"""Where each kind of hit is shown, and under which name its id goes there."""

NEWEST = "Newest first. Tab: best first. Enter opens, Esc closes."
BEST = "Best first. Tab: newest first. Enter opens, Esc closes."
ASK_AFTER_S = 0.8
"""Seconds without a key after which the help centre is asked too."""

LOOK_AGAIN_S = 1.0
START = "Words, a telephone number or its end, an e-mail address, an order or ticket number."
NOTHING = "Nothing has these words.\nTry fewer letters, or a part of the number."


class SearchDialog(DeskDialog[Hit]):
    """The field, what it found, and how that is ordered."""

    CSS_PATH = "search.tcss"
    BINDINGS = [
        Binding("down", "move(1)", "Down", show=False, priority=True),
        Binding("up", "move(-1)", "Up", show=False, priority=True),
        Binding("pagedown", "page(1)", "Page down", show=False, priority=True),
        Binding("pageup", "page(-1)", "Page up", show=False, priority=True),
        Binding("tab", "order", "Best or newest first", show=False, priority=True),
    ]

    @dataclass
    class Ranked(Message):
        """A ranked search has come to its end."""

        typed: str
        hits: list[Hit]

    def __init__(self) -> None:
        super().__init__("Find")
        self._best_first = False
        self._searcher: Searcher | None = None
        self._rest: Timer | None = None
        self._asked = ""

    def compose_box(self) -> Iterable[Widget]:
        """Compose the field, the hits and the hint."""
        yield Input(placeholder="Find tickets, customers, responses, articles")
        yield HitList()
        yield said(NEWEST, "hint")

    @property
    def host(self) -> Host:
        """Return the app."""
        return cast(Host, self.app)

    @property
    def hits(self) -> HitList:
        """Return the list."""
        return self.query_one(HitList)

    def on_mount(self) -> None:
        """Begin with nothing typed."""
        self.hits.show([], START)
        self.query_one(Input).focus()

    def on_unmount(self) -> None:
        """Stop a search that runs and close its connection."""
        if self._searcher is not None:
            self._searcher.close()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what the text finds; the help centre is asked once the agent stops typing."""
        self._look(event.value)
        self._asked = ""
        if self._rest is not None:
            self._rest.stop()
        self._rest = self.set_timer(ASK_AFTER_S, self._ask_help_centre)

    def _ask_help_centre(self) -> None:
        """Ask for articles of the help centre; they come into the list when they are here."""
        self._asked = self.query_one(Input).value
        wishes.want_articles(self.host.desk, self._asked)
        self.host.kick_sync()
        self._rest = self.set_timer(LOOK_AGAIN_S, self._articles_came)

    def _articles_came(self) -> None:
        """Show what came, unless the agent has moved on in the list already."""
        typed = self.query_one(Input).value
        if typed != self._asked or self.hits.cursor:
            return
        if wishes.articles_are_here(self.host.desk, typed):
            self._look(typed)
        else:
            self._rest = self.set_timer(LOOK_AGAIN_S, self._articles_came)

    def _look(self, typed: str) -> None:
        if self._searcher is not None:
            self._searcher.interrupt()
        if self._best_first and len(typed.strip()) > 1:
            self._rank(self._connected(), typed)
            return
        self._show(typed, find(self.host.desk.store, typed))

    def _connected(self) -> Searcher:
        if self._searcher is None:
            self._searcher = Searcher(self.host.desk.store.path)
        return self._searcher

    @work(thread=True, group="search", exclusive=True, exit_on_error=False)
    def _rank(self, searcher: Searcher, typed: str) -> None:
        hits = searcher.find(typed, best_first=True)
        if hits is not None:
            self.post_message(self.Ranked(typed, hits))

    def on_search_dialog_ranked(self, message: Ranked) -> None:
        """Show a ranked result unless something else is typed by now."""
        if self._best_first and message.typed == self.query_one(Input).value:
            self._show(message.typed, message.hits)

    def _show(self, typed: str, hits: list[Hit]) -> None:
        self.hits.show(hits, NOTHING if len(typed.strip()) > 1 else START)

    def action_order(self) -> None:
        """Change between newest and best first."""
        self._best_first = not self._best_first
        words = BEST if self._best_first else NEWEST
        self.query_one(".hint", Static).update(text.plain(words))
        self._look(self.query_one(Input).value)

    def action_move(self, rows: int) -> None:
        """Move in the list; the field keeps the keyboard."""
        self.hits.action_move(rows)

    def action_page(self, pages: int) -> None:
        """Move by pages."""
        self.hits.action_page(pages)

    async def on_input_submitted(self) -> None:
        """Open what the cursor stands on."""
        await self._open()

    async def on_virtual_list_opened(self) -> None:
        """Open what was clicked."""
        await self._open()

    async def _open(self) -> None:
        hit = self.hits.current
        if hit is None:
            return
        if hit.kind not in PLACES:
            self.host.say(f"{hit.title}: {hit.snippet}")
            return
        place, name = PLACES[hit.kind]
        await self.host.go(place, **{name: hit.id})
