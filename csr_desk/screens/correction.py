"""Corrections in the log: another wrap-up, other seconds; each asks why, and the original stays."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.binding import Binding
from textual.widget import Widget

from csr_desk.actions import time_correction, wrap_up
from csr_desk.actions.desk import Desk
from csr_desk.domain import when
from csr_desk.domain.models import Interaction, Phase
from csr_desk.domain.wrap_entry import Entry, Field
from csr_desk.domain.wrap_up import WrapUp
from csr_desk.screens.dialogs import AskText, Choice, Choose, DeskDialog, said
from csr_desk.store.used_tags import used_tags
from csr_desk.widgets.wrap_strip import WrapStrip

if TYPE_CHECKING:
    from collections.abc import Callable

    from csr_desk.screens.host import Host

Correction = tuple[WrapUp, str]
"""The wrap-up as it should be, and why."""

_SECONDS = re.compile(r"([+-])\s*(?:(\d{1,3}):([0-5]\d)|(\d{1,5}))")
_PHASE_LETTERS = {"t": Phase.TALK, "h": Phase.HOLD, "a": Phase.AFTER_CALL_WORK}
_PHASE_WORDS = {Phase.TALK: "talk", Phase.HOLD: "hold", Phase.AFTER_CALL_WORK: "after-call work"}


def as_entry(desk: Desk, one: Interaction, was: WrapUp) -> Entry:
    """Return a committed wrap-up as fields that can be changed."""
    return Entry(
        desk.taxonomy,
        wrap_up.facts(desk, one),
        correcting=True,
        reason=was.reason,
        outcome=was.outcome,
        cause=was.cause,
        next_action=was.next_action,
        tags=", ".join(was.tags),
        note=was.note,
        told=was.told,
    )


class CorrectWrapUp(DeskDialog[Correction]):
    """The strip over a committed wrap-up, with a field for the reason of the correction."""

    BOX = "box wide"
    BINDINGS = [Binding("enter", "save", "Save", show=False)]

    def __init__(self, desk: Desk, one: Interaction, was: WrapUp) -> None:
        super().__init__(f"Correct #{one.id}")
        self._desk = desk
        self._entry = as_entry(desk, one, was)

    def compose_box(self) -> Iterable[Widget]:
        """Compose the strip."""
        yield WrapStrip(
            lambda typed: when.parse(typed, self._desk.now(), self._desk.zone),
            lambda due: when.shown(due, self._desk.now(), self._desk.zone),
        )
        yield said("Tab goes on to “why”, Enter saves, Esc leaves it as it was.", "hint")

    def on_mount(self) -> None:
        """Show the wrap-up as it is."""
        self.query_one(WrapStrip).load(self._entry, (), used_tags(self._desk.store))

    def on_wrap_strip_wanted(self) -> None:
        """Save from a text field."""
        self.action_save()

    def action_save(self) -> None:
        """Answer, or go to the field that is wrong."""
        strip = self.query_one(WrapStrip)
        entry = strip.entry or self._entry
        if entry.wrap_up() == self._entry.wrap_up():
            strip.complain("Nothing is changed: change a field, or leave with Esc.")
            return
        problems = entry.problems()
        if problems:
            strip.go_to(Field(problems[0].field), problems[0].sentence)
        else:
            self.dismiss((entry.wrap_up(), entry.why.strip()))


def seconds_of(typed: str) -> int | None:
    """Return the seconds of `-30`, `+1:30` or `−0:45`; None for anything else and for zero."""
    found = _SECONDS.fullmatch(typed.strip().replace("−", "-"))
    if found is None:
        return None
    seconds = int(found[4]) if found[4] else int(found[2]) * 60 + int(found[3])
    return (-seconds if found[1] == "-" else seconds) or None


def correct_time(host: "Host", number: int, then: "Callable[[], object]") -> None:
    """Ask for the phase, the seconds and why, then correct and call `then`."""
    choices = [Choice(key, _PHASE_WORDS[one], one) for key, one in _PHASE_LETTERS.items()]

    def phase_chosen(phase: Phase) -> None:
        host.ask(
            AskText(
                f"Correct {_PHASE_WORDS[phase]} of #{number}",
                "By how much? Such as -30 for seconds, +1:30 for minutes.",
                check=lambda typed: (
                    None if seconds_of(typed) else "Write + or - and seconds or m:ss, as in -30."
                ),
            ),
            lambda typed: amount_given(phase, seconds_of(typed) or 0),
        )

    def amount_given(phase: Phase, seconds: int) -> None:
        host.ask(
            AskText(
                f"Why {seconds:+d} s {_PHASE_WORDS[phase]}?",
                "The log keeps the time that was measured.",
                check=lambda typed: None if typed.strip() else "A correction needs a reason.",
            ),
            lambda why: reason_given(phase, seconds, why),
        )

    def reason_given(phase: Phase, seconds: int, why: str) -> None:
        time_correction.correct(host.desk, number, phase, seconds, why)
        then()

    host.ask(Choose(f"Correct the time of #{number}", choices), phase_chosen)
