"""The refunds that wait: what an approver approves or declines, and what the agent passes on."""

from collections.abc import Iterable
from datetime import tzinfo
from typing import NamedTuple

from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList

from csr_desk import text
from csr_desk.actions import order_request, refund, refund_answers
from csr_desk.domain import money
from csr_desk.domain.instants import Instant
from csr_desk.domain.order_request import RequestState
from csr_desk.screens.dialogs import AskText, DeskDialog, said
from csr_desk.screens.place import Place
from csr_desk.store import order_requests
from csr_desk.store.order_requests import Request
from csr_desk.widgets import moments


class Wanted(NamedTuple):
    """What shall become of which request."""

    act: str
    request: Request


class Requests(DeskDialog[Wanted]):
    """The list; a letter decides on the request under the cursor."""

    BOX = "box broad"
    BINDINGS = [
        Binding("a", "act('approve')", "Approve", show=False),
        Binding("d", "act('decline')", "Decline", show=False),
        Binding("p", "act('record')", "Passed on", show=False),
        Binding("t", "act('withdraw')", "Take back", show=False),
        Binding("j", "move(1)", "Down", show=False),
        Binding("k", "move(-1)", "Up", show=False),
    ]

    def __init__(self, found: list[Request], now: Instant, zone: tzinfo, may: bool) -> None:
        super().__init__("Requests that wait")
        self._found, self._now, self._zone, self._may = found, now, zone, may

    def compose_box(self) -> Iterable[Widget]:
        """Compose the requests and the letters."""
        yield OptionList(*[self._words(one) for one in self._found])
        own = "p passed on  t take back  Esc closes"
        yield said(f"a approve  d decline  {own}" if self._may else own, "hint")

    def on_mount(self) -> None:
        """Put the cursor on the first one."""
        self.query_one(OptionList).highlighted = 0

    def _words(self, one: Request) -> Content:
        """Return what is asked for, and below it by whom and why."""
        amount = money.shown(one.amount, one.line.currency)
        what = f"{text.line(one.line.product, 18)} of {text.line(one.line.order_number, 10)}"
        state = "approved" if one.state is RequestState.APPROVED else "waits"
        at = moments.when(one.at, self._now, self._zone)
        by = text.line(one.actor, 12)
        asked = text.plain(f"R{one.id} {state}  {amount}  {what}", single_line=True)
        why = text.plain(f"  {text.line(one.reason, 40)}  {by}, {at}", single_line=True)
        return Content("\n").join([asked, why])

    def action_act(self, act: str) -> None:
        """Answer with what the letter decides on the request under the cursor."""
        at = self.query_one(OptionList).highlighted
        if at is not None:
            self.dismiss(Wanted(act, self._found[at]))

    def action_move(self, step: int) -> None:
        """Move the cursor."""
        options = self.query_one(OptionList)
        (options.action_cursor_down if step > 0 else options.action_cursor_up)()


def show(place: Place) -> None:
    """Show what waits, and carry out what is decided; then show what is left."""
    desk = place.desk
    refund_answers.take_up(desk)
    found = order_requests.waiting(desk.store)
    if not found:
        place.host.say("No refund waits for anybody.")
        return
    may = refund.is_approver(desk)
    place.ask(Requests(found, desk.now(), desk.zone, may), lambda one: _act(place, one))


def _act(place: Place, wanted: Wanted) -> None:
    if wanted.act == "decline":
        refund.expect_may_decide(place.desk, wanted.request.id)
        place.ask(
            AskText("Decline", "Why? The agent reads it on the ticket.", check=_some_text),
            lambda words: _say(place, refund.decline(place.desk, wanted.request.id, words)),
        )
        return
    act = {
        "approve": refund.approve,
        "record": refund.record,
        "withdraw": order_request.withdraw,
    }[wanted.act]
    _say(place, act(place.desk, wanted.request.id))


def _say(place: Place, one: Request) -> None:
    reread = getattr(place, "reread", None)
    if callable(reread):
        reread()
    place.host.kick_sync()
    word = {"recorded": "passed on", "cancelled": "taken back"}.get(one.state, one.state.value)
    place.host.say(f"R{one.id} is {word}.")
    if order_requests.waiting(place.desk.store):
        show(place)


def _some_text(value: str) -> str | None:
    return None if value.strip() else "Type something, or Esc cancels."
