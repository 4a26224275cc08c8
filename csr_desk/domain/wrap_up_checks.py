"""Why a wrap-up cannot be committed or corrected, field by field (spec/wrap-up-taxonomy.md)."""

from dataclasses import dataclass

from csr_desk.domain.models import Status
from csr_desk.domain.tags import LONGEST_TAG
from csr_desk.domain.taxonomy import SYSTEM_CODES, Outcome, Taxonomy
from csr_desk.domain.toml_table import did_you_mean
from csr_desk.domain.wrap_up import TicketFacts, WrapUp, owes_message


@dataclass(frozen=True)
class Problem:
    """Why a wrap-up cannot be committed, and the field that mends it."""

    field: str
    sentence: str


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
    if outcome and owes_message(outcome, facts) and not wrap_up.told.strip():
        sentence = "The customer has not been told: send a public reply, or say why none is needed."
        problems.append(Problem("told", sentence))
    return [problem for problem in problems if problem]


def correction_problem(why: str) -> Problem | None:
    """Return why a correction of a committed wrap-up cannot be saved (rule 8), or None."""
    if why.strip():
        return None
    return Problem("why", "A correction needs a reason: write one, the log keeps both versions.")


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
