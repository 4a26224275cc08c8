"""What could be done about a reason that comes back: a first proposal, made from counts alone.

It is a draft for the agent to edit; it names what was counted, so that nobody takes it for more.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from csr_desk.domain.kpi.outcomes import ESCALATED, TRANSFERRED
from csr_desk.domain.kpi.records import RESOLVED, Contact

NO_CAUSE: Final = "none"
"""The code of a contact whose cause nobody knows or noted (spec/wrap-up-taxonomy.md)."""

_OFTEN: Final = 3
"""One contact in so many makes a thing worth naming."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted over the contacts of one reason."""

    contacts: int
    cause: str
    of_cause: int
    without_cause: int
    handed_on: int
    again: int
    article_missing: int


def counted(
    contacts: Sequence[Contact], repeats: frozenset[int], article_missing: frozenset[int]
) -> Counted:
    """Return what a proposal is made from.

    `repeats` are first contacts that did not resolve the issue, `article_missing` contacts after
    which the agent said that no article answers it.
    """
    causes = Counter(one.cause for one in contacts if one.cause and one.cause != NO_CAUSE)
    cause, of_cause = min(causes.items(), key=lambda item: (-item[1], item[0]), default=("", 0))
    return Counted(
        contacts=len(contacts),
        cause=cause,
        of_cause=of_cause,
        without_cause=sum(not one.cause or one.cause == NO_CAUSE for one in contacts),
        handed_on=sum(one.outcome in (ESCALATED, TRANSFERRED) for one in contacts),
        again=sum(one.id in repeats and one.outcome == RESOLVED for one in contacts),
        article_missing=sum(one.id in article_missing for one in contacts),
    )


def proposal(one: Counted) -> str:
    """Return the sentences a proposed fix begins with; empty when the counts point nowhere."""
    said = []
    if one.of_cause * _OFTEN >= one.contacts and one.of_cause > 1:
        said.append(
            f"Mend the cause: {one.cause} stands behind {one.of_cause} of {one.contacts} contacts."
        )
    if one.article_missing:
        said.append(f"Write an article: none answered {_contacts(one.article_missing)}.")
    if one.handed_on * _OFTEN >= one.contacts and one.handed_on:
        said.append(
            f"Let the desk decide more: {one.handed_on} of {one.contacts} contacts were handed on."
        )
    if one.again * _OFTEN >= one.contacts and one.again:
        said.append(f"Look at the answer: {_contacts(one.again)} said resolved came back.")
    if not said and one.without_cause == one.contacts and one.contacts:
        said.append(f"Note the cause in the wrap-up: none of {_contacts(one.contacts)} has one.")
    return " ".join(said)


def _contacts(number: int) -> str:
    return "1 contact" if number == 1 else f"{number} contacts"
