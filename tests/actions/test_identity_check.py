"""Identity checks: method and result, in this contact or before, never an answer."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csr_desk import errors
from csr_desk.actions import customer_merge, customer_unmerge, identity_check, interaction
from csr_desk.config import Config, CustomerConfig
from csr_desk.domain.identity_check import Result, note_problem
from csr_desk.domain.models import Channel
from tests.desk import TestDesk


def test_a_check_counts_for_the_contact_it_was_made_in(hand: TestDesk) -> None:
    one = hand.ticket()
    contact = interaction.open_contact(hand.desk, one, Channel.PHONE).id
    assert not identity_check.passed_in(hand.desk, 1, contact)
    for result in (Result.FAILED, Result.PARTLY, Result.PASSED):
        assert not identity_check.passed_in(hand.desk, 1, contact)
        hand.wait(5)
        identity_check.record(
            hand.desk, 1, "document", result, ticket_id=one, interaction_id=contact
        )
    assert identity_check.passed_in(hand.desk, 1, contact)
    assert not identity_check.passed_in(hand.desk, 1, contact + 1)
    assert not identity_check.passed_in(hand.desk, 1, None)
    last = identity_check.last(hand.desk, 1)
    assert last is not None
    assert (last.method, last.result, last.at) == ("document", Result.PASSED, hand.desk.now())
    assert hand.kinds().count("identity.verified") == 3


def test_the_methods_are_those_of_the_settings(hand: TestDesk) -> None:
    hand.customer()
    with pytest.raises(errors.Refused, match="not checked by a feeling"):
        identity_check.record(hand.desk, 1, "a feeling", Result.PASSED)
    own = replace(Config(), customer=CustomerConfig(identity_methods=("a feeling",)))
    hand.desk.config = own
    identity_check.record(hand.desk, 1, "a feeling", Result.PASSED)


def test_a_remark_with_numbers_is_refused_and_not_logged(hand: TestDesk) -> None:
    hand.customer()
    with pytest.raises(errors.Refused, match="Leave out"):
        identity_check.record(hand.desk, 1, "document", Result.FAILED, note="said 12.3.1981")
    identity_check.record(hand.desk, 1, "document", Result.FAILED, note="Marjory hung up")
    log = "".join(row[0] for row in hand.store.all("SELECT data FROM event"))
    assert "Marjory" not in log


def test_checks_go_with_a_merge_and_come_back(hand: TestDesk) -> None:
    keep, gone = hand.customer("Ann Baker"), hand.customer("A. Baker")
    identity_check.record(hand.desk, gone, "document", Result.PASSED)
    merge = customer_merge.merge(hand.desk, gone, keep)
    assert identity_check.last(hand.desk, keep) is not None
    customer_unmerge.undo_merge(hand.desk, merge)
    assert identity_check.last(hand.desk, keep) is None
    assert identity_check.last(hand.desk, gone) is not None


@given(st.text(max_size=60), st.integers(100, 10**9), st.sampled_from(["", " ", "-", ".", "/"]))
def test_no_number_of_three_digits_passes(words: str, number: int, between: str) -> None:
    assert note_problem(words + between.join(str(number))) is not None


@given(st.text(st.characters(exclude_categories=("Nd",)), max_size=200))
def test_words_pass(words: str) -> None:
    assert note_problem(words) is None
