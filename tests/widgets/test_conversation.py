"""The conversation as lines: folding, long threads, wide letters, what stays in sight."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from csr_desk import text, themes
from csr_desk.domain.models import AuthorKind, MessageKind, MessageState
from csr_desk.store.ticket_page import HEAD, Entry
from csr_desk.widgets.conversation import PORTION, Conversation
from csr_desk.widgets.conversation_blocks import Line, head, lay_out
from csr_desk.widgets.moments import moment
from csr_desk.widgets.wrapping import wrap

NOW = 1_764_000_000_000


def entry(number: int, body: str = "word", **more: object) -> Entry:
    values = {
        "id": number,
        "at": NOW + number,
        "kind": MessageKind.PUBLIC,
        "author_kind": AuthorKind.CUSTOMER,
        "author": "Ann",
        "is_mine": False,
        "channel": "email",
        "head": body[:HEAD],
        "length": len(body),
        "state": MessageState.RECEIVED,
        "release_at": None,
        "operation": None,
        **more,
    }
    return Entry(**values)  # type: ignore[arg-type]


def words(one: Entry, width: int, *, is_chosen: bool) -> Line:
    return head(one, width, NOW, "09:00", is_chosen=is_chosen, undo_key="u")


class Shown(App[None]):
    # The ticket screen gives these keys by its commands.
    BINDINGS = [("enter", "unfold"), ("left_square_bracket", "before")]

    def __init__(self, bodies: dict[int, str]) -> None:
        super().__init__()
        self.bodies = bodies
        self.asked: list[object] = []

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return themes.VARIABLES

    def compose(self) -> ComposeResult:
        yield Conversation(words, lambda number: self.bodies[number])

    def action_unfold(self) -> None:
        self.query_one(Conversation).action_unfold()

    def action_before(self) -> None:
        self.query_one(Conversation).action_choose(-1)

    def on_conversation_held_opened(self, event: Conversation.HeldOpened) -> None:
        self.asked.append(event.operation)


@asynccontextmanager
async def shown(
    entries: list[Entry], bodies: dict[int, str] | None = None, size: tuple[int, int] = (80, 20)
) -> AsyncIterator[tuple[Conversation, Pilot[None]]]:
    app = Shown(bodies or {})
    async with app.run_test(size=size) as pilot:
        view = app.query_one(Conversation)
        view.focus()
        view.show(entries)
        await pilot.pause()
        yield view, pilot


async def test_it_opens_at_the_newest_message() -> None:
    async with shown([entry(n, f"message {n}") for n in range(50)]) as (view, _):
        assert "message 49" in view.words
        assert "message 0" not in view.words
        assert view.current is not None
        assert view.current.id == 49


async def test_three_thousand_messages_are_laid_out_as_they_are_reached() -> None:
    entries = [entry(n, f"message {n}\nsecond line") for n in range(3_000)]
    async with shown(entries) as (view, pilot):
        assert len(view._blocks) == PORTION
        await pilot.press(*["pageup"] * 14)
        assert PORTION < len(view._blocks) < 400
        assert len({line for line in view.words.split("\n") if "message" in line}) >= 4
        await pilot.press("home")
        assert "message 0" in view.words
        await pilot.press("end")
        assert "message 2999" in view.words


async def test_scrolling_up_into_older_ones_never_jumps() -> None:
    entries = [entry(n, f"message {n}") for n in range(300)]
    async with shown(entries) as (view, pilot):
        seen: list[int] = []
        for _ in range(150):
            await pilot.press("up")
            found = [line for line in view.words.split("\n") if "message" in line]
            seen.append(int(found[0].split()[-1]))
        steps = {before - after for before, after in pairwise(seen)}
        assert steps <= {0, 1}


async def test_a_long_message_is_folded_until_enter() -> None:
    body = "\n".join(f"line {n}" for n in range(500))
    async with shown([entry(1, body)], {1: body}) as (view, pilot):
        assert "line 0" in view.words
        await pilot.press("end", *["pagedown"] * 5)
        assert "Enter shows more" in view.words
        await pilot.press("enter", *["pagedown"] * 40)
        assert "line 499" in view.words
        await pilot.press("enter")
        assert "line 0" in view.words


async def test_a_mail_of_five_megabytes_opens_and_unfolds() -> None:
    body = "lorem ipsum dolor sit amet " * 190_000
    async with shown([entry(1, body)], {1: body}) as (view, pilot):
        assert len(view._blocks[0].lines) < 60
        await pilot.press("enter", "enter", "enter")
        assert len(view._blocks[0].lines) > 60_000
        assert not view._blocks[0].is_cut


async def test_a_message_is_chosen_and_held_ones_are_opened() -> None:
    held = entry(3, "x", state=MessageState.HELD, operation="op-3")
    async with shown([entry(1), entry(2), held]) as (view, pilot):
        assert "HELD, not sent: Enter decides" in view.words
        await pilot.press("enter")
        assert pilot.app.asked == ["op-3"]  # type: ignore[attr-defined]
        await pilot.press("[")
        assert view.current is not None
        assert view.current.id == 2
        assert view.words.count("▶") == 1


async def test_news_are_followed_at_the_end_only() -> None:
    entries = [entry(n, f"message {n}") for n in range(40)]
    async with shown(entries) as (view, pilot):
        assert view.update([*entries, entry(40, "message 40")]) == 1
        assert "message 40" in view.words
        await pilot.press("home")
        before = view.words
        assert view.update([*entries, entry(40, "message 40"), entry(41, "message 41")]) == 1
        assert view.words == before


async def test_a_resize_keeps_the_end_in_sight() -> None:
    entries = [entry(n, "many words " * 30 + f"end{n}") for n in range(20)]
    async with shown(entries) as (view, pilot):
        await pilot.resize_terminal(50, 12)
        await pilot.pause()
        assert "end19" in view.words


async def test_hostile_words_stay_words() -> None:
    nasty = "[/b] [@click=app.quit]x[/] \x1b[2J \x9b \u202e"
    async with shown([entry(1, nasty, author=nasty)]) as (view, _):
        assert "[/b] [@click=app.quit]x[/]" in view.words
        assert not any(mark in view.words for mark in "\x1b\x9b\u202e")


@pytest.mark.parametrize(
    ("left", "shown_as"),
    [(11_500, "in 12 s"), (600_000, "in 10 min"), (90_000_000, "in 25 h"), (-5, "in the outbox")],
)
def test_a_waiting_message_says_when_it_leaves(left: int, shown_as: str) -> None:
    one = entry(1, state=MessageState.WAITING, release_at=NOW + left)
    line = words(one, 80, is_chosen=False)
    assert shown_as in "".join(piece for piece, _ in line)


def test_a_note_says_so_in_a_word_and_a_mark() -> None:
    one = entry(1, kind=MessageKind.INTERNAL, author_kind=AuthorKind.AGENT)
    said = "".join(piece for piece, _ in words(one, 80, is_chosen=False))
    assert said.startswith("▒ NOTE internal Ann")
    assert lay_out(one, "x", 40, 0).is_note


def test_moments_are_as_short_as_they_are_clear() -> None:
    from datetime import UTC

    assert moment(NOW, NOW, UTC) == "16:00"
    assert moment(NOW - 3 * 86_400_000, NOW, UTC) == "21 Nov 16:00"
    assert moment(NOW - 400 * 86_400_000, NOW, UTC) == "2024-10-20 16:00"


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200), st.integers(2, 30))
def test_no_wrapped_line_is_wider_than_asked_and_no_word_is_lost(raw: str, width: int) -> None:
    cleaned = text.clean(raw)
    lines, cut = wrap(cleaned, width)
    assert not cut
    assert all(text.cell_width(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(cleaned.split())


def test_words_are_kept_whole_where_they_fit() -> None:
    assert wrap("the quick brown fox", 10)[0] == ["the quick", "brown fox"]
    assert wrap("größe größe größe", 11)[0] == ["größe größe", "größe"]
    assert wrap("a\n\nb\n\n", 10)[0] == ["a", "", "b"]
    assert wrap("x" * 25, 10)[0] == ["x" * 10, "x" * 10, "x" * 5]
