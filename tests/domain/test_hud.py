"""The figures of the shift in one line: short words, a word for each band, folding by rank."""

import pytest

from csr_desk.domain import bar_lines, bars
from csr_desk.domain.bars import Contact, Glance, Limits
from csr_desk.domain.hud import Hud, parts
from csr_desk.domain.kpi import count, ratio
from csr_desk.domain.kpi.ratio import SECONDS
from csr_desk.domain.models import Phase

LIMITS = Limits()


def hud(
    aht: tuple[int, int] = (22_284, 57),
    fcr: tuple[int, int] = (48, 58),
    logged: tuple[int, int] = (60, 60),
    occupancy: tuple[int, int] = (82, 100),
) -> Hud:
    return Hud(count(12), ratio(*aht, SECONDS), ratio(*fcr), ratio(*logged), ratio(*occupancy))


def words(pieces: list[bars.Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def said(shown: Hud, rank: int) -> tuple[str, str]:
    """Return the words of a part, and the role of its last piece."""
    part = next(one for one in parts(shown, 60) if one.rank == rank)
    return words(list(part.pieces)), part.pieces[-1].role


@pytest.mark.parametrize(
    ("shown", "rank", "text", "role"),
    [
        (hud(), 5, "12/60", bars.STRONG),
        (hud(), 1, "AHT 06:31 ok", bars.GOOD),
        (hud(aht=(6_010, 10)), 1, "AHT 10:01 high", bars.WARNING),
        (hud(aht=(300, 1)), 1, "AHT 05:00 low", bars.PLAIN),
        (hud(aht=(0, 0)), 1, "AHT –", bars.PLAIN),
        (hud(), 2, "FCR 82.8% ok", bars.GOOD),
        (hud(fcr=(1, 2)), 2, "FCR 50% low", bars.WARNING),
        (hud(fcr=(9, 10)), 2, "FCR 90% high", bars.PLAIN),
        (hud(fcr=(0, 0)), 2, "FCR –", bars.PLAIN),
        (hud(), 3, "logged 100% ok", bars.GOOD),
        (hud(logged=(58, 60)), 3, "logged 96.7% 2 late", bars.WARNING),
        (hud(logged=(0, 0)), 3, "logged –", bars.PLAIN),
        (hud(), 4, "occ 82% ok", bars.GOOD),
        (hud(occupancy=(96, 100)), 4, "occ 96% high", bars.WARNING),
        (hud(occupancy=(7, 10)), 4, "occ 70% low", bars.PLAIN),
    ],
)
def test_each_band_has_a_word_beside_its_colour(
    shown: Hud, rank: int, text: str, role: str
) -> None:
    assert said(shown, rank) == (text, role)


def test_a_state_leaves_room_for_all_of_it_at_80_columns() -> None:
    glance = Glance(state="AVAILABLE", state_s=724)
    line = words(bar_lines.clock_line(glance, LIMITS, 78, parts(hud(), 60)))
    assert line == (
        "AVAILABLE 12:04  12/60  AHT 06:31 ok  FCR 82.8% ok  logged 100% ok  occ 82% ok"
    )


def test_the_count_goes_first_and_handle_time_last() -> None:
    glance = Glance(state="AVAILABLE", state_s=724)
    seen = []
    for width in range(90, 10, -1):
        line = words(bar_lines.clock_line(glance, LIMITS, width, parts(hud(), 60)))
        assert len(line.rstrip()) <= width or "AHT" not in line
        found = [name for name in ("12/60", "AHT", "FCR", "logged", "occ") if name in line]
        if not seen or found != seen[-1]:
            seen.append(found)
    assert seen == [
        ["12/60", "AHT", "FCR", "logged", "occ"],
        ["AHT", "FCR", "logged", "occ"],
        ["AHT", "FCR", "logged"],
        ["AHT", "FCR"],
        ["AHT"],
        [],
    ]


def test_what_runs_and_what_waits_comes_before_the_figures() -> None:
    talk = {Phase.TALK: 252}
    glance = Glance(
        focused=Contact(46, "phone", "Thomas", Phase.TALK, talk),
        others=(Contact(3, "email", "Ann", Phase.AFTER_CALL_WORK, {}, 1300),),
        state="HANDLING",
    )
    line = words(bar_lines.clock_line(glance, LIMITS, 78, parts(hud(), 60)))
    assert line.startswith("#46 phone Thomas  talk 04:12  ")
    assert line.endswith("AHT 06:31 ok  1 more: email #3 log soon 21m")
    assert len(line) == 78


def test_before_the_first_contact_nothing_is_shown() -> None:
    young = hud(aht=(0, 0), fcr=(0, 0), logged=(0, 0))._replace(interactions=count(0))
    assert parts(young, 60) == ()
    late = hud(aht=(0, 0), fcr=(0, 0), logged=(0, 1))._replace(interactions=count(0))
    assert "logged 0% 1 late" in words([p for one in parts(late, 60) for p in one.pieces])


def test_without_a_shift_nothing_is_shown() -> None:
    line = words(bar_lines.clock_line(Glance(), LIMITS, 120, parts(hud(), 60)))
    assert line.rstrip() == "no shift 00:00"


def test_a_click_on_a_figure_gives_the_report_of_the_shift() -> None:
    glance = Glance(state="AVAILABLE")
    line = bar_lines.clock_line(glance, LIMITS, 78, parts(hud(), 60))
    assert {piece.command for piece in line if piece.text.startswith(("AHT", "FCR"))} == {
        "report.shift"
    }
