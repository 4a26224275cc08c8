"""The engine of one account: what there is to do now, and what came of it.

It hands out jobs and hears how they end; sending, waiting and running them side by side is the
driver's. What it must remember is in the store, so that it may be killed at any moment.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from csr_desk.actions import outbox
from csr_desk.backends.failures import BackendFailure, Expired, Rejected, TryLater
from csr_desk.backends.wire import Flow, Request, Response
from csr_desk.domain.instants import MINUTE, SECOND, Instant
from csr_desk.domain.models import OperationState
from csr_desk.store import operations, remote
from csr_desk.sync import pull
from csr_desk.sync.account import SyncAccount
from csr_desk.sync.health import Health
from csr_desk.sync.jobs import BACKGROUND, CATALOGUE, CHANGES, PUSH, VIEWS, WANTED, Job
from csr_desk.sync.outcomes import later
from csr_desk.sync.people import push_person
from csr_desk.sync.push import push

TALKS_AT_ONCE = 4
AHEAD_EVERY = SECOND
"""How often a conversation is read that nobody asked for yet: the account's limit is for all."""

_AHEAD = "ahead"
REFUSED_AGAIN = 5 * MINUTE
IDLE = MINUTE


class Stream(NamedTuple):
    """Something read again and again: each `every` while the agent works."""

    key: str
    every: Instant
    priority: int
    flow: Callable[[SyncAccount], Flow[bool]]


class Engine:
    """The work of one account; `jobs` may be asked at any time, `start` once before."""

    def __init__(self, account: SyncAccount) -> None:
        self.account = account
        self.health = Health(account)
        self._due: dict[str, Instant] = {}
        self._is_known = False
        every = int(account.backend.pull_every_s * SECOND)
        self._streams = (
            Stream("changes", every, CHANGES, pull.changes),
            Stream("views", 5 * MINUTE, VIEWS, pull.views),
            Stream("catalogue", 30 * MINUTE, CATALOGUE, pull.catalogue),
            Stream("reconcile", 10 * MINUTE, BACKGROUND, pull.reconcile),
        )

    def start(self) -> None:
        """Take up what a former run left: what was being sent is in doubt."""
        store = self.account.desk.store
        with store.transaction():
            remote.set_account(store, self.account.name)
            store.execute(
                "UPDATE operation INDEXED BY operation_unfinished SET state = ? WHERE account = ?"
                " AND state NOT IN ('acknowledged', 'dropped') AND state = 'trying'",
                OperationState.IN_DOUBT,
                self.account.name,
            )
        self.health.load()
        if self.health.state == "sign_in":
            self.health.state = "new"  # a start may bring another secret with it

    def jobs(self, now: Instant) -> list[Job]:
        """Return what may be done now, the most urgent first; one alone on a shaky line."""
        if self.health.was_reset():
            self.health.reset()
            self._is_known = False
        if self.health.needs_agent or now < self.health.retry_at:
            return []
        if not self._is_known:
            return [self._job("identify", self._identify(), PUSH)]
        self._settle()
        found = sorted(self._found(now), key=lambda job: job.priority)
        return found[:1] if self.health.is_shaky else found

    def line_is_back(self) -> None:
        """Go on soon after the machine found its network again; what was told to wait still waits.

        A look for what is in doubt keeps its time: it must lie apart from the one before; and so
        does what was never tried: it waits to be taken back.
        """
        if not self.health.line_is_back():
            return
        store, soonest = self.account.desk.store, self.health.retry_at
        with store.transaction():
            store.execute(
                "UPDATE operation INDEXED BY operation_unfinished SET not_before = ?1"
                " WHERE account = ?2 AND state NOT IN ('acknowledged', 'dropped')"
                " AND state = 'queued' AND not_before > ?1 AND attempts > 0",
                soonest,
                self.account.name,
            )

    def wake_at(self, now: Instant) -> Instant:
        """Return when there may be something to do again."""
        if self.health.needs_agent:
            return now + IDLE
        if now < self.health.retry_at:
            return self.health.retry_at
        moments = [now + IDLE, *(moment for moment in self._due.values() if moment > now)]
        waiting = operations.next_try(self.account.desk.store, self.account.name, now)
        return min(moments if waiting is None else [*moments, waiting])

    def _settle(self) -> None:
        """Let undo windows end, and bring in order what waits behind what."""
        store = self.account.desk.store
        outbox.release_due(self.account.desk)
        if operations.needs_settling(store, self.account.name):
            with store.transaction():
                operations.settle_blocked(store, self.account.name)

    def _found(self, now: Instant) -> Iterator[Job]:
        account, store = self.account, self.account.desk.store
        for ticket_id in operations.waiting_tickets(store, account.name, now):
            yield from self._if_due(now, f"ticket:{ticket_id}", PUSH, push(account, ticket_id))
        for customer_id in operations.waiting_customers(store, account.name, now):
            key = f"customer:{customer_id}"
            yield from self._if_due(now, key, PUSH, push_person(account, customer_id))
        # What has to wait must not stand before the others: they would never have a turn.
        paused = sum(at > now for key, at in self._due.items() if key.startswith("ticket:"))
        for wish in pull.wishes(account, TALKS_AT_ONCE + paused):
            if wish.is_wanted:
                yield from self._if_due(now, wish.key, WANTED, wish.flow)
            elif self._due.get(_AHEAD, 0) <= now:
                for job in self._if_due(now, wish.key, BACKGROUND, self._ahead(wish.flow)):
                    yield job._replace(is_patient=False)
        for stream in self._streams:
            if self._due.get(stream.key, 0) <= now:
                yield self._job(stream.key, self._read(stream), stream.priority)

    def _if_due(self, now: Instant, key: str, priority: int, flow: Flow[None]) -> Iterator[Job]:
        if self._due.get(key, 0) <= now:
            yield self._job(key, flow, priority)

    def _job(self, key: str, flow: Flow[None], priority: int) -> Job:
        return Job(key, self._guarded(key, flow), priority)

    def _identify(self) -> Flow[None]:
        yield from pull.identify(self.account)
        self._is_known = True

    def _ahead(self, flow: Flow[None]) -> Flow[None]:
        """Read ahead of the agent, and then let the line be for a moment."""
        self._due[_AHEAD] = self.account.now() + AHEAD_EVERY
        yield from flow

    def _read(self, stream: Stream) -> Flow[None]:
        """Read a stream; it is due again at once while it has more."""
        has_more = yield from stream.flow(self.account)
        now = self.account.now()
        if stream.key == "catalogue" and pull.has_unread_views(self.account):
            self._due.pop("views", None)
        self._due[stream.key] = now if has_more else now + stream.every

    def _guarded(self, key: str, flow: Flow[None]) -> Flow[None]:
        """Run a job and take in how it ended; no failure of a call leaves it."""
        heard = [False]
        try:
            yield from _listening(flow, heard)
        except Expired:
            self._due[key] = self.account.now() + SECOND
        except Rejected as refusal:
            self.health.fine()
            self._due[key] = self.account.now() + REFUSED_AGAIN
            self._note_refusal(key, refusal)
        except TryLater as failure:
            if failure.is_narrow:
                self.health.fine()
                self._due[key] = later(self.account, 1, failure.after_s)
            else:
                self.health.failed(failure)
        except BackendFailure as failure:
            self.health.failed(failure)
        else:
            self._due.pop(key, None) if ":" in key else None
            if heard[0]:
                self.health.fine()

    def _note_refusal(self, key: str, refusal: Rejected) -> None:
        """Keep what a reading was refused with where `doctor` finds it."""
        store = self.account.desk.store
        with store.transaction():
            remote.set_account(store, self.account.name, words=f"{key}: {refusal.words}"[:300])


def _listening(flow: Flow[None], heard: list[bool]) -> Flow[None]:
    """Run a flow and note whether the helpdesk was heard at all."""
    try:
        request: Request = next(flow)
        while True:
            try:
                response: Response = yield request
            except BackendFailure as failure:
                request = flow.throw(failure)
            else:
                heard[0] = True
                request = flow.send(response)
    except StopIteration:
        return
