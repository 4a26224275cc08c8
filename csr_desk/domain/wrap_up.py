"""The wrap-up of an interaction: what it holds and when it may be committed.

Source: spec/wrap-up-taxonomy.md, rules 1 to 10."""

from dataclasses import dataclass, replace

from csr_desk.domain.models import Channel, Status
from csr_desk.domain.tags import normalise_tags
from csr_desk.domain.taxonomy import Outcome, Taxonomy

TOLD = {
    Channel.PHONE: "told by phone",
    Channel.IN_PERSON: "told in person",
    Channel.CHAT: "told in chat",
}
"""Why no message is owed where the contact itself told the customer the result (rule 9)."""


@dataclass(frozen=True)
class WrapUp:
    """The disposition of one interaction; tags are kept normalised, `""` is "not given".

    `told` is why the ticket may be solved without a public message to the customer.
    """

    reason: str = ""
    outcome: str = ""
    cause: str = ""
    next_action: str = "none"
    tags: tuple[str, ...] = ()
    note: str = ""
    told: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "tags", normalise_tags(self.tags))


@dataclass(frozen=True)
class TicketFacts:
    """What a wrap-up must know of its ticket; a reply that still waits to be sent counts."""

    channel: Channel
    has_public_message: bool


def prefilled(wrap_up: WrapUp, facts: TicketFacts, taxonomy: Taxonomy) -> WrapUp:
    """Return the wrap-up with what the channel and the outcome already say filled in."""
    outcome = taxonomy.outcome(wrap_up.outcome)
    if outcome is None:
        return wrap_up
    told = wrap_up.told
    if not told and owes_message(outcome, facts):
        told = TOLD.get(facts.channel, "")
    next_action = wrap_up.next_action
    if next_action == "none" and outcome.effect == "callback":
        next_action = "callback"
    return replace(wrap_up, told=told, next_action=next_action)


def fallback_tags(wrap_up: WrapUp) -> tuple[str, ...]:
    """Return the tags that carry a wrap-up to a backend without fields of its own (rule 10)."""
    values = {"reason": wrap_up.reason, "outcome": wrap_up.outcome, "cause": wrap_up.cause}
    return tuple(f"csr:{field}:{value}" for field, value in values.items() if value)


def owes_message(outcome: Outcome, facts: TicketFacts) -> bool:
    """Tell whether an outcome solves the ticket while the customer has no public message."""
    return outcome.status is Status.SOLVED and not facts.has_public_message
