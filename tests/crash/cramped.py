"""Scenes on a disk of a few MiB, played in a mount namespace of their own by test_no_space.py.

Each scene prints the lines it checked; an assertion that fails ends the process with a traceback.
"""

import errno
import os
import sys
from pathlib import Path

from csr_desk import errors
from csr_desk.actions import draft, ticket, upkeep
from csr_desk.actions.desk import Desk
from csr_desk.actions.opening import open_desk
from csr_desk.config import Config
from csr_desk.domain.models import DraftKind
from csr_desk.paths import Places
from csr_desk.reports import verify
from csr_desk.store import ballast, people
from csr_desk.store.connection import RELIEVED
from csr_desk.store.heartbeat import Heartbeat
from tests.desk import START, Hands

LONG = "what the agent typed " * 8_000


def opened(folder: Path) -> Desk:
    hands = Hands()
    places = Places(folder / "data", folder / "config.toml")
    return open_desk(places, Config(), lambda: START, lambda: hands.seconds, hands.boot, hands.uid)


def with_ticket(desk: Desk) -> int:
    with desk.store.transaction():
        one = people.insert_customer(desk.store, uid="c", at=desk.now(), name="Ann", salt="s")
    return ticket.create(desk, one, "Parcel", "email")


def fill(folder: Path) -> Path:
    """Write until nothing more fits."""
    filler = folder / "filler"
    with open(filler, "ab", buffering=0) as file:
        for size in (1 << 16, 1 << 12, 1):
            try:
                while True:
                    file.write(bytes(size))
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise
    return filler


def refused(desk: Desk, ticket_id: int, text: str) -> errors.DiskFull:
    try:
        draft.save(desk, ticket_id, DraftKind.NOTE, text)
    except errors.DiskFull as error:
        return error
    raise AssertionError("a full disk took the text")


def stored(desk: Desk, ticket_id: int) -> str | None:
    found = draft.load(desk, ticket_id, DraftKind.NOTE)
    return None if found is None else found.body


def sound(desk: Desk) -> None:
    checks = verify.run(desk.store, desk.places.anchor, desk.second())
    assert [check for check in checks if not check.ok] == []


def full_disk(folder: Path) -> None:
    """The reserve saves the note; when it is used up too, the text waits for space."""
    desk = opened(folder)
    one = with_ticket(desk)
    heartbeat = Heartbeat(desk.places.heartbeat)
    reserve = desk.places.data / ballast.NAME
    assert reserve.stat().st_blocks * 512 >= ballast.SIZE
    draft.save(desk, one, DraftKind.NOTE, "short")
    filler = fill(folder)
    error = refused(desk, one, LONG)
    assert error.hint == RELIEVED
    assert not reserve.exists()
    assert stored(desk, one) == "short"
    draft.save(desk, one, DraftKind.NOTE, LONG)
    assert stored(desk, one) == LONG
    print("the reserve saved the note")
    fill(folder)
    longer = LONG * 20
    error = refused(desk, one, longer)
    assert error.hint == errors.DiskFull.default_hint
    assert stored(desk, one) == LONG
    heartbeat.beat(desk.now())
    try:
        upkeep.daily(desk.places, desk.now())
    except errors.DiskFull:
        print("no room for a backup")
    assert list(desk.places.backups.iterdir()) == []
    upkeep.close(desk)
    filler.unlink()
    desk = opened(folder)
    draft.save(desk, one, DraftKind.NOTE, longer)
    assert stored(desk, one) == longer
    assert reserve.exists()
    sound(desk)
    upkeep.close(desk)
    print("the same text is saved when there is space")


def first_start(folder: Path) -> None:
    """A first start on a full disk says so, and the next one with space works."""
    filler = fill(folder)
    for _ in range(2):
        try:
            opened(folder)
            raise AssertionError("opened")
        except (errors.DiskFull, errors.CannotMakeStore) as error:
            print(error)
    with open(filler, "r+b") as file:
        file.truncate(filler.stat().st_size - (1 << 16))
    try:
        opened(folder)
        raise AssertionError("opened")
    except (errors.DiskFull, errors.CannotMakeStore) as error:
        print(error)
    filler.unlink()
    desk = opened(folder)
    sound(desk)
    upkeep.close(desk)


def small_disk(folder: Path) -> None:
    """A disk of 2 MiB has no reserve and is used to its end, with sentences only."""
    desk = opened(folder)
    one = with_ticket(desk)
    assert not (desk.places.data / ballast.NAME).exists()
    text, kept = "word " * 2_000, None
    try:
        while True:
            text += "word " * 2_000
            draft.save(desk, one, DraftKind.NOTE, text)
            kept = text
    except errors.DiskFull as error:
        print(error)
    assert stored(desk, one) == kept
    sound(desk)
    upkeep.close(desk)
    desk = opened(folder)
    assert stored(desk, one) == kept
    upkeep.close(desk)


def read_only(folder: Path) -> None:
    """A disk that turns read-only refuses with a sentence; what was there stays."""
    desk = opened(folder)
    one = with_ticket(desk)
    draft.save(desk, one, DraftKind.NOTE, "short")
    upkeep.close(desk)
    before = desk.places.database.read_bytes()
    assert os.system(f"mount -o remount,ro '{folder}'") == 0
    try:
        opened(folder)
        raise AssertionError("opened")
    except errors.StoreReadOnly as error:
        print(error)
    assert desk.places.database.read_bytes() == before
    assert os.system(f"mount -o remount,rw '{folder}'") == 0
    desk = opened(folder)
    assert stored(desk, one) == "short"
    upkeep.close(desk)


if __name__ == "__main__":
    {scene.__name__: scene for scene in (full_disk, first_start, small_disk, read_only)}[
        sys.argv[1]
    ](Path(sys.argv[2]))
