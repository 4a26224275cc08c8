"""Small places for the tests of the base: a queue that counts, a ticket with an editor."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from textual.events import Key
from textual.widget import Widget
from textual.widgets import Input, Static

from csr_desk import errors
from csr_desk.commands.command import Situation
from csr_desk.screens.base import DeskScreen
from csr_desk.screens.dialogs import AskText, Choice, Choose


class Letters(Static):
    """A focusable widget that keeps the letters it gets."""

    can_focus = True

    def __init__(self) -> None:
        super().__init__()
        self.letters = ""

    def on_key(self, event: Key) -> None:
        if event.character and event.character in "123456789":
            self.letters += event.character
            event.stop()


class SampleQueue(DeskScreen):
    PLACE = "queue"
    ticket_id: int | None = 1
    moved = 0
    said: tuple[str, ...] = ()

    def compose_place(self) -> Iterable[Widget]:
        yield Letters()

    def situation(self) -> Situation:
        return replace(super().situation(), ticket_id=self.ticket_id, customer_id=1)

    def do_cursor_down(self) -> None:
        self.moved += 1

    def do_cursor_up(self) -> None:
        self.moved -= 1

    async def do_queue_open(self) -> None:
        await self.host.go("ticket", ticket_id=self.ticket_id)

    def do_queue_play(self) -> None:
        raise errors.Refused("there is nothing to play", "Choose another view with {queue.view}.")

    def do_queue_skip(self) -> None:
        self.ask(AskText("Skip", "Why?"), self._skipped)

    def do_ticket_priority(self) -> None:
        choices = [Choice("l", "low", "low"), Choice("h", "high [b]", "high")]
        self.ask(Choose("Priority", choices), self._skipped)

    def _skipped(self, reason: str) -> None:
        self.said = (*self.said, reason)


class SampleTicket(DeskScreen):
    PLACE = "ticket"
    shown: Any = None

    def compose_place(self) -> Iterable[Widget]:
        yield Input()

    def show(self, ticket_id: int | None = None) -> None:
        self.shown = ticket_id
        self.query_one(Input).focus()

    def do_cursor_down(self) -> None:
        raise AssertionError("j was meant for the editor")

    def do_message_send(self) -> None:
        self.query_one(Input).insert_text_at_cursor(" sent")

    def situation(self) -> Situation:
        return replace(super().situation(), text=bool(self.query(Input).first().value))


SAMPLE = {
    "queue": "tests.screens.sample:SampleQueue",
    "ticket": "tests.screens.sample:SampleTicket",
}
