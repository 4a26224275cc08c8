"""The lines of the outbox and of files: words, widths, and foreign text that stays so."""

import json
import unicodedata
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest

from csr_desk.actions.attachments import File
from csr_desk.actions.outbox_items import Item
from csr_desk.actions.shelf_rows import ShelfRow
from csr_desk.domain.instants import DAY, HOUR, MINUTE, SECOND
from csr_desk.domain.models import OperationState
from csr_desk.screens.files import file_content
from csr_desk.store.ticket_page import Enclosed
from csr_desk.text import cell_width
from csr_desk.widgets.conversation_blocks import file_line
from csr_desk.widgets.outbox_list import Items, OutboxList, state_word, totals
from tests.shared import shared

NOW = 20_000 * DAY + 9 * HOUR
UTC = ZoneInfo("UTC")


def item(
    state: OperationState, words: str = "words", until: int | None = None, error: str = ""
) -> Item:
    row = ShelfRow(
        "a1", "work", 1, words, words, "reply", state, 1, until, error, NOW, 5, words, None, {}
    )
    return Item(3, "work", 1, words, words, state, words, NOW, row, behind=words)


@pytest.mark.parametrize(
    ("state", "left", "error", "word"),
    [
        (OperationState.CONFLICT, None, "", "conflict"),
        (OperationState.HELD, None, "", "held"),
        (OperationState.REJECTED, None, "no", "refused"),
        (OperationState.IN_DOUBT, 5 * MINUTE, "Was it sent? Yes?", "was it sent"),
        (OperationState.IN_DOUBT, 30 * SECOND, "timeout", "in doubt"),
        (OperationState.WAITING, 12 * SECOND - 1, "", "leaves 12 s"),
        (OperationState.WAITING, 5 * HOUR, "", "at 14:00"),
        (OperationState.WAITING, -SECOND, "", "leaves 0 s"),
        (OperationState.QUEUED, None, "", "queued"),
        (OperationState.QUEUED, -SECOND, "", "queued"),
        (OperationState.QUEUED, 40 * SECOND, "", "in 40 s"),
        (OperationState.QUEUED, 7 * MINUTE, "", "in 7 min"),
        (OperationState.TRYING, None, "", "on its way"),
        (OperationState.BLOCKED, None, "", "blocked"),
    ],
)
def test_a_state_is_a_word_with_what_it_still_waits(
    state: OperationState, left: int | None, error: str, word: str
) -> None:
    until = None if left is None else NOW + left
    assert state_word(item(state, until=until, error=error), NOW, UTC) == word


@pytest.mark.parametrize(
    ("reference", "shown"),
    [("D-12", "#D-12"), ("1234567", "#1234567"), ("9100000000497", "#…000497"), (None, "-")],
)
def test_of_a_long_number_the_end_is_shown(reference: str | None, shown: str) -> None:
    lines = OutboxList(NOW, UTC, empty="")
    row = item(OperationState.QUEUED)._replace(reference=reference)
    pieces = [words for words, _ in lines.paint(row, 80, marked=False)]
    assert pieces[1] == f"{shown:<8} "


def test_what_needs_the_agent_is_told_apart_from_what_waits() -> None:
    asking = [OperationState.CONFLICT, OperationState.HELD, OperationState.REJECTED]
    found = [item(state) for state in (*asking, OperationState.IN_DOUBT, OperationState.QUEUED)]
    assert [one.needs_agent for one in found] == [True, True, True, False, False]
    assert totals(found) == "Outbox · 3 need you · 2 wait"
    assert totals(found[:1]) == "Outbox · 1 needs you"
    assert totals([]) == "Outbox"


def test_lines_are_found_by_their_numbers() -> None:
    items = Items([item(OperationState.HELD)])
    assert (items.count(), items.id_of(0), items.id_of(1)) == (1, 3, None)
    assert (items.index_of(3), items.index_of(4)) == (0, None)


def hostile() -> Iterator[str]:
    yield from json.loads(shared("fixtures/hostile/blns.json").read_text(encoding="utf-8"))
    yield from (
        f"a{one}b"
        for one in (
            "\x1b[2J",
            "\x9b2J",
            "\u202e",
            "\r\n",
            "\t",
            "\0",
            "[/b]",
            "[@click=app.quit]x[/]",
        )
    )


def is_inert(shown: str) -> bool:
    return not any(
        unicodedata.category(one) == "Cc" or one in "\u202a\u202b\u202d\u202e\u2066\u2067\u2068"
        for one in shown
    )


def test_foreign_text_stays_in_its_line_and_does_nothing() -> None:
    painter = OutboxList.__new__(OutboxList)
    painter.now, painter.zone = NOW, UTC
    for words in hostile():
        one = item(OperationState.BLOCKED, words, error=words)
        for width in (79, 40):
            painted = "".join(piece for piece, _ in painter.paint(one, width, marked=False))
            assert is_inert(painted), words
            assert cell_width(painted) <= width, words
        named = file_line(Enclosed(words, 120_000, ""), 60)
        assert is_inert(named), words
        assert cell_width(named) <= 60, words
        file = File(1, 1, words, "", 120_000, "", None, None, words)
        assert is_inert(file_content(file).plain), words
