"""Suggestions: what was used for tickets like this one; an erased person leaves the index."""

from collections.abc import Iterator

import pytest

from bench import suggest as measured
from csr_desk.actions import canned_edit, privacy, similar, suggest, wrap_guess
from csr_desk.actions.canned_form import Form
from csr_desk.actions.desk import Desk
from csr_desk.actions.suggest import Suggester
from csr_desk.store import suggest_index
from csr_desk.store.connection import Store
from csr_desk.store.suggest_index import Index, Past
from tests.desk import TestDesk

LATE = "My parcel has not arrived although the courier promised it"
BROKEN = "The lamp flickers and the switch makes noise"


@pytest.fixture
def desk(hand: TestDesk) -> Desk:
    """The desk, as actions take it."""
    return hand.desk


@pytest.fixture
def past(hand: TestDesk) -> dict[str, int]:
    """Two responses, each used in four tickets of one matter."""
    desk = hand.desk
    made = {
        name: canned_edit.create(desk, Form(name, title, "We look into it."))
        for name, title in (("delay", "Sorry for waiting"), ("repair", "Send it in"))
    }
    for name, said in (("delay", LATE), ("repair", BROKEN)):
        for number in range(4):
            ticket = asked(hand, f"{said} {number}")
            use(desk, ticket, made[name])
    return made


def asked(hand: TestDesk, said: str, customer: int | None = None) -> int:
    desk = hand.desk
    ticket = hand.ticket("Question")
    with desk.store.transaction():
        desk.store.insert(
            "message", uid=desk.new_uid(), ticket_id=ticket, at=desk.now(), kind="public",
            author_kind="customer", author="Ann", channel="email", body=said, state="received",
        )  # fmt: skip
        if customer is not None:
            sql = "UPDATE ticket SET customer_id = ? WHERE id = ?"
            desk.store.execute(sql, customer, ticket)
    return ticket


def use(desk: Desk, ticket: int, response: int) -> None:
    with desk.store.transaction():
        desk.store.insert("canned_use", canned_id=response, ticket_id=ticket, at=desk.now())


@pytest.fixture
def suggester(desk: Desk) -> Iterator[Suggester]:
    """A look-up with its own connection."""
    one = Suggester(desk)
    yield one
    one.close()


def names(found: suggest.Suggestions | None) -> list[str]:
    assert found is not None
    return [one.name for one in found.texts]


def test_the_response_of_tickets_like_it_comes_first(
    hand: TestDesk, past: dict[str, int], suggester: Suggester
) -> None:
    late = asked(hand, "Where is my parcel, the courier did not come")
    broken = asked(hand, "My lamp flickers")
    assert names(suggester.find(late))[0] == "delay"
    assert names(suggester.find(broken))[0] == "repair"


def test_a_ticket_of_other_words_suggests_nothing_unused(
    hand: TestDesk, suggester: Suggester
) -> None:
    canned_edit.create(hand.desk, Form("lonely", "Nobody used it", "Words of its own."))
    assert names(suggester.find(asked(hand, "Completely different"))) == []


def test_what_is_used_now_counts_the_next_time(
    hand: TestDesk, past: dict[str, int], suggester: Suggester
) -> None:
    new = canned_edit.create(hand.desk, Form("invoice", "Copy", "Here it is."))
    wanted = asked(hand, "Please a duplicate invoice document")
    suggester.find(wanted)
    for number in range(3):
        use(hand.desk, asked(hand, f"duplicate invoice document {number}"), new)
    assert names(suggester.find(wanted))[0] == "invoice"


def test_an_expired_one_is_not_suggested(hand: TestDesk, suggester: Suggester) -> None:
    old = canned_edit.create(hand.desk, Form("old", "Old parcel", "parcel", valid_until=1))
    use(hand.desk, asked(hand, LATE), old)
    assert names(suggester.find(asked(hand, LATE))) == []


def test_the_words_of_an_erased_person_leave_the_index(
    hand: TestDesk, past: dict[str, int], suggester: Suggester
) -> None:
    desk, person = hand.desk, hand.customer("Zoe Quill")
    one = asked(hand, "unmistakable marmalade", person)
    use(desk, one, past["repair"])
    wanted = asked(hand, "unmistakable marmalade again")
    assert suggester.find(wanted) is not None
    index = suggester._index
    assert index is not None
    assert one in [ticket for ticket, _ in index._like(["marmalade"], None)]
    desk.store.execute("UPDATE operation SET state = 'acknowledged'")
    privacy.erase(desk, person)
    suggester.find(wanted)
    after = suggester._index
    assert after is not None
    assert after is not index
    assert one not in [ticket for ticket, _ in after._like(["marmalade"], None)]


def test_an_interrupted_question_answers_none_and_the_next_one_answers(
    hand: TestDesk,
    past: dict[str, int],
    suggester: Suggester,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ticket = asked(hand, LATE)
    fresh = suggester._fresh

    def interrupted(store: Store) -> Index:
        suggester.interrupt()
        return fresh(store)

    with monkeypatch.context() as patched:
        patched.setattr(suggester, "_fresh", interrupted)
        assert suggester.find(ticket) is None
    assert names(suggester.find(ticket))[0] == "delay"


def test_reasons_of_tickets_like_it_speak_for_the_reason(hand: TestDesk) -> None:
    ticket = asked(hand, "zzz")
    assert wrap_guess.ranked(hand.desk, ticket, {}) == []
    (first, *_) = wrap_guess.ranked(hand.desk, ticket, {"order/late": 0.8})
    assert first.code == "order/late"
    assert "80% of tickets like this one" in first.because


def test_shares_are_kept_for_the_wrap_up_and_bounded(desk: Desk) -> None:
    for ticket in range(similar.KEPT + 5):
        similar.keep(desk.store, ticket, {"order/late": 0.5})
    assert similar.of(desk.store, 0) == {}
    assert similar.of(desk.store, similar.KEPT + 4) == {"order/late": 0.5}


def test_votes_are_shares() -> None:
    index = Index(
        [
            Past(1, "late parcel", (("canned", "7"), ("reason", "order/late"))),
            Past(2, "parcel late again", (("canned", "8"), ("reason", "order/late"))),
            Past(3, "lamp broken", (("canned", "9"), ("reason", "product/fault"))),
            *(Past(n, "late parcel", (("canned", "7"), ("reason", "order/late"))) for n in (4, 5)),
        ]
    )
    votes = index.votes(["parcel", "late"], besides=2)
    assert votes["reason"] == {"order/late": 1.0}
    assert max(votes["canned"], key=lambda item: votes["canned"][item]) == "7"
    assert sum(votes["canned"].values()) == pytest.approx(1.0)
    assert index.votes([])["reason"] == {}
    index.close()


def test_two_logged_tickets_say_nothing_of_a_reason() -> None:
    index = Index(
        Past(number, "return label", (("reason", "billing/double-charge"),)) for number in (1, 2)
    )
    assert index.votes(["return", "label"])["reason"] == {}
    index.close()


def test_hits_beat_the_most_used_on_held_out_history(hand: TestDesk, past: dict[str, int]) -> None:
    for number in range(3):
        use(hand.desk, asked(hand, f"{LATE} more {number}"), past["delay"])
    rates = measured.hit_rates(hand.desk)
    assert rates["responses"] == 100.0
    assert len(list(suggest_index.past(hand.desk.store))) == 11
