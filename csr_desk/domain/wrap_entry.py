"""The wrap-up while it is typed: which field has the keys, and what each letter means there.

Pure and frozen: a key gives another entry. Four keys close a contact: two letters of the reason,
one of the outcome, Enter (spec/wrap-up-taxonomy.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from csr_desk.domain import tags, wrap_up_checks
from csr_desk.domain import wrap_up as rules
from csr_desk.domain.models import Status
from csr_desk.domain.taxonomy import Code, Outcome, Taxonomy
from csr_desk.domain.wrap_up import TicketFacts, WrapUp
from csr_desk.domain.wrap_up_checks import Problem


class Field(StrEnum):
    """A field of the wrap-up, named as a Problem names it."""

    REASON = "reason"
    OUTCOME = "outcome"
    CAUSE = "cause"
    NEXT_ACTION = "next_action"
    DUE = "due"
    TAGS = "tags"
    NOTE = "note"
    TOLD = "told"
    WHY = "why"

    @property
    def word(self) -> str:
        """Return its name on the strip."""
        return "next" if self is Field.NEXT_ACTION else self.value


TEXT_FIELDS = (Field.DUE, Field.TAGS, Field.NOTE, Field.TOLD, Field.WHY)
DUE_ACTIONS = frozenset({"task", "callback"})


@dataclass(frozen=True)
class Entry:
    """What is typed so far; `first` is a level-1 letter that waits for its second.

    `guessed` marks a reason that was preselected; `correcting` asks for the reason of a correction.
    """

    taxonomy: Taxonomy
    facts: TicketFacts
    field: Field = Field.REASON
    first: str = ""
    guessed: bool = False
    correcting: bool = False
    reason: str = ""
    outcome: str = ""
    cause: str = ""
    next_action: str = "none"
    due: str = ""
    tags: str = ""
    note: str = ""
    told: str = ""
    why: str = ""

    # the fields ----------------------------------------------------------------------------------

    @property
    def fields(self) -> tuple[Field, ...]:
        """Return the fields in the order of Tab; those that ask for nothing now are left out."""
        left_out = set()
        if self.effective.next_action not in DUE_ACTIONS or self.correcting:
            left_out.add(Field.DUE)
        if not self.told and not self._asks_told:
            left_out.add(Field.TOLD)
        if not self.correcting:
            left_out.add(Field.WHY)
        return tuple(field for field in Field if field not in left_out)

    @property
    def chosen_outcome(self) -> Outcome | None:
        """Return the outcome, None while there is none."""
        return self.taxonomy.outcome(self.outcome)

    @property
    def _asks_told(self) -> bool:
        """Tell whether a ticket is solved without a message, and the channel does not say why."""
        solves = self.chosen_outcome is not None and self.chosen_outcome.status is Status.SOLVED
        return solves and not self.facts.has_public_message and not self.effective.told

    @property
    def is_text(self) -> bool:
        """Tell whether the field that has the keys is text."""
        return self.field in TEXT_FIELDS

    def at(self, field: Field) -> "Entry":
        """Return the entry with the keys in a field; a waiting first letter is forgotten."""
        return replace(self, field=field, first="")

    def moved(self, step: int) -> "Entry":
        """Return the entry with the keys some fields on, around the end."""
        fields = self.fields
        place = fields.index(self.field) if self.field in fields else 0
        return self.at(fields[(place + step) % len(fields)])

    # letters -------------------------------------------------------------------------------------

    def choices(self) -> list[tuple[str, str]]:
        """Return the (letter, name) pairs that may be pressed now; none in a text field."""
        known = self.taxonomy
        if self.field is Field.REASON and self.first:
            top = known.level1(self.first)
            return [(code.key, code.name) for code in top.visible] if top else []
        if self.field is Field.REASON:
            return [(top.key, top.name) for top in known.visible]
        codes: Mapping[Field, tuple[Code, ...]] = {
            Field.OUTCOME: known.outcomes,
            Field.CAUSE: known.causes,
            Field.NEXT_ACTION: known.next_actions,
        }
        return [(code.key, code.name) for code in codes.get(self.field, ()) if code.choosable]

    def pressed(self, letter: str) -> "Entry | None":
        """Return the entry after a letter in a field of codes, None when it means nothing there."""
        names = dict(self.choices())
        if letter not in names:
            return None
        name = names[letter]
        if self.field is Field.REASON and not self.first:
            return replace(self, first=letter)
        if self.field is Field.REASON:
            reason = self.taxonomy.by_letters(self.first, letter) or ""
            return replace(self, reason=reason, guessed=False).at(Field.OUTCOME)
        if self.field is Field.OUTCOME:
            return replace(self, outcome=name)
        if self.field is Field.CAUSE:
            return replace(self, cause="" if name == self.cause else name)
        return replace(self, next_action=name)

    def erased(self) -> "Entry":
        """Return the entry after Backspace: the waiting letter, or what the field holds."""
        if self.first:
            return replace(self, first="")
        if self.field is Field.REASON:
            return replace(self, reason="", guessed=False)
        if self.field is Field.OUTCOME and not self.outcome:
            return self.at(Field.REASON)
        empty = "none" if self.field is Field.NEXT_ACTION else ""
        return self.with_text(self.field, empty)

    def with_text(self, field: Field, text: str) -> "Entry":
        """Return the entry with another text in a field."""
        return replace(self, **{field.value: text})  # type: ignore[arg-type]

    def with_guess(self, reason: str) -> "Entry":
        """Return the entry with a reason preselected, unless the agent has chosen or begun one."""
        if (self.reason and not self.guessed) or self.first:
            return self
        return replace(self, reason=reason, guessed=bool(reason))

    # the result ----------------------------------------------------------------------------------

    def wrap_up(self) -> WrapUp:
        """Return the wrap-up as it stands."""
        return WrapUp(
            reason=self.reason,
            outcome=self.outcome,
            cause=self.cause,
            next_action=self.next_action,
            tags=tags.parse_tags(self.tags),
            note=self.note.strip(),
            told=self.told.strip(),
        )

    @property
    def effective(self) -> WrapUp:
        """Return the wrap-up with what channel and outcome say filled in."""
        return rules.prefilled(self.wrap_up(), self.facts, self.taxonomy)

    @property
    def needs_due(self) -> bool:
        """Tell whether a due time belongs to it."""
        return Field.DUE in self.fields

    def problems(self) -> list[Problem]:
        """Return why it cannot be committed, but for the due time, which needs a clock."""
        found = wrap_up_checks.validate(self.effective, self.taxonomy, self.facts)
        if self.correcting and (problem := wrap_up_checks.correction_problem(self.why)):
            found.append(problem)
        return found

    # kept over a crash ---------------------------------------------------------------------------

    def typed(self) -> dict[str, Any]:
        """Return what is typed, for a draft; empty when that is nothing beyond a guess."""
        names = ("outcome", "cause", "next_action", "due", "tags", "note", "told")
        values = {name: getattr(self, name) for name in names}
        empty = {Field.NEXT_ACTION.value: "none"}
        values = {
            name: value for name, value in values.items() if value not in ("", empty.get(name))
        }
        if self.reason and not self.guessed:
            values["reason"] = self.reason
        return values

    def restored(self, typed: Mapping[str, Any]) -> "Entry":
        """Return the entry with a draft laid over it; what the codes no longer know is left out."""
        values = {
            field.value: str(typed[field.value])
            for field in Field
            if isinstance(typed.get(field.value), str) and self._knows(field, typed[field.value])
        }
        guessed = self.guessed and "reason" not in values
        return replace(self, **values, guessed=guessed)  # type: ignore[arg-type]

    def _knows(self, field: Field, value: str) -> bool:
        known: dict[Field, object] = {
            Field.REASON: self.taxonomy.codes.get(value),
            Field.OUTCOME: self.taxonomy.outcome(value),
            Field.CAUSE: self.taxonomy.cause(value),
            Field.NEXT_ACTION: self.taxonomy.next_action(value),
        }
        return field not in known or known[field] is not None
