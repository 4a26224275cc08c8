"""Tickets that belong together: linked, counted, parted, and what they mean for the figures."""

import pytest

from csr_desk import errors
from csr_desk.actions import (
    draft,
    incident_close,
    interaction,
    message,
    outbox,
    ticket,
    ticket_acts,
    ticket_link,
    ticket_merge,
    wrap_up,
)
from csr_desk.domain.models import Channel, DraftKind, Status
from csr_desk.domain.wrap_up import WrapUp
from csr_desk.store import ticket_links, tickets
from tests.desk import TestDesk


def logged(hand: TestDesk, ticket_id: int, reason: str = "order/late") -> int:
    contact = interaction.open_contact(hand.desk, ticket_id, Channel.PHONE)
    hand.wait(60)
    interaction.end(hand.desk, contact.id)
    wrap_up.commit(hand.desk, contact.id, WrapUp(reason, "resolved", told="by phone"))
    return contact.id


def links(hand: TestDesk) -> list[tuple[int, int]]:
    return hand.store.all("SELECT interaction_id, to_id FROM interaction_link")


@pytest.mark.parametrize("kind", ["same_issue", "duplicate"])
def test_the_same_issue_joins_the_contacts_for_the_figures_and_parts_them_again(
    hand: TestDesk, kind: str
) -> None:
    one, other = hand.ticket("Late"), hand.ticket("Where is it")
    first = logged(hand, other)
    second = interaction.open_contact(hand.desk, one, Channel.PHONE).id
    ticket_link.link(hand.desk, one, other, kind, contact_id=second)
    assert links(hand) == [(second, first)]
    assert "interaction.linked" in hand.kinds()
    ticket_link.unlink(hand.desk, other, one)
    assert links(hand) == []
    assert hand.kinds()[-2:] == ["ticket.unlinked", "interaction.unlinked"]


def test_a_link_of_two_customers_or_of_an_incident_joins_no_contacts(hand: TestDesk) -> None:
    one = hand.ticket("Late")
    other = ticket.create(hand.desk, hand.customer("Bob Carter"), "Late too", "email")
    third = hand.ticket("Outage")
    for ticket_id in (one, other, third):
        logged(hand, ticket_id)
    ticket_link.link(hand.desk, one, other, "same_issue")
    ticket_link.link(hand.desk, one, third, "incident")
    ticket_link.link(hand.desk, other, third, "related")
    assert links(hand) == []


def test_contacts_the_agent_joined_by_hand_stay_joined(hand: TestDesk) -> None:
    one, other = hand.ticket("Late"), hand.ticket("Where")
    first, second = logged(hand, one), logged(hand, other)
    interaction.link(hand.desk, second, first)
    ticket_link.link(hand.desk, other, one, "same_issue")
    ticket_link.unlink(hand.desk, other, one)
    assert links(hand) == [(second, first)]


def test_what_cannot_be_linked_says_why(hand: TestDesk) -> None:
    one, problem, other = (hand.ticket(name) for name in ("One", "Problem", "Other"))
    ticket_link.link(hand.desk, one, problem, "incident")
    for ends, why in (
        ((one, one, "related"), "to itself"),
        ((one, problem, "incident"), "have this link already"),
        ((one, other, "incident"), "is an incident of"),
        ((problem, other, "incident"), "incidents of its own"),
        ((other, one, "incident"), "is an incident itself"),
    ):
        with pytest.raises(errors.Refused, match=why):
            ticket_link.link(hand.desk, *ends)
    with pytest.raises(errors.Refused, match="not linked"):
        ticket_link.unlink(hand.desk, other, one)


def test_a_problem_counts_its_incidents_and_one_undo_takes_all_back(hand: TestDesk) -> None:
    problem, *rest = (hand.ticket(name) for name in ("Outage", "Down", "No login", "Error"))
    ticket_link.make_problem(hand.desk, problem, [problem, *rest])
    assert ticket_links.incidents(hand.store, problem) == (3, 3)
    ticket.change(hand.desk, rest[0], ticket.Change(status=Status.SOLVED, told="by phone"))
    assert ticket_links.incidents(hand.store, problem) == (3, 2)
    assert ticket_links.unsolved_incidents(hand.store, problem) == rest[1:]
    undone = ticket_acts.undo(hand.desk)
    assert undone is not None
    assert "3 links" in undone.words
    assert ticket_links.incidents(hand.store, problem) == (0, 0)
    assert ticket_acts.undo(hand.desk) is None


def test_the_newest_act_is_taken_back_first_and_old_ones_not_by_this_key(hand: TestDesk) -> None:
    one, other, third = (hand.ticket(name) for name in ("One", "Other", "Third"))
    ticket_link.link(hand.desk, one, third, "related")
    hand.wait(5)
    ticket_merge.merge(hand.desk, one, other)
    undone = ticket_acts.undo(hand.desk)
    assert undone is not None
    assert "two tickets again" in undone.words
    assert tickets.ticket(hand.store, one).status is not Status.CLOSED
    hand.wait(601)
    assert ticket_acts.undo(hand.desk) is None
    assert ticket_links.of_ticket(hand.store, one) != []


def test_the_figures_count_a_linked_contact_as_a_repeat(hand: TestDesk) -> None:
    one, other = hand.ticket("Late"), hand.ticket("Something else")
    first = logged(hand, one, "order/late")
    hand.wait(3600)
    second = logged(hand, other, "billing/invoice")
    ticket_link.link(hand.desk, other, one, "same_issue", contact_id=second)
    rows = hand.store.all("SELECT interaction_id, to_id FROM interaction_link")
    assert rows == [(second, first)]


# telling the incidents ---------------------------------------------------------------------------


def outage(hand: TestDesk) -> tuple[int, list[int]]:
    problem = hand.ticket("Outage", body="All is down.")
    made = []
    for name in ("Bob Carter", "Cleo Diaz", "Dan Evans"):
        made.append(
            ticket.create(hand.desk, hand.customer(name), f"Down {name}", "email", body="x")
        )
    ticket_link.make_problem(hand.desk, problem, made)
    return problem, made


def test_every_incident_is_told_by_name_and_solved_with_one_undo(hand: TestDesk) -> None:
    problem, made = outage(hand)
    draft.save(hand.desk, made[2], DraftKind.REPLY, "I was writing this.")
    found = incident_close.preview(hand.desk, problem, incident_close.WORDS)
    assert [one.ticket.id for one in found.goes] == made[:2]
    assert [one.problem for one in found.stays] == ["you have begun an answer"]
    assert found.goes[0].text.startswith("Hello Bob,")
    before = hand.store.all("SELECT id, status, waiting_since, solved_at FROM ticket ORDER BY id")
    sent = incident_close.tell(hand.desk, found, solve=True)
    assert [tickets.ticket(hand.store, one).status for one in made[:2]] == [Status.SOLVED] * 2
    assert tickets.ticket(hand.store, problem).status is not Status.SOLVED
    assert incident_close.undo(hand.desk, sent) == 2
    after = hand.store.all("SELECT id, status, waiting_since, solved_at FROM ticket ORDER BY id")
    assert after == before
    assert draft.load(hand.desk, made[0], DraftKind.REPLY) is None
    typed = draft.load(hand.desk, made[2], DraftKind.REPLY)
    assert typed is not None
    assert typed.body == "I was writing this."


def test_what_has_left_is_not_taken_back(hand: TestDesk) -> None:
    problem, made = outage(hand)
    found = incident_close.preview(hand.desk, problem, "It works again.")
    sent = incident_close.tell(hand.desk, found, solve=False)
    hand.wait(16)
    outbox.release_due(hand.desk)
    assert incident_close.undo(hand.desk, sent) == 0
    assert tickets.ticket(hand.store, made[0]).status is not Status.SOLVED


def test_an_incident_that_changed_since_it_was_read_is_left_out(hand: TestDesk) -> None:
    problem, made = outage(hand)
    found = incident_close.preview(hand.desk, problem, "It works again.")
    message.receive(hand.desk, made[0], "It is worse now.", author="Bob Carter")
    hand.store.execute("UPDATE ticket SET status = ? WHERE id = ?", Status.SOLVED, made[1])
    assert len(incident_close.tell(hand.desk, found, solve=True)) == 1
    told = hand.store.all("SELECT ticket_id FROM message WHERE author_kind = 'agent'")
    assert told == [(made[2],)]
    assert tickets.ticket(hand.store, made[0]).status is not Status.SOLVED
    with pytest.raises(errors.Refused, match="changed meanwhile"):
        incident_close.tell(hand.desk, found, solve=True)


def test_without_an_unsolved_incident_nobody_is_told(hand: TestDesk) -> None:
    with pytest.raises(errors.Refused, match="no incident that is not solved"):
        incident_close.preview(hand.desk, hand.ticket(), "Words.")
