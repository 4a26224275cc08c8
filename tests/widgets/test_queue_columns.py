import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csr_desk import text
from csr_desk.domain.instants import DAY, HOUR, MINUTE
from csr_desk.domain.models import Priority, QueueRow, Status
from csr_desk.widgets import queue_columns
from tests.shared import shared

NOW = 1_795_000_000_000
ROW = QueueRow(
    1, "1042", None, "Late parcel", 1, "Ann Baker", "email", Status.OPEN, Priority.URGENT,
    1, "Me", "Returns", (), NOW - 3 * DAY, NOW, NOW - HOUR, NOW + 2 * HOUR, "reply", True, "", 0,
)  # fmt: skip


def line(row: QueueRow, width: int, context: str = "") -> str:
    wide = queue_columns.columns(width)
    return "".join(
        words for words, _ in queue_columns.pieces(row, wide, NOW, marked=True, context=context)
    )


@pytest.mark.parametrize(
    ("milliseconds", "words"),
    [(0, "0m"), (-5, "0m"), (59 * MINUTE, "59m"), (HOUR, "1h00"), (9 * HOUR + 5 * MINUTE, "9h05"),
     (10 * HOUR, "10h"), (2 * DAY, "2d"), (99 * DAY, "99d"), (140 * DAY, "20w")],
)  # fmt: skip
def test_lengths_of_time_are_short(milliseconds: int, words: str) -> None:
    assert queue_columns.span(milliseconds) == words


def test_deadlines_have_a_word_not_only_a_colour() -> None:
    def said(**more: object) -> tuple[str, str]:
        return queue_columns.deadline(ROW._replace(**more), NOW)  # type: ignore[arg-type]

    assert said() == ("in 2h00", "")
    assert said(due_at=NOW + 5 * MINUTE) == ("soon 5m", "soon")
    assert said(due_at=NOW - 90 * MINUTE) == ("late 1h30", "late")
    assert said(due_at=None) == ("wait 1h00", "")
    assert said(due_at=None, waiting_since=None) == ("wait 3d", "")
    assert said(status=Status.PENDING) == ("paused", "muted")
    assert said(status=Status.SOLVED) == ("done", "muted")


def test_a_counted_deadline_is_told_by_open_time() -> None:
    def said(**more: object) -> tuple[str, str]:
        counted = ROW._replace(is_counted=1, status=Status.PENDING)
        return queue_columns.deadline(counted._replace(**more), NOW)  # type: ignore[arg-type]

    assert said() == ("in 2h00", "")
    assert said(warn_at=NOW + 1) == ("in 2h00", "")
    assert said(warn_at=NOW) == ("soon 2h00", "soon")
    assert said(due_at=None, left_s=11_400) == ("left 3h10", "muted")
    assert said(due_at=None, left_s=144_000) == ("left 40h", "muted")
    assert said(due_at=NOW - MINUTE, left_s=None) == ("late 1m", "late")


def test_eighty_columns_show_what_matters() -> None:
    shown = line(ROW, 78)
    for words in ("x●", "in 2h00", "email", "Late parcel", "Ann Baker", "open", "urgent", "3d"):
        assert words in shown
    assert "Returns" not in shown
    assert "Returns" in line(ROW, 100)
    assert "Me" in line(ROW, 118)


def test_the_context_of_a_follow_up_stands_before_the_subject() -> None:
    assert "callback: ring her · Late" in line(ROW, 90, "callback: ring her")


@pytest.mark.parametrize("width", [40, 59, 60, 78, 92, 110, 160, 200])
def test_titles_stand_above_their_columns(width: int) -> None:
    titles = queue_columns.columns(width).titles()
    assert text.cell_width(titles) <= width + 2
    assert titles.index("Deadline") == 4  # after cursor, mark, unread
    assert line(ROW, width).index("in 2h00") == 3


@given(
    subject=st.text(max_size=120),
    name=st.text(max_size=40),
    channel=st.text(max_size=12),
    width=st.integers(20, 200),
)
def test_any_text_fits_its_line(subject: str, name: str, channel: str, width: int) -> None:
    row = ROW._replace(subject=subject, customer=name, channel=channel, group=name, assignee=name)
    shown = line(row, width)
    room = max(width, 3 + 11 + 7 + 5 + 7)
    assert text.cell_width(shown) <= room + 1
    assert not any(ord(char) < 32 or 0x7F <= ord(char) < 0xA0 for char in shown)


def strings(node: object) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict | list):
        for value in node.values() if isinstance(node, dict) else node:
            yield from strings(value)


@pytest.mark.parametrize("name", ["blns", "inputs", "terminal_attacks"])
def test_hostile_strings_are_inert_and_fit(name: str) -> None:
    path = shared(f"fixtures/hostile/{name}.json")
    for value in strings(json.loads(path.read_text(encoding="utf-8"))):
        row = ROW._replace(subject=value, customer=value, channel=value[:20], group=value)
        for width in (78, 118):
            shown = line(row, width, context=value[:40])
            assert text.cell_width(shown) <= width
            assert text.clean(shown, single_line=True) == shown
