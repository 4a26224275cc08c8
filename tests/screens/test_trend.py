"""The draft of the trend: counted aside, edited and kept, copied, written out, never sent."""

import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from csr_desk.screens.trend import COUNTING, TrendDraft
from csr_desk.screens.trend_form import TrendForm
from csr_desk.store import trend_words
from tests.desk import TestDesk
from tests.reports import trend_weeks
from tests.screens.conftest import Running, host_of, toasts


@pytest.fixture
def world(tmp_path: Path) -> TestDesk:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    made = trend_weeks.before(folder)
    trend_weeks.two_weeks(made)
    return made


async def until(pilot: Pilot[int], done: Callable[[], bool]) -> None:
    for _ in range(400):
        await pilot.pause(0.01)
        if done():
            return
    raise AssertionError("it did not come")


def page(pilot: Pilot[int]) -> str:
    screen = pilot.app.screen
    assert isinstance(screen, TrendDraft)
    return screen.page.text


async def opened(pilot: Pilot[int]) -> None:
    host_of(pilot).push_screen(TrendDraft(host_of(pilot)))
    await until(pilot, lambda: page(pilot).startswith("Subject: "))


async def test_the_draft_is_the_mail(running: Running) -> None:
    async with running() as pilot:
        await opened(pilot)
        assert "Weekly trend, 2026-11-23 to 2026-11-29: 8 contacts (+3)" in page(pilot)
        assert "1. order/late: 4 contacts, +2 against the week before (2)" in page(pilot)


async def test_weeks_go_by_and_none_lies_ahead(running: Running) -> None:
    async with running() as pilot:
        await opened(pilot)
        await pilot.press("left_square_bracket")
        await until(pilot, lambda: "2026-11-16 to 2026-11-22: 5 contacts" in page(pilot))
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: "8 contacts" in page(pilot))
        await pilot.press("right_square_bracket")
        assert toasts(pilot)[-1] == "That week has not begun."


async def test_a_fix_is_edited_and_stands_in_the_draft(running: Running, world: TestDesk) -> None:
    async with running() as pilot:
        await opened(pilot)
        await pilot.press("e")
        await pilot.pause()
        assert isinstance(pilot.app.screen, TrendForm)
        assert pilot.app.screen.query_one("#fix0", TextArea).has_focus
        await pilot.press(*" 4111111111111111", "f10")
        await until(pilot, lambda: isinstance(pilot.app.screen, TrendDraft))
        await until(pilot, lambda: "•••• 1111" in page(pilot))
        kept = trend_words.of_week(world.store, trend_weeks.MONDAY)
        assert list(kept) == ["order/late"]
        assert "4111111111111111" not in kept["order/late"]


async def test_what_was_typed_comes_back_after_a_crash(running: Running) -> None:
    async with running() as pilot:
        await opened(pilot)
        await pilot.press("e")
        await pilot.pause()
        await pilot.press(*"half")
        form = pilot.app.screen
        assert isinstance(form, TrendForm)
        form.save_typed()
    async with running() as pilot:
        await opened(pilot)
        await pilot.press("e")
        await pilot.pause()
        assert pilot.app.screen.query_one("#fix0", TextArea).text.endswith("half")


async def test_it_is_written_into_a_private_file(running: Running, tmp_path: Path) -> None:
    target = tmp_path / "trend.md"
    async with running() as pilot:
        await opened(pilot)
        await pilot.press("x", "m")
        await pilot.pause()
        pilot.app.screen.query_one(Input).value = str(target)
        await pilot.press("enter")
        await until(pilot, target.exists)
        await pilot.pause()
        assert "Nothing was sent." in toasts(pilot)[-1]
    assert target.read_text(encoding="utf-8").startswith("# Weekly trend")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


async def test_it_is_copied_and_what_is_not_counted_yet_is_not(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied: list[str] = []
    async with running() as pilot:
        monkeypatch.setattr(pilot.app, "copy_to_clipboard", copied.append)
        await opened(pilot)
        draft = pilot.app.screen
        assert isinstance(draft, TrendDraft)
        counted, draft.draft = draft.draft, None
        await pilot.press("c")
        assert copied == []
        assert toasts(pilot)[-1].startswith("The week is still being counted")
        draft.draft = counted
        await pilot.press("c")
        assert copied[0].startswith("Subject: Weekly trend")
        assert COUNTING not in copied[0]
