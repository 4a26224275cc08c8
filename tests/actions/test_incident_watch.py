"""Many customers, one incident: proposed once, taken or turned down, never done by the desk."""

from dataclasses import replace

import pytest

from csr_desk import errors
from csr_desk.actions import incident_watch, ticket, ticket_acts, ticket_link
from csr_desk.domain.models import Status
from csr_desk.store import incident_rows, ticket_links
from tests.desk import TestDesk

NAMES = ("Bob Carter", "Cleo Diaz", "Dan Evans", "Eve Fox", "Finn Gray", "Gia Hall")
SAID = (
    ("Checkout broken", "The checkout shows an error page."),
    ("Cannot pay", "At the checkout there is only an error."),
    ("Error at checkout", "I get a blank page."),
    ("Checkout error again", "Please help."),
)


def report(hand: TestDesk, at: int) -> int:
    subject, body = SAID[at % len(SAID)]
    customer = hand.customer(NAMES[at])
    return ticket.create(hand.desk, customer, subject, "email", body=body)


def everyday(hand: TestDesk) -> None:
    """Make tickets of last week: what people write about on any day."""
    for at in range(30):
        hand.ticket(f"Parcel number {at}", body="Where is my parcel? It is late.")
    hand.wait(7 * 86_400)


def look(hand: TestDesk) -> incident_watch.Proposal | None:
    return incident_watch.look(hand.store, hand.desk)


def test_three_customers_with_one_matter_are_proposed_and_nothing_is_done(hand: TestDesk) -> None:
    everyday(hand)
    made = [report(hand, 0), report(hand, 1)]
    assert look(hand) is None
    made.append(report(hand, 2))
    seq = hand.store.value("SELECT max(seq) FROM event")
    found = look(hand)
    assert found is not None
    assert (found.ticket_ids, found.customers, found.problem_id) == (tuple(made), 3, None)
    assert set(found.words) >= {"checkout", "error"}
    assert hand.store.value("SELECT max(seq) FROM event") == seq
    assert hand.store.value("SELECT count(*) FROM ticket_link") == 0


def test_taken_it_is_one_problem_and_later_ones_are_proposed_for_it(hand: TestDesk) -> None:
    everyday(hand)
    made = [report(hand, at) for at in range(3)]
    found = look(hand)
    assert found is not None
    problem, _ = incident_watch.take(hand.desk, found)
    assert problem == made[0]
    assert ticket_links.incidents(hand.store, problem) == (2, 2)
    assert look(hand) is None
    late = report(hand, 3)
    more = look(hand)
    assert more is not None
    assert (more.ticket_ids, more.problem_id) == ((late,), problem)
    incident_watch.take(hand.desk, more)
    assert ticket_links.incidents(hand.store, problem) == (3, 3)
    ticket_acts.undo(hand.desk)
    assert ticket_links.incidents(hand.store, problem) == (2, 2)


def test_turned_down_it_is_never_proposed_again_also_not_with_more_of_it(hand: TestDesk) -> None:
    everyday(hand)
    for at in range(3):
        report(hand, at)
    found = look(hand)
    assert found is not None
    incident_watch.dismiss(hand.desk, found)
    assert look(hand) is None
    report(hand, 3)
    hand.wait(3 * 3600)
    for at in (4, 5):
        report(hand, at)
    assert look(hand) is None


def test_solved_and_old_ones_do_not_count(hand: TestDesk) -> None:
    everyday(hand)
    made = [report(hand, at) for at in range(3)]
    found = look(hand)
    assert found is not None
    assert incident_watch.still_open(hand.desk, found)
    ticket.change(hand.desk, made[1], ticket.Change(status=Status.SOLVED, told="by phone"))
    assert not incident_watch.still_open(hand.desk, found)
    assert look(hand) is None
    hand.wait(3 * 3600)
    report(hand, 3)
    assert look(hand) is None


def test_the_setting_says_how_many_and_zero_is_never(hand: TestDesk) -> None:
    everyday(hand)
    for at in range(4):
        report(hand, at)
    for count, is_proposed in ((0, False), (3, True), (4, True), (5, False)):
        settings = replace(hand.config.desk, incident_customers=count)
        hand.desk.config = replace(hand.config, desk=settings)
        assert (look(hand) is not None) is is_proposed


def test_one_alone_is_refused(hand: TestDesk) -> None:
    made = report(hand, 0)
    found = incident_watch.Proposal((made,), 1, None, ("checkout",))
    with pytest.raises(errors.Refused, match="one ticket alone"):
        incident_watch.take(hand.desk, found)


def test_what_is_read_does_not_grow_with_the_store(hand: TestDesk) -> None:
    """Only the newest rows are looked at: by the plan of the queries, not by the clock."""
    for sql in (incident_rows.NEWEST_SQL, incident_rows.OLDER_SQL):
        plan = hand.store.all(f"EXPLAIN QUERY PLAN {sql}", 600, 400, 0, 800)
        steps = " ".join(str(row[3]) for row in plan)
        assert "SCAN t" not in steps, steps
        assert "SEARCH t USING INTEGER PRIMARY KEY (rowid>?)" in steps, steps


def test_linking_one_by_hand_counts_too(hand: TestDesk) -> None:
    everyday(hand)
    made = [report(hand, at) for at in range(3)]
    ticket_link.link(hand.desk, made[1], made[0], "incident")
    found = look(hand)
    assert found is not None
    assert (found.ticket_ids, found.problem_id) == ((made[2],), made[0])
