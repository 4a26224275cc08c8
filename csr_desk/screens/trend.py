"""The draft of a week's trend: the mail as it would read, to edit, copy and write out; never sent.

It is counted in a thread on a connection of its own, as every report is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import cast

from textual.binding import Binding
from textual.message import Message
from textual.widget import Widget
from textual.widgets import TextArea

from csr_desk import errors, text
from csr_desk.actions import trend as drafting
from csr_desk.domain.instants import to_datetime
from csr_desk.reports import export_file, trend, trend_mail, trend_pages
from csr_desk.reports.trend import Trend
from csr_desk.screens.dialogs import AskText, Choice, Choose, DeskDialog, said
from csr_desk.screens.files import not_empty
from csr_desk.screens.host import Host, sentence
from csr_desk.screens.trend_form import TrendForm
from csr_desk.store.connection import Store

HINT = "e edit · [ ] week before, after · c copy · x write to a file · Esc back"
COUNTING = "Counting the week …"
WEEK = timedelta(days=7)
WHOLE = 1_000_000
FORMS = (
    ("t", "text", "a mail as plain text"),
    ("m", "markdown", "Markdown"),
    ("h", "html", "HTML"),
)


class TrendDraft(DeskDialog[None]):
    """The trend of the week that holds a day, by default today."""

    BOX = "box form"
    CSS_PATH = "trend.tcss"
    BINDINGS = [
        Binding("e,enter", "edit", "Edit", show=False, priority=True),
        Binding("left_square_bracket", "week(-1)", "Week before", show=False),
        Binding("right_square_bracket", "week(1)", "Week after", show=False),
        Binding("c", "copy", "Copy", show=False),
        Binding("x", "write", "Write to a file", show=False),
        Binding("j", "scroll(1)", "Down", show=False),
        Binding("k", "scroll(-1)", "Up", show=False),
    ]

    @dataclass
    class Counted(Message):
        """A week was counted, or refused."""

        monday: date
        draft: Trend | None
        refusal: str = ""

    def __init__(self, host: Host, on: date | None = None) -> None:
        super().__init__("Weekly trend: a draft, never sent by itself")
        desk = host.desk
        self.today = to_datetime(desk.now(), desk.zone).date()
        self.monday = drafting.monday_of(on or self.today)
        self.draft: Trend | None = None

    @property
    def host(self) -> Host:
        """Return the app."""
        return cast(Host, self.app)

    @property
    def page(self) -> TextArea:
        """Return where the draft stands."""
        return self.query_one("#draft", TextArea)

    def compose_box(self) -> Iterable[Widget]:
        """Compose the draft and its keys."""
        page = TextArea(COUNTING, read_only=True, soft_wrap=True, id="draft", classes="page")
        page.show_cursor = False
        page.highlight_cursor_line = False
        yield page
        yield said(HINT, "hint")

    def on_mount(self) -> None:
        """Begin to count."""
        self.page.focus()
        self.count()

    # counting ------------------------------------------------------------------------------------

    def count(self) -> None:
        """Count the week aside; what is shown stays until it is there."""
        self.run_worker(
            partial(self._work, self.monday),
            thread=True, group="trend", exclusive=True, exit_on_error=False,
        )  # fmt: skip

    def _work(self, monday: date) -> None:
        desk, found, refusal = self.host.desk, None, "The week was not counted."
        try:
            store = Store(desk.store.path, read_only=True)
            try:
                found = trend.of_week(
                    store, desk.config, desk.agent_id, desk.now(), desk.zone, monday
                )
            finally:
                store.close()
        except errors.DeskError as problem:
            refusal = sentence(problem)
        finally:
            self.post_message(self.Counted(monday, found, refusal))

    def on_trend_draft_counted(self, message: Counted) -> None:
        """Show the week that is wanted."""
        if message.monday != self.monday:
            return
        self.draft = message.draft
        words = message.refusal if message.draft is None else self._mail(message.draft)
        self.page.load_text(text.clean(words, limit=WHOLE))
        self.page.scroll_home(animate=False)

    def _mail(self, draft: Trend) -> str:
        return trend_mail.mail(draft, self.host.desk.zone)

    def _ready(self) -> Trend:
        if self.draft is None or self.draft.monday != self.monday:
            raise errors.Refused("the week is still being counted", "Try again in a moment.")
        return self.draft

    # keys ----------------------------------------------------------------------------------------

    def action_scroll(self, lines: int) -> None:
        """Scroll the draft."""
        self.page.scroll_relative(y=lines, animate=False)

    def action_week(self, step: int) -> None:
        """Show another week; none lies ahead of the present one."""
        monday = self.monday + step * WEEK
        if monday > self.today:
            self.host.say("That week has not begun.")
            return
        self.monday = monday
        self.page.load_text(COUNTING)
        self.count()

    async def action_edit(self) -> None:
        """Edit the proposed fixes and the remarks."""
        await self.host.attempt(self._edit)

    def _edit(self) -> None:
        form = TrendForm(self.host.desk, self._ready())
        self.host.ask(form, lambda _: self.count())

    async def action_copy(self) -> None:
        """Put the mail into the clipboard."""
        await self.host.attempt(self._copy)

    def _copy(self) -> None:
        self.app.copy_to_clipboard(self._mail(self._ready()))
        self.host.say("The draft is in the clipboard, if this terminal has one.")

    async def action_write(self) -> None:
        """Ask for the form and the name of a file."""
        await self.host.attempt(self._ask_form)

    def _ask_form(self) -> None:
        draft = self._ready()
        choices = [Choice(key, words, form) for key, form, words in FORMS]
        self.host.ask(Choose("Write the draft as what?", choices), partial(self._ask_name, draft))

    def _ask_name(self, draft: Trend, form: str) -> None:
        path = Path.home() / f"trend-{draft.monday}{trend_pages.SUFFIXES[form]}"
        dialog = AskText("Into which new file?", "", str(path), check=not_empty)
        self.host.ask(dialog, partial(self._write, draft, form))

    def _write(self, draft: Trend, form: str, typed: str) -> None:
        path = Path(typed).expanduser().absolute()
        with export_file.fresh(path) as file:
            file.write(trend_pages.FORMATS[form](draft, self.host.desk.zone).encode())
        drafting.note_exported(self.host.desk, draft.monday, path.suffix)
        shown = text.clean(str(path), single_line=True)
        self.host.say(f"The draft is in {shown}; only you can read it. Nothing was sent.")
