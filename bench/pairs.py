"""Running pairs in rounds: every source once a round, a ratio for every round, then the median."""

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bench.cases import Case, Source
from bench.gen import Unavailable
from bench.programs import Metrics


@dataclass(frozen=True, slots=True)
class Result:
    """What a case came to: medians of both sides, median, least and greatest ratio of the rounds.

    ``note`` says why there is no figure; the numbers are then None.
    """

    case: Case
    subject: float | None = None
    peer: float | None = None
    ratio: float | None = None
    least: float | None = None
    greatest: float | None = None
    note: str = ""

    @property
    def verdict(self) -> str:
        """Return moonshot, held, missed, shown (no limit) or not measured."""
        if self.ratio is None:
            return "not measured"
        if self.case.moonshot is not None and self.ratio <= self.case.moonshot:
            return "moonshot"
        if self.case.limit is None:
            return "shown"
        return "held" if self.ratio <= self.case.limit else "missed"

    @property
    def failed(self) -> bool:
        """Tell whether a limit is missed or has no figure."""
        return self.case.limit is not None and self.verdict in {"missed", "not measured"}


def needed(cases: Sequence[Case]) -> list[str]:
    """Return the sources the cases name, each once, subject and peer next to each other."""
    return list(dict.fromkeys(side.source for case in cases for side in (case.subject, case.peer)))


def run(
    cases: Sequence[Case],
    sources: Mapping[str, Source],
    rounds: int,
    progress: Callable[[str], None],
) -> list[Result]:
    """Measure every source once a round and return the result of every case."""
    figures: dict[str, list[Metrics]] = {}
    missing: dict[str, str] = {}
    for number in range(1, rounds + 1):
        for name in needed(cases):
            if name in missing:
                continue
            progress(f"round {number} of {rounds}: {name}")
            try:
                figures.setdefault(name, []).append(sources[name]())
            except Unavailable as error:
                missing[name] = str(error)
    return [_result(case, figures, missing) for case in cases]


def _result(
    case: Case, figures: Mapping[str, Sequence[Metrics]], missing: Mapping[str, str]
) -> Result:
    for side in (case.subject, case.peer):
        if side.source in missing:
            return Result(case, note=missing[side.source])
        if any(side.metric not in round_ for round_ in figures[side.source]):
            return Result(case, note=f"{side.source} has no {side.metric}: the key changed nothing")
    pairs = [
        (mine[case.subject.metric], theirs[case.peer.metric])
        for mine, theirs in zip(
            figures[case.subject.source], figures[case.peer.source], strict=True
        )
    ]
    ratios = [mine / theirs for mine, theirs in pairs]
    return Result(
        case,
        statistics.median(mine for mine, _ in pairs),
        statistics.median(theirs for _, theirs in pairs),
        statistics.median(ratios),
        min(ratios),
        max(ratios),
    )
