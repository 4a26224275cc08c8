"""Connecting a helpdesk for real, over a socket of this machine, against the fake Zendesk."""

import http.client
import random
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from csr_desk import connecting, tokens
from csr_desk.accounts import Draft
from csr_desk.config import AccountConfig, load
from csr_desk.connecting import Connecting, Kept, Outside
from csr_desk.errors import ConfigError, DeskError, Refused, SignInNeeded, Unreachable
from csr_desk.machine import Machine
from csr_desk.paths import Places
from csr_desk.secrets import Secret
from csr_desk.store import cipher
from tests.fakes.zendesk.http_server import HttpServer
from tests.fakes.zendesk.seeding import seed_default
from tests.fakes.zendesk.server import FakeZendesk
from tests.keyrings import Drawer, Locked, drawer

__all__ = ["drawer"]

EMAIL = "ada@acme.example"
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class Desk:
    """What the process has, and a helpdesk on this machine."""

    def __init__(self, folder: Path, server: HttpServer) -> None:
        self.server, self.fake = server, server.fake
        self.wall = START
        self.variables: dict[str, str] = {}
        machine = Machine(lambda: self.wall, lambda: 0.0, "boot", lambda: "uid")
        self.places = Places(folder, folder / "config.toml")
        rng = random.Random(1)
        self.outside = Outside(self.places, machine, self.variables, rng.randbytes)
        self.connector = Connecting(self.outside)
        self.keeper = Kept(self.outside)

    def draft(self, auth: str = "oauth") -> Draft:
        email = "" if auth == "oauth" else EMAIL
        return Draft("work", "zendesk", self.server.url, auth, email, "csr_desk")

    def browse(self, url: str) -> str:
        """Allow the desk in, as a browser does; return where that leads."""
        parts = urlsplit(url)
        connection = http.client.HTTPConnection(parts.netloc, timeout=10)
        connection.request("GET", f"{parts.path}?{parts.query}")
        location = connection.getresponse().headers["Location"]
        connection.close()
        assert location is not None
        return location

    def follow(self, location: str) -> str:
        parts = urlsplit(location)
        connection = http.client.HTTPConnection(parts.netloc, timeout=10)
        connection.request("GET", f"{parts.path}?{parts.query}")
        page = connection.getresponse().read().decode()
        connection.close()
        return page

    def account(self) -> AccountConfig:
        return load(self.places.config).accounts["work"]


@pytest.fixture
def desk(tmp_path: Path, drawer: Drawer) -> Iterator[Desk]:
    fake = FakeZendesk(lambda: START)
    seed_default(fake)
    with HttpServer(fake) as server:
        yield Desk(tmp_path, server)
    cipher.use(None)


def test_by_browser_from_the_address_to_the_kept_account(desk: Desk) -> None:
    url = desk.connector.begin_sign_in(desk.draft(), paste=False)
    location = desk.browse(url)
    pages: list[str] = []
    browser = threading.Thread(target=lambda: pages.append(desk.follow(location)))
    browser.start()
    desk.connector.finish()
    browser.join()
    assert "You are signed in" in pages[0]
    checked = desk.connector.check(desk.draft())
    assert checked.role in ("agent", "admin")
    assert "public replies" in checked.rights
    assert checked.rate == "700 per minute"
    assert desk.connector.keep(desk.draft()) == "the keyring"
    account = desk.account()
    assert (account.url, account.auth, account.client_id) == (desk.server.url, "oauth", "csr_desk")
    again = desk.keeper.check(account)
    assert (again.who, again.remarks) == (checked.who, ())
    assert desk.keeper.source(account) == "the keyring"
    kept = tokens.find(account, {}, desk.places.data).pair
    assert kept.refresh is not None
    assert not [secret for secret in kept.secrets if secret in desk.places.config.read_text()]


def test_over_ssh_by_a_pasted_address(desk: Desk) -> None:
    url = desk.connector.begin_sign_in(desk.draft(), paste=True)
    desk.connector.finish(desk.browse(url))
    assert desk.connector.check(desk.draft()).who


def test_a_pasted_code_alone_serves_too(desk: Desk) -> None:
    url = desk.connector.begin_sign_in(desk.draft(), paste=True)
    code = urlsplit(desk.browse(url)).query.partition("code=")[2].partition("&")[0]
    desk.connector.finish(code)
    assert desk.connector.check(desk.draft()).who


def test_a_code_is_good_once(desk: Desk) -> None:
    url = desk.connector.begin_sign_in(desk.draft(), paste=True)
    location = desk.browse(url)
    desk.connector.finish(location)
    with pytest.raises(SignInNeeded, match="sign in again"):
        desk.connector.finish(location)


def test_a_declined_sign_in_is_told(desk: Desk) -> None:
    desk.fake.oauth.consent = False
    url = desk.connector.begin_sign_in(desk.draft(), paste=True)
    with pytest.raises(SignInNeeded, match="was declined"):
        desk.connector.finish(desk.browse(url))
    with pytest.raises(SignInNeeded, match="nobody has signed in"):
        desk.connector.check(desk.draft())


def test_a_cancelled_sign_in_ends_the_wait(desk: Desk) -> None:
    desk.connector.begin_sign_in(desk.draft(), paste=False)
    caught: list[DeskError] = []

    def wait() -> None:
        try:
            desk.connector.finish()
        except DeskError as error:
            caught.append(error)

    waiting = threading.Thread(target=wait)
    waiting.start()
    desk.connector.cancel()
    waiting.join(10)
    assert not waiting.is_alive()
    assert isinstance(caught[0], SignInNeeded)


def test_an_api_token_is_checked_and_told_until_when_it_serves(desk: Desk) -> None:
    draft = desk.draft("token")
    desk.fake.oauth.api_tokens["api-token-1"] = EMAIL
    desk.connector.use_token(draft, Secret("api-token-1"))
    assert desk.connector.check(draft).who
    assert desk.connector.keep(draft) == "the keyring"
    assert "2027-04-30" in " ".join(desk.keeper.check(desk.account()).remarks)


@pytest.mark.parametrize("auth", ["oauth", "token"])
def test_a_wrong_secret_is_told(desk: Desk, auth: str) -> None:
    desk.connector.use_token(desk.draft(auth), Secret("no-such-token"))
    with pytest.raises(SignInNeeded) as caught:
        desk.connector.check(desk.draft(auth))
    assert "no-such-token" not in str(caught.value)


def test_a_token_of_the_environment_is_used_and_not_kept(desk: Desk) -> None:
    desk.variables["CSR_DESK_WORK_TOKEN"] = desk.fake.sign_in().access
    token = Secret(desk.variables["CSR_DESK_WORK_TOKEN"], "CSR_DESK_WORK_TOKEN")
    desk.connector.use_token(desk.draft(), token)
    assert desk.connector.keep(desk.draft()) == "CSR_DESK_WORK_TOKEN"
    assert desk.keeper.check(desk.account()).who
    desk.variables.clear()
    assert desk.keeper.source(desk.account()) == ""


def test_without_a_keyring_the_agent_must_ask_for_a_file(desk: Desk, drawer: Drawer) -> None:
    drawer.put(Locked())
    desk.connector.use_token(desk.draft(), Secret(desk.fake.sign_in().access))
    with pytest.raises(SignInNeeded):
        desk.connector.keep(desk.draft())
    assert not desk.places.config.exists()
    place = desk.connector.keep(desk.draft(), insecure_file=True)
    assert place.endswith("tokens/work.token")
    assert any("without encryption" in one for one in desk.keeper.check(desk.account()).remarks)


def test_clocks_that_differ_are_told(desk: Desk) -> None:
    desk.connector.use_token(desk.draft(), Secret(desk.fake.sign_in().access))
    desk.wall = START - timedelta(minutes=10)
    assert "10 min behind" in desk.connector.check(desk.draft()).remarks[0]
    desk.wall = START + timedelta(minutes=10)
    assert "10 min ahead" in desk.connector.check(desk.draft()).remarks[0]


def test_letting_an_account_go_ends_its_sign_in(desk: Desk) -> None:
    url = desk.connector.begin_sign_in(desk.draft(), paste=True)
    desk.connector.finish(desk.browse(url))
    desk.connector.keep(desk.draft())
    account = desk.account()
    pair = tokens.find(account, {}, desk.places.data).pair
    desk.keeper.forget(account)
    assert desk.keeper.source(account) == ""
    assert pair.access.reveal() not in desk.fake.oauth.by_access


def test_nobody_there_is_unreachable(desk: Desk) -> None:
    nowhere = Draft("work", "zendesk", "http://127.0.0.1:1", "oauth", "", "csr_desk")
    desk.connector.use_token(nowhere, Secret("some-token"))
    with pytest.raises(Unreachable, match="cannot be reached"):
        desk.connector.check(nowhere)


def test_what_is_wrong_before_anybody_is_asked(desk: Desk) -> None:
    with pytest.raises(ConfigError):
        desk.connector.begin_sign_in(Draft("w", "zendesk", "https://evil.example"), paste=True)
    with pytest.raises(Refused, match="no sign-in by browser"):
        desk.connector.begin_sign_in(Draft("w", "local"), paste=True)
    with pytest.raises(SignInNeeded, match="no sign-in was begun"):
        desk.connector.finish("abc-123")


def test_an_account_without_a_helpdesk_is_kept_without_a_secret(desk: Desk) -> None:
    assert desk.connector.keep(Draft("mine", "local")) == ""
    assert load(desk.places.config).accounts["mine"].backend == "local"


def test_both_are_made_for_the_verbs(desk: Desk) -> None:
    assert isinstance(connecting.connector(desk.outside), Connecting)
    assert isinstance(connecting.keeper(desk.outside), Kept)
    assert "zendesk" in desk.connector.backends()
