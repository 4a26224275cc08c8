"""Connecting Freshdesk for real, over a socket of this machine, with an API key."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from csr_desk.accounts import Draft
from csr_desk.config import load
from csr_desk.connecting import Connecting, Kept, Outside
from csr_desk.errors import Busy, Refused, SignInNeeded, Unreachable
from csr_desk.machine import Machine
from csr_desk.paths import Places
from csr_desk.refused_secret import RefusedSecret
from csr_desk.secrets import Secret
from tests.fakes.common.http_server import HttpServer
from tests.fakes.freshdesk.seeding import seed_default
from tests.fakes.freshdesk.server import FakeFreshdesk
from tests.keyrings import Drawer, drawer

__all__ = ["drawer"]

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WRONG = Secret("wrong0123456789AbCdE")


class Desk:
    """What the process has, and a Freshdesk on this machine."""

    def __init__(self, folder: Path, server: HttpServer) -> None:
        self.server, self.fake = server, server.fake
        self.key = Secret(self.fake.sign_in().access)
        self.variables: dict[str, str] = {}
        machine = Machine(lambda: START, lambda: 0.0, "boot", lambda: "uid")
        self.places = Places(folder, folder / "config.toml")
        rng = random.Random(1)
        self.outside = Outside(self.places, machine, self.variables, rng.randbytes)
        self.connector = Connecting(self.outside)
        self.keeper = Kept(self.outside)
        self.draft = Draft("work", "freshdesk", server.url)

    @property
    def requests(self) -> list[Any]:
        return list(self.fake.requests)


@pytest.fixture
def desk(tmp_path: Path, drawer: Drawer) -> Iterator[Desk]:
    fake = FakeFreshdesk(lambda: START)
    seed_default(fake)
    with HttpServer(fake) as server:
        yield Desk(tmp_path, server)


def test_a_key_is_tried_kept_and_found_again(desk: Desk) -> None:
    desk.connector.use_token(desk.draft, desk.key)
    checked = desk.connector.check(desk.draft)
    assert (checked.who, checked.email) == ("Ada Agent", "ada@acme.example")
    assert checked.rights == ("all tickets", "public replies")
    assert [seen.path for seen in desk.requests] == ["/api/v2/agents/me"]
    assert desk.connector.keep(desk.draft) == "the keyring"
    text = desk.places.config.read_text()
    assert 'auth = "token"' in text
    assert desk.key.reveal() not in text
    account = load(desk.places.config).accounts["work"]
    assert desk.keeper.source(account) == "the keyring"
    assert desk.keeper.check(account).who == "Ada Agent"
    desk.keeper.forget(account)
    assert desk.keeper.source(account) == ""


def test_a_wrong_key_is_told_and_not_sent_again(desk: Desk) -> None:
    desk.connector.use_token(desk.draft, WRONG)
    with pytest.raises(SignInNeeded, match="locks the agent out") as caught:
        desk.connector.check(desk.draft)
    assert WRONG.reveal() not in str(caught.value)
    for _ in range(3):
        desk.connector.use_token(desk.draft, WRONG)
        with pytest.raises(SignInNeeded, match="refused this API key already"):
            desk.connector.check(desk.draft)
    assert len(desk.requests) == 1
    desk.connector.use_token(desk.draft, desk.key)
    assert desk.connector.check(desk.draft).who == "Ada Agent"
    assert not desk.places.config.exists()


def test_an_agent_who_is_locked_out_is_told_and_nothing_is_kept(desk: Desk) -> None:
    desk.fake.options.lock_after = 0
    desk.connector.use_token(desk.draft, WRONG)
    with pytest.raises(Refused, match="locked you out"):
        desk.connector.check(desk.draft)


def test_another_page_than_freshdesks_is_no_answer(desk: Desk) -> None:
    away = Draft("work", "freshdesk", "http://127.0.0.1:1")
    desk.connector.use_token(away, desk.key)
    with pytest.raises(Unreachable, match="cannot be reached"):
        desk.connector.check(away)


def test_a_limit_asks_for_patience(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.connector.use_token(desk.draft, desk.key)
    for _ in range(200):
        try:
            desk.connector.check(desk.draft)
        except Busy:
            return
    raise AssertionError("the limit was never reached")


def test_a_key_of_the_environment_comes_first_and_that_is_said(desk: Desk) -> None:
    desk.variables["CSR_DESK_WORK_TOKEN"] = "another0123456789key"
    desk.connector.use_token(desk.draft, desk.key)
    (remark,) = desk.connector.check(desk.draft).remarks
    assert remark.startswith("CSR_DESK_WORK_TOKEN gives a secret for work and comes first")
    given = Secret(desk.key.reveal(), "CSR_DESK_WORK_TOKEN")
    desk.connector.use_token(desk.draft, given)
    assert desk.connector.check(desk.draft).remarks == ()
    assert desk.connector.keep(desk.draft) == "CSR_DESK_WORK_TOKEN"


def test_a_command_of_the_settings_comes_first_too(desk: Desk) -> None:
    desk.places.config.write_text(
        f'[accounts.work]\nbackend = "freshdesk"\nurl = "{desk.server.url}"\n'
        'token_command = ["pass", "show"]\n'
    )
    desk.connector.use_token(desk.draft, desk.key)
    assert "The command pass gives a secret" in desk.connector.check(desk.draft).remarks[0]


def test_freshdesk_has_one_way_and_a_plugin_says_its_own(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert desk.connector.ways(desk.draft) == ("token",)
    assert desk.connector.ways(Draft("a", "zendesk")) == ("oauth", "token")
    monkeypatch.setitem(
        __import__("csr_desk.backends.registry", fromlist=["OWN"]).OWN,
        "mydesk",
        "csr_desk.backends.zendesk.backend:make",
    )
    url = "https://acme.zendesk.com"
    assert desk.connector.ways(Draft("a", "mydesk", url)) == ("oauth", "token")
    monkeypatch.setattr("csr_desk.sync.connect.endpoints_of", lambda backend: None)
    assert desk.connector.ways(Draft("a", "mydesk", url)) == ("token",)


def test_a_check_that_succeeds_lets_a_rested_key_go_out_again(desk: Desk) -> None:
    desk.connector.use_token(desk.draft, desk.key)
    desk.connector.keep(desk.draft)
    account = load(desk.places.config).accounts["work"]
    refused = RefusedSecret(desk.places.data, "work", account.url)
    for _ in range(3):
        refused.note(desk.key.reveal(), 1_000)
    assert desk.keeper.check(account).who == "Ada Agent"
    RefusedSecret(desk.places.data, "work", account.url).expect_open(desk.key.reveal(), 1_000)
