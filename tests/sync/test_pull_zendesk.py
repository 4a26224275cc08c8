"""Pulling from the Zendesk fake through the real backend: what is there is here."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from csr_desk.actions import wishes
from csr_desk.backends.failures import BackendFailure
from csr_desk.backends.wire import Flow
from csr_desk.domain.models import IdentityKind
from csr_desk.store import (
    answers,
    answers_log,
    customers,
    people,
    remote,
    remote_catalogue,
    tickets,
)
from csr_desk.sync import pull
from tests.fakes.zendesk.seeding import seed_many
from tests.sync.world import ACCOUNT, World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path, random.Random(5))
    yield made
    made.hand.heartbeat.close()
    made.hand.store.close()


def drive(world: World, flow: Flow[Any]) -> Any:
    """Run a flow against the fake, waiting where it must."""
    try:
        request = next(flow)
        while True:
            outcome = world.deliver(request)
            world.pass_time(0.2)
            if isinstance(outcome, BackendFailure) and outcome.after_s is not None:
                world.pass_time(outcome.after_s)
                continue
            if isinstance(outcome, BackendFailure):
                request = flow.throw(outcome)
            else:
                request = flow.send(outcome)
    except StopIteration as end:
        return end.value


def whole(world: World, reading: Callable[..., Flow[bool]]) -> None:
    while drive(world, reading(world.account)):
        pass


def everything(world: World) -> None:
    """Pull until there is nothing more to fetch."""
    drive(world, pull.identify(world.account))
    drive(world, pull.catalogue(world.account))
    whole(world, pull.changes)
    for _ in range(200):
        wish = next(iter(pull.wishes(world.account, 4)), None)
        if wish is None:
            return
        drive(world, wish.flow)


def local(world: World, name: str) -> tickets.Ticket:
    store = world.hand.store
    found = remote.ticket_of(store, ACCOUNT, str(world.server.names[name]))
    assert found is not None
    return tickets.ticket(store, found)


def bodies(world: World, name: str) -> list[str]:
    return [one.body for one in tickets.messages(world.hand.store, local(world, name).id)]


def test_the_account_as_it_is(world: World) -> None:
    everything(world)
    lamp = local(world, "broken")
    assert (lamp.subject, lamp.customer, lamp.assignee_id) == (
        "The lamp is broken", "Tomas Lind", 1,
    )  # fmt: skip
    assert bodies(world, "broken") == ["It came in pieces."]
    assert local(world, "late").due_kind == "first_response"
    assert local(world, "invoice").assignee == "Ben Colleague"
    store = world.hand.store
    row = remote.account(store, ACCOUNT)
    assert row is not None
    assert (row.role, row.progress) == ("agent", "")
    assert store.value("SELECT count(*) FROM canned") == 4, "six, two of them without a text"
    assert store.value("SELECT role FROM remote_field WHERE role = 'time_total'")
    whole(world, pull.views)
    views = remote_catalogue.views(store, ACCOUNT)
    assert len(views) == 5
    mine = next(
        one for one in views if remote_catalogue.view_tickets(store, ACCOUNT, one.remote_id)
    )
    assert mine.n is not None


def test_a_second_pull_of_the_same_writes_no_ticket(world: World) -> None:
    everything(world)
    store = world.hand.store
    dump = store.all("SELECT * FROM ticket"), store.all("SELECT * FROM message")
    log = store.value("SELECT count(*) FROM event")
    everything(world)
    assert (store.all("SELECT * FROM ticket"), store.all("SELECT * FROM message")) == dump
    assert store.value("SELECT count(*) FROM event") == log


def test_others_at_work(world: World) -> None:
    everything(world)
    server, names = world.server, world.server.names
    world.pass_time(120)
    server.customer_replies(names["waiting"], "Blue, then?")
    server.colleague_changes(names["broken"], priority="urgent", tags=["glass"])
    server.colleague_replies(names["late"], "Ben has it.", public=False)
    world.pass_time(5)
    everything(world)
    sofa = local(world, "waiting")
    assert sofa.status.word == "open"
    assert sofa.waiting_since is not None
    assert bodies(world, "waiting")[-1] == "Blue, then?"
    assert (local(world, "broken").priority.word, local(world, "broken").tags) == (
        "urgent", ("glass",),
    )  # fmt: skip
    assert bodies(world, "late")[-1] == "Ben has it."


def test_deleted_is_found_by_reading_again(world: World) -> None:
    everything(world)
    world.server.delete_ticket(world.server.names["late"])
    everything(world)
    assert local(world, "late").status.word == "new"
    world.pass_time(2 * 3_600)
    whole(world, pull.reconcile)
    assert local(world, "late").status.word == "closed"
    assert local(world, "broken").status.word == "open"
    assert drive(world, pull.reconcile(world.account)) is False


def test_customers_merged_there_are_one_here(world: World) -> None:
    everything(world)
    late, lamp = local(world, "late"), local(world, "broken")
    world.pass_time(60)
    world.server.merge_users("Nia Okafor", "Tomas Lind")
    world.pass_time(5)
    everything(world)
    store = world.hand.store
    assert people.survivor(store, late.customer_id) == lamp.customer_id
    assert local(world, "late").customer_id == lamp.customer_id
    record = customers.record(store, lamp.customer_id)
    assert len([one for one in record.identities if one.kind is IdentityKind.EMAIL]) >= 2


def test_a_corrected_requester_merges_nobody(world: World) -> None:
    everything(world)
    late = local(world, "late")
    tomas = world.server.user("Tomas Lind")["id"]
    world.pass_time(60)
    world.server.colleague_changes(world.server.names["late"], requester_id=tomas)
    world.pass_time(5)
    everything(world)
    assert local(world, "late").customer == "Tomas Lind"
    assert people.survivor(world.hand.store, late.customer_id) == late.customer_id


def test_what_is_wanted_comes_first_also_when_it_is_solved(world: World) -> None:
    server = world.server
    server.colleague_changes(server.names["broken"], status="solved")
    world.pass_time(60)
    everything(world)
    assert bodies(world, "broken") == []
    wishes.want_ticket(world.desk, local(world, "broken").id)
    everything(world)
    assert bodies(world, "broken") == ["It came in pieces."]


def test_a_first_pull_can_be_interrupted_and_goes_on(world: World) -> None:
    made = seed_many(world.server, 350)
    drive(world, pull.identify(world.account))
    assert drive(world, pull.changes(world.account)) is True
    row = remote.account(world.hand.store, ACCOUNT)
    assert row is not None
    assert row.progress.endswith(f" of {len(made) + 4}")
    world.crash()
    whole(world, pull.changes)
    store = world.hand.store
    assert store.value("SELECT count(*) FROM ticket WHERE remote_id IS NOT NULL") == len(made) + 4
    row = remote.account(store, ACCOUNT)
    assert row is not None
    assert (row.progress, row.pulled_at is not None) == ("", True)


def test_what_a_requester_says_of_a_ticket_counts_once(world: World) -> None:
    everything(world)
    store, number = world.hand.store, world.server.names["broken"]
    for score, words in (("bad", "In pieces again"), ("good", "The third one is whole")):
        world.pass_time(120)
        world.server.rate_satisfaction(number, score, words)
        world.pass_time(120)
        whole(world, pull.changes)
        [one] = answers.read(store, "csat")
        assert (one.value, one.comment, one.ticket_id) == (score, words, local(world, "broken").id)
    assert local(world, "broken").id == answers.of_ticket(store, one.ticket_id or 0)[0].ticket_id
    assert answers_log.differences(store) == []
    assert store.value("SELECT count(*) FROM event WHERE kind = 'survey.answered'") == 2
