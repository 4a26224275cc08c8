"""Tickets that belong together, by keys: linked, merged, split, proposed, told, and taken back."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from csr_desk.actions import (
    draft,
    follow_up,
    incident_watch,
    interaction,
    macro_form,
    macro_run,
    seen_before,
    ticket,
    ticket_link,
    wrap_up,
)
from csr_desk.actions.macro_form import Form
from csr_desk.domain.macro_steps import Steps
from csr_desk.domain.models import Channel, DraftKind, Priority, Status
from csr_desk.domain.wrap_up import WrapUp
from csr_desk.screens import link_words
from csr_desk.screens.incident_news import IncidentNews
from csr_desk.screens.ticket_seen import SeenLine
from csr_desk.store import ticket_links, tickets
from csr_desk.widgets.fact_lines import FactLines
from csr_desk.widgets.notice_line import NoticeLine
from csr_desk.widgets.ticket_header import TicketHeader
from tests.desk import TestDesk
from tests.screens.conftest import Running, host_of, toasts


async def settled(pilot: Pilot[int]) -> None:
    """Wait for the threads that look for hints and proposals."""
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


def seen(pilot: Pilot[int]) -> str:
    line = host_of(pilot).place.query_one(SeenLine)
    return line.words if line.display else ""


def header(pilot: Pilot[int]) -> str:
    return host_of(pilot).place.query_one(TicketHeader).words


def said(pilot: Pilot[int]) -> str:
    return " ".join(toasts(pilot))


@pytest.fixture
def twins(world: TestDesk) -> tuple[int, int]:
    """Return two tickets of one customer with one subject."""
    first = world.ticket("Parcel lost since Monday", body="It is lost.")
    world.wait(3600)
    return first, world.ticket("Parcel lost since Monday", body="It is still lost.")


async def test_a_key_links_the_ticket_proposed_and_another_one_goes_there(
    running: Running, world: TestDesk, twins: tuple[int, int]
) -> None:
    first, second = twins
    async with running() as pilot:
        await host_of(pilot).go("ticket", ticket_id=second)
        await settled(pilot)
        reference = tickets.ticket(world.store, first).reference
        assert f"Same issue as #{reference} 1 hour ago" in seen(pilot)
        for words in ("l links", "M merges", "D not the same"):
            assert words in seen(pilot)
        assert ticket_links.of_ticket(world.store, second) == []
        await pilot.press("l", "s", "enter")
        await pilot.pause()
        (link,) = ticket_links.of_ticket(world.store, second)
        assert (link.kind, link.other_id, link.is_from) == ("same_issue", first, True)
        assert seen(pilot) == ""
        assert "duplicate.use" in world.kinds()
        await pilot.press("J")
        await settled(pilot)
        assert host_of(pilot).place.situation().ticket_id == first
        await pilot.press("u")
        await pilot.pause()
        assert ticket_links.of_ticket(world.store, second) == []


async def test_a_link_made_after_a_macro_is_taken_back_before_it(
    running: Running, world: TestDesk, twins: tuple[int, int]
) -> None:
    first, second = twins
    steps = Steps(priority=Priority.URGENT)
    macro_run.run(world.desk, macro_form.create(world.desk, Form("Rush", steps=steps)), [second])
    world.wait(5)
    ticket_link.link(world.desk, second, first, "related")
    async with running() as pilot:
        await host_of(pilot).go("ticket", ticket_id=second)
        await settled(pilot)
        await pilot.press("u")
        await pilot.pause()
        assert ticket_links.of_ticket(world.store, second) == []
        assert tickets.ticket(world.store, second).priority is Priority.URGENT
        await pilot.press("u")
        await pilot.pause()
        assert tickets.ticket(world.store, second).priority is Priority.NORMAL


async def test_what_is_not_the_same_is_not_proposed_again(
    running: Running, world: TestDesk, twins: tuple[int, int]
) -> None:
    async with running() as pilot:
        await host_of(pilot).go("ticket", ticket_id=twins[1])
        await settled(pilot)
        await pilot.press("D")
        await pilot.pause()
        assert seen(pilot) == ""
        await host_of(pilot).go("ticket", ticket_id=twins[0])
        await settled(pilot)
        assert seen(pilot) == ""
        await pilot.press("D")
        await pilot.pause()
        assert "Nothing is proposed" in said(pilot)


async def test_the_banner_says_what_was_promised_when_a_ticket_comes_again(
    running: Running, world: TestDesk
) -> None:
    made = world.ticket("Double charge")
    contact = interaction.open_contact(world.desk, made, Channel.PHONE)
    interaction.end(world.desk, contact.id)
    wanted = WrapUp("billing/double-charge", "resolved", "payment-provider", told="by phone")
    wrap_up.commit(world.desk, contact.id, wanted)
    world.wait(3600)
    ticket.change(world.desk, made, ticket.Change(status=Status.OPEN))
    async with running(size=(120, 40)) as pilot:
        await host_of(pilot).go("ticket", ticket_id=made)
        await settled(pilot)
        assert "Seen before on this ticket 1 hour ago by Me" in seen(pilot)
        assert "billing/double-charge, resolved" in seen(pilot)
    assert "history.banner" in world.kinds()


async def test_a_merge_takes_the_typed_text_along_and_u_gives_it_back(
    running: Running, world: TestDesk, twins: tuple[int, int]
) -> None:
    first, second = twins
    async with running() as pilot:
        await host_of(pilot).go("ticket", ticket_id=second)
        await settled(pilot)
        await pilot.press("r", *"Hello there", "escape")
        await pilot.press("M", "enter")
        await pilot.pause()
        await pilot.press("y")
        await settled(pilot)
        assert host_of(pilot).place.situation().ticket_id == first
        assert tickets.ticket(world.store, second).status is Status.CLOSED
        typed = draft.load(world.desk, first, DraftKind.REPLY)
        assert typed is not None
        assert typed.body == "Hello there"
        assert draft.load(world.desk, second, DraftKind.REPLY) is None
        await pilot.press("u")
        await pilot.pause()
        assert "two tickets again" in said(pilot)
        back = draft.load(world.desk, second, DraftKind.REPLY)
        assert back is not None
        assert back.body == "Hello there"
        assert draft.load(world.desk, first, DraftKind.REPLY) is None
        assert tickets.ticket(world.store, second).status is Status.OPEN


async def test_a_merged_ticket_says_where_it_went_and_comes_apart_by_a_command(
    running: Running, world: TestDesk, twins: tuple[int, int]
) -> None:
    first, second = twins
    from csr_desk.actions import ticket_merge

    ticket_merge.merge(world.desk, second, first)
    world.wait(3600)
    async with running(size=(120, 40)) as pilot:
        await host_of(pilot).go("ticket", ticket_id=second)
        await settled(pilot)
        reference = tickets.ticket(world.store, first).reference
        side = host_of(pilot).place.query_one(FactLines).render()
        assert f"merged into #{reference}" in side
        await pilot.press("P", "y")
        await pilot.pause()
        assert tickets.ticket(world.store, second).status is Status.OPEN
        await pilot.press("P")
        await pilot.pause()
        assert "was not merged" in said(pilot)


async def test_a_message_is_split_off_and_u_brings_it_back(
    running: Running, world: TestDesk
) -> None:
    from csr_desk.actions import message

    made = world.ticket("Two things", body="My parcel is late.")
    world.wait(60)
    second = message.receive(world.desk, made, "And the invoice is wrong.", author="Thomas Berg")
    async with running() as pilot:
        await host_of(pilot).go("ticket", ticket_id=made)
        await settled(pilot)
        await pilot.press("X", "t", "enter")
        await pilot.pause()
        where = tickets.message(world.store, second).ticket_id
        assert where != made
        assert "is made" in said(pilot)
        await pilot.press("u")
        await pilot.pause()
        assert tickets.message(world.store, second).ticket_id == made


# problems and incidents --------------------------------------------------------------------------


def outage(world: TestDesk, count: int = 3) -> list[int]:
    said = ("Checkout broken error", "Error at checkout page", "Checkout shows an error")
    return [
        ticket.create(world.desk, world.customer(name), said[at % 3], "email", body="Help.")
        for at, name in enumerate(["Bob Carter", "Cleo Diaz", "Dan Evans", "Eve Fox"][:count])
    ]


async def look(pilot: Pilot[int]) -> None:
    IncidentNews(host_of(pilot)).look()
    await settled(pilot)
    host_of(pilot).place.refresh_bars()
    await pilot.pause()


def notice(pilot: Pilot[int]) -> str:
    return host_of(pilot).place.query_one(NoticeLine).words


async def test_one_incident_is_proposed_in_a_line_and_a_key_makes_the_problem(
    running: Running, world: TestDesk
) -> None:
    made = outage(world)
    async with running() as pilot:
        await look(pilot)
        assert "l in the queue: 3 tickets of 3 customers, one incident?" in notice(pilot)
        assert ticket_links.incidents(world.store, made[0]).total == 0
        await pilot.press("l", "y")
        await pilot.pause()
        assert ticket_links.incidents(world.store, made[0]) == (2, 2)
        assert notice(pilot) == ""
        await host_of(pilot).go("ticket", ticket_id=made[0])
        await settled(pilot)
        assert "problem, 2 of 2 incidents open" in header(pilot)
    assert world.kinds().count("incident.proposed") == 1


async def test_turned_down_it_is_not_said_again(running: Running, world: TestDesk) -> None:
    outage(world)
    async with running() as pilot:
        await look(pilot)
        await pilot.press("l", "n")
        await pilot.pause()
        assert notice(pilot) == ""
        ticket.create(world.desk, world.customer("Eve Fox"), "Checkout error", "email")
        await look(pilot)
        assert notice(pilot) == ""
    assert "incident.dismissed" in world.kinds()


async def test_marked_tickets_become_incidents_of_one_problem(
    running: Running, world: TestDesk
) -> None:
    async with running() as pilot:
        await pilot.press("x", "j", "x", "l", "enter")
        await pilot.pause()
        found = [ticket_links.incidents(world.store, one).total for one in (1, 2)]
        assert sorted(found) == [0, 1]


async def test_a_solved_problem_offers_its_incidents_and_one_undo_takes_all_back(
    running: Running, world: TestDesk
) -> None:
    problem, *rest = outage(world)
    ticket_link.make_problem(world.desk, problem, rest)
    world.wait(1200)
    async with running() as pilot:
        await host_of(pilot).go("ticket", ticket_id=problem)
        await settled(pilot)
        await pilot.press("s", "s", *"told by phone", "enter")
        await pilot.pause()
        assert "is solved, 2 incidents are not" in said(pilot)
        assert [tickets.ticket(world.store, one).status for one in rest] == [Status.OPEN] * 2
        world.wait(5)
        await pilot.press("I", "enter")
        await pilot.pause()
        await pilot.press("y")
        await pilot.pause()
        assert [tickets.ticket(world.store, one).status for one in rest] == [Status.SOLVED] * 2
        assert "2 incidents told and solved" in said(pilot)
        await pilot.press("u")
        await pilot.pause()
        assert [tickets.ticket(world.store, one).status for one in rest] == [Status.OPEN] * 2
        assert tickets.ticket(world.store, problem).status is Status.SOLVED
        sent = "SELECT count(*) FROM message WHERE author_kind = 'agent' AND state <> 'dropped'"
        assert world.store.value(sent) == 0


async def test_without_links_the_keys_say_what_to_do(running: Running, world: TestDesk) -> None:
    async with running() as pilot:
        await host_of(pilot).go("ticket", ticket_id=1)
        await settled(pilot)
        await pilot.press("J", "I", "X")
        await pilot.pause()
        for words in (
            "is linked to none",
            "no incident that is not solved",
            "no message is chosen",
        ):
            assert words in said(pilot).lower()


def test_a_proposal_keeps_nothing_of_the_text(world: TestDesk, tmp_path: Path) -> None:
    outage(world)
    found = incident_watch.look(world.store, world.desk)
    assert found is not None
    incident_watch.proposed(world.desk, found)
    data = world.store.value("SELECT data FROM event ORDER BY seq DESC LIMIT 1")
    assert "checkout" not in str(data).lower()


def test_a_narrow_line_says_what_was_promised_before_the_reason(world: TestDesk) -> None:
    made = world.ticket("Double charge")
    contact = interaction.open_contact(world.desk, made, Channel.PHONE)
    interaction.end(world.desk, contact.id)
    wanted = WrapUp("billing/double-charge", "resolved", "payment-provider", told="by phone")
    wrap_up.commit(world.desk, contact.id, wanted)
    due = world.desk.now() + 86_400_000
    follow_up.add(world.desk, "check the refund", due, ticket_id=made)
    found = seen_before.find(world.desk, made)
    assert found is not None
    for width, has_reason in ((78, False), (150, True)):
        pieces = link_words.again_pieces(found, world.desk.now(), world.desk.zone, {}, width)
        words = "".join(one.text for one in pieces)
        assert len(words) <= width
        assert "Promised: check the refund, due" in words
        assert ("billing/double-charge" in words) is has_reason
