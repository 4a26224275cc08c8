import pytest

from csr_desk.domain.bars import ERROR, MUTED, PLAIN, WARNING, Piece
from csr_desk.domain.due_words import due_piece
from csr_desk.domain.instants import HOUR, MINUTE

NOW = 1_795_000_000_000


@pytest.mark.parametrize(
    ("kind", "at", "more", "said"),
    [
        ("resolution", NOW + 2 * HOUR, {}, Piece("solution in 2h00", PLAIN)),
        ("next_reply", NOW + 5 * MINUTE, {}, Piece("answer soon 5m", WARNING)),
        ("next_reply", NOW + 5 * MINUTE, {"warn_at": NOW + 1}, Piece("answer in 5m", PLAIN)),
        ("triage", NOW + 26 * HOUR, {"warn_at": NOW}, Piece("triage soon 26h", WARNING)),
        ("callback", NOW - HOUR, {}, Piece("callback late 1h00", ERROR)),
        ("resolution", None, {"left_s": 93_900}, Piece("solution paused, 26 h 5 min left", MUTED)),
        ("odd", NOW + 2 * HOUR, {}, Piece("due in 2h00", PLAIN)),
        (None, None, {}, None),
    ],
)
def test_what_is_due_has_a_word_for_each_colour(
    kind: str | None, at: int | None, more: dict[str, int], said: Piece | None
) -> None:
    assert due_piece(kind, at, NOW, **more) == said
