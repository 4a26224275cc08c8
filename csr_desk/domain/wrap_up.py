"""The wrap-up of an interaction: what it holds and when it may be committed.

Source: spec/wrap-up-taxonomy.md, rules 1 to 10.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from csr_desk.domain.models import Channel, Status
from csr_desk.domain.taxonomy import SYSTEM_CODES, Outcome, Taxonomy
from csr_desk.domain.toml_table import did_you_mean

LONGEST_TAG = 60
MOST_OTHER_PERCENT = 5
MOST_ONE_CODE_PERCENT = 40

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


@dataclass(frozen=True)
class Problem:
    """Why a wrap-up cannot be committed, and the field that mends it."""

    field: str
    sentence: str


def prefilled(wrap_up: WrapUp, facts: TicketFacts, taxonomy: Taxonomy) -> WrapUp:
    """Return the wrap-up with what the channel and the outcome already say filled in."""
    outcome = taxonomy.outcome(wrap_up.outcome)
    if outcome is None:
        return wrap_up
    told = wrap_up.told
    if not told and _owes_message(outcome, facts):
        told = TOLD.get(facts.channel, "")
    next_action = wrap_up.next_action
    if next_action == "none" and outcome.effect == "callback":
        next_action = "callback"
    return replace(wrap_up, told=told, next_action=next_action)


def validate(wrap_up: WrapUp, taxonomy: Taxonomy, facts: TicketFacts) -> list[Problem]:
    """Return every reason why the wrap-up cannot be committed; an empty list commits it."""
    outcome = taxonomy.outcome(wrap_up.outcome)
    problems = [
        _reason_problem(wrap_up, taxonomy),
        _outcome_problem(wrap_up.outcome, outcome, taxonomy),
        _cause_problem(wrap_up, taxonomy, outcome),
        _next_action_problem(wrap_up.next_action, taxonomy),
        _tags_problem(wrap_up.tags),
    ]
    if outcome and _owes_message(outcome, facts) and not wrap_up.told.strip():
        sentence = "The customer has not been told: send a public reply, or say why none is needed."
        problems.append(Problem("told", sentence))
    return [problem for problem in problems if problem]


def correction_problem(why: str) -> Problem | None:
    """Return why a correction of a committed wrap-up cannot be saved (rule 8), or None."""
    if why.strip():
        return None
    return Problem("why", "A correction needs a reason: write one, the log keeps both versions.")


def normalise_tag(tag: str) -> str:
    """Return a tag in small letters, with - for spaces and without invisible characters."""
    words = unicodedata.normalize("NFC", tag).lower().split()
    visible = (char for char in "-".join(words) if not unicodedata.category(char).startswith("C"))
    return "".join(visible).strip("-")


def normalise_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Return the set of normalised tags in the order of the alphabet."""
    return tuple(sorted({tag for tag in map(normalise_tag, tags) if tag}))


def parse_tags(text: str) -> tuple[str, ...]:
    """Return the tags of a typed line, separated by commas."""
    return normalise_tags(text.split(","))


def fallback_tags(wrap_up: WrapUp) -> tuple[str, ...]:
    """Return the tags that carry a wrap-up to a backend without fields of its own (rule 10)."""
    values = {"reason": wrap_up.reason, "outcome": wrap_up.outcome, "cause": wrap_up.cause}
    return tuple(f"csr:{field}:{value}" for field, value in values.items() if value)


def share_warnings(counts: Mapping[str, int]) -> list[str]:
    """Return the report's warnings on reasons that say too little (rule 4).

    `counts` are handled interactions per stored reason, redirects already followed.
    """
    total = sum(counts.values())
    other = sum(count for reason, count in counts.items() if reason.startswith("other/"))
    warnings = []
    if other * 100 > MOST_OTHER_PERCENT * total:
        warnings.append(
            f"other is {other} of {total} contacts, more than {MOST_OTHER_PERCENT} %:"
            ' look at the weekly "new code?" list.'
        )
    for reason, count in sorted(counts.items()):
        if count * 100 > MOST_ONE_CODE_PERCENT * total:
            warnings.append(
                f"{reason} is {count} of {total} contacts, more than {MOST_ONE_CODE_PERCENT} %:"
                " consider splitting it."
            )
    return warnings


def _owes_message(outcome: Outcome, facts: TicketFacts) -> bool:
    return outcome.status is Status.SOLVED and not facts.has_public_message


def _reason_problem(wrap_up: WrapUp, taxonomy: Taxonomy) -> Problem | None:
    reason = wrap_up.reason
    code = taxonomy.codes.get(reason)
    if not reason:
        return Problem("reason", "A reason is needed: press its two letters.")
    if reason in SYSTEM_CODES:
        return Problem("reason", f"{reason} is set by the desk itself: choose another reason.")
    if code is None:
        near = did_you_mean(reason, taxonomy.choosable)
        return Problem("reason", f"There is no reason {reason}: choose one of the list.{near}")
    if code.merged_into:
        return Problem("reason", f"{reason} is now part of {taxonomy.redirect(reason)}: use that.")
    if not code.choosable:
        return Problem("reason", f"{reason} is retired: choose another reason.")
    if len(" ".join(wrap_up.note.split())) < code.min_text:
        sentence = f"{reason} needs a note of at least {code.min_text} characters: say what it was."
        return Problem("note", sentence)
    return None


def _outcome_problem(name: str, outcome: Outcome | None, taxonomy: Taxonomy) -> Problem | None:
    if not name:
        return Problem("outcome", "An outcome is needed: press its letter.")
    if outcome is None:
        near = did_you_mean(name, [known.name for known in taxonomy.outcomes])
        return Problem("outcome", f"There is no outcome {name}: choose one of the list.{near}")
    if not outcome.choosable:
        return Problem("outcome", f"{name} is retired: choose another outcome.")
    return None


def _cause_problem(wrap_up: WrapUp, taxonomy: Taxonomy, outcome: Outcome | None) -> Problem | None:
    if wrap_up.cause:
        cause = taxonomy.cause(wrap_up.cause)
        if cause is None or not cause.choosable:
            near = did_you_mean(wrap_up.cause, [known.name for known in taxonomy.causes])
            return Problem("cause", f"There is no cause {wrap_up.cause}: choose another.{near}")
        return None
    top = taxonomy.reason(wrap_up.reason)
    if top and top.cause_required and outcome and outcome.status is Status.SOLVED:
        sentence = f"A {top.name} cannot end as {outcome.name} without a cause: choose one."
        return Problem("cause", sentence)
    return None


def _next_action_problem(name: str, taxonomy: Taxonomy) -> Problem | None:
    action = taxonomy.next_action(name)
    if action and action.choosable:
        return None
    near = did_you_mean(name, [known.name for known in taxonomy.next_actions])
    return Problem("next_action", f"There is no next action {name}: choose one of the list.{near}")


def _tags_problem(tags: tuple[str, ...]) -> Problem | None:
    for tag in tags:
        if len(tag) > LONGEST_TAG:
            sentence = f"The tag {tag[:20]}… is longer than {LONGEST_TAG} characters: shorten it."
            return Problem("tags", sentence)
    return None
