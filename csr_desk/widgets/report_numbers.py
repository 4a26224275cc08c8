"""What is plotted, as bars to draw and as the same numbers in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from csr_desk.domain import kpi
from csr_desk.widgets.log_list import duration
from csr_desk.widgets.report_lines import Shown

PLOTS: Final = ("handle times", "contacts by hour", "backlog", "reasons")
_BINS: Final = 12
_MINUTE: Final = 60
_LARGEST: Final = 10


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on the axis of the values that is told apart: its word and where it is."""

    word: str
    at: float


@dataclass(frozen=True)
class Bars:
    """Bars with their labels, and what is said beside them.

    `left` and `step` give the axis of a histogram in minutes; None stands for named bars.
    """

    title: str
    labels: tuple[str, ...]
    heights: tuple[int, ...]
    words: tuple[str, ...]
    left: float | None = None
    step: float = 1.0
    marks: tuple[Mark, ...] = ()
    lies: bool = False
    """Bars lie where their labels are long."""

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to draw."""
        return not any(self.heights)


def bars(shown: Shown, plot: str) -> Bars:
    """Return one of `PLOTS`."""
    make = {"handle times": _handle_times, "contacts by hour": _hours, "backlog": _backlog}
    return make.get(plot, _reasons)(shown)


def _handle_times(shown: Shown) -> Bars:
    times = shown.handle_times
    step = _step(times)
    highest = max(times, default=0) // step + 1
    counts = [0] * highest
    for one in times:
        counts[one // step] += 1
    # One very long contact must not press the others into a corner.
    last = min(highest, 2 * _BINS)
    counts[last - 1 :] = [sum(counts[last - 1 :])]
    labels = [f"{duration(place * step)}–{duration((place + 1) * step)}" for place in range(last)]
    if last < highest:
        labels[-1] = f"{duration((last - 1) * step)} and more"
    spread = shown.written.report.groups.get("handle_spread", {})
    band = kpi.BANDS["aht_minutes"]
    marks = tuple(
        Mark(name, float(figure.value) / _MINUTE)
        for name, figure in spread.items()
        if name in ("median", "p90") and figure.value is not None
    )
    words = [_said_spread(spread), f"usual AHT {band.low} to {band.high} min"]
    words += [f"{label}: {number}" for label, number in zip(labels, counts, strict=True) if number]
    limits = (Mark("", float(band.low or 0)), Mark("", float(band.high or 0)))
    return Bars(
        "Handle times in minutes",
        tuple(labels),
        tuple(counts),
        tuple(words),
        left=0.0,
        step=step / _MINUTE,
        marks=(*marks, *limits) if times else (),
    )


def _step(times: Sequence[int]) -> int:
    """Return the seconds of a bar: whole minutes, so that most contacts are within the bars."""
    ordered = sorted(times)
    most = ordered[len(ordered) * 95 // 100] if ordered else 0
    return max(_MINUTE, -(-most // _BINS // _MINUTE) * _MINUTE)


def _said_spread(spread: "dict[str, kpi.Figure] | object") -> str:
    if not isinstance(spread, dict):
        return kpi.DASH
    found = {
        name: kpi.DASH if one.value is None else duration(int(one.value))
        for name, one in spread.items()
    }
    return " · ".join(f"{name} {value}" for name, value in found.items())


def _hours(shown: Shown) -> Bars:
    hours = shown.by_hour
    busy = [hour for hour, number in enumerate(hours) if number]
    first, last = (min(busy), max(busy)) if busy else (8, 17)
    kept = range(max(first - 1, 0), min(last + 2, 24))
    return Bars(
        "Contacts by the hour they ended",
        tuple(f"{hour:02}" for hour in kept),
        tuple(hours[hour] for hour in kept),
        tuple(f"{hour:02}:00: {hours[hour]}" for hour in kept if hours[hour]),
    )


def _backlog(shown: Shown) -> Bars:
    ages = shown.ageing
    words = [f"{name} days: {number}" for name, number in ages.items()]
    return Bars(
        "Unsolved tickets by their age in business days",
        tuple(ages),
        tuple(ages.values()),
        tuple(words or ("not measured: no calendar is set",)),
    )


def _reasons(shown: Shown) -> Bars:
    largest = shown.pareto[:_LARGEST]
    rest = sum(number for _, number, _ in shown.pareto[_LARGEST:])
    words = [f"{reason}: {number}, {share} % so far" for reason, number, share in largest]
    words += [f"all others: {rest}"] * bool(rest)
    return Bars(
        "Reasons, the most frequent first, with the share they have together",
        tuple(reason for reason, _, _ in largest),
        tuple(number for _, number, _ in largest),
        tuple(words),
        lies=True,
    )
