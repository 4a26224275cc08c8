"""The reads behind every key go through an index, and opening a store reads none of its tables."""

import re
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import apsw
import pytest

from csr_desk.actions import (
    chats,
    draft,
    escalation_settle,
    escalation_watch,
    incident_watch,
    interaction,
    message,
    outbox,
    presence,
    seen_before,
    ticket_link,
    upkeep,
    wrap_up,
)
from csr_desk.actions.desk import Desk
from csr_desk.actions.opening import open_desk
from csr_desk.actions.session import Session, adopt_clock
from csr_desk.config import Config
from csr_desk.demo.make import make
from csr_desk.domain.instants import to_instant
from csr_desk.domain.models import Channel, DraftKind
from csr_desk.domain.wrap_up import WrapUp
from csr_desk.paths import Places
from csr_desk.screens import undo
from csr_desk.store import customer_timeline, handover, ticket_links, ticket_page, tickets, timeline
from csr_desk.store.heartbeat import Heartbeat
from tests.desk import START, Hands, TestDesk

BIG = {
    "customer",
    "customer_field",
    "customer_order",
    "customer_search",
    "event",
    "field_history",
    "follow_up",
    "identity",
    "interaction",
    "invoice",
    "message",
    "operation",
    "order_line",
    "segment",
    "ticket",
    "ticket_tag",
    "wrap_up",
}
"""Tables that grow with the work; agents, teams, views, counts, drafts and sessions stay small."""

SHORT = {"interaction_unwrapped", "operation_unfinished", "operation_waiting", "segment_open"}
"""Partial indexes over the few rows that are not finished."""

SORT_A_FEW = {
    "customer timeline",
    "fingerprint",
    "handover",
    "links",
    "one incident",
    "presence",
    "seen before",
    "seconds of a contact",
    "unfinished operations",
    "what is undone",
}
"""Reads that sort what an index gave them: the rows of one ticket, contact or customer."""

MOST_STEPS = 150_000
"""Steps of the engine for one read: a few milliseconds, on a ticket of three thousand messages."""

TICKETS = 2_000


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a sample of a few thousand tickets, closed."""
    folder = tmp_path_factory.mktemp("made")
    make(folder / "desk.db", TICKETS, now=to_instant(START))
    return folder


def opened(folder: Path) -> Desk:
    hands = Hands()
    places = Places(folder, folder / "config.toml")
    desk = open_desk(places, Config(), lambda: START, lambda: hands.seconds, hands.boot, hands.uid)
    adopt_clock(desk)
    return desk


@pytest.fixture(scope="module")
def desk(made: Path) -> Iterator[Desk]:
    desk = opened(made)
    yield desk
    upkeep.close(desk)


class Statements:
    """The statements a store ran: the most steps of the engine, and all rows of full scans."""

    def __init__(self) -> None:
        self.steps: dict[str, int] = {}
        self.scanned: dict[str, int] = {}

    def listen(self, db: apsw.Connection) -> None:
        db.trace_v2(apsw.SQLITE_TRACE_PROFILE, self._note)

    def _note(self, event: dict[str, Any]) -> None:
        sql, counts = event["sql"], event["stmt_status"]
        steps, scanned = (counts[f"SQLITE_STMTSTATUS_{n}"] for n in ("VM_STEP", "FULLSCAN_STEP"))
        self.steps[sql] = max(self.steps.get(sql, 0), steps)
        self.scanned[sql] = self.scanned.get(sql, 0) + scanned


def ran(desk: Desk, work: Callable[[], object]) -> dict[str, int]:
    """Return the reading statements that some work ran, with the most steps each took."""
    seen = Statements()
    seen.listen(desk.store.db)
    try:
        work()
    finally:
        desk.store.db.trace_v2(0, None)
    return {
        sql: steps
        for sql, steps in seen.steps.items()
        if sql.lstrip().upper().startswith(("SELECT", "WITH"))
    }


class _Anything(dict[str, object]):
    """Binds NULL to every parameter."""

    def __missing__(self, name: str) -> None:
        return None


def faults(desk: Desk, sql: str, *, may_sort: bool = False) -> list[str]:
    """Return the steps of a statement's plan that read a big table whole or sort its rows."""
    number = count(1)
    numbered = re.sub(r"\?(?!\d)", lambda _: f"?{next(number)}", sql)
    cursor = desk.store.db.execute(f"EXPLAIN QUERY PLAN {numbered}", _Anything())
    names = aliases(sql)
    found = []
    for detail in [str(row[3]) for row in cursor]:
        words = detail.split()
        if words[0] == "SCAN" and names.get(words[1], words[1]) in BIG:
            along = words[-1] if "INDEX" in words else ""
            first_rows = "LIMIT" in sql and (along or "WHERE" not in sql)
            if along not in SHORT and not first_rows:
                found.append(detail)
        if "TEMP B-TREE" in detail and not may_sort and BIG & set(names.values()):
            found.append(detail)
    return found


def aliases(sql: str) -> dict[str, str]:
    """Return which table each name of a statement stands for."""
    words = sql.replace("(", " ").replace(")", " ").replace(",", " ").split()
    found: dict[str, str] = {}
    for before, table, name in zip(words, words[1:], [*words[2:], ""], strict=False):
        if before.upper() in ("FROM", "JOIN"):
            found[table] = table
            found[name] = table
    return found


def busiest(desk: Desk) -> tuple[int, int]:
    """Return a ticket with many messages, and its customer."""
    row = desk.store.one(
        "SELECT t.id, t.customer_id FROM message m JOIN ticket t ON t.id = m.ticket_id"
        " GROUP BY t.id ORDER BY count(*) DESC LIMIT 1"
    )
    assert row is not None
    return int(row[0]), int(row[1])


READS: dict[str, Callable[[Desk, int, int], object]] = {
    "ticket": lambda desk, ticket, customer: tickets.ticket(desk.store, ticket),
    "reference": lambda desk, ticket, customer: tickets.by_reference(
        desk.store, tickets.ticket(desk.store, ticket).reference
    ),
    "messages": lambda desk, ticket, customer: tickets.messages(desk.store, ticket),
    "conversation": lambda desk, ticket, customer: ticket_page.entries(desk.store, ticket, 1),
    "news": lambda desk, ticket, customer: ticket_page.news(desk.store, ticket, 1, 0),
    "last own": lambda desk, ticket, customer: ticket_page.last_own(desk.store, ticket, 1),
    "fingerprint": lambda desk, ticket, customer: ticket_page.fingerprint(desk.store, ticket),
    "unwrapped": lambda desk, ticket, customer: timeline.unwrapped(desk.store, 1),
    "open segment": lambda desk, ticket, customer: timeline.open_segment(desk.store),
    "open shift": lambda desk, ticket, customer: timeline.current_shift(desk.store),
    "seconds of a contact": lambda desk, ticket, customer: [
        timeline.phase_seconds(desk.store, number, desk.second()) for number in range(1, 5)
    ],
    "unfinished operations": lambda desk, ticket, customer: outbox.counts(desk),
    "next release": lambda desk, ticket, customer: outbox.next_release(desk),
    "draft": lambda desk, ticket, customer: draft.load(desk, ticket, DraftKind.REPLY),
    "newest foreign": lambda desk, ticket, customer: tickets.newest_foreign(desk.store, ticket, 1),
    "customer timeline": lambda desk, ticket, customer: customer_timeline.entries(
        desk.store, customer, desk.second()
    ),
    "clock": lambda desk, ticket, customer: adopt_clock(desk),
    "seen before": lambda desk, ticket, customer: seen_before.find(desk, ticket),
    "one incident": lambda desk, ticket, customer: incident_watch.look(desk.store, desk),
    "presence": lambda desk, ticket, customer: presence.who_else(
        desk, tickets.ticket(desk.store, ticket)
    ),
    "links": lambda desk, ticket, customer: (
        ticket_links.of_ticket(desk.store, ticket),
        ticket_links.incidents(desk.store, ticket),
        ticket_links.unsolved_incidents(desk.store, ticket),
        ticket_links.merged_into(desk.store, ticket),
        ticket_links.last_contact(desk.store, ticket),
        ticket_link.candidates(desk, ticket),
    ),
    "what is undone": lambda desk, ticket, customer: (undo.last_sent(desk), undo.last_logged(desk)),
    "escalations": lambda desk, ticket, customer: (
        escalation_settle.settle(desk),
        escalation_watch.look(desk),
    ),
    "handover": lambda desk, ticket, customer: handover.open_ones(desk.store, 1, 1),
}


@pytest.mark.parametrize("read", READS)
def test_a_hot_read_goes_through_an_index(desk: Desk, read: str) -> None:
    ticket, customer = busiest(desk)
    statements = ran(desk, lambda: READS[read](desk, ticket, customer))
    assert statements
    may_sort = read in SORT_A_FEW
    found = {sql: bad for sql in statements if (bad := faults(desk, sql, may_sort=may_sort))}
    assert found == {}
    assert max(statements.values()) < MOST_STEPS


def test_a_statement_is_prepared_once_whatever_is_bound_to_it(desk: Desk) -> None:
    prepared: list[str] = []

    def asked(_what: int, name: str | None, *_: str | None) -> int:
        prepared.append(name or "")
        return apsw.SQLITE_OK

    def read(ticket_id: int) -> None:
        tickets.ticket(desk.store, ticket_id)
        outbox.counts(desk)

    first, *others = [row[0] for row in desk.store.all("SELECT id FROM ticket LIMIT 9")]
    desk.store.db.authorizer = asked  # it is asked while a statement is prepared
    try:
        read(first)
        assert prepared
        prepared.clear()
        for number in others:
            read(number)
    finally:
        desk.store.db.authorizer = None
    assert prepared == []


def test_the_next_chat_is_sought_among_the_open_chats(desk: Desk) -> None:
    (sql,) = ran(desk, lambda: chats.next_waiting(desk))
    plan = desk.store.all(f"EXPLAIN QUERY PLAN {sql}", *[None] * sql.count("?"))
    assert any("ticket_open_chat" in row[3] for row in plan), plan


def test_letting_go_what_is_due_goes_through_an_index(desk: Desk) -> None:
    statements = ran(desk, lambda: outbox.release_due(desk))
    assert {sql: bad for sql in statements if (bad := faults(desk, sql))} == {}


def test_the_work_of_a_contact_reads_no_big_table(tmp_path: Path, desk: Desk) -> None:
    """Everything a session, a draft, a reply and a wrap-up read, planned on the large store."""
    hand = TestDesk(tmp_path)
    statements = ran(hand.desk, lambda: a_contact(hand))
    hand.heartbeat.close()
    hand.store.close()
    assert len(statements) > 20
    assert {sql: bad for sql in statements if (bad := faults(desk, sql, may_sort=True))} == {}


def a_contact(hand: TestDesk) -> None:
    hand.session.begin()
    one = hand.ticket(body="Where is it?")
    contact = interaction.open_contact(hand.desk, one, Channel.EMAIL)
    hand.wait(20, tick=True)
    draft.save(hand.desk, one, DraftKind.REPLY, "It comes on Friday")
    message.reply(hand.desk, one, "It comes on Friday", interaction_id=contact.id)
    wrap_up.commit(hand.desk, contact.id, WrapUp("order/late", "pending_customer"))
    hand.wait(20, tick=True)
    hand.session.end()


def test_the_check_sees_a_scan_and_a_sort(desk: Desk) -> None:
    assert faults(desk, "SELECT body FROM message WHERE author = 'x'")
    assert faults(desk, "SELECT t.id FROM ticket t WHERE t.customer_id = 1 ORDER BY t.subject")
    assert not faults(desk, "SELECT t.id FROM ticket t WHERE t.id = 1")


def test_opening_a_store_reads_no_table(made: Path) -> None:
    seen = Statements()
    apsw.connection_hooks.append(seen.listen)
    try:
        desk = opened(made)
        heartbeat = Heartbeat(desk.places.heartbeat)
        session = Session(desk, heartbeat)
        session.begin()
        session.tick()
        upkeep.close(desk)
        heartbeat.close()
    finally:
        apsw.connection_hooks.remove(seen.listen)
    assert any("desk_session" in sql for sql in seen.steps)
    scanned = {sql: number for sql, number in seen.scanned.items() if number > 50}
    assert scanned == {}
    assert max(seen.steps.values()) < MOST_STEPS


def test_the_counters_count(desk: Desk) -> None:
    seen = Statements()
    seen.listen(desk.store.db)
    desk.store.all("SELECT count(body) FROM message")
    desk.store.db.trace_v2(0, None)
    assert min(max(seen.scanned.values()), max(seen.steps.values())) > TICKETS
