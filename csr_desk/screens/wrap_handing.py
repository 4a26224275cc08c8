"""Before a contact is logged as escalated or transferred: was anybody asked?"""

from collections.abc import Callable
from typing import Any

from csr_desk.domain.models import Interaction
from csr_desk.domain.taxonomy import Outcome
from csr_desk.screens.dialogs import Choice, Choose
from csr_desk.screens.host import Host
from csr_desk.store import escalations

_WORDS = {
    "escalation": ("Escalated to whom?", "Nothing was escalated in this contact."),
    "transfer": ("Transferred to whom?", "Nothing was handed over in this contact."),
}


async def ask_first(
    host: Host, one: Interaction, outcome: Outcome | None, then: Callable[[], Any]
) -> None:
    """Offer the form of what the outcome says, if it was not made in this contact; then `then`."""
    effect = outcome.effect if outcome is not None else ""
    if effect not in _WORDS or escalations.made_in(host.desk.store, effect, one.id):
        await host.attempt(then)
        return
    # Deferred: most contacts are neither escalated nor transferred.
    from csr_desk.screens.escalating import ask_escalation, ask_transfer, offer_response

    title, words = _WORDS[effect]
    ask = ask_escalation if effect == "escalation" else ask_transfer

    async def told_or_logged() -> None:
        """The word to the customer belongs to this contact: it is written before the log."""
        if effect != "escalation" or not offer_response(host, one.ticket_id, otherwise=then):
            await host.attempt(then)

    async def chosen(now: bool) -> None:
        if now:
            ask(host, one.ticket_id, one.id, told_or_logged)
        else:
            await host.attempt(then)

    choices = [Choice("t", "say it now", True), Choice("l", "log it without", False)]
    host.ask(Choose(title, choices, words), chosen)
