"""The lines of a report: figures, then what contacts were about; each knows what is behind it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from csr_desk.domain import kpi
from csr_desk.domain.reason_shares import OTHER
from csr_desk.reports.groupings import Line as Group
from csr_desk.reports.reasons import shares
from csr_desk.reports.report import Written
from csr_desk.reports.report_labels import group_label, sections
from csr_desk.widgets.log_list import duration
from csr_desk.widgets.report_words import NO_WORD, Word, change, standing

GROUP_TITLES: Final = {
    "channel": "By channel",
    "reason": "By reason",
    "tag": "By tag",
    "hour": "By hour",
    "customer": "By customer",
}
_SPREAD: Final = {"median": "Median", "p90": "90th percentile (p90)", "max": "Longest"}
_SHOWN_ELSEWHERE: Final = frozenset({"handle_spread", "aht_by_channel"})


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One line: a heading, a figure or a group.

    `name` is the figure's in kpi.md and `group` its second name; `ids` are contacts that are known
    already. `key` is the same for the same line of another period.
    """

    key: str
    label: str
    is_heading: bool = False
    value: str = ""
    place: Word = NO_WORD
    change: Word = NO_WORD
    name: str = ""
    group: str | None = None
    ids: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Shown:
    """All that a report's screen shows, computed once."""

    written: Written
    before: Written | None
    groups: Mapping[str, Sequence[Group]]
    groups_before: Mapping[str, Sequence[Group]]
    handle_times: tuple[int, ...]
    by_hour: tuple[int, ...]
    ageing: Mapping[str, int]
    pareto: Sequence[tuple[str, int, object]]
    first_contacts: Mapping[str, tuple[tuple[int, ...], frozenset[int]]]
    """Of each figure of first contacts those it was taken over, and those of them that held."""


def lines(shown: Shown) -> list[ReportLine]:
    """Return the lines of a report in their order."""
    return [
        *_figures(shown),
        *_states(shown),
        *_ageing(shown),
        *_reasons(shown),
        *_rates(shown),
        *(line for by, groups in shown.groups.items() for line in _groups(shown, by, groups)),
    ]


def _figures(shown: Shown) -> Iterator[ReportLine]:
    for title, labels in sections(shown.written.report, shown.written.settings):
        yield _heading(title)
        for name, label in labels.items():
            yield from _figure(shown, name, label)
            if name == "aht":
                # The mean alone says little of times that are spread so unevenly.
                for group, word in _SPREAD.items():
                    yield from _figure(shown, f"handle_spread:{group}", f"  {word}")


def _figure(shown: Shown, name: str, label: str) -> Iterator[ReportLine]:
    figure = _found(shown.written, name)
    if figure is None:
        return
    figure_name, _, group = name.partition(":")
    before = None if shown.before is None else _found(shown.before, name)
    kind = shown.written.kind
    words, _, interval = figure.text.partition(" 95 %: ")
    yield ReportLine(
        key=name,
        label=label,
        value=words,
        place=standing(name, figure, kind),
        change=change(name, figure, before, kind) if shown.before else Word(""),
        name=figure_name,
        group=group or None,
    )
    if interval:
        yield ReportLine(f"{name} interval", "  95 % interval", value=f"{interval} %", name=name)


def _found(written: Written, name: str) -> kpi.Figure | None:
    name, _, group = name.partition(":")
    report = written.report
    return report.groups.get(name, {}).get(group) if group else report.figures.get(name)


def _heading(title: str) -> ReportLine:
    return ReportLine(f"# {title}", title, is_heading=True)


def _states(shown: Shown) -> Iterator[ReportLine]:
    yield _heading("Time by state")
    states = shown.written.report.counts.get("states_s", {})
    earlier = shown.before.report.counts.get("states_s", {}) if shown.before else {}
    total = sum(states.values())
    for name, seconds in sorted(states.items(), key=lambda item: (-item[1], item[0])):
        share = kpi.ratio(seconds, total)
        words = Word("")
        if shown.before:
            less = int(seconds) - int(earlier.get(name, 0))
            words = Word(f"{'−' if less < 0 else '+'}{duration(abs(less))}")
        yield ReportLine(
            f"state {name}",
            name,
            value=f"{duration(int(Fraction(seconds)))} = {share.value} %",
            change=words,
            name="states_s",
            group=name,
        )
    if not states:
        yield _none("states")


def _ageing(shown: Shown) -> Iterator[ReportLine]:
    yield _heading("Unsolved tickets, by business days")
    for name, number in shown.ageing.items():
        yield ReportLine(f"age {name}", name, value=_tickets(number), name="ageing", group=name)
    if not shown.ageing:
        yield _none("ageing", "not measured: no calendar is set")


def _reasons(shown: Shown) -> Iterator[ReportLine]:
    yield _heading("Top reasons")
    earlier = dict(_pareto_before(shown))
    for reason, number, share in shown.pareto[:5]:
        less = number - earlier.get(reason, 0)
        words = Word(f"{less:+d}".replace("-", "−")) if shown.before else Word("")
        yield ReportLine(
            f"top {reason}",
            reason,
            value=f"{_contacts(number)}, {share} % with those above",
            change=words,
            name="top_reasons",
            group=reason,
        )
    if not shown.pareto:
        yield _none("reasons")
    for one in shares(shown.written):
        yield ReportLine(
            f"share {one.name}",
            f"  {one.name}: too large a share",
            value=one.counted,
            place=Word("look", "soon"),
            name="top_reasons",
            group=None if one.name == OTHER else one.name,
        )


def _pareto_before(shown: Shown) -> Iterable[tuple[str, int]]:
    return ((one.name, len(one.ids)) for one in shown.groups_before.get("reason", ()))


def _rates(shown: Shown) -> Iterator[ReportLine]:
    for name, found in shown.written.report.groups.items():
        if found and name not in _SHOWN_ELSEWHERE:
            yield _heading(group_label(name))
            for group, figure in found.items():
                key = f"{name} {group}"
                yield ReportLine(key, group, value=figure.text, name=name, group=group)


def _groups(shown: Shown, by: str, groups: Sequence[Group]) -> Iterator[ReportLine]:
    yield _heading(GROUP_TITLES.get(by, by))
    earlier = {one.name: len(one.ids) for one in shown.groups_before.get(by, ())}
    for one in groups:
        less = len(one.ids) - earlier.get(one.name, 0)
        parts = [_contacts(len(one.ids)), f"AHT {_mean(one.aht)}", f"FCR {_share(one.fcr)}"]
        if one.escalated.num:
            parts.append(f"esc {_share(one.escalated)}")
        yield ReportLine(
            # Two customers may have one name.
            f"{by} {one.name}{f' {one.ids[0]}' if by == 'customer' else ''}",
            one.name,
            value=" · ".join(parts),
            change=Word(f"{less:+d}".replace("-", "−")) if shown.before else Word(""),
            name=f"by_{by}",
            group=one.name,
            ids=one.ids,
        )
    if not groups:
        yield _none(by)


def _mean(figure: kpi.Figure) -> str:
    return kpi.DASH if figure.value is None else duration(int(figure.value))


def _share(figure: kpi.Figure) -> str:
    if figure.value is None or figure.den is None:
        return figure.text
    return f"{figure.num}/{figure.den}"


def _contacts(number: int) -> str:
    return f"{number} contact" if number == 1 else f"{number} contacts"


def _tickets(number: int) -> str:
    return f"{number} ticket" if number == 1 else f"{number} tickets"


def _none(key: str, words: str = kpi.DASH) -> ReportLine:
    return ReportLine(f"none {key}", words)
