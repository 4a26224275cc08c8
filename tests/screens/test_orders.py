"""Orders and money with keys: refund, RMA, approvals, pay link, feedback, commitments."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from csr_desk.actions import refund
from csr_desk.config import Config, DeskConfig
from csr_desk.domain.models import DraftKind
from csr_desk.domain.order_request import RequestState
from csr_desk.screens.ticket import TicketScreen
from csr_desk.store import order_requests, payments
from csr_desk.widgets.panel_row import RowKind
from csr_desk.widgets.record_panel import RecordPanel
from tests.actions.order_world import SALES, order, other_desk
from tests.desk import TestDesk
from tests.screens.conftest import Running, host_of, toasts
from tests.screens.customer_world import painted, show


@pytest.fixture
def config() -> Config:
    return replace(Config(), desk=DeskConfig(zone="UTC", plan_contacts=60), sales=SALES)


async def typed(pilot: Pilot[int], words: str) -> None:
    """Type into the field of the dialog, in place of what stands there, and press Enter."""
    field = pilot.app.screen.query_one(Input)
    field.value = ""
    await pilot.press(*("space" if one == " " else one for one in words), "enter")
    await pilot.pause()


def rows(pilot: Pilot[int]) -> str:
    return "\n".join(painted(pilot))


async def walk(pilot: Pilot[int], key: str, is_there: Callable[[], object]) -> None:
    """Press a key until the cursor is where it is wanted; fails where that never is."""
    for _ in range(80):
        if is_there():
            return
        await pilot.press(key)
    raise AssertionError("the row is not there")


async def test_a_small_refund_takes_a_key_an_amount_and_a_reason(
    running: Running, world: TestDesk
) -> None:
    line = order(world, 3200)[0]
    async with running() as pilot:
        await show(pilot)
        await pilot.press("R")
        await pilot.press("enter")  # the only line
        await typed(pilot, "32")
        await typed(pilot, "returned goods")
        assert toasts(pilot)[-1] == "The refund of 32.00 USD is recorded."
        assert order_requests.of_line(world.store, line)[0].state is RequestState.RECORDED
        await pilot.press("tab", "end")
        assert "refund recorded  32.00 USD" in rows(pilot)
        panel = host_of(pilot).place.query_one(RecordPanel).lines
        await walk(pilot, "k", lambda: panel.current and panel.current.kind is RowKind.ORDER_LINE)
        await pilot.press("R")
        assert "already refunded" in toasts(pilot)[-1]


async def test_above_the_limit_it_is_typed_twice_and_waits(
    running: Running, world: TestDesk
) -> None:
    line = order(world, 7990)[0]
    async with running() as pilot:
        await show(pilot)
        await pilot.press("R", "enter")
        await typed(pilot, "99")
        assert "costs 79.90 USD" in rows(pilot)
        await typed(pilot, "79.90")
        await typed(pilot, "79.00")
        assert "The two amounts differ." in rows(pilot)
        await typed(pilot, "79.90")
        await typed(pilot, "returned goods")
        assert "waits for the approver" in toasts(pilot)[-1]
        assert order_requests.of_line(world.store, line)[0].state is RequestState.REQUESTED
        await pilot.press("g", "a")
        assert "R1 waits  79.90 USD" in rows(pilot)
        await pilot.press("a")
        assert "You asked for this refund yourself" in toasts(pilot)[-1]


async def test_the_approver_approves_at_a_desk_of_their_own(
    running: Running, world: TestDesk
) -> None:
    first, second = order(world, 7990, 8000)
    asking = other_desk(world, 1)
    refund.request(asking, first, "79.90", "returned", confirmed="79.90")
    refund.request(asking, second, "80", "broken", confirmed="80")
    asking.store.close()
    world.desk.agent_id = 2
    vars(world.desk).pop("actor", None)
    async with running() as pilot:
        await pilot.press("g", "a")
        assert "a approve" in rows(pilot)
        await pilot.press("a")
        await pilot.pause()
        assert "R1 is approved." in toasts(pilot)
        await pilot.press("j", "k", "d")
        await pilot.pause()
        await typed(pilot, "not sent back")
        states = [one.state.value for one in order_requests.of_customer(world.store, 1)]
        assert sorted(states) == ["approved", "declined"]
        assert "R2 is declined." in toasts(pilot)


async def test_a_return_gets_its_number_and_is_taken_back(
    running: Running, world: TestDesk
) -> None:
    line = order(world, 3200)[0]
    async with running() as pilot:
        await show(pilot)
        await pilot.press("A", "enter", "e")
        await typed(pilot, "too small")
        made = order_requests.of_line(world.store, line)[0]
        assert f"RMA {made.rma}" in toasts(pilot)[-1]
        await pilot.press("tab", "end")
        panel = host_of(pilot).place.query_one(RecordPanel).lines
        await walk(pilot, "k", lambda: panel.current and panel.current.kind is RowKind.ORDER_LINE)
        await pilot.press("enter", "t")
        assert order_requests.of_line(world.store, line)[0].state is RequestState.CANCELLED
        await pilot.press("enter", "c")
        await typed(pilot, "no need")
        assert order_requests.of_line(world.store, line)[1].state is RequestState.RECORDED


async def test_the_pay_link_goes_into_the_reply_and_the_note_takes_no_digits(
    running: Running, world: TestDesk
) -> None:
    async with running() as pilot:
        await host_of(pilot).go("ticket", ticket_id=1)
        await pilot.press("y")
        await typed(pilot, "48.20 USD")
        place = host_of(pilot).place
        assert isinstance(place, TicketScreen)
        running_one = payments.active(world.store, 1)
        assert running_one is not None
        assert place.composer.kind is DraftKind.REPLY
        assert place.composer.text == (
            f"https://pay.example.com/{running_one.reference}?amount=48.20&currency=USD"
        )
        await pilot.press("escape", "n")
        assert place.composer.kind is DraftKind.NOTE
        place.composer.editor.clear()
        await pilot.press(*"card 41", "1", "x")
        assert place.composer.text == "card x"
        assert "no digits in the note" in place.composer.notice
        await pilot.press("escape", "y", "p")
        await typed(pilot, "tok_9")
        await typed(pilot, "4242")
        done = payments.of_customer(world.store, 1)[0]
        assert (done.state, done.token, done.last4) == ("paid", "tok_9", "4242")
        await pilot.press("n", *"20")
        assert place.composer.text.endswith("20")


async def test_feedback_and_commitments(running: Running, world: TestDesk) -> None:
    async with running() as pilot:
        await pilot.press("i", "p", "2")
        await typed(pilot, "better labels")
        assert world.store.all("SELECT kind, recipient, text FROM feedback") == [
            ("improvement", "Product", "better labels")
        ]
        await pilot.press("g", "i")
        screen = rows(pilot)
        assert "open  1 of 2 improvements this quarter" in screen
        assert "1 improvement to Product" in screen
        await pilot.press("t")
        await typed(pilot, "New grinders")
        await pilot.press("g", "i")
        assert "kept  1 of 1 trainings this month" in rows(pilot)


async def test_an_offer_is_recorded_from_the_record(running: Running, world: TestDesk) -> None:
    order(world, 3200)
    async with running() as pilot:
        place = await show(pilot)
        await pilot.press("tab")
        panel = place.panel.lines
        await walk(pilot, "j", lambda: panel.current and panel.current.label == "may offer")
        await pilot.press("enter", "l")
        assert payments.offers(world.store, 1)[0].outcome == "accepted_later"
        assert "may offer" not in rows(pilot)
