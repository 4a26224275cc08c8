"""A customer's record, timeline, matches and figures are read right and through indexes."""

from typing import Any

import pytest

from csr_desk import errors
from csr_desk.actions import follow_up, ticket
from csr_desk.actions import interaction as contacts
from csr_desk.actions import wrap_up as wrap_ups
from csr_desk.domain.instants import DAY, HOUR
from csr_desk.domain.models import Channel, Direction, IdentityKind, Status
from csr_desk.domain.wrap_up import WrapUp
from csr_desk.store import (
    customer_matches,
    customer_promises,
    customer_sales,
    customer_tickets,
    customer_timeline,
    customers,
    people,
)
from csr_desk.store.answers_write import NewAnswer, Writer, take
from csr_desk.store.customer_matches import Typed
from csr_desk.store.customer_timeline import Entry, EntryKind
from csr_desk.store.people import NewIdentity
from tests.desk import TestDesk

MANY = 3_000


def person(hand: TestDesk, name: str = "Ann Baker", **more: Any) -> int:
    with hand.store.transaction():
        return people.insert_customer(
            hand.store, uid=hand.hands.uid(), at=hand.desk.now(), name=name, salt="s", **more
        )


def message(hand: TestDesk, ticket_id: int, at: int, body: str = "hello", **more: Any) -> int:
    columns = {
        "kind": "public", "author_kind": "customer", "author": "Ann", "channel": "email",
        "state": "received", **more,
    }  # fmt: skip
    return hand.store.insert(
        "message", uid=hand.hands.uid(), ticket_id=ticket_id, at=at, body=body, **columns
    )


def answer(
    hand: TestDesk, customer_id: int, ticket_id: int | None, value: int, comment: str = ""
) -> None:
    with hand.store.transaction():
        now = hand.desk.now()
        made = NewAnswer(
            f"key-{now}", "shop", "csat", "1-5", value, now, customer_id, ticket_id, comment
        )
        take(Writer(hand.store, hand.hands.uid, now, "import", 1), made)


def everything(hand: TestDesk) -> int:
    """A customer with one entry of each kind; returns the id."""
    one = person(hand)
    ticket_id = ticket.create(hand.desk, one, "Late parcel", "phone", body="Where is it?")
    hand.wait(60)
    contact = contacts.open_contact(hand.desk, ticket_id, Channel.PHONE)
    hand.wait(100)
    contacts.hold(hand.desk, contact.id)
    hand.wait(20)
    contacts.resume(hand.desk, contact.id)
    message(hand, ticket_id, hand.desk.now(), "asked the carrier", kind="internal",
            author_kind="agent", author="Me", state="sent")  # fmt: skip
    wanted = WrapUp("order/late", "pending_customer", "", "none", (), "asked", "told by phone")
    wrap_ups.commit(hand.desk, contact.id, wanted)
    hand.wait(60)
    follow_up.add(hand.desk, "call back", hand.desk.now() + DAY, ticket_id=ticket_id)
    hand.wait(60)
    now = hand.desk.now()
    order = hand.store.insert(
        "customer_order", number="A-1", customer_id=one, placed_at=now, status="shipped",
        currency="EUR", total=4_250, tracking="DHL1", eta=now + DAY,
    )  # fmt: skip
    hand.store.insert("order_line", order_id=order, product="kettle", quantity=2, unit_price=2_125)
    hand.store.insert(
        "invoice", number="I-1", customer_id=one, order_id=order, issued_at=now, due_at=now + DAY,
        currency="EUR", amount=4_250, paid=1_000,
    )  # fmt: skip
    hand.wait(30)
    answer(hand, one, ticket_id, 2, "Too late")
    hand.wait(30)
    with hand.store.transaction():
        people.record_change(
            hand.store, one, "city", "Berlin", "Bonn", at=hand.desk.now(), actor="Me",
            source="agent",
        )  # fmt: skip
    return one


def read(hand: TestDesk, customer_id: int, **more: Any) -> list[Entry]:
    return customer_timeline.entries(hand.store, customer_id, hand.desk.now(), **more)


def paged(hand: TestDesk, customer_id: int, size: int, **more: Any) -> list[Entry]:
    found: list[Entry] = []
    while page := read(
        hand, customer_id, before=found[-1].key if found else None, limit=size, **more
    ):
        found += page
    return found


def test_the_record_has_identities_and_facts(hand: TestDesk) -> None:
    one = person(
        hand,
        organisation="Acme",
        addresses=[NewIdentity(IdentityKind.EMAIL, "ann@example.com")],
        fields=[("city", "Bonn")],
    )
    known = customers.record(hand.store, one)
    assert (known.name, known.organisation, known.value("city")) == ("Ann Baker", "Acme", "Bonn")
    assert known.value("nothing") == ""
    assert [one.value for one in known.identities] == ["ann@example.com"]
    with pytest.raises(errors.Refused, match="no customer 99"):
        customers.record(hand.store, 99)


def test_orders_invoices_and_balance(hand: TestDesk) -> None:
    one = everything(hand)
    order = customer_sales.orders(hand.store, one)[0]
    assert (order.number, order.status, order.total) == ("A-1", "shipped", 4_250)
    assert [(line.product, line.quantity) for line in order.lines] == [("kettle", 2.0)]
    invoice = customer_sales.invoices(hand.store, one)[0]
    assert (invoice.order_number, invoice.balance) == ("A-1", 3_250)
    assert not invoice.is_overdue(hand.desk.now())
    assert invoice.is_overdue(hand.desk.now() + 2 * DAY)
    assert customer_sales.balances(hand.store, one) == [("EUR", 3_250)]


def test_open_and_past_tickets(hand: TestDesk) -> None:
    one = person(hand)
    ids = [ticket.create(hand.desk, one, f"Ticket {n}", "email") for n in range(3)]
    ticket.change(hand.desk, ids[1], ticket.Change(status=Status.SOLVED, told="by phone"))
    assert {line.id for line in customer_tickets.open_tickets(hand.store, one)} == {ids[0], ids[2]}
    past = customer_tickets.past_tickets(hand.store, one)
    assert [(line.id, line.is_open) for line in past] == [(ids[1], False)]


def test_promises_of_the_person_and_of_their_tickets(hand: TestDesk) -> None:
    one, other = person(hand), person(hand, "Bob")
    ticket_id = ticket.create(hand.desk, one, "Late", "email")
    now = hand.desk.now()
    follow_up.add(hand.desk, "later", now + 2 * HOUR, ticket_id=ticket_id)
    follow_up.add(hand.desk, "sooner", now + HOUR, customer_id=one)
    done = follow_up.add(hand.desk, "kept", now, customer_id=one)
    follow_up.done(hand.desk, done)
    follow_up.add(hand.desk, "other", now, customer_id=other)
    assert [(p.text, p.by) for p in customer_promises.promises(hand.store, one)] == [
        ("sooner", "Me"),
        ("later", "Me"),
    ]
    assert customer_promises.promises(hand.store, one, True)[0].text == "kept"


def test_how_often_they_came_this_week(hand: TestDesk) -> None:
    one = person(hand)
    first = ticket.create(hand.desk, one, "A", "phone")
    second = ticket.create(hand.desk, one, "B", "email")
    contacts.open_contact(hand.desk, first, Channel.PHONE)
    hand.wait(86_400)
    contacts.open_contact(hand.desk, second, Channel.EMAIL)
    contacts.open_contact(hand.desk, second, Channel.PHONE)
    contacts.open_contact(hand.desk, second, Channel.CHAT, Direction.OUTBOUND)
    message(hand, second, hand.desk.now())
    message(hand, second, hand.desk.now(), author_kind="agent", author="Me")
    count = customer_tickets.week_count(hand.store, one, hand.desk.now())
    assert (count.calls, count.contacts, count.messages) == (2, 3, 1)
    hand.wait(6 * 86_400)
    assert customer_tickets.week_count(hand.store, one, hand.desk.now()).calls == 1


# timeline ----------------------------------------------------------------------------------------


def test_one_line_over_all_channels_newest_first(hand: TestDesk) -> None:
    one = everything(hand)
    found = read(hand, one)
    assert [entry.kind for entry in found] == [
        EntryKind.FIELD_CHANGE,
        EntryKind.ANSWER,
        EntryKind.INVOICE,
        EntryKind.ORDER,
        EntryKind.FOLLOW_UP,
        EntryKind.NOTE,
        EntryKind.CONTACT,
        EntryKind.MESSAGE,
    ]
    by_kind = {entry.kind: entry for entry in found}
    contact = by_kind[EntryKind.CONTACT]
    assert contact.seconds == (100, 20, 0)
    assert contact.text == "asked"
    assert contact.head == "order/late pending customer #1"
    assert by_kind[EntryKind.INVOICE].head == "invoice I-1 42.50 EUR, 32.50 EUR to pay"
    assert by_kind[EntryKind.ORDER].text == "kettle"
    assert by_kind[EntryKind.FOLLOW_UP].head == "task open"
    assert by_kind[EntryKind.FIELD_CHANGE].head == "city: Berlin → Bonn"
    assert by_kind[EntryKind.ANSWER].head == "2 of 5 #1"
    assert by_kind[EntryKind.ANSWER].text == "Too late"
    assert by_kind[EntryKind.MESSAGE].from_customer
    assert not by_kind[EntryKind.NOTE].from_customer


@pytest.mark.parametrize("size", [1, 2, 3, 50])
def test_pages_are_the_whole_line_without_gap_or_double(hand: TestDesk, size: int) -> None:
    one = everything(hand)
    at = hand.desk.now()
    for ticket_id in (ticket.create(hand.desk, one, "x", "chat") for _ in range(3)):
        for kind in ("public", "internal", "public"):
            message(hand, ticket_id, at, kind=kind)
    whole = read(hand, one, limit=500)
    assert len(whole) == 17
    keys = [entry.key for entry in whole]
    assert keys == sorted(keys, reverse=True)
    assert paged(hand, one, size) == whole


def test_kinds_are_filtered_and_dropped_messages_never_show(hand: TestDesk) -> None:
    one = everything(hand)
    ticket_id = customer_tickets.open_tickets(hand.store, one)[0].id
    message(hand, ticket_id, hand.desk.now(), "gone", state="dropped")
    notes = frozenset({EntryKind.NOTE})
    assert [entry.text for entry in read(hand, one, kinds=notes)] == ["asked the carrier"]
    assert "gone" not in [entry.text for entry in read(hand, one)]
    assert read(hand, one, kinds=frozenset()) == []


def test_a_note_deep_under_thousands_of_messages_is_found(hand: TestDesk) -> None:
    one = person(hand)
    ticket_id = ticket.create(hand.desk, one, "x", "chat")
    with hand.store.transaction():
        message(hand, ticket_id, 5, "deep", kind="internal", author_kind="agent")
        for number in range(MANY):
            message(hand, ticket_id, 10 + number)
    notes = frozenset({EntryKind.NOTE})
    assert [entry.text for entry in read(hand, one, kinds=notes)] == ["deep"]
    assert len(paged(hand, one, 200)) == MANY + 1


def test_the_last_five_contacts(hand: TestDesk) -> None:
    one = person(hand)
    for number in range(7):
        ticket_id = ticket.create(hand.desk, one, f"Ticket {number}", "chat")
        contacts.open_contact(hand.desk, ticket_id, Channel.CHAT)
        hand.wait(60)
    found = customer_timeline.last_contacts(hand.store, one, hand.desk.now())
    assert [entry.id for entry in found] == [7, 6, 5, 4, 3]


def test_the_timeline_reads_through_indexes(hand: TestDesk) -> None:
    """No step of any page reads a whole table."""
    plans: list[str] = []
    one = everything(hand)

    def explain(cursor: Any, sql: str, bindings: Any) -> bool:
        if sql.startswith(("SELECT", "WITH")):
            plans.extend(
                str(row[3])
                for row in hand.store.db.cursor().execute(f"EXPLAIN QUERY PLAN {sql}", bindings)
            )
        return True

    hand.store.db.exec_trace = explain
    try:
        customer_timeline.entries(hand.store, one, hand.desk.now())
        customer_tickets.week_count(hand.store, one, hand.desk.now())
    finally:
        hand.store.db.exec_trace = None
    tables = {"m", "t", "i", "f", "u", "h", "o", "c", "invoice", "customer_order", "follow_up"}
    scans = [plan for plan in plans if plan.startswith("SCAN") and plan.split()[1] in tables]
    assert plans
    assert scans == []


# possible matches --------------------------------------------------------------------------------


def matched(hand: TestDesk, typed: Typed, **more: Any) -> list[tuple[str, tuple[str, ...]]]:
    found = customer_matches.possible(hand.store, typed, **more)
    return [(match.name, match.reasons) for match in found]


@pytest.fixture
def crowd(hand: TestDesk) -> TestDesk:
    person(
        hand,
        "Thomas Berg",
        addresses=[
            NewIdentity(IdentityKind.EMAIL, "t.berg@example.com"),
            NewIdentity(IdentityKind.PHONE, "+49 30 5550123"),
            NewIdentity(IdentityKind.SOCIAL, "@tberg"),
        ],
        fields=[("city", "Köln")],
    )
    person(hand, "Thomas Bergmann")
    person(hand, "Zoe Quinn", addresses=[NewIdentity(IdentityKind.EMAIL, "zoe@example.com")])
    return hand


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (
            Typed(addresses=((IdentityKind.EMAIL, "T.BERG@example.com"),)),
            [("Thomas Berg", ("same e-mail",))],
        ),
        (
            Typed(addresses=((IdentityKind.EMAIL, "t.bergg@example.com"),)),
            [("Thomas Berg", ("similar e-mail",))],
        ),
        (
            Typed(addresses=((IdentityKind.PHONE, "0049 (30) 555 0123"),)),
            [("Thomas Berg", ("same last 7 digits",))],
        ),
        (
            Typed(addresses=((IdentityKind.PHONE, "+49305550123"),)),
            [("Thomas Berg", ("same telephone number",))],
        ),
        (
            Typed(addresses=((IdentityKind.SOCIAL, "TBerg"),)),
            [("Thomas Berg", ("same handle",))],
        ),
        (Typed("thomas berg", city="KOLN"), [("Thomas Berg", ("same name and city",)),
                                             ("Thomas Bergmann", ("similar name",))]),
        (Typed("Berg, Thomas"), [("Thomas Berg", ("same name",)),
                                 ("Thomas Bergmann", ("similar name",))]),
        (Typed("Thomasz Berg"), [("Thomas Berg", ("similar name",))]),
        (Typed("Al"), []),
        (Typed("Somebody Else"), []),
        (Typed(), []),
        (Typed('"OR* ( name:x'), []),
    ],
)  # fmt: skip
def test_possible_matches_with_reasons(
    crowd: TestDesk, typed: Typed, found: list[tuple[str, tuple[str, ...]]]
) -> None:
    assert matched(crowd, typed) == found


def test_a_merged_record_matches_as_its_survivor(crowd: TestDesk) -> None:
    crowd.store.execute("UPDATE customer SET merged_into = 3 WHERE id = 1")
    typed = Typed(addresses=((IdentityKind.SOCIAL, "@tberg"),))
    assert customer_matches.possible(crowd.store, typed) == []
    typed = Typed(addresses=((IdentityKind.EMAIL, "zoe@example.com"),))
    assert matched(crowd, typed) == [("Zoe Quinn", ("same e-mail",))]
    assert matched(crowd, typed, but=[3]) == []


def test_a_record_is_compared_with_the_others(crowd: TestDesk) -> None:
    twin = person(crowd, "Thomas Berg", fields=[("city", "Köln")])
    found = customer_matches.of_record(crowd.store, twin)
    assert [(one.customer_id, one.reasons[0]) for one in found] == [
        (1, "same name and city"),
        (2, "similar name"),
    ]
    assert customer_matches.of_record(crowd.store, 99) == []
