"""Connecting a helpdesk by keyboard: forth, back, nothing typed lost, nothing secret shown."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from textual.events import Paste
from textual.pilot import Pilot
from textual.widgets import Input

from csr_desk.config import load
from csr_desk.errors import ConfigError, Refused, SignInNeeded
from csr_desk.screens.connect_form import Form
from csr_desk.screens.connect_wait import Look, SignIn
from csr_desk.screens.dialogs import Choose
from csr_desk.store import remote
from tests.desk import TestDesk
from tests.fakes.helpdesk import CODE, GOOD, URL, FakeConnector
from tests.screens.conftest import Running, host_of, toasts

Opened = Callable[[], AbstractAsyncContextManager[Pilot[int]]]


@pytest.fixture
def helpdesk(world: TestDesk) -> FakeConnector:
    return FakeConnector(world.places)


@pytest.fixture
def opened(running: Running, helpdesk: FakeConnector, monkeypatch: pytest.MonkeyPatch) -> Opened:
    """The welcome page of a desk that can connect; the browser is never opened for real."""

    @asynccontextmanager
    async def run() -> AsyncIterator[Pilot[int]]:
        async with running(first="welcome") as pilot:
            host = host_of(pilot)
            monkeypatch.setenv("DISPLAY", ":0")
            host.make_connector = lambda: helpdesk
            seen: list[str] = []
            monkeypatch.setattr(host, "open_url", lambda url, **_: seen.append(url))
            monkeypatch.setattr(host, "connected", lambda name: seen.append(name))
            helpdesk.seen = seen
            yield pilot

    return run


async def settle(pilot: Pilot[int]) -> None:
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


def words(pilot: Pilot[int]) -> str:
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


async def write(pilot: Pilot[int], typed: str) -> None:
    """Put words where the cursor is, at once."""
    pilot.app.post_message(Paste(typed))
    await pilot.pause()


async def to_ways(pilot: Pilot[int]) -> None:
    """Choose Zendesk and type the subdomain alone."""
    await pilot.press("c", "z")
    await write(pilot, "acme")
    await pilot.press("enter")


async def test_a_token_from_the_first_key_to_the_queue(
    opened: Opened, helpdesk: FakeConnector, world: TestDesk
) -> None:
    async with opened() as pilot:
        await to_ways(pilot)
        assert "https://acme.zendesk.com" in words(pilot)
        await pilot.press("t")
        await write(pilot, "robin@example.com")
        await pilot.press("enter")
        await write(pilot, GOOD)
        assert GOOD not in words(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert "Signed in as Robin Vale <robin@example.com>, agent." in words(pilot)
        assert helpdesk.kept == {}
        await pilot.press("enter")
        await settle(pilot)
        assert host_of(pilot).place.PLACE == "queue"
        assert "work is connected" in toasts(pilot)[-1]
    assert helpdesk.seen == ["work"]
    assert helpdesk.kept == {"work": GOOD}
    account = load(world.places.config).accounts["work"]
    assert (account.url, account.auth, account.email) == (
        "https://acme.zendesk.com",
        "token",
        "robin@example.com",
    )


async def test_the_browser_comes_back_by_itself(opened: Opened, helpdesk: FakeConnector) -> None:
    async with opened() as pilot:
        await to_ways(pilot)
        await pilot.press("b")
        await write(pilot, "csr_desk")
        await pilot.press("enter")
        await pilot.pause()
        for _ in range(50):
            if helpdesk.seen:
                break
            await pilot.pause(0.01)
        assert helpdesk.seen == [URL]
        helpdesk.browser.set()
        await settle(pilot)
        await settle(pilot)
        assert isinstance(pilot.app.screen, Look)
        assert "You may: public replies." in words(pilot)


async def test_without_a_window_no_browser_takes_the_terminal(
    opened: Opened, helpdesk: FakeConnector, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened() as pilot:
        monkeypatch.setattr("csr_desk.screens.connect_wait.has_browser", lambda: False)
        await to_ways(pilot)
        await pilot.press("b")
        await write(pilot, "csr_desk")
        await pilot.press("enter")
        for _ in range(50):
            if "Open it in a browser" in words(pilot):
                break
            await pilot.pause(0.01)
        await pilot.press("ctrl+o")
        assert "copy the address" in words(pilot)
        assert helpdesk.seen == []
        await pilot.press("escape")
        await settle(pilot)


async def test_a_code_is_pasted_and_a_wrong_one_begins_anew(
    opened: Opened, helpdesk: FakeConnector
) -> None:
    async with opened() as pilot:
        await to_ways(pilot)
        await pilot.press("p")
        await write(pilot, "csr_desk")
        await pilot.press("enter")
        await settle(pilot)
        assert helpdesk.acts == ["begin paste"]
        assert "acme.zendesk.com/oauth" in words(pilot)
        field = pilot.app.screen.query_one("#code", Input)
        field.value = "https://elsewhere.example/?code=1"
        await pilot.press("enter")
        await settle(pilot)
        assert "The code is not the one that was asked for" in words(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert helpdesk.acts.count("begin paste") == 2
        field.value = CODE
        await pilot.press("enter")
        await settle(pilot)
        await settle(pilot)
        assert isinstance(pilot.app.screen, Look)
        assert helpdesk.seen == []


async def test_escape_goes_back_step_by_step_and_keeps_what_was_typed(
    opened: Opened, helpdesk: FakeConnector
) -> None:
    async with opened() as pilot:
        await to_ways(pilot)
        await pilot.press("t")
        await write(pilot, "robin@example.com")
        await pilot.press("enter")
        await write(pilot, "half")
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, Choose)
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, Form)
        assert pilot.app.screen.query_one("#url", Input).value == "acme"
        await pilot.press("escape", "escape")
        assert host_of(pilot).place is pilot.app.screen
        await pilot.press("c", "z", "enter", "t")
        form = pilot.app.screen
        assert form.query_one("#email", Input).value == "robin@example.com"
        assert form.query_one("#token", Input).value == ""


async def test_a_token_is_still_there_after_a_look_back(
    opened: Opened, helpdesk: FakeConnector
) -> None:
    async with opened() as pilot:
        await to_ways(pilot)
        await pilot.press("t")
        await write(pilot, "robin@example.com")
        await pilot.press("enter")
        await write(pilot, "wrong")
        await pilot.press("enter")
        await settle(pilot)
        assert "The helpdesk does not know this secret" in words(pilot)
        await pilot.press("enter")
        assert isinstance(pilot.app.screen, Look)
        await pilot.press("escape")
        assert pilot.app.screen.query_one("#token", Input).value == "wrong"


@pytest.mark.parametrize("typed", ["acme.evil.example", "http://acme.zendesk.com", "аcme", "a/b"])
async def test_another_host_is_refused_in_place(opened: Opened, typed: str) -> None:
    async with opened() as pilot:
        await pilot.press("c", "z")
        pilot.app.screen.query_one("#url", Input).value = typed
        await pilot.press("enter")
        assert isinstance(pilot.app.screen, Form)
        assert "The address must be https://SUBDOMAIN.zendesk.com" in words(pilot)
        assert typed in words(pilot)


async def test_offline_the_account_may_be_kept_all_the_same(
    opened: Opened, helpdesk: FakeConnector
) -> None:
    helpdesk.is_offline = True
    async with opened() as pilot:
        await to_ways(pilot)
        await pilot.press("t")
        await write(pilot, "robin@example.com")
        await pilot.press("enter")
        await write(pilot, GOOD)
        await pilot.press("enter")
        await settle(pilot)
        assert "cannot be reached" in words(pilot)
        await pilot.press("enter")
        await settle(pilot)
    assert helpdesk.kept == {"work": GOOD}


async def test_without_a_keyring_a_file_is_offered(
    opened: Opened, helpdesk: FakeConnector, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = helpdesk.keep

    def no_keyring(draft: object, *, insecure_file: bool = False) -> str:
        if not insecure_file:
            raise SignInNeeded("no keyring here keeps secrets (fail.Keyring)", "Unlock it.")
        return keep(draft, insecure_file=True)  # type: ignore[arg-type]

    monkeypatch.setattr(helpdesk, "keep", no_keyring)
    async with opened() as pilot:
        await to_ways(pilot)
        await pilot.press("t")
        await write(pilot, "robin@example.com")
        await pilot.press("enter")
        await write(pilot, GOOD)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert "f keeps the secret in a file" in words(pilot)
        await pilot.press("f")
        await settle(pilot)
    assert helpdesk.kept == {"work": GOOD}


async def test_going_back_calls_a_waiting_browser_off(
    opened: Opened, helpdesk: FakeConnector
) -> None:
    async with opened() as pilot:
        await to_ways(pilot)
        await pilot.press("b")
        await write(pilot, "csr_desk")
        await pilot.press("enter")
        for _ in range(50):
            if helpdesk.seen:
                break
            await pilot.pause(0.01)
        assert isinstance(pilot.app.screen, SignIn)
        await pilot.press("escape")
        await settle(pilot)
        form = pilot.app.screen
        assert isinstance(form, Form)
        assert form.query_one("#client_id", Input).value == "csr_desk"
        assert "cancel" in helpdesk.acts


async def test_what_the_helpdesk_says_is_no_markup(opened: Opened, helpdesk: FakeConnector) -> None:
    helpdesk.problem = Refused("[/b] [@click=app.quit]x[/] \x1b[2J said no")
    async with opened() as pilot:
        await to_ways(pilot)
        await pilot.press("t")
        await write(pilot, "robin@example.com")
        await pilot.press("enter")
        await write(pilot, GOOD)
        await pilot.press("enter")
        await settle(pilot)
        assert "[@click=app.quit]x[/]" in words(pilot)


async def test_a_desk_that_cannot_connect_says_what_can(running: Running, world: TestDesk) -> None:
    async with running(first="welcome") as pilot:
        host_of(pilot).make_connector = None
        await pilot.press("c")
        assert "csr-desk account add" in toasts(pilot)[-1]


async def to_key(pilot: Pilot[int], key: str, url: str = "acme") -> None:
    """Choose Freshdesk, type its first word alone, and paste a key."""
    await pilot.press("f")
    await write(pilot, url)
    await pilot.press("enter")
    await write(pilot, key)
    await pilot.press("enter")
    await settle(pilot)


async def test_freshdesk_is_connected_with_the_key_of_the_profile(
    opened: Opened, helpdesk: FakeConnector, world: TestDesk
) -> None:
    async with opened() as pilot:
        await pilot.press("c", "f")
        assert "acme for https://acme.freshdesk.com" in words(pilot)
        await write(pilot, "acme")
        await pilot.press("enter")
        shown = words(pilot)
        assert "Profile settings" in shown
        assert "API key" in shown
        assert "E-mail" not in shown
        await write(pilot, GOOD)
        assert GOOD not in words(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert "Signed in as Robin Vale" in words(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert host_of(pilot).place.PLACE == "queue"
    account = load(world.places.config).accounts["work"]
    assert (account.backend, account.url) == ("freshdesk", "https://acme.freshdesk.com")
    assert (account.auth, account.email, account.client_id) == ("token", "", "")
    assert helpdesk.kept == {"work": GOOD}


async def test_what_cannot_be_a_key_is_told_in_place_and_not_sent(
    opened: Opened, helpdesk: FakeConnector
) -> None:
    async with opened() as pilot:
        await pilot.press("c")
        await to_key(pilot, "my password phrase")
        assert "This is no API key" in words(pilot)
        assert "phrase" not in words(pilot)
        assert helpdesk.asked == 0


async def test_a_helpdesk_is_connected_from_any_place_and_the_place_stays(
    opened: Opened, helpdesk: FakeConnector, world: TestDesk
) -> None:
    async with opened() as pilot:
        host = host_of(pilot)
        await host.go("ticket", ticket_id=1)
        await pilot.press("g", "h")
        await to_key(pilot, GOOD)
        await pilot.press("enter")
        await settle(pilot)
        assert host.place.PLACE == "ticket"
        assert "work is connected" in toasts(pilot)[-1]
        assert helpdesk.seen == ["work"]


async def test_the_palette_finds_it(opened: Opened) -> None:
    async with opened() as pilot:
        await host_of(pilot).go("queue")
        await pilot.press("ctrl+p")
        await write(pilot, "connect")
        assert "Connect" in words(pilot)
        await pilot.press("enter")
        assert "Which helpdesk do you work with?" in words(pilot)


async def test_what_was_typed_is_there_in_another_place_too(opened: Opened) -> None:
    async with opened() as pilot:
        await pilot.press("c", "f")
        await write(pilot, "acme")
        await pilot.press("escape", "escape")
        await host_of(pilot).go("queue")
        await pilot.press("g", "h", "f")
        assert pilot.app.screen.query_one("#url", Input).value == "acme"
        await pilot.press("escape", "z")
        assert pilot.app.screen.query_one("#url", Input).value == ""


def connect_now(world: TestDesk, text: str) -> None:
    """Give the open desk settings with accounts."""
    world.places.config.write_text(text)
    world.desk.config = load(world.places.config)


SHOP = """
[accounts.work]
backend = "freshdesk"
url = "https://acme.freshdesk.com"
[accounts.zd]
backend = "zendesk"
url = "https://acme.zendesk.com"
client_id = "csr_desk"
[accounts.bare]
backend = "zendesk"
url = "https://acme.zendesk.com"
"""


async def test_one_that_is_connected_is_signed_in_to_again(
    opened: Opened, helpdesk: FakeConnector, world: TestDesk
) -> None:
    connect_now(world, SHOP)
    before = world.places.config.read_text()
    with world.store.transaction():
        remote.set_account(world.store, "work", state="sign_in", words="over")
    async with opened() as pilot:
        await host_of(pilot).go("queue")
        await pilot.press("g", "h")
        assert "Sign in again to work" in words(pilot)
        assert "Freshdesk, acme.freshdesk.com" in words(pilot)
        await pilot.press("1")
        await write(pilot, GOOD)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert "work is signed in to again" in toasts(pilot)[-1]
    assert world.places.config.read_text() == before
    assert helpdesk.kept == {"work": GOOD}
    found = remote.account(world.store, "work")
    assert found is not None
    assert (found.state, found.words) == ("new", "")


async def test_signing_in_again_by_browser_asks_for_no_client_id(
    opened: Opened, helpdesk: FakeConnector, world: TestDesk
) -> None:
    connect_now(world, SHOP)
    async with opened() as pilot:
        await host_of(pilot).go("queue")
        await pilot.press("g", "h", "2")
        assert "With an API token" not in words(pilot)
        await pilot.press("p")
        await settle(pilot)
        assert helpdesk.acts == ["begin paste"]
        await pilot.press("escape", "escape")
        assert isinstance(pilot.app.screen, Choose)
        await pilot.press("3")
        assert "has no client_id" in toasts(pilot)[-1]


async def test_a_second_helpdesk_gets_a_name_that_is_free(opened: Opened, world: TestDesk) -> None:
    connect_now(world, SHOP)
    async with opened() as pilot:
        await host_of(pilot).go("queue")
        await pilot.press("g", "h", "z")
        assert pilot.app.screen.query_one("#name", Input).value == "work2"


async def test_a_plugin_has_a_letter_of_its_own_and_its_own_ways(
    opened: Opened, helpdesk: FakeConnector
) -> None:
    helpdesk.names = ("freshdesk", "local", "zammad", "zendesk")
    helpdesk.plugin_ways = ("oauth", "token")
    async with opened() as pilot:
        await pilot.press("c", "a")
        await write(pilot, "https://desk.example")
        await pilot.press("enter")
        assert "By browser, on this machine" in words(pilot)
        await pilot.press("p")
        assert "Admin Center" not in words(pilot)
        await write(pilot, "client")
        await pilot.press("enter")
        await settle(pilot)
        assert helpdesk.acts == ["begin paste"]


async def test_an_address_that_a_plugin_does_not_take_is_told_in_place(
    opened: Opened, helpdesk: FakeConnector, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(draft: object) -> tuple[str, ...]:
        raise ConfigError("the address needs a path", "Write it.")

    monkeypatch.setattr(helpdesk, "ways", refuses)
    async with opened() as pilot:
        await pilot.press("c", "z")
        await write(pilot, "acme")
        await pilot.press("enter")
        assert isinstance(pilot.app.screen, Form)
        assert "The address needs a path" in words(pilot)
