"""The words of the bars by tables."""

import pytest

from csr_desk.domain import bar_lines, bars
from csr_desk.domain.bars import Contact, Glance, KeyEntry, Limits
from csr_desk.domain.models import Phase

LIMITS = Limits()


def words(pieces: list[bars.Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def contact(number: int, channel: str = "chat", **more: object) -> Contact:
    values = {"who": "Thomas", "phase": Phase.TALK, "seconds": {Phase.TALK: 252}, **more}
    return Contact(number, channel, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(-1, "00:00"), (0, "00:00"), (59, "00:59"), (252, "04:12"), (3600, "1:00:00")],
)
def test_a_clock(seconds: int, text: str) -> None:
    assert bars.clock(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0s"), (59, "59s"), (60, "1m"), (3599, "59m"), (7200, "2h"), (172_800, "2d")],
)
def test_an_age(seconds: int, text: str) -> None:
    assert bars.age(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text", "role"),
    [
        (60, "unlogged 1m", bars.MUTED),
        (1199, "unlogged 19m", bars.MUTED),
        (1200, "log soon 20m", bars.WARNING),
        (1679, "log soon 27m", bars.WARNING),
        (1680, "log now 28m", bars.ERROR),
    ],
)
def test_the_unlogged_clock_has_a_word_for_each_colour(seconds: int, text: str, role: str) -> None:
    assert bars.unlogged(seconds, LIMITS) == bars.Piece(text, role)


def test_the_clock_line_of_a_state() -> None:
    assert words(bar_lines.clock_line(Glance(state="LUNCH", state_s=65), LIMITS, 80)).rstrip() == (
        "LUNCH 01:05"
    )


def test_the_clock_line_of_a_call_with_others() -> None:
    glance = Glance(
        focused=contact(46, "phone", seconds={Phase.TALK: 252, Phase.HOLD: 55}),
        others=(contact(17), contact(3, "email", unlogged_s=1300)),
    )
    line = words(bar_lines.clock_line(glance, LIMITS, 90))
    assert line.startswith("#46 phone Thomas  talk 04:12  hold 00:55  ")
    assert line.endswith("2 more: email #3 log soon 21m, chat #17")
    assert len(line) == 90


def test_a_click_on_another_contact_names_it() -> None:
    line = bar_lines.clock_line(Glance(others=(contact(17),)), LIMITS, 80)
    assert [piece.command for piece in line if piece.command] == ["interaction:17"]


def test_after_call_work_shows_the_unlogged_clock() -> None:
    one = contact(5, "email", phase=Phase.AFTER_CALL_WORK, unlogged_s=30)
    assert "acw 00:00  unlogged 30s" in words(bar_lines.clock_line(Glance(one), LIMITS, 80))


def test_the_status_line() -> None:
    glance = Glance(state="AVAILABLE", outbox=3, in_doubt=1, held=1, handled=12, plan=60)
    line = words(bar_lines.status_line(glance, 80))
    assert line.startswith("local  outbox 3, 1 in doubt, 1 held")
    assert line.endswith("AVAILABLE  handled 12/60")
    synced = Glance(network="online", sync_age_s=40)
    assert words(bar_lines.status_line(synced, 80)).startswith("online  synced 40s ago")


def test_a_full_status_line_gives_up_what_seldom_changes_and_never_the_agents_state() -> None:
    glance = Glance(
        state="AVAILABLE", network="offline since 06:33", sync_age_s=44, bare_secret=True,
        outbox=1, in_doubt=1, handled=0, plan=60,
    )  # fmt: skip
    narrow = words(bar_lines.status_line(glance, 80))
    assert narrow.startswith("offline since 06:33  outbox 1, 1 in doubt  ")
    assert narrow.endswith("  AVAILABLE  handled 0/60")
    assert len(narrow) == 80
    broader = words(bar_lines.status_line(glance, 90))
    assert "offline since 06:33  secret in a file  outbox 1, 1 in doubt" in broader
    wide = words(bar_lines.status_line(glance, 110))
    assert "synced 44s ago  secret in a file  outbox 1, 1 in doubt" in wide


def test_a_status_line_with_everything_in_it_leaves_the_commas_out() -> None:
    glance = Glance(outbox=8, in_doubt=1, held=1, rejected=1, conflicts=2, plan=60)
    line = words(bar_lines.status_line(glance, 78))
    assert "outbox 8 1 in doubt 1 held 1 refused 2 conflicts  " in line
    assert line.endswith("handled 0/60")


def test_the_footer_takes_what_fits_and_dims_what_is_blocked() -> None:
    entries = [
        KeyEntry("help", "F1", "Help", False),
        KeyEntry("long", "F2", "A very long title", False),
        KeyEntry("send", "F10", "Send", True),
    ]
    line = bar_lines.footer_line(entries, 19)
    assert words(line) == "F1 Help  F10 Send"
    assert {piece.role for piece in line if piece.command == "send"} == {bars.MUTED}
    assert bar_lines.footer_line(entries, 3) == []
