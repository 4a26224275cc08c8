"""The n-th call to the system fails, for every n: nothing torn, a sentence, and the next try works.

`CSR_DESK_FAULT_STRIDE=1` tries every call; the quick run takes every seventh of each kind.
"""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from csr_desk import errors
from csr_desk.actions import draft, interaction, message, upkeep, wrap_up
from csr_desk.actions.desk import Desk
from csr_desk.actions.opening import open_desk
from csr_desk.actions.session import adopt_clock
from csr_desk.config import Config
from csr_desk.domain.models import Channel, DraftKind
from csr_desk.domain.wrap_up import WrapUp
from csr_desk.paths import Places
from csr_desk.reports import verify
from csr_desk.store import timeline
from tests.crash.system_calls import Faults, faulty
from tests.desk import Hands, TestDesk

STRIDE = int(os.environ.get("CSR_DESK_FAULT_STRIDE", "7"))
TICKETS = 3


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a store of three tickets, closed."""
    data = tmp_path_factory.mktemp("pristine")
    hand = TestDesk(data)
    for number in range(TICKETS):
        hand.ticket(f"Parcel {number}", body="Where is it? " * 400)
    hand.heartbeat.close()
    upkeep.close(hand.desk)
    return data


def opened(folder: Path, seed: int) -> Desk:
    hands = Hands()
    hands.rng.seed(seed)
    places = Places(folder, folder / "config.toml")
    seconds = count(seed * 100_000)
    desk = open_desk(
        places, Config(), lambda: hands.wall, lambda: float(next(seconds)), "boot", hands.uid
    )
    adopt_clock(desk)
    return desk


@contextmanager
def desk_of(folder: Path, seed: int) -> Iterator[Desk]:
    desk = opened(folder, seed)
    try:
        yield desk
    finally:
        upkeep.close(desk)


def work(desk: Desk, done: list[tuple[str, int]]) -> None:
    """Log one contact on each ticket that has none yet, and say what was done."""
    for ticket_id in range(1, TICKETS + 1):
        waiting = [one for one in timeline.unwrapped(desk.store, 1) if one.ticket_id == ticket_id]
        if desk.store.value("SELECT count(*) FROM interaction WHERE ticket_id = ?", ticket_id):
            if not waiting:
                continue
            one = waiting[0]
        else:
            one = interaction.open_contact(desk, ticket_id, Channel.EMAIL)
        done.append(("SELECT 1 FROM interaction WHERE id = ?", one.id))
        draft.save(desk, ticket_id, DraftKind.REPLY, "answer " * 500)
        if not desk.store.value("SELECT 1 FROM message WHERE interaction_id = ?", one.id):
            posted = message.reply(desk, ticket_id, "answer " * 500, interaction_id=one.id)
            done.append(("SELECT 1 FROM message WHERE id = ?", posted.message_id))
        wrap_up.commit(desk, one.id, WrapUp("order/late", "pending_customer"))
        done.append(("SELECT 1 FROM wrap_up WHERE interaction_id = ?", one.id))
    desk.store.all("PRAGMA wal_checkpoint(TRUNCATE)")


def try_with(pristine: Path, folder: Path, faults: Faults) -> errors.DeskError | None:
    """Work on a failing disk, then on a sound one; return what the agent was told."""
    shutil.copytree(pristine, folder)
    done: list[tuple[str, int]] = []
    told = None
    with faulty(faults):
        try:
            with desk_of(folder, 1) as desk:
                work(desk, done)
        except errors.DeskError as error:
            told = error
    assert told is None or str(told).endswith("."), told
    with desk_of(folder, 2) as desk:
        for sql, number in done:
            assert desk.store.value(sql, number) == 1, (faults, sql, number)
        work(desk, done)
        assert desk.store.value("SELECT count(*) FROM wrap_up") == TICKETS
        checks = verify.run(desk.store, desk.places.anchor, desk.second())
        assert [check for check in checks if not check.ok] == [], faults
    shutil.rmtree(folder)
    return told


def calls_of_a_run(pristine: Path, folder: Path) -> int:
    faults = Faults()
    assert try_with(pristine, folder, faults) is None
    return faults.seen


@pytest.mark.parametrize(
    "fault",
    [
        Faults(error=errno.EIO),
        Faults(error=errno.EIO, lasting=True),
        Faults(error=errno.ENOSPC, lasting=True),
        Faults(short=True),
    ],
    ids=["once", "for good", "full", "short read"],
)
def test_a_failing_call_tears_nothing(pristine: Path, quick_folder: Path, fault: Faults) -> None:
    number = calls_of_a_run(pristine, quick_folder / "count")
    assert number > 100
    told, failed = [], 0
    for at in range(1, number, STRIDE):
        faults = replace(fault, at=at, failed=[])
        error = try_with(pristine, quick_folder / "work", faults)
        failed += bool(faults.failed)
        told += [error] if error else []
    assert failed >= number // STRIDE // 2
    assert len(told) >= 5
    if fault.error == errno.ENOSPC:
        assert any(isinstance(error, errors.DiskFull) for error in told)
