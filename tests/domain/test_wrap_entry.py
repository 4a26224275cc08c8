"""The wrap-up while it is typed: letters, fields, guesses, drafts."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from csr_desk.domain import taxonomy_file
from csr_desk.domain.models import Channel
from csr_desk.domain.wrap_entry import TEXT_FIELDS, Entry, Field
from csr_desk.domain.wrap_up import TicketFacts, WrapUp

TAXONOMY = taxonomy_file.default()


def entry(channel: Channel = Channel.PHONE, answered: bool = False) -> Entry:
    return Entry(TAXONOMY, TicketFacts(channel, answered))


def typed(start: Entry, letters: str) -> Entry:
    for letter in letters:
        after = start.pressed(letter)
        assert after is not None, letter
        start = after
    return start


def test_three_letters_choose_reason_and_outcome() -> None:
    done = typed(entry(), "olr")
    assert done.wrap_up() == WrapUp("order/late", "resolved")
    assert done.field is Field.OUTCOME
    assert done.problems() == []


@pytest.mark.parametrize("reason", TAXONOMY.choosable)
def test_every_reason_is_reached_by_its_two_letters(reason: str) -> None:
    assert typed(entry(), TAXONOMY.letters(reason)).reason == reason


def test_at_most_fifteen_codes_show_after_the_first_letter() -> None:
    for letter, _ in entry().choices():
        assert 1 <= len(typed(entry(), letter).choices()) <= 15


def test_an_unknown_letter_changes_nothing() -> None:
    assert entry().pressed("z") is None
    assert typed(entry(), "o").pressed("z") is None
    assert entry().at(Field.NOTE).pressed("o") is None


def test_a_guess_gives_way_to_the_agent_and_is_no_draft() -> None:
    guessed = entry().with_guess("order/late")
    assert (guessed.reason, guessed.guessed, guessed.typed()) == ("order/late", True, {})
    chosen = typed(guessed, "rr")
    assert (chosen.reason, chosen.guessed) == ("returns/refund", False)
    assert chosen.with_guess("order/late") == chosen
    assert typed(guessed, "b").with_guess("order/cancel").reason == "order/late"


def test_the_due_time_is_asked_for_with_a_task_or_a_callback() -> None:
    assert Field.DUE not in typed(entry(), "olc").fields
    assert Field.DUE in typed(entry(), "olb").fields
    assert Field.DUE in typed(entry().at(Field.NEXT_ACTION), "t").fields
    assert not typed(entry().at(Field.NEXT_ACTION), "c").needs_due


def test_why_no_message_is_owed_is_asked_only_where_nothing_says_it() -> None:
    assert Field.TOLD not in typed(entry(Channel.PHONE), "olr").fields
    mail = typed(entry(Channel.EMAIL), "olr")
    assert mail.fields[-1] is Field.TOLD
    assert [problem.field for problem in mail.problems()] == ["told"]
    assert Field.TOLD not in typed(entry(Channel.EMAIL, answered=True), "olr").fields


def test_a_cause_pressed_twice_is_taken_away() -> None:
    once = typed(entry().at(Field.CAUSE), "c")
    assert once.cause == "carrier"
    assert typed(once, "c").cause == ""


def test_backspace_goes_back_step_by_step() -> None:
    steps = typed(entry(), "ol").pressed("r")
    assert steps is not None
    seen = []
    for _ in range(3):
        steps = steps.erased()
        seen.append((steps.field, steps.reason, steps.outcome))
    assert seen == [
        (Field.OUTCOME, "order/late", ""),
        (Field.REASON, "order/late", ""),
        (Field.REASON, "", ""),
    ]
    assert typed(entry(), "o").erased().first == ""


def test_tab_goes_around_and_forgets_a_waiting_letter() -> None:
    one = typed(entry(), "o").moved(1)
    assert (one.first, one.field) == ("", Field.OUTCOME)
    seen = [one.field]
    while one.moved(1).field is not Field.REASON:
        one = one.moved(1)
        seen.append(one.field)
    assert seen == [Field.OUTCOME, Field.CAUSE, Field.NEXT_ACTION, Field.TAGS, Field.NOTE]
    assert entry().moved(-1).field is Field.NOTE


@example(letters="", texts={"tags": "none", "due": ""}, action="none")
@given(
    letters=st.text("olrcbx", max_size=3),
    texts=st.dictionaries(st.sampled_from([f.value for f in TEXT_FIELDS[:4]]), st.text(max_size=9)),
    action=st.sampled_from(["none", "task", "callback"]),
)
def test_what_is_typed_comes_back(letters: str, texts: dict[str, str], action: str) -> None:
    one = entry().with_text(Field.NEXT_ACTION, action)
    for letter in letters:
        one = one.pressed(letter) or one
    for name, words in texts.items():
        one = one.with_text(Field(name), words)
    assert entry().restored(one.typed()).wrap_up() == one.wrap_up()


def test_a_draft_of_codes_that_are_gone_is_left_out() -> None:
    again = (
        entry()
        .with_guess("order/late")
        .restored({"reason": "no/such", "outcome": "resolved", "cause": 7, "note": "kept"})
    )
    assert (again.reason, again.guessed, again.outcome) == ("order/late", True, "resolved")
    assert (again.cause, again.note) == ("", "kept")


def test_a_correction_needs_its_reason() -> None:
    from dataclasses import replace

    one = replace(typed(entry(), "olr"), correcting=True)
    assert [problem.field for problem in one.problems()] == ["why"]
    assert replace(one, why="pressed o").problems() == []
    assert one.fields[-1] is Field.WHY
