"""The arithmetic against a count step by step, over clocks that jump, repeat and skip a day."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from hypothesis import assume, given
from hypothesis import strategies as st

from csr_desk.domain.instants import SECOND
from csr_desk.domain.sla import Calendar, DaysOff, Due, OpenHours, Pause, Window, due, elapsed
from tests.domain.sla.grid import DAYS, PLACES, Place, latest_clock, open_steps, without

FIVE_MINUTES_S = 300


@st.composite
def windows(draw: st.DrawFn) -> Window:
    opens = draw(st.integers(0, 287))
    length = draw(st.integers(1, 288))
    return Window(opens * FIVE_MINUTES_S, (opens + length) * FIVE_MINUTES_S)


days = st.lists(windows(), max_size=3).map(lambda found: tuple(sorted(found)))
weeks = st.tuples(*[days] * 7).filter(any)


@st.composite
def calendars(draw: st.DrawFn, place: Place) -> Calendar:
    first = latest_clock(place)[0].date()
    off = draw(st.sets(st.integers(0, DAYS), max_size=3))
    single = {first + timedelta(days=number): "off" for number in off}
    return Calendar(ZoneInfo(place.zone), draw(weeks), DaysOff(single=single))


@st.composite
def cases(draw: st.DrawFn) -> tuple[Place, Calendar, int, list[tuple[int, int]]]:
    place = draw(st.sampled_from(PLACES))
    start = draw(st.integers(0, place.steps - 1))
    ends = st.integers(0, place.steps - 1)
    pairs = st.builds(lambda one, two: (min(one, two), max(one, two)), ends, ends)
    pauses = draw(st.lists(pairs, max_size=4))
    return place, draw(calendars(place)), start, pauses


@given(cases(), st.data())
def test_elapsed_is_what_a_count_gives(
    case: tuple[Place, Calendar, int, list[tuple[int, int]]], data: st.DataObject
) -> None:
    place, calendar, start, pauses = case
    end = data.draw(st.integers(start, place.steps - 1))
    counted = sum(without(open_steps(place, calendar), pauses)[start:end])
    found = elapsed(
        OpenHours(calendar),
        place.begin + start * place.step,
        place.begin + end * place.step,
        [
            Pause(place.begin + one * place.step, place.begin + two * place.step)
            for one, two in pauses
        ],
    )
    assert found * SECOND == counted * place.step


@given(cases(), st.integers(1, 2_000))
def test_due_is_where_a_count_gets(
    case: tuple[Place, Calendar, int, list[tuple[int, int]]], target: int
) -> None:
    place, calendar, start, pauses = case
    is_open = without(open_steps(place, calendar), pauses)
    numbers = [number for number in range(start, place.steps) if is_open[number]]
    assume(len(numbers) >= target)
    found = due(
        OpenHours(calendar),
        place.begin + start * place.step,
        target * place.step // SECOND,
        [
            Pause(place.begin + one * place.step, place.begin + two * place.step)
            for one, two in pauses
        ],
    )
    assert found == Due(place.begin + (numbers[target - 1] + 1) * place.step)
