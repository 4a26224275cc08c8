"""What became of an escalation or of a warm transfer: asked in a letter, noted, said."""

from collections.abc import Callable

from csr_desk import errors, text
from csr_desk.actions import escalation, transfer
from csr_desk.domain.escalation import NEXT, Handing, Step
from csr_desk.screens.dialogs import AskText, Choice, Choose, PickWide
from csr_desk.screens.host import Host
from csr_desk.store import escalations
from csr_desk.store.escalations import Escalation, Transfer

Then = Callable[[], None]

_STEPS = {
    Step.ACCEPTED: ("a", "accepted: they work on it"),
    Step.ANSWERED: ("n", "answered: what did they say?"),
    Step.CLOSED: ("c", "closed: nothing is left to do"),
}


def ask_what_became(host: Host, ticket_id: int, then: Then) -> None:
    """Ask what became of the transfer that is offered, else of what is escalated."""
    waiting = escalations.offered(host.desk.store, ticket_id)
    if waiting is not None:
        _ask_settled(host, waiting, then)
        return
    open_ones = escalations.unclosed(host.desk.store, ticket_id)
    if not open_ones:
        raise errors.Refused(
            "nothing of this ticket is escalated or offered",
            host.keymap.fill("{escalate} escalates it, {transfer} hands it over."),
        )
    if len(open_ones) == 1:
        _ask_step(host, open_ones[0], then)
        return
    now = host.desk.now()
    picks = [Choice("", text.line(one.where, 40), one, one.state(now)) for one in open_ones]
    host.ask(PickWide("Which escalation?", picks), lambda one: _ask_step(host, one, then))


def _ask_settled(host: Host, one: Transfer, then: Then) -> None:
    whom = text.line(one.whom, 40)

    def settled(answer: Handing) -> None:
        transfer.settle(host.desk, one.id, answer)
        host.say(f"{whom} has {answer.value} it.")
        then()

    choices = [
        Choice("a", "accepted: it changes hands now", Handing.ACCEPTED),
        Choice("d", "declined: it stays with you", Handing.DECLINED),
    ]
    host.ask(Choose("Warm transfer", choices, f"Offered to {whom}."), settled)


def _ask_step(host: Host, one: Escalation, then: Then) -> None:
    where = text.line(one.where, 40)

    def stepped(wanted: Step, words: str) -> None:
        escalation.step(host.desk, one.id, wanted, words)
        host.say(f"The escalation to {where} is {wanted.value}.")
        then()

    def chosen(wanted: Step) -> None:
        if wanted is not Step.ANSWERED:
            stepped(wanted, "")
            return
        host.ask(
            AskText(
                "Their answer",
                "In a sentence; it stands beside the ticket.",
                check=lambda typed: None if typed.strip() else "Say what they answered.",
            ),
            lambda words: stepped(wanted, words),
        )

    choices = [Choice(*_STEPS[wanted], wanted) for wanted in NEXT[one.step]]
    words = f"Escalated to {where}: {one.state(host.desk.now())}."
    host.ask(Choose("What became of it?", choices, words), chosen)
