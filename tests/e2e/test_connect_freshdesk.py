"""The real program connects Freshdesk with an API key, by keyboard and by verb."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from csr_desk.config import load
from tests.fakes.common.http_server import HttpServer
from tests.fakes.freshdesk.seeding import seed_default
from tests.fakes.freshdesk.server import FakeFreshdesk
from tests.fakes.zendesk.stage import Clock
from tests.pty_session import ROOT, Key, PtySession

pytestmark = pytest.mark.slow
NO_KEYRING = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
WRONG = "wrong0123456789AbCdE"


class Ticking(Clock):
    """A clock on which every look takes a second."""

    def __call__(self):  # type: ignore[no-untyped-def]
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def server() -> Iterator[HttpServer]:
    fake = FakeFreshdesk(Ticking())
    seed_default(fake)
    fake.limits.off()
    with HttpServer(fake) as running:
        yield running


def test_freshdesk_is_connected_and_signed_in_to_again_by_keyboard(
    tmp_path: Path, server: HttpServer
) -> None:
    config, old = tmp_path / "config.toml", server.fake.sign_in().access
    arguments = ("--data", str(tmp_path / "data"), "--config", str(config))
    with PtySession.desk(*arguments, env=NO_KEYRING) as session:
        session.wait_for("connect a helpdesk")
        session.send("c")
        session.wait_for("Which helpdesk")
        session.send("f")
        session.wait_for("step 2 of 4")
        session.send(server.url, Key.ENTER)
        session.wait_for("Profile settings")
        session.send(WRONG, Key.ENTER)
        session.wait_for("does not accept this API key")
        session.send(Key.ESCAPE)
        session.wait_for("step 3 of 4")
        session.send(Key.ctrl("a"), Key.ctrl("k"), old, Key.ENTER)
        session.wait_for("Signed in as Ada Agent")
        session.send(Key.ENTER)
        session.wait_for("keeps the secret in a file")
        session.send("f")
        session.wait_for("work is connected")
        session.wait_for("online")
        session.send("3", "R")
        session.wait_for("Where is my parcel?")
        with server.lock:
            server.fake.revoke()
            new = server.fake.sign_in().access
        session.wait_for("sign in ", timeout=60)
        session.send("g", "h")
        session.wait_for("Sign in again to work")
        session.send("1")
        session.wait_for("Profile settings")
        session.send(new, Key.ENTER)
        session.wait_for("Signed in as Ada Agent")
        session.send(Key.ENTER)
        session.wait_for("keeps the secret in a file")
        session.send("f")
        session.wait_for("signed in to again")
        session.wait_for("online")
        for key in (old, new, WRONG):
            assert key.encode() not in session.raw
        session.send(Key.ctrl("q"))
        assert session.wait() == 0
    account = load(config).accounts["work"]
    assert (account.backend, account.auth, account.url) == ("freshdesk", "token", server.url)
    holding = [path.name for path in tmp_path.rglob("*") if path.is_file() and _has(path, new)]
    assert holding == ["work.token"]
    assert [path for path in tmp_path.rglob("*") if path.is_file() and _has(path, WRONG)] == []


def test_by_verb_a_wrong_key_of_a_script_goes_out_three_times(
    tmp_path: Path, server: HttpServer
) -> None:
    where = ("--data", str(tmp_path / "data"), "--config", str(tmp_path / "config.toml"))
    key = server.fake.sign_in().access

    def run(*verb: str, secret: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "csr_desk", *where, *verb],
            cwd=ROOT,
            env=os.environ | NO_KEYRING | {"CSR_DESK_SHOP_TOKEN": secret},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    added = run("account", "add", "shop", "--backend", "freshdesk", "--url", server.url, secret=key)
    assert added.returncode == 0, added.stderr
    assert "Its secret comes from CSR_DESK_SHOP_TOKEN." in added.stdout
    assert run("sync", secret=key).returncode == 0
    before = len(server.fake.requests)
    codes = [run("sync", secret=WRONG).returncode for _ in range(5)]
    assert codes == [77] * 5
    assert len(server.fake.requests) - before == 3
    assert run("sync", secret=key).returncode == 0
    said = run("account", "list", secret=key).stdout
    assert "agent since" in said
    assert key not in said + added.stdout + added.stderr


def _has(path: Path, secret: str) -> bool:
    return secret.encode() in path.read_bytes()
