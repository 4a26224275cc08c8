"""The desk's own screens over hostile values: a tour that looks at everything that shows them.

A stop of the tour shows something and names the widgets in which each value must be seen. What a
terminal was sent is judged after every stop.
"""

import contextlib
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from typing import Any

from textual.geometry import Region
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widget import Widget

import csr_desk
from csr_desk.accounts import Checked, Draft
from csr_desk.actions import attachments
from csr_desk.actions.required import Field
from csr_desk.app import DeskApp
from csr_desk.domain.models import Status
from csr_desk.errors import SignInNeeded
from csr_desk.screens import connect_form
from csr_desk.screens.connect_form import Form
from csr_desk.screens.connect_wait import Look, SignIn
from csr_desk.screens.dialogs import AskText, Choice, Choose, Confirm, Pick
from csr_desk.screens.files import Files, save
from csr_desk.screens.held_reply import HeldReply, news_since
from csr_desk.screens.required import question
from csr_desk.store import views
from csr_desk.terminal.signals import SignalExit
from tests.fakes.helpdesk import FakeConnector
from tests.vector_kinds.desk_store import FOUND_BY, Foreign, HostileStore, halves, storable
from tests.vector_kinds.figure_surfaces import FigureTour
from tests.vector_kinds.follow_surfaces import FollowTour
from tests.vector_kinds.hostile_surfaces import CapturingDriver
from tests.vector_kinds.line_surfaces import LineMode
from tests.vector_kinds.seen import Printed, Seen
from tests.vector_kinds.shelf_surfaces import ShelfTour

SIZE = (120, 36)
PAINTED = 5
"""Of the steps that show one value after the other, each so manieth is painted whole."""
LETTERS = "?abcdefghijklmnopqrstuvwxyz"


class _NoSignals(SignalExit):
    """Leaves the signals of the process as they are."""

    def install(self, loop: Any) -> None:
        """Do nothing."""


class HostileDesk(DeskApp):
    """The desk with a driver that keeps what it would send; actions run as ever."""

    # A subclass elsewhere would look for the style sheets beside itself.
    CSS_PATH = [Path(csr_desk.__file__).parent / str(path) for path in DeskApp.CSS_PATH]

    def __init__(self, world: HostileStore) -> None:
        super().__init__(world.desk, driver_class=CapturingDriver)
        self.signals = _NoSignals(lambda code: None, lambda: None)
        self.written: list[str] = []
        self.copied: list[str] = []
        self.animation_level = "none"

    def copy_to_clipboard(self, text: str) -> None:
        """Keep what would be copied: a terminal gets it in letters that hide what it is."""
        self.copied.append(text)


def _painted(widget: Widget) -> Iterator[Strip]:
    """Yield the strips that a widget in sight, and everything in it, paints."""
    for one in widget.walk_children(Widget, with_self=True):
        if one.display and one.region.area and not one.is_container:
            inside = one.gutter
            rows = one.render_lines(Region(0, 0, *one.outer_size))
            for row in rows[inside.top : len(rows) - inside.bottom]:
                yield row.crop(inside.left, one.outer_size.width - inside.right)


class Tour:
    """The running desk, led from stop to stop."""

    def __init__(self, world: HostileStore, app: HostileDesk, pilot: Pilot[int]) -> None:
        self.world = world
        self.app = app
        self.pilot = pilot
        self.follow, self.shelf = FollowTour(self), ShelfTour(self)
        self.figures = FigureTour(self)

    async def settle(self) -> None:
        """Wait until what was shown is painted; Pilot.pause would wait for a quiet processor."""
        await self.pilot._wait_for_screen()
        self.app.screen._on_timer_update()

    async def step(self, number: int) -> None:
        """Let some of the steps reach the terminal; of the others the painted lines are judged."""
        if number % PAINTED == 1:
            await self.settle()

    def seen(self, name: str, numbers: Sequence[int], *wanted: str | Widget) -> Seen:
        """Return what stands on the screen in some widgets."""
        strips: list[Strip] = []
        for one in wanted:
            widgets = [one] if isinstance(one, Widget) else self.app.screen.query(one)
            strips += [strip for widget in widgets for strip in _painted(widget)]
        return Seen(name, strips, numbers)

    async def stops(self, values: Sequence[Foreign]) -> AsyncIterator[Seen]:
        """Go through every place; each value must be seen where a stop names its number."""
        self.world.fill(values)
        numbers = range(1, len(values) + 1)
        words = [storable(value) for value in values]
        places = (
            self._queue(numbers),
            self._found(numbers),
            self._tickets(numbers),
            self._customers(numbers),
            self._responses(numbers),
            self._wrap_ups(numbers),
            self._log(numbers),
            self._outbox(numbers),
            self._files(numbers),
            self._held_replies(numbers),
            self._required(words, numbers),
            self._connecting(words, numbers),
            self._choices(words, numbers),
            self._questions(words, numbers),
            self._toasts(words),
            self.follow.places(words, numbers),
            self.shelf.places(words, numbers),
            self.figures.places(words, numbers),
        )
        for place in places:
            async for seen in place:
                yield seen

    async def _queue(self, numbers: Sequence[int]) -> AsyncIterator[Seen]:
        await self.app.go("queue", view="open")
        queue: Any = self.app.screen
        await self.settle()
        yield self.seen("queue", numbers, "QueueList")
        yield self.seen("views", (), "ViewTabs", "QueueInfo", "ClockBar")
        preview = queue.query_one("TicketPreview")
        for number in numbers:
            if queue._rest is not None:
                queue._rest.stop()  # it would show the ticket under the cursor
            preview.look(self.app.desk, number, queue.tickets.tickets)
            await self.step(number)
            yield self.seen("preview", (number,), preview)
        queue._choose(views.named(self.world.store, "follow-ups"))
        await self.settle()
        yield self.seen("due follow-ups", numbers, "QueueList")

    async def _found(self, numbers: Sequence[int]) -> AsyncIterator[Seen]:
        await self.app.open_dialog("search")
        dialog: Any = self.app.screen
        dialog._look(FOUND_BY)
        await self.settle()
        yield self.seen("found", numbers, "HitList")
        self.app.close_dialogs()

    async def _tickets(self, numbers: Sequence[int]) -> AsyncIterator[Seen]:
        await self.app.go("ticket", ticket_id=1)
        ticket: Any = self.app.screen
        for number in numbers:
            ticket.show(ticket_id=number, compose="reply")
            await self.step(number)
            yield self.seen("ticket", (number,), "TicketHeader")
            yield self.seen("conversation", (number,), "Conversation")
            yield self.seen("draft", (number,), "Composer")
            yield self.seen("beside the ticket", (number,), "#side")
        ticket.put_away()

    async def _customers(self, numbers: Sequence[int]) -> AsyncIterator[Seen]:
        await self.app.go("customer", customer_id=1)
        customer: Any = self.app.screen
        for number in numbers:
            customer.show(customer_id=number)
            await self.step(number)
            yield self.seen("customer", (number,), ".person")
            yield self.seen("timeline", (number,), "Timeline")
            yield self.seen("record", (number,), "RecordPanel")
        customer.do_customer_history()
        await self.settle()
        yield self.seen("history", numbers[-1:], ".said")
        self.app.close_dialogs()

    async def _responses(self, numbers: Sequence[int]) -> AsyncIterator[Seen]:
        await self.app.go("canned", ticket_id=1)
        canned: Any = self.app.screen
        await self.settle()
        yield self.seen("responses", numbers, "CannedList")
        yield self.seen("folders", (), "FolderList", "CannedInfo")
        for number in numbers:
            canned.reveal(number)
            canned.on_virtual_list_moved(None)
            await self.step(number)
            yield self.seen("response", (number,), "CannedPreview")

    async def _wrap_ups(self, numbers: Sequence[int]) -> AsyncIterator[Seen]:
        await self.app.go("wrap_up")
        wrap_up: Any = self.app.screen
        for number in numbers:
            wrap_up.show(interaction_id=self.world.waiting(number))
            if number % PAINTED == 1:
                wrap_up.refresh_bars()
            await self.step(number)
            yield self.seen("end of the conversation", (number,), "#conversation")
            yield self.seen("unlogged", (number,), "UnloggedList")
            yield self.seen("strip", (), "WrapStrip", "ClockBar")

    async def _log(self, numbers: Sequence[int]) -> AsyncIterator[Seen]:
        await self.app.go("log")
        log: Any = self.app.screen
        await self.settle()
        yield self.seen("log", (), "LogList")
        for number in numbers:
            log.records.cursor = log.page.index_of(self.world.logged(number))
            log.on_virtual_list_moved()
            await self.step(number)
            yield self.seen("log details", (number,), "#details")

    # a helpdesk and what does not reach it --------------------------------------------------------

    async def _outbox(self, numbers: Sequence[int]) -> AsyncIterator[Seen]:
        await self.app.go("outbox")
        outbox: Any = self.app.screen
        await self.settle()
        yield self.seen("outbox", numbers, "OutboxList")
        yield self.seen("what an account needs", (), "#needs")
        for number in numbers:
            for kind in ("clash", "held"):
                outbox.lines.cursor = outbox.lines.source.index_of(
                    self.world.undelivered(kind, number)
                )
                outbox.on_virtual_list_moved()
                await self.step(number)
                yield self.seen(f"{kind} in the outbox", (number,), "#details Static")

    async def _files(self, numbers: Sequence[int]) -> AsyncIterator[Seen]:
        for ticket_id, shown in zip(self.world.holders, halves(), strict=True):
            await self.app.push_screen(Files(self.app, ticket_id))
            await self.settle()
            yield self.seen("files", [one for one in shown if one in numbers], "OptionList")
            self.app.close_dialogs()
        save(self.app, attachments.of_ticket(self.world.store, numbers[0])[0].id, self.app.say)
        await self.settle()
        yield self.seen("where a file goes", (), ".box")
        self.app.close_dialogs()

    async def _held_replies(self, numbers: Sequence[int]) -> AsyncIterator[Seen]:
        for number in numbers[::PAINTED]:
            await self.app.push_screen(HeldReply(news_since(self.app.desk, number, 0)))
            await self.settle()
            yield self.seen("held reply", (number,), ".box")
            self.app.close_dialogs()

    async def _required(self, words: Sequence[str], numbers: Sequence[int]) -> AsyncIterator[Seen]:
        options = list(zip(numbers, words, strict=True))
        half = (len(options) + 1) // 2
        for kind in ("tagger", "multiselect"):
            for some in filter(None, (options[:half], options[half:])):
                field = Field("1", words[0], kind, tuple(some))
                await self.app.push_screen(question(field, words[-1][:200], Status.SOLVED))
                await self.settle()
                yield self.seen(f"a field to fill, {kind}", [one for one, _ in some], "OptionList")
                self.app.close_dialogs()

    async def _connecting(
        self, words: Sequence[str], numbers: Sequence[int]
    ) -> AsyncIterator[Seen]:
        connector, draft = FakeConnector(self.world.places), Draft("work", "zendesk", words[0])
        look, sign_in = (
            Look("Look", connector, draft),
            SignIn("Sign in", connector, draft, paste=True),
        )
        for dialog in (look, sign_in):
            await self.app.push_screen(dialog)
            await self.app.workers.wait_for_complete()
            for number, word in zip(numbers, words, strict=True):
                if dialog is look:
                    look._show(Checked(word, word, "agent", (word[:200],), remarks=(word[:200],)))
                else:
                    sign_in._show_url(word)
                await self.step(number)
                yield self.seen("who signed in", (), "#state, #link")
                dialog.failed(SignInNeeded(word, word[:200]))
                await self.step(number)
                yield self.seen("a sign-in that failed", (number,), ".wrong")
            self.app.close_dialogs()
        fields = (
            connect_form.Field("url", words[0], words[-1], words[0]),
            connect_form.Field("name", "Name"),
        )
        form = Form(
            words[0], words[-1][:2000], fields, lambda values: None, lambda: ("url", words[0])
        )
        await self.app.push_screen(form)
        form._say(words[-1])
        await self.settle()
        yield self.seen("a form", (), ".box")
        self.app.close_dialogs()

    # questions and sentences ---------------------------------------------------------------------

    async def _choices(self, words: Sequence[str], numbers: Sequence[int]) -> AsyncIterator[Seen]:
        # A dialog shows 14 choices: the first half stands in one, the other half in the next.
        choices = [Choice("", one, number, one) for number, one in zip(numbers, words, strict=True)]
        half = (len(choices) + 1) // 2
        lettered = [Choice(LETTERS[one.value], one.label, one.value) for one in choices[half:]]
        for dialog, shown in (
            (Pick("Pick", choices[:half]), numbers[:half]),
            (Choose("Choose", lettered), numbers[half:]),
        ):
            await self.app.push_screen(dialog)
            await self.settle()
            yield self.seen(type(dialog).__name__, shown, "OptionList")
            self.app.close_dialogs()

    async def _questions(self, words: Sequence[str], numbers: Sequence[int]) -> AsyncIterator[Seen]:
        # One after the other is asked with each title; the paragraphs hold the first lines of all.
        said = "\n".join(word.strip()[:60].partition("\n")[0] for word in words)
        word, other = words[0], words[-1]
        for dialog in (Confirm(word, said, word[:60], other[:60]), AskText(other, said, word)):
            await self.app.push_screen(dialog)
            await self.settle()
            yield self.seen(type(dialog).__name__, (), ".box")
            self.app.close_dialogs()

    async def _toasts(self, words: Sequence[str]) -> AsyncIterator[Seen]:
        for start in range(0, len(words), 4):
            for word in words[start : start + 4]:
                self.app.say(word[:160])
                self.app.notify(word[:160], title=word)
            await self.settle()
            yield self.seen("toasts", (), "Toast")
            self.app.clear_notifications()

    def printed(self, count: int) -> Iterator[Printed]:
        """Yield what the verbs print for the first so many values, and what leaves as files."""
        yield from LineMode(self.world).printed(count)
        yield from self.figures.printed()


@contextlib.asynccontextmanager
async def touring() -> AsyncIterator[Tour]:
    """Open the desk over a hostile store."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "data"
        place.mkdir(mode=0o700)
        world = HostileStore(place)
        app = HostileDesk(world)
        try:
            async with app.run_test(headless=False, size=SIZE, notifications=True) as pilot:
                await pilot.pause()
                yield Tour(world, app, pilot)
        finally:
            world.store.close()
            world.heartbeat.close()
