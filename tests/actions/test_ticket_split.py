"""Messages become a ticket of their own, and go back where they came from."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csr_desk import errors
from csr_desk.actions import draft, message, outbox, ticket_acts, ticket_split
from csr_desk.domain.models import DraftKind, MessageKind, Status
from csr_desk.store import ticket_links, tickets
from tests.actions.test_ticket_merge import dump
from tests.desk import TestDesk


def talk(hand: TestDesk, *words: str) -> tuple[int, list[int]]:
    """Return a ticket with some words of its customer, and the messages."""
    hand.customer()
    made = hand.ticket("Late parcel", body="My parcel is late.")
    for each in words:
        hand.wait(60)
        message.receive(hand.desk, made, each, author="Ann Baker")
    return made, [one.id for one in tickets.messages(hand.store, made)]


def bodies(hand: TestDesk, ticket_id: int) -> list[str]:
    found = tickets.messages(hand.store, ticket_id)
    return [one.body for one in found if one.kind is MessageKind.PUBLIC]


def test_a_message_goes_to_a_new_ticket_with_a_link_and_a_note_on_both(hand: TestDesk) -> None:
    made, ids = talk(hand, "And my invoice is wrong.", "Hello?")
    new = ticket_split.split(hand.desk, made, [ids[1]], subject="Invoice")
    assert bodies(hand, made) == ["My parcel is late.", "Hello?"]
    assert bodies(hand, new) == ["And my invoice is wrong."]
    known = tickets.ticket(hand.store, new)
    assert (known.subject, known.customer_id) == ("Invoice", 1)
    assert known.waiting_since == tickets.message(hand.store, ids[1]).at
    (link,) = ticket_links.of_ticket(hand.store, new)
    assert (link.kind, link.is_from, link.other_id) == ("split", True, made)
    notes = [
        one.body
        for ticket_id in (made, new)
        for one in tickets.messages(hand.store, ticket_id)
        if one.kind is MessageKind.INTERNAL
    ]
    assert notes == [
        f"Split: 1 message went on in the new ticket #{known.reference}.",
        f"Split from #{tickets.ticket(hand.store, made).reference}: 1 message.",
    ]
    assert "ticket.split" in hand.kinds()


def test_it_may_be_another_customers(hand: TestDesk) -> None:
    made, ids = talk(hand, "I am Bob and I want my money.")
    bob = hand.customer("Bob Carter")
    new = ticket_split.split(hand.desk, made, [ids[1]], customer_id=bob)
    assert tickets.ticket(hand.store, new).customer_id == bob


def test_what_cannot_be_split_says_why(hand: TestDesk) -> None:
    made, ids = talk(hand, "Second.")
    other = hand.ticket("Other", body="Elsewhere.")
    elsewhere = tickets.messages(hand.store, other)[0].id
    for chosen, why in (
        (ids, "One message at least stays"),
        ([], "Choose messages"),
        ([elsewhere], "Choose messages"),
    ):
        with pytest.raises(errors.Refused, match=why):
            ticket_split.split(hand.desk, made, chosen)
    posted = message.reply(hand.desk, made, "On its way.")
    with pytest.raises(errors.Refused, match="has not left"):
        ticket_split.split(hand.desk, made, [posted.message_id])


def test_what_was_said_on_the_new_ticket_since_stays_there(hand: TestDesk) -> None:
    made, ids = talk(hand, "And my invoice is wrong.")
    new = ticket_split.split(hand.desk, made, [ids[1]])
    hand.wait(5)
    message.receive(hand.desk, new, "Any news?", author="Ann Baker")
    ticket_acts.undo(hand.desk)
    assert bodies(hand, made) == ["My parcel is late.", "And my invoice is wrong."]
    assert bodies(hand, new) == ["Any news?"]
    assert tickets.ticket(hand.store, new).status is not Status.CLOSED


def test_at_a_helpdesk_a_new_ticket_begins_with_the_words_and_both_get_a_note(
    hand: TestDesk,
) -> None:
    made, ids = talk(hand, "And my invoice is wrong.")
    with hand.store.transaction():
        hand.store.execute("UPDATE ticket SET account = 'zd'")
    draft.save(hand.desk, made, DraftKind.NOTE, "Typed so far.", 4)
    new = ticket_split.split(hand.desk, made, [ids[1]], subject="Invoice")
    assert bodies(hand, made) == ["My parcel is late.", "And my invoice is wrong."]
    assert bodies(hand, new) == ["And my invoice is wrong."]
    assert tickets.ticket(hand.store, new).account == "zd"
    kinds = hand.store.all("SELECT ticket_id, kind FROM operation WHERE account = 'zd'")
    assert kinds == [(new, "create"), (made, "note"), (new, "note")]
    typed = draft.load(hand.desk, made, DraftKind.NOTE)
    assert typed is not None
    assert (typed.body, typed.cursor) == ("Typed so far.", 4)


@pytest.fixture
def at_a_helpdesk(hand: TestDesk) -> tuple[int, int]:
    """A ticket of a helpdesk and the one that was split from it."""
    made, ids = talk(hand, "And my invoice is wrong.")
    with hand.store.transaction():
        hand.store.execute("UPDATE ticket SET account = 'zd'")
    return made, ticket_split.split(hand.desk, made, [ids[1]], subject="Invoice")


def states(hand: TestDesk) -> list[str]:
    return [row[0] for row in hand.store.all("SELECT state FROM operation WHERE account = 'zd'")]


def test_at_a_helpdesk_a_split_waits_and_can_be_taken_back(
    hand: TestDesk, at_a_helpdesk: tuple[int, int]
) -> None:
    made, new = at_a_helpdesk
    assert states(hand) == ["waiting"] * 3
    hand.wait(14)
    outbox.release_due(hand.desk)
    assert ticket_acts.undo(hand.desk) is not None
    assert states(hand) == ["dropped"] * 3
    assert tickets.ticket(hand.store, new).status is Status.CLOSED
    assert [one.state for one in tickets.messages(hand.store, new)] == []
    assert bodies(hand, made) == ["My parcel is late.", "And my invoice is wrong."]
    assert hand.kinds()[-1] == "ticket.split_undone"


@pytest.mark.parametrize("state", ["trying", "in_doubt", "acknowledged"])
def test_what_may_be_at_the_helpdesk_is_not_taken_back(
    hand: TestDesk, at_a_helpdesk: tuple[int, int], state: str
) -> None:
    hand.wait(16)
    outbox.release_due(hand.desk)
    assert states(hand) == ["queued"] * 3
    with hand.store.transaction():
        hand.store.execute(
            "UPDATE operation SET state = ?, attempts = 1 WHERE kind = 'create'", state
        )
    with pytest.raises(errors.Refused, match="ticket of the helpdesk by now"):
        ticket_acts.undo(hand.desk)
    assert "dropped" not in states(hand)


def test_a_split_one_went_on_with_is_not_taken_back(
    hand: TestDesk, at_a_helpdesk: tuple[int, int]
) -> None:
    message.reply(hand.desk, at_a_helpdesk[1], "We look into the invoice.")
    with pytest.raises(errors.Refused, match="you went on with"):
        ticket_acts.undo(hand.desk)
    assert "dropped" not in states(hand)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(words=st.lists(st.sampled_from("abcd"), min_size=1, max_size=6), data=st.data())
def test_split_then_undo_is_the_identity_on_the_ticket(
    words: list[str], data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        hand = TestDesk(Path(folder))
        made, ids = talk(hand, *words)
        outbox.release_due(hand.desk)
        chosen = data.draw(st.lists(st.sampled_from(ids), min_size=1, unique=True))
        if len(chosen) == len(ids):
            chosen = chosen[1:]
        was = dump(hand)
        new = ticket_split.split(hand.desk, made, chosen)
        undone = ticket_acts.undo(hand.desk)
        assert undone is not None
        assert undone.ticket_id == made
        now = dump(hand)
        shell = [row for row in now.pop("ticket") if row[0] != new]
        assert shell == was.pop("ticket")
        assert now == was
        assert tickets.ticket(hand.store, new).status is Status.CLOSED
        hand.store.close()
