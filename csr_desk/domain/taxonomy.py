"""The codes of a wrap-up: what they are, which letters choose them, where retired ones lead.

Source: spec/wrap-up-taxonomy.md. The stored form of a reason is `level1/level2`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from csr_desk.domain.models import Status

SYSTEM_TIMEOUT = "system/timeout"
SYSTEM_CRASH_RECOVERED = "system/crash-recovered"
SYSTEM_CODES = frozenset({SYSTEM_TIMEOUT, SYSTEM_CRASH_RECOVERED})
"""Codes the desk sets by itself; nobody can choose them (rule 6)."""


@dataclass(frozen=True)
class Code:
    """One code with its letter; `since` and `retired` are versions of the taxonomy."""

    name: str
    key: str = ""
    since: int = 1
    retired: int | None = None
    merged_into: str = ""
    min_text: int = 0

    @property
    def choosable(self) -> bool:
        """Tell whether an agent may choose this code today."""
        return self.retired is None and not self.merged_into


@dataclass(frozen=True)
class Outcome(Code):
    """How an interaction ended; `effect` is what else the ending opens, `""` for nothing.

    `first_contact` is `success`, `failure` or `left_out` (kpi.md section 4).
    """

    status: Status = Status.OPEN
    effect: str = ""
    first_contact: str = "failure"

    @property
    def is_spam(self) -> bool:
        """Tell whether the interaction is in no contact count (kpi.md rule 7)."""
        return self.effect == "spam"


@dataclass(frozen=True)
class Reason:
    """A reason of level 1 with its codes of level 2."""

    name: str
    key: str
    codes: tuple[Code, ...]
    cause_required: bool = False

    @property
    def visible(self) -> tuple[Code, ...]:
        """Return the codes shown after the first letter."""
        return tuple(code for code in self.codes if code.choosable)


AnyCode = TypeVar("AnyCode", bound=Code)


@dataclass(frozen=True)
class Taxonomy:
    """All codes of a team at one version."""

    version: int
    reasons: tuple[Reason, ...]
    outcomes: tuple[Outcome, ...]
    causes: tuple[Code, ...]
    next_actions: tuple[Code, ...]

    @cached_property
    def codes(self) -> Mapping[str, Code]:
        """Return every level-2 code by its stored form, retired ones included."""
        return {f"{top.name}/{code.name}": code for top in self.reasons for code in top.codes}

    @cached_property
    def choosable(self) -> tuple[str, ...]:
        """Return the stored form of every reason an agent may choose, in the order of the file."""
        return tuple(name for name, code in self.codes.items() if code.choosable)

    @property
    def visible(self) -> tuple[Reason, ...]:
        """Return the level-1 reasons that still lead to a code."""
        return tuple(top for top in self.reasons if top.visible)

    def level1(self, key: str) -> Reason | None:
        """Return the level-1 reason of a letter."""
        return next((top for top in self.visible if top.key == key), None)

    def by_letters(self, first: str, second: str) -> str | None:
        """Return the stored form for two letters: `o`, `l` is `order/late`."""
        top = self.level1(first)
        code = _by_key(top.codes, second) if top else None
        return f"{top.name}/{code.name}" if top and code else None

    def letters(self, stored: str) -> str:
        """Return the two letters of a reason, or nothing when it cannot be chosen."""
        code, top = self.codes.get(stored), self.reason(stored)
        return top.key + code.key if top and code and code.choosable else ""

    def reason(self, stored: str) -> Reason | None:
        """Return the level-1 reason of a stored form such as `order/late`."""
        if stored not in self.codes:
            return None
        return next(top for top in self.reasons if top.name == stored.partition("/")[0])

    def redirect(self, stored: str) -> str:
        """Follow merges to the reason that counts today; an unknown reason stands for itself."""
        seen = {stored}
        while (code := self.codes.get(stored)) and code.merged_into not in seen | {""}:
            stored = code.merged_into
            seen.add(stored)
        return stored

    def outcome(self, name: str) -> Outcome | None:
        """Return an outcome by its stored name, a retired one included."""
        return _by_name(self.outcomes, name)

    def cause(self, name: str) -> Code | None:
        """Return a cause by its stored name, a retired one included."""
        return _by_name(self.causes, name)

    def next_action(self, name: str) -> Code | None:
        """Return a next action by its stored name."""
        return _by_name(self.next_actions, name)

    def outcome_by_key(self, key: str) -> Outcome | None:
        """Return the outcome of a letter."""
        return _by_key(self.outcomes, key)

    def cause_by_key(self, key: str) -> Code | None:
        """Return the cause of a letter."""
        return _by_key(self.causes, key)

    def next_action_by_key(self, key: str) -> Code | None:
        """Return the next action of a letter."""
        return _by_key(self.next_actions, key)


def _by_key(codes: Iterable[AnyCode], key: str) -> AnyCode | None:
    return next((code for code in codes if code.choosable and code.key == key), None)


def _by_name(codes: Iterable[AnyCode], name: str) -> AnyCode | None:
    return next((code for code in codes if code.name == name), None)
