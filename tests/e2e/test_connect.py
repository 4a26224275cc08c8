"""The first start of the real program connects a helpdesk by keyboard and fetches its tickets."""

import stat
from datetime import timedelta
from pathlib import Path

import pytest

from csr_desk.config import load
from tests.fakes.zendesk.http_server import HttpServer
from tests.fakes.zendesk.seeding import seed_default
from tests.fakes.zendesk.server import FakeZendesk
from tests.fakes.zendesk.stage import Clock
from tests.pty_session import Key, PtySession

pytestmark = pytest.mark.slow
TOKEN = "tok-0123456789"
NO_KEYRING = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}


class Ticking(Clock):
    """A clock on which every look takes a second."""

    def __call__(self):  # type: ignore[no-untyped-def]
        self.now += timedelta(seconds=1)
        return self.now


def test_a_helpdesk_is_connected_from_the_first_page(tmp_path: Path) -> None:
    fake = FakeZendesk(Ticking())
    seed_default(fake)
    fake.limits.off()
    fake.oauth.api_tokens[TOKEN] = "*"
    config = tmp_path / "config.toml"
    arguments = ("--data", str(tmp_path / "data"), "--config", str(config))
    with HttpServer(fake) as server, PtySession.desk(*arguments, env=NO_KEYRING) as session:
        session.wait_for("connect a helpdesk")
        session.send("c")
        session.wait_for("Which helpdesk")
        session.send("z")
        session.wait_for("step 2 of 4")
        session.send(server.url, Key.ENTER)
        session.wait_for("How do you sign in")
        session.send("t")
        session.wait_for("E-mail")
        session.send("ada@acme.example", Key.ENTER, TOKEN, Key.ENTER)
        session.wait_for("Signed in as Ada Agent")
        session.send(Key.ENTER)
        session.wait_for("keeps the secret in a file")
        session.send("f")
        session.wait_for("work is connected")
        session.wait_for("online")
        session.send("3", "R")
        session.wait_for("Where is my parcel?")
        assert TOKEN.encode() not in session.raw
        session.send(Key.ctrl("q"))
        assert session.wait() == 0
    account = load(config).accounts["work"]
    assert (account.auth, account.email) == ("token", "ada@acme.example")
    holding = [path for path in tmp_path.rglob("*") if path.is_file() and TOKEN in _text(path)]
    assert [path.name for path in holding] == ["work.token"]
    assert stat.S_IMODE(holding[0].stat().st_mode) == 0o600


def _text(path: Path) -> str:
    return path.read_bytes().decode("latin-1")
