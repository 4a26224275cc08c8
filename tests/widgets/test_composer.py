"""The composer alone: what it saves, and when."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from csr_desk import themes
from csr_desk.domain.models import DraftKind
from csr_desk.widgets.composer import Composer, Hidden, closed_pieces
from csr_desk.widgets.editor import Editor


@pytest.fixture(autouse=True)
def _no_timer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Composer, "SAVE_AFTER", 600.0)


class Keeping(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.kept: list[tuple[DraftKind, str, int]] = []
        self.slashes = 0

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return themes.VARIABLES

    def compose(self) -> ComposeResult:
        yield Composer(self)

    def keep(self, kind: DraftKind, body: str, cursor: int, spared: frozenset[str]) -> str:
        self.kept.append((kind, body, cursor))
        return body if "secret" in spared else body.replace("secret", "•••")

    def hidden(self, body: str, spared: frozenset[str]) -> list[Hidden]:
        at = body.find("secret")
        return [] if at < 0 or "secret" in spared else [Hidden(at, at + 6, "•••", "secret")]

    def on_composer_slash(self) -> None:
        self.slashes += 1


@asynccontextmanager
async def composing(body: str = "", cursor: int = 0) -> AsyncIterator[tuple[Composer, Pilot[None]]]:
    app = Keeping()
    async with app.run_test(size=(80, 24)) as pilot:
        composer = app.query_one(Composer)
        composer.open(DraftKind.REPLY, "REPLY", "F10 sends", body, cursor)
        await pilot.pause()
        yield composer, pilot


def kept(pilot: Pilot[None]) -> list[tuple[DraftKind, str, int]]:
    assert isinstance(pilot.app, Keeping)
    return pilot.app.kept


async def test_opening_a_draft_saves_nothing() -> None:
    async with composing("some text", 4) as (composer, pilot):
        composer.flush()
        assert kept(pilot) == []
        assert composer.cursor == 4


async def test_a_moved_cursor_is_saved_on_leaving() -> None:
    async with composing("some text", 4) as (composer, pilot):
        await pilot.press("left")
        composer.flush()
        composer.flush()
        assert kept(pilot) == [(DraftKind.REPLY, "some text", 3)]


async def test_an_emptied_text_is_saved_as_empty() -> None:
    async with composing("a", 1) as (composer, pilot):
        await pilot.press("backspace")
        composer.flush()
        assert kept(pilot) == [(DraftKind.REPLY, "", 0)]


async def test_what_was_sent_is_not_saved_again() -> None:
    async with composing() as (composer, pilot):
        await pilot.press(*"gone")
        composer.empty()
        composer.flush()
        assert kept(pilot) == []


async def test_a_mask_leaves_the_cursor_where_it_was_and_undo_spares_it() -> None:
    async with composing() as (composer, pilot):
        await pilot.press(*"a secret b")
        composer.flush()
        assert composer.text == "a ••• b"
        assert composer.cursor == len("a ••• b")
        await pilot.press("ctrl+z")
        composer.flush()
        assert composer.text == "a secret b"
        assert composer.spared == {"secret"}
        assert kept(pilot)[-1][1] == "a secret b"


async def test_a_slash_at_a_words_start_asks_for_responses() -> None:
    async with composing() as (composer, pilot):
        await pilot.press(*"a", "slash", "space", "slash", "enter", "slash")
        assert composer.text == "a/ \n"
        assert isinstance(pilot.app, Keeping)
        assert pilot.app.slashes == 2


async def test_offsets_and_places_agree() -> None:
    async with composing("ab\n\ncde", 0) as (composer, _):
        editor = composer.query_one(Editor)
        for offset in range(len("ab\n\ncde") + 1):
            assert editor.offset_of(editor.location_of(offset)) == offset
        assert editor.location_of(99) == (2, 3)


async def test_an_insertion_is_one_step_of_undo() -> None:
    async with composing("ab", 1) as (composer, _):
        composer.editor.put("one\ntwo")
        assert composer.text == "aone\ntwob"
        composer.editor.action_undo()
        assert composer.text == "ab"


def test_the_closed_head_names_keys_and_drafts() -> None:
    plain = "".join(piece.text for piece in closed_pieces("r", "n", []))
    assert plain == "r reply  n note  "
    begun = "".join(piece.text for piece in closed_pieces("r", "n", [("note", "call back")]))
    assert begun == "n goes on with the draft note: call back  r reply  "
