"""Everything of an account put together: a first sync over a socket, its lock, its waits."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from csr_desk import tokens
from csr_desk.actions.desk import Desk
from csr_desk.backends.base import Backend
from csr_desk.backends.failures import Rejected
from csr_desk.backends.local import LocalBackend
from csr_desk.backends.oauth.pair import Pair
from csr_desk.backends.wire import Request
from csr_desk.config import AccountConfig
from csr_desk.errors import Busy, ConfigError
from csr_desk.secrets import Secret
from csr_desk.store import remote
from csr_desk.sync.account import SyncAccount
from csr_desk.sync.connect import Nowhere, endpoints_of, open_parts
from csr_desk.sync.driver import Exchange
from csr_desk.sync.engine import Engine
from csr_desk.sync.runner import Parts, run_once
from tests.desk import Hands, TestDesk
from tests.fakes.zendesk.http_server import HttpServer
from tests.fakes.zendesk.seeding import seed_default
from tests.fakes.zendesk.server import FakeZendesk


def make_engine(desk: Desk, backend: Backend) -> Engine:
    engine = Engine(SyncAccount(desk, backend, "work"))
    engine.start()
    return engine


class Room:
    """A store, a signed-in account in a file, a helpdesk on this machine; one clock for both."""

    def __init__(self, folder: Path, server: HttpServer, hands: Hands) -> None:
        self.folder, self.server, self.hands = folder, server, hands
        self.seen: list[Exchange] = []
        self.signed = server.fake.sign_in()
        pair = Pair(Secret(self.signed.access), Secret(self.signed.refresh))
        tokens.save("work", pair, folder, insecure=True)
        TestDesk(folder, hands).store.close()

    def desk(self) -> Desk:
        found = TestDesk(self.folder, self.hands).desk
        found.account = "work"
        return found

    def open(self, **more: str) -> Parts:
        values = {"backend": "zendesk", "url": self.server.url, "auth": "oauth", **more}
        account = AccountConfig("work", client_id="csr_desk", **values)  # type: ignore[arg-type]
        return open_parts(account, self.desk, make_engine, {}, self.seen.append)

    def close(self, parts: Parts) -> None:
        parts.close()
        parts.desk.store.close()


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    monkeypatch.setattr("csr_desk.secrets.SAFE_KEYRINGS", frozenset())
    hands = Hands()
    fake = FakeZendesk(lambda: hands.wall)
    seed_default(fake)
    fake.limits.off()
    hands.wall += timedelta(minutes=10)
    with HttpServer(fake) as server:
        yield Room(tmp_path, server, hands)


async def test_a_first_sync_brings_the_tickets_and_shows_no_secret(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    parts = room.open()
    await run_once(parts)
    found = parts.desk.store.value("SELECT count(*) FROM ticket WHERE account = 'work'")
    row = remote.account(parts.desk.store, "work")
    room.close(parts)
    assert found >= 3
    assert row is not None
    assert row.state == "online"
    assert not room.server.fake.violations
    assert {one.status for one in room.seen} == {200}
    for secret in (room.signed.access, room.signed.refresh):
        assert secret not in caplog.text
        assert secret not in repr((parts, room.seen))
        for path in room.folder.rglob("*"):
            if path.is_file() and path.suffix != ".token":
                assert secret.encode() not in path.read_bytes(), path


async def test_a_sign_in_that_ran_out_is_renewed_on_the_way(room: Room) -> None:
    room.server.fake.oauth.expire(room.signed.access)
    parts = room.open()
    await run_once(parts)
    row = remote.account(parts.desk.store, "work")
    room.close(parts)
    assert row is not None
    assert row.state == "online"
    paths = [seen.path for seen in room.server.fake.requests]
    assert paths.count("/oauth/tokens") == 1


async def test_a_sign_in_that_is_over_waits_for_the_agent(room: Room) -> None:
    room.server.fake.oauth.kill(room.signed)
    parts = room.open()
    await run_once(parts)
    row = remote.account(parts.desk.store, "work")
    room.close(parts)
    assert row is not None
    assert row.state == "sign_in"
    assert "sign in again" in row.words
    assert room.signed.refresh not in row.words


async def test_two_never_sync_one_account(room: Room) -> None:
    parts = room.open()
    with pytest.raises(Busy, match="work is being synced already"):
        room.open()
    room.close(parts)
    again = room.open()
    room.close(again)
    for one in (parts, again):
        await one.driver.close()


async def test_what_fails_while_opening_gives_the_lock_back(room: Room) -> None:
    with pytest.raises(ConfigError):
        room.open(url="https://evil.example")
    parts = room.open()
    room.close(parts)
    await parts.driver.close()


async def test_a_wait_goes_on_after_a_restart(room: Room) -> None:
    desk = room.desk()
    with desk.store.transaction():
        until = desk.now() + 40_000
        remote.set_account(desk.store, "work", state="waiting", until=until)
    parts = room.open()
    assert parts.driver.budgets.wait_s(Request("GET", "/x"), desk.now()) == 40
    desk.store.close()
    room.close(parts)
    await parts.driver.close()


async def test_an_account_without_a_helpdesk_has_nobody_to_ask(room: Room) -> None:
    parts = room.open(backend="local", url="")
    await run_once(parts)
    room.close(parts)
    assert room.seen == []
    assert room.server.fake.requests == []
    nowhere = Nowhere()
    assert (await nowhere.current(), await nowhere.renewed("x")) == ("", None)
    with pytest.raises(Rejected):
        await nowhere.perform(Request("GET", "/x"))
    assert isinstance(parts.driver.line, Nowhere)
    assert endpoints_of(LocalBackend.__new__(LocalBackend)) is None
