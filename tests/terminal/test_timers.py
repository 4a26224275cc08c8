"""A toast whose time ran out while it was being shown must not stop the desk."""

import asyncio

import pytest
from textual.app import App
from textual.notifications import Notification
from textual.timer import Timer
from textual.widgets._toast import Toast

from csr_desk.terminal.timers import SHORTEST_S, install_timers


@pytest.mark.parametrize("interval", [-0.00009, 0.0, -5.0])
async def test_a_timer_that_is_due_in_the_past_fires_and_lets_others_work(interval: float) -> None:
    install_timers()
    fired: list[str] = []
    app = App[None]()
    async with app.run_test():
        timer = app.set_timer(interval, lambda: fired.append("late"))
        assert timer._interval == SHORTEST_S
        async with asyncio.timeout(5):
            while not fired:
                await asyncio.sleep(0)
    assert fired == ["late"]


async def test_a_toast_that_has_expired_does_not_hold_up_what_follows() -> None:
    install_timers()
    app = App[None]()
    async with app.run_test(notifications=True) as pilot:
        toast = Toast(Notification("gone before it was seen", timeout=-1.0))
        await app.mount(toast)
        async with asyncio.timeout(5):
            await pilot.pause()
        assert app.is_running


def test_a_second_installation_changes_nothing() -> None:
    install_timers()
    before = Timer.__init__
    install_timers()
    assert Timer.__init__ is before
