"""The same customer with the same issue: proposed with reasons, turned down once, never done."""

import pytest

from csr_desk.actions import (
    follow_up,
    interaction,
    seen_before,
    ticket,
    ticket_link,
    ticket_merge,
    wrap_up,
)
from csr_desk.domain.instants import DAY
from csr_desk.domain.models import Channel, Status
from csr_desk.domain.wrap_up import WrapUp
from tests.desk import TestDesk


def logged(hand: TestDesk, ticket_id: int, reason: str = "order/late") -> int:
    contact = interaction.open_contact(hand.desk, ticket_id, Channel.PHONE)
    hand.wait(60)
    interaction.end(hand.desk, contact.id)
    wrap_up.commit(hand.desk, contact.id, WrapUp(reason, "resolved", told="by phone"))
    return contact.id


def changes(hand: TestDesk) -> list[object]:
    tables = ("ticket_link", "interaction_link", "ticket_move", "message", "ticket")
    return [hand.store.all(f"SELECT * FROM {table}") for table in tables]


def test_the_same_reason_within_seven_days_is_proposed_with_what_was_promised(
    hand: TestDesk,
) -> None:
    first = hand.ticket("Parcel is late")
    earlier = logged(hand, first)
    follow_up.add(hand.desk, "call about the parcel", hand.desk.now() + DAY, ticket_id=first)
    hand.wait(2 * 86_400)
    second = hand.ticket("Where does it stay")
    was = changes(hand)
    found = seen_before.find(hand.desk, second, reason="order/late")
    assert found is not None
    assert (found.ticket_id, found.contact_id, found.by) == (first, earlier, "Me")
    assert (found.reason, found.outcome, found.why) == (
        "order/late",
        "resolved",
        ("reason order/late",),
    )
    assert [one.text for one in found.promises] == ["call about the parcel"]
    assert changes(hand) == was
    assert seen_before.find(hand.desk, second, reason="billing/invoice") is None
    hand.wait(5 * 86_400)
    assert seen_before.find(hand.desk, second, reason="order/late") is None


def test_the_same_order_is_proposed_and_another_one_is_not(hand: TestDesk) -> None:
    hand.customer()
    for number in ("A-1001", "A-1002"):
        hand.store.insert("customer_order", number=number, customer_id=1, placed_at=1)
    first = hand.ticket("Question", body="Order A-1001 is broken.")
    other = hand.ticket("Question", body="Order A-1002 is broken.")
    again = hand.ticket("Hello", body="a-1001 again, what now?")
    found = seen_before.find(hand.desk, again)
    assert found is not None
    assert (found.ticket_id, found.why) == (first, ("order A-1001",))
    assert seen_before.find(hand.desk, other) is None


def test_another_customers_ticket_is_never_proposed(hand: TestDesk) -> None:
    hand.ticket("Parcel is late since Monday")
    other = ticket.create(
        hand.desk, hand.customer("Bob Carter"), "Parcel is late since Monday", "email"
    )
    assert seen_before.find(hand.desk, other) is None


@pytest.mark.parametrize("how", ["linked", "merged", "dismissed", "spam"])
def test_what_is_settled_is_not_proposed_again(hand: TestDesk, how: str) -> None:
    first = hand.ticket("Parcel late since Monday", body="x")
    second = hand.ticket("Parcel late since Monday", body="y")
    found = seen_before.find(hand.desk, second)
    assert found is not None
    assert found.ticket_id == first
    if how == "linked":
        ticket_link.link(hand.desk, first, second, "related")
    elif how == "merged":
        ticket_merge.merge(hand.desk, first, second)
    elif how == "dismissed":
        seen_before.dismiss(hand.desk, second, found)
        assert seen_before.find(hand.desk, first) is None
    else:
        hand.store.execute("UPDATE ticket SET is_spam = 1 WHERE id = ?", first)
    assert seen_before.find(hand.desk, second) is None


def test_the_banner_and_the_proposal_are_logged_once(hand: TestDesk) -> None:
    first = hand.ticket("Parcel late since Monday")
    earlier = logged(hand, first)
    second = hand.ticket("Parcel late since Monday")
    contact = interaction.open_contact(hand.desk, second, Channel.EMAIL)
    found = seen_before.find(hand.desk, second, but=contact.id)
    assert found is not None
    for _ in range(3):
        seen_before.suggested(hand.desk, second, found)
        seen_before.banner(hand.desk, contact.id, earlier)
    seen_before.used(hand.desk, second, found)
    kinds = [kind for kind in hand.kinds() if kind.startswith(("duplicate.", "history."))]
    assert kinds == ["duplicate.suggest", "history.banner", "duplicate.use"]


def test_a_contact_on_a_ticket_with_an_earlier_one_is_told_at_once(hand: TestDesk) -> None:
    made = hand.ticket()
    earlier = logged(hand, made)
    hand.wait(3600)
    contact = interaction.open_contact(hand.desk, made, Channel.PHONE)
    sql = "SELECT interaction_id, json_extract(data, '$.earlier') FROM event WHERE kind = ?"
    assert hand.store.all(sql, "history.banner") == [(contact.id, earlier)]
    found = seen_before.find(hand.desk, made, but=contact.id)
    assert found is not None
    assert found.is_same_ticket
    assert found.contact_id == earlier


def test_to_reopen_a_ticket_joins_the_contact_to_the_one_before_and_undo_parts_them(
    hand: TestDesk,
) -> None:
    made = hand.ticket()
    earlier = logged(hand, made)
    hand.wait(3600)
    contact = interaction.open_contact(hand.desk, made, Channel.PHONE)
    sql = "SELECT interaction_id, to_id FROM interaction_link"
    assert hand.store.all(sql) == []
    done = ticket.change(hand.desk, made, ticket.Change(status=Status.OPEN))
    assert hand.store.all(sql) == [(contact.id, earlier)]
    assert "interaction.linked" in hand.kinds()
    ticket.undo_change(hand.desk, [done or ""])
    assert hand.store.all(sql) == []
