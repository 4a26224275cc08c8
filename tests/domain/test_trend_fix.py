"""The proposed fix of a reason: a sentence for each thing that was counted often enough."""

import pytest

from csr_desk.domain.kpi.records import Contact
from csr_desk.domain.trend_fix import Counted, counted, proposal


def contact(number: int, cause: str | None = None, outcome: str = "resolved") -> Contact:
    return Contact(
        id=number, channel="email", customer=number, started_at=0, ended_at=1, cause=cause,
        outcome=outcome,
    )  # fmt: skip


def test_what_is_counted() -> None:
    contacts = [
        contact(1, "carrier"),
        contact(2, "carrier"),
        contact(3, "none"),
        contact(4, None, "escalated_t2"),
        contact(5, "stock", "transferred"),
    ]
    found = counted(contacts, repeats=frozenset({1, 4}), article_missing=frozenset({2, 9}))
    assert found == Counted(
        contacts=5, cause="carrier", of_cause=2, without_cause=2, handed_on=2, again=1,
        article_missing=1,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("one", "sentences"),
    [
        (Counted(9, "carrier", 4, 2, 0, 0, 0),
         ["Mend the cause: carrier stands behind 4 of 9 contacts."]),
        (Counted(9, "carrier", 2, 2, 0, 0, 0), []),
        (Counted(9, "", 0, 9, 0, 0, 0),
         ["Note the cause in the wrap-up: none of 9 contacts has one."]),
        (Counted(9, "", 0, 9, 0, 0, 1), ["Write an article: none answered 1 contact."]),
        (Counted(3, "stock", 1, 0, 1, 1, 0),
         ["Let the desk decide more: 1 of 3 contacts were handed on.",
          "Look at the answer: 1 contact said resolved came back."]),
        (Counted(0, "", 0, 0, 0, 0, 0), []),
    ],
)  # fmt: skip
def test_the_proposal_names_what_was_counted(one: Counted, sentences: list[str]) -> None:
    assert proposal(one) == " ".join(sentences)
