"""Values of placeholders, checks before sending, and what a stopped send leaves behind."""

import json

from csr_desk.actions import compose, draft, follow_up, message, placeholder_values
from csr_desk.domain.instants import DAY
from csr_desk.domain.models import DraftKind, IdentityKind, OperationState
from csr_desk.domain.placeholder_names import NAMES
from csr_desk.store import people
from csr_desk.store.tickets import messages
from tests.desk import TestDesk


def order(world: TestDesk, number: str, **more: object) -> None:
    customer = world.store.value("SELECT min(id) FROM customer")
    with world.store.transaction():
        world.store.insert("customer_order", number=number, customer_id=customer, **more)


def test_values_come_from_ticket_customer_order_and_agent(hand: TestDesk) -> None:
    customer = hand.customer("Ann Baker")
    with hand.store.transaction():
        people.add_identity(
            hand.store, customer, people.NewIdentity(IdentityKind.EMAIL, "ann@example.com")
        )
    ticket_id = hand.ticket("Late parcel")
    order(hand, "A-77", tracking="TR1", eta=hand.desk.now() + 2 * DAY)
    follow_up.add(hand.desk, "call", hand.desk.now() + DAY, ticket_id=ticket_id, kind="task")
    found = placeholder_values.values(hand.desk, ticket_id)
    assert found["customer.first_name"] == "Ann"
    assert found["customer.last_name"] == "Baker"
    assert found["customer.email"] == "ann@example.com"
    assert found["ticket.subject"] == "Late parcel"
    assert found["order.number"] == "A-77"
    assert found["order.tracking"] == "TR1"
    assert found["order.eta"] == "25 November 2026"
    assert found["promise.date"] == "24 November 2026"
    assert found["today"] == "23 November 2026"
    assert found["agent.name"] == "Me"
    assert set(found) <= set(NAMES)


def test_no_order_is_named_on_a_guess(hand: TestDesk) -> None:
    ticket_id = hand.ticket("Where is it")
    order(hand, "A-77")
    order(hand, "B-88")
    assert "order.number" not in placeholder_values.values(hand.desk, ticket_id)
    message.receive(hand.desk, ticket_id, "My order b-88 is late", author="Ann")
    assert placeholder_values.values(hand.desk, ticket_id)["order.number"] == "B-88"


def test_an_address_is_no_first_name(hand: TestDesk) -> None:
    hand.customer("shop77@example.com")
    assert "customer.first_name" not in placeholder_values.values(hand.desk, hand.ticket())


def test_a_blocked_text_changes_nothing(hand: TestDesk) -> None:
    ticket_id = hand.ticket()
    draft.save(hand.desk, ticket_id, DraftKind.REPLY, "Your {{order.number}}")
    sent = compose.send(hand.desk, ticket_id, DraftKind.REPLY, "Your {{order.number}}")
    assert sent.posted is None
    assert sent.is_blocked
    assert [one.code for one in sent.checks] == ["placeholder"]
    assert messages(hand.store, ticket_id) == []
    assert draft.load(hand.desk, ticket_id, DraftKind.REPLY) is not None


def test_a_warning_stops_until_it_is_accepted(hand: TestDesk) -> None:
    ticket_id = hand.ticket()
    text = "Please see the attached form."
    first = compose.send(hand.desk, ticket_id, DraftKind.REPLY, text)
    assert first.posted is None
    assert not first.is_blocked
    seen = frozenset(one.sentence for one in first.checks)
    second = compose.send(hand.desk, ticket_id, DraftKind.REPLY, text, accepted=seen)
    assert second.posted is not None
    assert second.posted.state is OperationState.WAITING


def test_a_public_post_with_personal_data_is_blocked_and_logged(hand: TestDesk) -> None:
    ticket_id = hand.ticket("Wall", "social")
    order(hand, "A-77123")
    text = "Your order A-77123 is on its way"
    sent = compose.send(hand.desk, ticket_id, DraftKind.REPLY, text, accepted=frozenset({"x"}))
    assert sent.is_blocked
    row = hand.store.one("SELECT data FROM event WHERE kind = 'pii.blocked'")
    assert row is not None
    data = json.loads(row[0])
    assert (data["pii"], data["where"]) == ("order_number", "public_reply")
    assert "A-77123" not in row[0]


def test_the_same_words_may_leave_in_a_mail_and_in_a_note(hand: TestDesk) -> None:
    mail, wall = hand.ticket("Mail"), hand.ticket("Wall", "social")
    text = "Your order A-77123 is on its way"
    assert compose.send(hand.desk, mail, DraftKind.REPLY, text).posted is not None
    assert compose.send(hand.desk, wall, DraftKind.NOTE, text).posted is not None
    assert "pii.blocked" not in hand.kinds()


def test_the_agents_own_address_may_stand_in_public(hand: TestDesk) -> None:
    ticket_id = hand.ticket("Wall", "social")
    sent = compose.send(hand.desk, ticket_id, DraftKind.REPLY, "Write to me@example.com please")
    assert sent.posted is not None
