"""What `doctor` says on accounts, each with the command that mends it."""

from typing import Any

import pytest

from csr_desk.domain.instants import DAY, MINUTE, to_instant
from csr_desk.paths import Places
from csr_desk.store import remote
from csr_desk.store.connection import Store
from tests.cli.line import Line
from tests.fakes.helpdesk import GOOD, FakeConnector


@pytest.fixture
def helpdesk(line: Line, monkeypatch: pytest.MonkeyPatch) -> FakeConnector:
    made = FakeConnector(Places(line.data, line.config), {"work": GOOD})
    monkeypatch.setattr("csr_desk.cli.findings_accounts.keeper", lambda context: made)
    line.config.write_text(
        '[accounts.work]\nbackend = "zendesk"\nurl = "https://acme.zendesk.com"\nauth = "oauth"\n'
    )
    return made


def found(line: Line, name: str) -> dict[str, Any]:
    """Return a finding that must be there once."""
    checks = line("doctor", "--json").document["checks"]
    (one,) = [check for check in checks if check["name"] == name]
    return dict(one)


def stands(line: Line, **columns: Any) -> None:
    line.ok("shift", "start")
    store = Store(line.data / "desk.db")
    with store.transaction():
        remote.set_account(store, "work", **columns)
    store.close()


def test_without_accounts_it_says_how_to_connect_one(line: Line) -> None:
    assert "account add" in found(line, "accounts")["mend"]


def test_a_missing_secret_is_wrong_and_says_what_mends_it(
    line: Line, helpdesk: FakeConnector
) -> None:
    assert found(line, "secret")["ok"] is True
    helpdesk.kept.clear()
    one = found(line, "secret")
    assert (one["ok"], one["mend"]) == (False, "csr-desk account add work")
    assert line("doctor").code == 1


def test_a_secret_in_a_file_is_told(
    line: Line, helpdesk: FakeConnector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(helpdesk, "source", lambda account: "/home/me/data/tokens/work.token")
    assert "without encryption" in found(line, "secret")["detail"]


def test_the_end_of_api_tokens_is_told(line: Line, helpdesk: FakeConnector) -> None:
    text = line.config.read_text().replace('"oauth"', '"token"\nemail = "me@acme.example"')
    line.config.write_text(text)
    assert "2027-04-30" in found(line, "sign-in")["detail"]


@pytest.mark.parametrize(
    ("columns", "ok", "detail", "mend"),
    [
        ({"state": "new"}, True, "not synchronised yet", "csr-desk sync"),
        ({"state": "online", "pulled_at": -MINUTE}, True, "online, last look 1 min ago", ""),
        ({"state": "offline", "words": "gone", "pulled_at": -2 * DAY}, True, "offline: gone",
         "csr-desk sync"),
        ({"state": "sign_in", "words": "over"}, False, "sign in: over",
         "csr-desk account add work"),
        ({"state": "stopped", "words": "another account"}, False, "stopped: another account",
         "csr-desk account check work"),
    ],
)  # fmt: skip
def test_the_standing_of_an_account(
    line: Line,
    helpdesk: FakeConnector,
    columns: dict[str, Any],
    ok: bool,
    detail: str,
    mend: str,
) -> None:
    now = to_instant(line.hands.wall)
    if "pulled_at" in columns:
        columns = columns | {"pulled_at": now + columns["pulled_at"]}
    stands(line, **columns)
    one = found(line, "sync")
    assert one["ok"] is ok
    assert detail in one["detail"]
    assert one["mend"] == mend


def test_the_role_and_since_when_is_told(line: Line, helpdesk: FakeConnector) -> None:
    stands(line, role="admin", role_since=to_instant(line.hands.wall))
    one = found(line, "role")
    assert (one["ok"], one["detail"]) == (True, f"work: admin since {line.hands.wall.date()}")


def test_what_waits_for_the_agent_is_wrong(line: Line, helpdesk: FakeConnector) -> None:
    line.ticket()
    assert found(line, "outbox")["ok"] is True
    store = Store(line.data / "desk.db")
    with store.transaction():
        store.execute("UPDATE operation SET state = 'rejected'")
        store.execute(
            "INSERT INTO conflict (account, ticket_id, field, at) VALUES ('work', 1, 'status', 1)"
        )
    store.close()
    assert found(line, "outbox")["detail"] == "work: 1 the helpdesk refused"
    assert found(line, "conflicts")["mend"] == "csr-desk conflicts"


def test_a_clock_that_is_behind_is_wrong(line: Line, helpdesk: FakeConnector) -> None:
    line.ticket()
    store = Store(line.data / "desk.db")
    with store.transaction():
        later = to_instant(line.hands.wall) + 5 * MINUTE
        remote.set_state(store, 1, "work", read_at=later)
    store.close()
    assert "300 s behind" in found(line, "clock")["detail"]


def test_a_store_that_is_not_there_is_not_made(line: Line, helpdesk: FakeConnector) -> None:
    assert found(line, "sync")["ok"] is True
    assert not line.data.exists()
