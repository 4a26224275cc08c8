"""What is behind a line of a report: all contacts of a figure, those it counts, or the others."""

from dataclasses import dataclass, replace
from typing import Final

from csr_desk import errors
from csr_desk.actions.desk import Desk
from csr_desk.reports import drill, drill_others
from csr_desk.widgets.report_drill import Contacts, Tickets
from csr_desk.widgets.report_lines import ReportLine, Shown

PARTS: Final = ("all", "counted", "others")

_WORDS: Final = {"csat": "satisfied", "nps": "promoters", "ces": "counted"}
"""What those are that the figure of a survey counts."""


@dataclass(frozen=True, slots=True)
class Behind:
    """An open line: the numbers behind it, which of them the figure counts, and which are shown.

    `of` tells of how many targets or answers the figure is, where those are more than the rows.
    """

    label: str
    all: tuple[int, ...]
    counted: frozenset[int]
    part: str = "all"
    is_tickets: bool = False
    of: str = ""
    word: str = "counted"

    @property
    def ids(self) -> tuple[int, ...]:
        """Return the numbers of the part that is shown."""
        if self.part == "all":
            return self.all
        wanted = self.part == "counted"
        return tuple(one for one in self.all if (one in self.counted) is wanted)


def behind(desk: Desk, shown: Shown, line: ReportLine) -> Behind:
    """Return what is behind a line; Refused where no contact and no ticket is."""
    label = line.label.strip()
    if line.is_heading or not line.name:
        raise errors.Refused("this line is no figure", "Choose one below it.")
    whole, counted = _contacts(desk, shown, line)
    if whole:
        of = _of(shown, line, len(whole))
        return Behind(label, whole, counted, of=of, word=_WORDS.get(line.name, "counted"))
    whole, counted = _tickets(desk, shown, line)
    if whole:
        of = _of(shown, line, len(whole))
        word = "kept" if line.name.startswith("sla_") else "counted"
        return Behind(label, whole, counted, is_tickets=True, of=of, word=word)
    raise errors.Refused(
        f"no contact and no ticket of this time is behind “{label}”", "Choose another figure."
    )


def _of(shown: Shown, line: ReportLine, rows: int) -> str:
    """Return what a figure is of, where one row stands for several: `14 targets`."""
    figure = shown.written.report.figures.get(line.name)
    noun = "target" if line.name.startswith("sla_") else "answer"
    if figure is None or figure.den is None or not line.name.startswith(("sla_", *_WORDS)):
        return ""
    return "" if figure.den == rows else f"{figure.den} {noun}s"


def _contacts(desk: Desk, shown: Shown, line: ReportLine) -> tuple[tuple[int, ...], frozenset[int]]:
    """Return the contacts behind a line, and those of them its figure counts."""
    if line.ids is not None:
        return line.ids, frozenset(line.ids)
    if line.name in shown.first_contacts:
        return shown.first_contacts[line.name]
    written = shown.written
    whole = drill.contacts(written, line.name, line.group, "den")
    if whole:
        return whole, frozenset(drill.contacts(written, line.name, line.group, "num"))
    whole = drill_others.in_focus(written, line.name, line.group)
    if whole:
        return whole, frozenset(whole)
    return drill_others.answered(desk.store, desk.agent_id, written, line.name)


def _tickets(desk: Desk, shown: Shown, line: ReportLine) -> tuple[tuple[int, ...], frozenset[int]]:
    """Return the tickets behind a line, and those of them its figure counts."""
    written = shown.written
    if line.name == "ageing":
        whole = drill_others.of_age(desk.store, written, line.group)
        return whole, frozenset(whole)
    counted = drill.tickets(written, line.name, "num")
    return drill.tickets(written, line.name), frozenset(counted)


def turned(shown: Behind) -> Behind:
    """Return the next part: all, those counted, the others; Refused where all are counted."""
    if shown.counted == frozenset(shown.all):
        raise errors.Refused(
            f"“{shown.label}” counts every one of these", "{go.back} goes to the figures."
        )
    return replace(shown, part=PARTS[(PARTS.index(shown.part) + 1) % len(PARTS)])


def source(desk: Desk, shown: Behind) -> Contacts | Tickets:
    """Return the rows of the part that is shown."""
    if shown.is_tickets:
        return Tickets(desk.store, shown.ids)
    return Contacts(desk.store, shown.ids, desk.now())


def title_of(shown: Behind) -> str:
    """Return which part of which figure is shown, and how many there are."""
    number = len(shown.ids)
    noun = ("ticket" if shown.is_tickets else "contact") + ("" if len(shown.all) == 1 else "s")
    of = f" of {shown.of}" if shown.of else ""
    if shown.part == "all":
        split = "" if len(shown.counted) == len(shown.all) else f", {len(shown.counted)} "
        return f"{shown.label}: {number} {noun}{of}{split}{shown.word if split else ''}"
    word = shown.word if shown.part == "counted" else f"not {shown.word}"
    return f"{shown.label}: {number} of {len(shown.all)} {noun}, {word}"
