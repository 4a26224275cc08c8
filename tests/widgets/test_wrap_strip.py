"""The strip fits its width, shows the field that has the keys, and completes tags."""

from dataclasses import replace

import pytest

from csr_desk.domain import taxonomy_file
from csr_desk.domain.bars import Limits
from csr_desk.domain.guess import Guess
from csr_desk.domain.models import Channel
from csr_desk.domain.wrap_entry import Entry, Field
from csr_desk.domain.wrap_up import TicketFacts
from csr_desk.widgets import wrap_help
from csr_desk.widgets.strip_line import pieces
from csr_desk.widgets.tag_input import completed, fitting
from csr_desk.widgets.unlogged_list import Waiting, line

TAXONOMY = taxonomy_file.default()
EMPTY = Entry(TAXONOMY, TicketFacts(Channel.EMAIL, False))
FULL = replace(
    EMPTY,
    reason="billing/double-charge",
    outcome="pending_customer",
    cause="payment-provider",
    next_action="callback",
    due="day after tomorrow 14:30",
    tags="one-rather-long-tag, another-one, vip",
    note="A note that is much longer than its place on the strip",
    told="told by letter",
    why="because",
    correcting=True,
)


def shown(entry: Entry, width: int) -> str:
    return "".join(piece.text for piece in pieces(entry, width))


@pytest.mark.parametrize("width", [58, 78, 118, 198])
@pytest.mark.parametrize("field", list(Field))
def test_the_field_with_the_keys_is_always_in_sight(width: int, field: Field) -> None:
    entry = FULL.at(field)
    if field not in entry.fields:
        return
    found = pieces(entry, width)
    active = next(piece for piece in found if piece.role == "active")
    end = sum(len(one.text) for one in found[: found.index(active) + 1])
    assert end <= width
    assert active.command == field.value


def test_an_empty_strip_names_its_fields_and_a_guess_is_marked() -> None:
    assert " ".join(shown(EMPTY, 78).split()) == ("reason … outcome … cause – next – tags – note –")
    assert "order/late ?" in shown(EMPTY.with_guess("order/late"), 78)
    waiting = EMPTY.pressed("o")
    assert waiting is not None
    assert "order/…" in shown(waiting, 78)


def test_what_the_outcome_says_is_shown_before_enter() -> None:
    entry = replace(EMPTY, reason="product/info", outcome="callback")
    assert "next callback" in shown(entry, 78)


def test_letters_stand_in_columns_that_fit() -> None:
    for width in (56, 76, 116):
        for entry in (EMPTY, EMPTY.at(Field.OUTCOME), EMPTY.at(Field.CAUSE)):
            lines = wrap_help.columns(entry.choices(), width)
            texts = ["".join(words for words, _ in one).rstrip() for one in lines]
            assert all(len(one) <= width for one in texts)
            assert len(lines) <= 5
            assert " ".join(texts).split() == [part for pair in entry.choices() for part in pair]


def test_other_guesses_show_their_letters() -> None:
    entry = EMPTY.with_guess("order/late")
    guesses = [Guess("order/late", 2.0, "late"), Guess("returns/refund", 1.0, "refund")]
    lines = wrap_help.guess_lines(entry, guesses, 76)
    assert "".join(words for words, _ in lines[0]) == "guess order/late ? because of late"
    assert "".join(words for words, _ in lines[1]) == "or    rr returns/refund"
    assert wrap_help.guess_lines(entry.at(Field.OUTCOME), guesses, 76) == []


TAGS = [("delivery", 9), ("vip", 40), ("invoice", 7), ("vip-gold", 2)]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("", ["vip", "delivery", "invoice", "vip-gold"]),
        ("v", ["vip", "vip-gold", "delivery", "invoice"]),
        ("vip, v", ["vip-gold", "delivery", "invoice"]),
        ("VIP g", ["vip-gold"]),
        ("zzz", []),
    ],
)
def test_tags_that_begin_so_come_first(typed: str, names: list[str]) -> None:
    assert [name for name, _ in fitting(typed, TAGS)] == names


def test_a_completion_replaces_the_last_word_alone() -> None:
    assert completed("vip, del", "delivery") == "vip, delivery"
    assert completed("del", "delivery") == "delivery"


@pytest.mark.parametrize(
    ("seconds", "words"), [(60, "unlogged 1m"), (1200, "log soon 20m"), (1680, "log now 28m")]
)
def test_the_unlogged_clock_says_its_colour_in_words(seconds: int, words: str) -> None:
    one = Waiting(46, "phone", "Ann [b]Baker", "Sub[/]ject", seconds, ("timeout",))
    found = line(one, Limits(), 78, chosen=True).plain
    assert found.startswith("▸#46 phone  timeout  Ann [b]Baker · Sub[/]ject")
    assert found.endswith(words)
    assert len(found) <= 78
