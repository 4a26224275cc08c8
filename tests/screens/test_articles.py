"""The knowledge place: found, read, inserted, written, drafted; `??` and hints while writing."""

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from csr_desk.actions import article, canned_edit, interaction
from csr_desk.actions.article_form import Form
from csr_desk.actions.canned_form import Form as Response
from csr_desk.actions.desk import Desk
from csr_desk.domain.models import Channel
from csr_desk.screens.article_changes import ArticleReader
from csr_desk.screens.article_edit import ArticleEditor
from csr_desk.screens.articles import ArticlesScreen
from csr_desk.screens.ticket import TicketScreen
from csr_desk.screens.ticket_hints import HintLine
from csr_desk.store import articles as store
from csr_desk.widgets.article_list import ArticlePage
from csr_desk.widgets.canned_list import CannedInfo
from csr_desk.widgets.canned_popup import CannedPopup
from csr_desk.widgets.status_line import StatusLine
from tests.desk import TestDesk
from tests.screens.conftest import Running, host_of, toasts

RESET = Form("Reset the lamp", "The lamp flickers.", "Hold the switch for 10 s.", "Lamps")


@pytest.fixture
def library(desk: Desk) -> dict[str, int]:
    """An article about lamps and one that has expired."""
    old = Form("Old price list", "", "See page 2.", valid_until=1)
    return {form.title: article.create(desk, form) for form in (RESET, old)}


def place_of(pilot: Pilot[int]) -> ArticlesScreen:
    place = host_of(pilot).place
    assert isinstance(place, ArticlesScreen)
    return place


def ticket_of(pilot: Pilot[int]) -> TicketScreen:
    place = host_of(pilot).place
    assert isinstance(place, TicketScreen)
    return place


def titles(pilot: Pilot[int]) -> list[str]:
    source = place_of(pilot).articles.source
    rows = [source.row(number) for number in range(source.count())]
    return [row.title for row in rows if row is not None]


def page(pilot: Pilot[int]) -> str:
    return str(pilot.app.screen.query_one(ArticlePage).query_one(Static).content)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_place_lists_reads_and_counts(
    running: Running, library: dict[str, int], size: tuple[int, int]
) -> None:
    async with running(size=size) as pilot:
        await pilot.press("g", "k")
        await pilot.pause()
        assert titles(pilot) == ["Reset the lamp", "Old price list"]
        assert "expired" in place_of(pilot).articles.render_line(1).text
        info = place_of(pilot).query_one(CannedInfo).words
        assert "2 articles · 2 of 2-5 articles this week, enough" in info
        assert "articles 2 of 2-5" in place_of(pilot).query_one(StatusLine).words
        assert "The lamp flickers." in page(pilot)
        assert "Hold the switch" in page(pilot)
        await pilot.press("j")
        assert "no longer valid" in page(pilot)


async def test_letters_narrow_the_list_and_escape_clears_them(
    running: Running, library: dict[str, int]
) -> None:
    async with running() as pilot:
        await pilot.press("g", "k", "slash", *"switch")
        assert titles(pilot) == ["Reset the lamp"]
        await pilot.press("escape")
        assert len(titles(pilot)) == 2
        await pilot.press("o")
        assert isinstance(pilot.app.screen, ArticleReader)


async def test_a_new_one_is_written_and_changed_with_its_version(
    running: Running, desk: Desk
) -> None:
    async with running() as pilot:
        await pilot.press("g", "k", "c", *"Title", *["tab"] * 7, *"Answer", "f10")
        await pilot.pause()
        (entry,) = store.entries(desk.store)
        assert entry.title == "Title"
        assert toasts(pilot)[-1] == "“Title” is saved as version 1."
        await pilot.press("e", *"New ", "ctrl+s")
        await pilot.pause()
        assert store.article(desk.store, entry.id).body == "New Answer"
        await pilot.press("h", "enter")
        await pilot.pause()
        assert store.article(desk.store, entry.id).body == "Answer"
        await pilot.press("R", "D")
        await pilot.pause()
        assert titles(pilot) == []
        await pilot.press("V", "D", "V")
        await pilot.pause()
        assert titles(pilot) == ["Title"]


async def test_a_form_left_asks_and_keeps_what_is_typed(running: Running, desk: Desk) -> None:
    async with running() as pilot:
        await pilot.press("g", "k", "c", *"Half", "escape", "k")
        await pilot.pause()
        await pilot.press("c")
        await pilot.pause()
        assert pilot.app.screen.query_one("#title", Input).value == "Half"
        await pilot.press("f10")
        assert isinstance(pilot.app.screen, ArticleEditor)
        assert "Write the answer." in str(pilot.app.screen.query_one(".wrong", Static).content)


async def test_one_is_put_into_the_reply_and_counted(
    running: Running, desk: Desk, library: dict[str, int]
) -> None:
    async with running() as pilot:
        await host_of(pilot).go("ticket", ticket_id=1)
        await pilot.press("g", "k", "enter")
        await pilot.pause()
        assert ticket_of(pilot).composer.text == RESET.body
        assert store.article(desk.store, library[RESET.title]).uses == 1
        await pilot.press("escape", "g", "k", "j", "enter")
        await pilot.pause()
        assert "no longer valid" in str(pilot.app.screen.query_one(".said", Static).content)


async def test_two_question_marks_find_an_article_while_writing(
    running: Running, desk: Desk, library: dict[str, int]
) -> None:
    async with running() as pilot:
        await host_of(pilot).go("ticket", ticket_id=1)
        await pilot.press("r", *"See: ", "question_mark", "question_mark")
        await pilot.pause()
        assert isinstance(pilot.app.screen, CannedPopup)
        await pilot.press(*"lamp", "enter")
        await pilot.pause()
        assert ticket_of(pilot).composer.text == f"See: {RESET.body}"
        assert store.article(desk.store, library[RESET.title]).uses == 1


async def test_question_marks_behind_a_word_are_typed(
    running: Running, library: dict[str, int]
) -> None:
    async with running() as pilot:
        await host_of(pilot).go("ticket", ticket_id=1)
        await pilot.press("r", *"Really", "question_mark", "question_mark")
        assert ticket_of(pilot).composer.text == "Really??"
        await pilot.press("space", "question_mark", "question_mark", "space")
        await pilot.pause()
        assert ticket_of(pilot).composer.text == "Really?? ?? "


async def test_a_draft_from_a_marked_ticket_opens_the_form_without_names(
    running: Running, desk: Desk
) -> None:
    with desk.store.transaction():
        desk.store.execute("UPDATE ticket SET subject = 'Lamp of Thomas Berg'")
        desk.store.insert(
            "message", uid="m", ticket_id=1, at=desk.now(), kind="public",
            author_kind="customer", author="Thomas Berg", channel="email",
            body="Hello,\nmy lamp 4711-2288 flickers.\nRegards\nBerg", state="received",
        )  # fmt: skip
    async with running() as pilot:
        await pilot.press("x", "K")
        await pilot.pause()
        editor = pilot.app.screen
        assert isinstance(editor, ArticleEditor)
        assert editor.typed()["title"] == "Lamp of [name]"
        assert "Berg" not in str(editor.typed())
        assert store.entries(desk.store) == []
        await pilot.press("escape", "k", "K")
        await pilot.pause()
        assert "typed and not saved" in toasts(pilot)[-1]


async def test_the_hint_is_there_without_a_shift_and_its_key_takes_it(
    running: Running, world: TestDesk, library: dict[str, int]
) -> None:
    desk = world.desk
    made = canned_edit.create(desk, Response("lamp", "Lamp help", "Send it in."))
    with desk.store.transaction():
        # One of the two alone: a second ticket about the same would add a line of its own.
        desk.store.execute("UPDATE ticket SET subject = 'The lamp flickers badly' WHERE id = 1")
        for _ in range(3):
            desk.store.insert("canned_use", canned_id=made, ticket_id=2, at=desk.now())
    async with running() as pilot:
        await host_of(pilot).go("ticket", ticket_id=1)
        before = ticket_of(pilot).conversation.size
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        line = ticket_of(pilot).query_one(HintLine)
        assert ". /lamp Lamp help" in line.words
        assert ticket_of(pilot).conversation.size == before
        composer = ticket_of(pilot).composer
        assert line.region.bottom == composer.region.y
        assert line.region.height == 1
        await pilot.press("full_stop")
        await pilot.pause()
        assert ticket_of(pilot).composer.text == "Send it in."
        assert ticket_of(pilot).used == (made,)
        await pilot.press("f4")
        await pilot.pause()
        popup = pilot.app.screen
        assert isinstance(popup, CannedPopup)
        await pilot.press(*"switch", "enter")
        await pilot.pause()
        assert ticket_of(pilot).composer.text == "Send it in." + RESET.body


async def test_nothing_suggested_is_said(running: Running) -> None:
    async with running() as pilot:
        await host_of(pilot).go("ticket", ticket_id=1)
        await pilot.press("full_stop")
        assert "Nothing is suggested" in toasts(pilot)[-1]


async def test_a_missing_article_is_one_key_in_the_wrap_up(
    running: Running, world: TestDesk
) -> None:
    one = interaction.open_contact(world.desk, 1, Channel.EMAIL)
    interaction.end(world.desk, one.id)
    async with running() as pilot:
        await host_of(pilot).go("wrap_up", interaction_id=one.id)
        await pilot.press("f4")
        assert article.missing_this_week(world.desk) == [("", 1)]
        assert "article is missing" in toasts(pilot)[-1]
        await pilot.press("f4")
        assert article.missing_this_week(world.desk) == []


@pytest.mark.parametrize("hostile", ["[/b] [@click=app.quit]x[/]", "\x1b]0;owned\x07", "‮gnp.exe"])
async def test_hostile_texts_are_shown_and_nothing_runs(
    running: Running, desk: Desk, hostile: str
) -> None:
    article.create(desk, Form(f"T {hostile}", hostile, f"A {hostile}", hostile))
    async with running() as pilot:
        await pilot.press("g", "k", "o")
        await pilot.pause()
        assert "\x1b" not in page(pilot)
        assert "‮" not in page(pilot)
        assert "T " in page(pilot)
