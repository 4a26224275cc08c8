"""A first pull of many tickets: memory stays flat, and no transaction holds the lock for long."""

import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from csr_desk.backends.records import RemotePerson, RemoteTicket
from csr_desk.sync.apply import CHUNK
from tests.desk import TestDesk
from tests.sync.remote_world import Helpdesk, remote_ticket

PAGE = 100


def pull_many(desk: Helpdesk, first: int, count: int) -> None:
    """Pull pages of tickets as a helpdesk sends them, each from a person of its own."""
    for start in range(first, first + count, PAGE):
        numbers = range(start, start + PAGE)
        people = tuple(
            RemotePerson(f"p{one}", f"Customer {one}", "end-user", email=f"c{one}@mail.example")
            for one in numbers
        )
        desk.pull(
            *(ticket(one) for one in numbers),
            stream="tickets",
            people=people,
            expected=10_000,
            is_last=False,
            cursor=f"c{start}",
        )


def ticket(number: int) -> RemoteTicket:
    return remote_ticket(
        str(number),
        number % 60,
        requester=f"p{number}",
        description="My order has not arrived yet, and I am waiting for it. " * 20,
        custom={"61": "blue", "62": number},
        tags=("parcel", f"t{number % 40}"),
    )


def peak_of(folder: Path, count: int) -> int:
    """Return the most memory in bytes that pulling some tickets took beside what was there."""
    folder.mkdir()
    hand = TestDesk(folder)
    desk = Helpdesk(hand)
    pull_many(desk, 0, PAGE)
    tracemalloc.start()
    pull_many(desk, 1_000_000, count)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert desk.store.value("SELECT count(*) FROM ticket") == count + PAGE
    hand.heartbeat.close()
    hand.store.close()
    return peak


@pytest.mark.slow
def test_memory_does_not_grow_with_the_helpdesk(tmp_path: Path) -> None:
    small, large = peak_of(tmp_path / "small", 1_000), peak_of(tmp_path / "large", 3_000)
    assert large < small * 1.25 + 200_000, (small, large)
    assert large < 8_000_000


def test_transactions_are_short(desk: Helpdesk, monkeypatch: pytest.MonkeyPatch) -> None:
    wrote: list[int] = []
    real = desk.store.transaction

    @contextmanager
    def counted() -> Iterator[None]:
        is_outer, before = not desk.store.db.in_transaction, desk.changes()
        with real():
            yield
        if is_outer:
            wrote.append(desk.changes() - before)

    monkeypatch.setattr(desk.store, "transaction", counted)
    pull_many(desk, 0, 3 * PAGE)
    assert len(wrote) >= 3 * (PAGE // CHUNK) * 2, "a page goes in by chunks"
    # Search index rows included; at some 10 microseconds each a chunk stays below 20 ms.
    assert max(wrote) <= 60 * CHUNK
