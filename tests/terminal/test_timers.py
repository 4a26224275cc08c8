"""A toast whose time ran out while it was being shown must not stop the desk."""

import asyncio

import pytest
from textual.app import App
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


async def test_a_toast_that_has_expired_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    install_timers()
    app = App[None]()
    async with app.run_test() as pilot:
        app.notify("gone before it was seen", timeout=0.01, markup=False)
        async with asyncio.timeout(5):
            while app.screen.query(Toast) or len(app._notifications):
                await asyncio.sleep(0)
                await pilot.pause()
    assert len(app._notifications) == 0


def test_a_second_installation_changes_nothing() -> None:
    install_timers()
    before = Timer.__init__
    install_timers()
    assert Timer.__init__ is before
