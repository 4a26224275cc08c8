"""The first question after a crash: was the contact going on while the desk was away?"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.events import Key
from textual.widgets import OptionList

from csr_desk.actions.recovery import Recovery, answer
from csr_desk.commands.command import TICKET
from csr_desk.domain.instants import SECOND, to_datetime
from csr_desk.domain.models import Channel
from csr_desk.screens.dialogs import AskText, Choice, Choose, Result
from csr_desk.store import timeline

if TYPE_CHECKING:
    from csr_desk.screens.host import Host

_STILL = {Channel.PHONE: "Still on the phone?", Channel.IN_PERSON: "Is the visitor still there?"}
_CHOICES = (
    Choice("y", "Yes, add the whole gap to it", "yes"),
    Choice("n", "No, add nothing", "no"),
    Choice("e", "Edit: part of the gap", "edit"),
)


class MustChoose(Choose[Result]):
    """A question that stays until it is answered: the seconds of a contact depend on it.

    It may come while the agent types, so no answer is chosen beforehand: an Enter that was on its
    way answers nothing.
    """

    def __init__(self, title: str, choices: Sequence[Choice[Result]], words: str) -> None:
        super().__init__(title, choices, words)
        self._letters = ", ".join(one.key for one in choices)

    def on_mount(self) -> None:
        """Choose no answer."""
        self._choose_none()
        self.call_after_refresh(self._choose_none)

    def _choose_none(self) -> None:
        for options in self.query(OptionList):
            options.highlighted = None

    def on_key(self, event: Key) -> None:
        """Say that Enter alone is no answer."""
        if event.key == "enter" and self.query_one(OptionList).highlighted is None:
            event.stop()
            self.action_cancel()

    def action_cancel(self) -> None:
        """Say that it needs an answer."""
        self.app.notify(f"This needs an answer first: {self._letters}.")


class _Seconds(AskText):
    """The seconds to add; leaving it goes back to the question."""

    def action_cancel(self) -> None:
        """Answer with nothing."""
        self.dismiss("")


def ask(host: "Host", recovery: Recovery) -> None:
    """Ask yes, no or edit, and nothing else until it is answered."""
    one = recovery.interaction
    if one is None or isinstance(host.screen, MustChoose):
        return
    seen = to_datetime(recovery.last_seen_at, host.desk.zone)
    question = _STILL.get(one.channel, "Did you go on working on it?")
    words = f"#{one.id} was running at {seen:%H:%M:%S}. {question}"

    async def answered(chosen: str) -> None:
        if chosen == "edit":
            _edit(host, recovery)
            return
        answer(host.desk, recovery, None if chosen == "yes" else 0)
        if chosen == "yes":
            await _go_on(host, one.id)

    host.ask(MustChoose("While the desk was away", _CHOICES, words), answered)


async def _go_on(host: "Host", interaction_id: int) -> None:
    """Show the contact that goes on, its draft open, unless the agent is there already."""
    ticket_id = timeline.interaction(host.desk.store, interaction_id).ticket_id
    if host.place.situation().ticket_id != ticket_id or host.place.PLACE != TICKET:
        await host.focus(interaction_id)


def _edit(host: "Host", recovery: Recovery) -> None:
    gap = max(host.desk.second() - recovery.last_seen_at, 0) // SECOND

    def check(value: str) -> str | None:
        if value.strip().isdecimal() and int(value) <= gap:
            return None
        return f"Write whole seconds from 0 to {gap}."

    async def answered(value: str) -> None:
        if not value:
            ask(host, recovery)
            return
        answer(host.desk, recovery, int(value))
        if int(value) and recovery.interaction is not None:
            await _go_on(host, recovery.interaction.id)

    host.ask(
        _Seconds("Seconds to add", f"The gap is {gap} seconds long.", str(gap), check=check),
        answered,
    )
