"""One run out of one seed: a bad line, a hurried agent, a colleague, a customer, power cuts.

`run(seed)` returns what was broken, an empty list for a sound run: each intended reply is at the
helpdesk exactly once and in order, each change is there or the agent was asked, and both sides
agree in the end.
"""

import random
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from csr_desk.actions import conflict, held, message, shelf, ticket
from csr_desk.backends.base import Can
from csr_desk.domain.models import OperationState, Priority, Status
from csr_desk.errors import Refused
from csr_desk.store import remote, tickets
from tests.fakes.common.schedule import Schedule, Script
from tests.sync import agent_acts
from tests.sync.one_run import SlowWorld, is_held_back, run_once
from tests.sync.talked_over import Memory
from tests.sync.vendors import ZENDESK, Shown, Vendor
from tests.sync.vendors import plain as plain
from tests.sync.world import World

FAULTS = {
    "drop_before": 3.0, "drop_after": 3.0, "delay": 1.0, "duplicate_delivery": 1.0,
    "status_before": 2.0, "status_after": 2.0, "rate_limited": 2.0, "token_expired": 0.5,
    "captive_portal": 1.0, "truncated_json": 1.0, "stale_read": 3.0, "wrong_type": 0.5,
    "refused_window": 1.0,
}  # fmt: skip
MOVES = {
    "reply": 4, "note": 2, "tag": 3, "priority": 2, "solve": 1, "new": 1, "customer": 2,
    "colleague": 2, "colleague_change": 2, "crash": 1, "offline": 1, "online": 2, "sync": 8,
    "time": 3, "undo": 1, "delete": 0.2, **agent_acts.MOVES,
}  # fmt: skip


SLOW = 0.3
MOST_STEPS = 400
"""Steps within which everything must be read in the end."""


@dataclass
class Run(agent_acts.Acts):
    """The agent's intentions beside the world they were meant for."""

    world: World
    rng: random.Random
    texts: dict[str, str] = field(default_factory=dict)
    tags: dict[str, tuple[int, str]] = field(default_factory=dict)
    retagged: set[int] = field(default_factory=set)
    memory: Memory = field(default_factory=Memory)
    count: int = 0
    learned: int = 0

    def __post_init__(self) -> None:
        self.began = {one.id: one.tags for one in self.there()}

    def unique(self, word: str) -> str:
        self.count += 1
        return f"{word}{self.count}"

    def a_ticket(self) -> int | None:
        rows = self.world.desk.store.all(
            "SELECT id FROM ticket WHERE account = ? AND status < 5 ORDER BY id",
            self.world.vendor.account,
        )
        return self.rng.choice(rows)[0] if rows else None

    def move(self) -> None:
        """Do one thing, drawn by weight."""
        kind = self.rng.choices(list(MOVES), list(MOVES.values()))[0]
        with suppress(Refused):  # the desk said no, which is an answer
            getattr(self, f"do_{kind}")()
        self.learn()

    def learn(self) -> None:
        """Remember what the agent has written by now."""
        rows = self.world.desk.store.all(
            "SELECT id, operation_uid, body FROM message WHERE id > ? AND operation_uid NOT NULL"
            " ORDER BY id",
            self.learned,
        )
        for self.learned, uid, body in rows:
            self.texts[uid] = plain(body)

    def do_reply(self) -> None:
        ticket_id = self.a_ticket()
        if ticket_id is None:
            return
        status = self.rng.choice((None, None, Status.PENDING, Status.OPEN))
        body = self.memory.begin(self.world, ticket_id, self.unique("reply-"))
        message.reply(self.world.desk, ticket_id, body, status=status)

    def do_note(self) -> None:
        ticket_id = self.a_ticket()
        if ticket_id is not None:
            message.note(self.world.desk, ticket_id, self.unique("note-"))

    def do_tag(self) -> None:
        tag = self.unique("tag-")
        changed = self._change(ticket.Change(add_tags=(tag,)))
        if changed is not None:
            sql = "SELECT uid FROM operation WHERE ticket_id = ? ORDER BY seq DESC LIMIT 1"
            self.tags[str(self.world.desk.store.value(sql, changed))] = (changed, tag)

    def do_priority(self) -> None:
        self._change(ticket.Change(priority=self.rng.choice(list(Priority)[1:])))

    def do_solve(self) -> None:
        self._change(ticket.Change(status=Status.SOLVED, told="by phone"))

    def _change(self, wanted: ticket.Change) -> int | None:
        ticket_id = self.a_ticket()
        if ticket_id is not None:
            ticket.change(self.world.desk, ticket_id, wanted)
        return ticket_id

    def do_new(self) -> None:
        desk = self.world.desk
        customer = desk.store.value("SELECT id FROM customer ORDER BY id LIMIT 1")
        if customer is None:
            customer = self.world.hand.customer()
        words = self.unique("first-") if self.rng.random() < 0.5 else ""
        ticket.create(desk, customer, self.unique("New "), "email", body=words)

    def do_undo(self) -> None:
        message.undo(self.world.desk)

    def there(self) -> list[Shown]:
        """Return the tickets as the helpdesk has them."""
        return self.world.vendor.shown(self.world.server)

    def _theirs(self) -> int | None:
        found = [one.id for one in self.there() if not (one.is_deleted or one.is_closed)]
        return self.rng.choice(sorted(found)) if found else None

    def do_customer(self) -> None:
        remote = self._theirs()
        if remote is not None:
            self.world.server.customer_replies(remote, self._said("customer-"))

    def _said(self, word: str) -> str:
        return self.memory.hear(self.unique(word), self.world.desk.now())

    def do_colleague(self) -> None:
        remote = self._theirs()
        if remote is not None:
            self.world.server.colleague_replies(remote, self._said("colleague-"))

    def do_colleague_change(self) -> None:
        remote = self._theirs()
        if remote is None:
            return
        change = self.rng.choice(self.world.vendor.changes)
        self.world.server.colleague_changes(remote, **change)
        if "tags" in change:
            self.retagged.add(remote)

    def do_delete(self) -> None:
        remote = self._theirs()
        if remote is not None:
            self.world.server.delete_ticket(remote)

    def do_crash(self) -> None:
        self.world.crash()

    def do_offline(self) -> None:
        self.world.line.go_offline()

    def do_online(self) -> None:
        self.world.line.go_online()

    def do_sync(self) -> None:
        self.world.sync_for(self.rng.randint(1, 12))

    def do_time(self) -> None:
        self.world.pass_time(self.rng.choice((0.3, 1.0, 5.0, 20.0, 120.0, 900.0)))

    def finish(self) -> None:
        """Mend the line and let everything come to rest, the agent answering what is asked."""
        world = self.world
        world.line.schedule = Script({})
        world.line.go_online()
        for _ in range(12):
            world.settle()
            if not self.answer():
                break
        world.pass_time(120)
        world.settle()
        world.pass_time(40)
        for _ in range(MOST_STEPS):
            if not world.step():
                if not world.running and world.has_read_ahead():
                    break
                world.pass_time(world.idle_s())

    def last_words(self) -> None:
        """Let every customer write once more; one run of the line mode is to bring it all, but for
        what a limit keeps back.
        """
        for one in self.there():
            if not (one.is_deleted or one.is_closed):
                self.world.server.customer_replies(one.id, self.unique("customer-"))
        self.world.pass_time(5)
        run_once(self.world)
        for _ in range(5):
            if not is_held_back(self.world):
                break
            self.world.pass_time(60)
            run_once(self.world)

    def answer(self) -> bool:
        """Answer what waits for the agent; False when nothing does."""
        desk, asked = self.world.desk, False
        if self.world.engine.health.needs_agent:
            with desk.store.transaction():
                desk.store.execute("UPDATE account SET state = 'new'")
                desk.store.execute("UPDATE account SET deletions_allowed_at = ?", desk.now())
            asked = True
        for one in conflict.open_conflicts(desk):
            conflict.resolve(desk, one.id, self.rng.choice(("mine", "theirs")))
            asked = True
        for row in shelf.rows(desk):
            asked = self._answer_row(row) or asked
        return asked

    def _answer_row(self, row: shelf.ShelfRow) -> bool:
        desk = self.world.desk
        try:
            if row.state is OperationState.HELD:
                way = self.rng.choice((held.send_anyway, held.drop, held.keep_as_note))
                way(desk, row.uid)
                self.learn()
                return True
            if row.state is OperationState.REJECTED:
                shelf.drop(desk, row.uid)
                return True
            if row.state is OperationState.IN_DOUBT and row.error.startswith("Was it sent?"):
                done = plain(row.body) in [text for one in self.there() for text in one.texts]
                if row.kind not in ("reply", "note"):
                    done = self.world.server.applied(row.bundle or "")
                (shelf.arrived if done else shelf.send_again)(desk, row.uid)
                return True
        except Refused:
            return False
        return False


def run(
    seed: int,
    folder: Path,
    template: Path | None = None,
    moves: int = 20,
    vendor: Vendor = ZENDESK,
    faults: Mapping[str, float] = FAULTS,
) -> list[str]:
    """Live through one seed and return what was broken."""
    rng = random.Random(seed)
    plan = Schedule(seed, rate=rng.choice((0.0, 0.1, 0.25, 0.5)), weights=faults)
    # One view tells as much as five, sooner.
    world = SlowWorld(folder, rng, plan, template, views=1, vendor=vendor, slow=SLOW)
    one = Run(world, rng)
    if rng.random() < 0.8:
        world.line.schedule = Script({})
        world.settle()
        world.line.schedule = plan
    for _ in range(moves):
        one.move()
    one.finish()
    broken = broken_of(one)
    if Can.TICKETS in world.backend.can:
        broken += _lost_tags(one) + one.memory.talked_over(world, one.there())
        one.last_words()
        broken += _agreement(one)
    world.close()
    return broken


def broken_of(one: Run) -> list[str]:
    """Return every promise that was not kept."""
    world = one.world
    rows = shelf.rows(world.desk)
    found = [f"unfinished: {row.uid} {row.kind} {row.state} {row.error}" for row in rows]
    found += _twice(world)
    if Can.TICKETS not in world.backend.can:
        return found  # there is nobody to agree with
    found += _violations(one)
    marks = world.server.markers.items()
    found += [f"marker {marker} took effect {n} times" for marker, n in marks if n > 1]
    return found + _texts(one) + _order(one) + _agreement(one)


def _lost_tags(one: Run) -> list[str]:
    """Return the tickets that lost tags which nobody took away."""
    store, wanted = one.world.desk.store, {id_: set(tags) for id_, tags in one.began.items()}
    for uid, (ticket_id, tag) in one.tags.items():
        sql = "SELECT o.state, t.remote_id FROM operation o JOIN ticket t ON t.id = o.ticket_id"
        [(state, remote_id)] = store.all(f"{sql} WHERE o.uid = ? AND t.id = ?", uid, ticket_id)
        if state == OperationState.ACKNOWLEDGED:
            wanted.setdefault(int(remote_id), set()).add(tag)
    return [
        f"ticket {found.id} lost {sorted(lost)}"
        for found in one.there()
        if not found.is_deleted and found.id not in one.retagged
        if (lost := wanted.get(found.id, set()) - set(found.tags))
    ]


def _violations(one: Run) -> list[str]:
    """Return what no client may do."""
    seen, harmless = [found.uid for found in one.there()], one.world.vendor.harmless
    twice = [uid for uid in set(seen) if uid and seen.count(uid) > 1]
    told = (found for found in one.world.server.violations if found.kind not in harmless)
    found = [f"violation: {one.kind}: {one.detail}" for one in told]
    return found + [f"ticket {uid} was made twice" for uid in twice]


def _texts(one: Run) -> list[str]:
    world, there = one.world, one.there()
    at_server: dict[str, int] = {}
    for words in (words for found in there for words in found.texts):
        at_server[words] = at_server.get(words, 0) + 1
    wrong = []
    sql = "SELECT uid, state FROM operation"
    states: dict[str, str] = dict(world.desk.store.all(sql))
    # What a reply was to bring besides may have been dropped after it.
    sql = "SELECT operation_uid, ? FROM message WHERE state = 'sent' AND operation_uid NOT NULL"
    states |= dict(world.desk.store.all(sql, OperationState.ACKNOWLEDGED))
    kept = Counter(one.texts[uid] for uid in one.texts if states[uid] == "acknowledged")
    written = Counter(one.texts.values())
    gone = {words for found in there if found.is_deleted for words in found.texts}
    for uid, body in one.texts.items():
        most = written[body] if body in gone else kept[body]  # what went with its ticket
        if not kept[body] <= at_server.get(body, 0) <= most:
            wrong.append(f"{body} ({states[uid]}) is there {at_server.get(body, 0)} times")
    return wrong


def _twice(world: World) -> list[str]:
    return [
        f"message {body} is shown {n} times"
        for body, n in world.desk.store.all(
            "SELECT body, count(*) FROM message WHERE state <> 'dropped' AND body LIKE '%-%'"
            " GROUP BY ticket_id, body HAVING count(*) > 1"
        )
    ]


def _order(one: Run) -> list[str]:
    """Acknowledged texts of a ticket stand at the helpdesk in the order they were given."""
    wrong = []
    store = one.world.desk.store
    shown = {found.id: found.texts for found in one.there()}
    for ticket_id, theirs in store.all("SELECT id, remote_id FROM ticket WHERE remote_id NOT NULL"):
        given = [
            one.texts[uid]
            for (uid,) in store.all(
                "SELECT uid FROM operation WHERE ticket_id = ? AND state = 'acknowledged'"
                " ORDER BY seq",
                ticket_id,
            )
            if uid in one.texts
        ]
        there = shown.get(int(theirs), given)
        if [words for words in there if words in given] != given:
            wrong.append(f"order on {theirs}: {given} became {there}")
        wrong += _overtaken(one, ticket_id, there)
    return wrong


def _overtaken(one: Run, ticket_id: int, there: list[str]) -> list[str]:
    """Return what was to be sent later and stands before what was written before its time.

    What was held and sent anyway was given anew at that time.
    """
    rows = one.world.desk.store.all(
        "SELECT uid, iif(EXISTS (SELECT 1 FROM event e WHERE e.ticket_id = o.ticket_id"
        " AND e.kind = 'message.sent_anyway' AND json_extract(e.data, '$.operation') = o.uid),"
        " max(created_at, release_at), created_at),"
        " CASE WHEN json_extract(payload, '$.scheduled') THEN release_at END"
        " FROM operation o WHERE ticket_id = ? AND state = 'acknowledged'",
        ticket_id,
    )
    at = {uid: there.index(one.texts[uid]) for uid, *_ in rows if one.texts.get(uid) in there}
    return [
        f"{one.texts[later]} stands before {one.texts[uid]}"
        for later, _, due in rows
        for uid, made, its in rows
        if due is not None and later in at and uid in at and (its or made) < due
        if at[later] < at[uid]
    ]


def _agreement(one: Run) -> list[str]:
    """The store shows what the helpdesk has."""
    store, shown = one.world.desk.store, {found.id: found for found in one.there()}
    wrong = []
    # A split that was taken back before it left has a ticket that never was to arrive.
    for row in store.all(
        "SELECT id, remote_id FROM ticket t WHERE account = ? AND NOT EXISTS (SELECT 1"
        " FROM ticket_move m JOIN operation o ON o.ticket_id = m.into_id AND o.kind = 'create'"
        " WHERE m.into_id = t.id AND m.kind = 'split' AND m.undone_at IS NOT NULL"
        " AND o.state = 'dropped')",
        one.world.vendor.account,
    ):
        if row[1] is None:
            wrong.append(f"ticket {row[0]} never reached the helpdesk")
            continue
        theirs = shown.get(int(row[1]))
        if theirs is None or theirs.is_deleted:
            continue
        mine = tickets.ticket(store, row[0])
        there = (theirs.status, theirs.priority, theirs.tags)
        here = (mine.status.word, mine.priority.word or "none", sorted(mine.tags))
        if there != here:
            wrong.append(f"ticket {row[1]}: here {here}, there {there}")
        known = remote.state(store, row[0])
        if mine.status >= Status.SOLVED and known and known.talk_stamp != known.stamp:
            continue  # the conversation of a solved ticket comes when it is opened
        visible = {
            plain(body)
            for (body,) in store.all(
                "SELECT body FROM message WHERE ticket_id = ? AND state NOT IN ('dropped')", row[0]
            )
        }
        missing = [
            words
            for words in set(theirs.texts)
            if words not in visible and not words.startswith("Contact")
        ]
        if missing:
            wrong.append(f"ticket {row[1]} lacks {missing}")
    return wrong
