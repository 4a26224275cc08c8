"""Since when a role is known: from the look that first told it, through all that tell the same."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from csr_desk.backends.records import Identity, RemotePerson
from csr_desk.backends.wire import Flow
from csr_desk.store import remote
from csr_desk.store.remote import AccountRow
from csr_desk.sync import pull
from csr_desk.sync.account import SyncAccount
from tests.desk import TestDesk


class Helpdesk:
    """Tells who is signed in, without a request."""

    role = "agent"

    def identify(self) -> Flow[Identity]:
        me = RemotePerson("7", "Ada Agent", "agent", "ada@acme.example")
        yield from ()
        return Identity("acme/7", me, self.role, frozenset({"public_reply"}))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[TestDesk]:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    made = TestDesk(folder)
    yield made
    made.store.close()


def test_a_promotion_is_dated_and_the_same_role_is_not(world: TestDesk) -> None:
    helpdesk = Helpdesk()
    account = SyncAccount(world.desk, helpdesk, "work")  # type: ignore[arg-type]

    def look() -> AccountRow:
        list(pull.identify(account))
        found = remote.account(world.store, "work")
        assert found is not None
        return found

    first = world.desk.now()
    assert look().role_since == first
    world.wait(3600)
    assert look().role_since == first
    helpdesk.role = "admin"
    later = world.desk.now()
    found = look()
    assert (found.role, found.role_since) == ("admin", later)
