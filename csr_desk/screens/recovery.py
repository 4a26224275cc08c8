"""The first question after a crash: was the contact going on while the desk was away?"""

from typing import TYPE_CHECKING

from csr_desk.actions.recovery import Recovery, answer
from csr_desk.domain.instants import SECOND, to_datetime
from csr_desk.domain.models import Channel
from csr_desk.screens.dialogs import AskText, Choice, Choose

if TYPE_CHECKING:
    from csr_desk.screens.host import Host

_STILL = {Channel.PHONE: "Still on the phone?", Channel.IN_PERSON: "Is the visitor still there?"}


def ask(host: "Host", recovery: Recovery) -> None:
    """Ask yes, no or edit; without an answer nothing is added and the question comes again."""
    one = recovery.interaction
    if one is None:
        return
    seen = to_datetime(recovery.last_seen_at, host.desk.zone)
    question = _STILL.get(one.channel, "Did you go on working on it?")
    words = f"#{one.id} was running at {seen:%H:%M:%S}. {question}"
    choices = [
        Choice("y", "Yes, add the whole gap to it", "yes"),
        Choice("n", "No, add nothing", "no"),
        Choice("e", "Edit: part of the gap", "edit"),
    ]

    def answered(chosen: str) -> None:
        if chosen == "edit":
            _edit(host, recovery)
        else:
            answer(host.desk, recovery, None if chosen == "yes" else 0)

    host.ask(Choose("While the desk was away", choices, words), answered)


def _edit(host: "Host", recovery: Recovery) -> None:
    gap = max(host.desk.second() - recovery.last_seen_at, 0) // SECOND

    def check(value: str) -> str | None:
        if value.strip().isdecimal() and int(value) <= gap:
            return None
        return f"Write whole seconds from 0 to {gap}."

    host.ask(
        AskText("Seconds to add", f"The gap is {gap} seconds long.", str(gap), check=check),
        lambda value: answer(host.desk, recovery, int(value)),
    )
