"""`account`: set up with a token or by browser, listed, checked, removed; secrets never shown."""

import stat
from pathlib import Path

import pytest

from csr_desk.accounts import Draft
from csr_desk.config import load
from csr_desk.errors import Busy, SignInNeeded
from csr_desk.paths import Places
from csr_desk.secrets import Secret
from csr_desk.store import remote
from tests.cli.line import Line, Said
from tests.fakes.helpdesk import CODE, GOOD, URL, FakeConnector

ZENDESK = ("--backend", "zendesk", "--url", "https://acme.zendesk.com")
TOKEN = (*ZENDESK, "--auth", "token", "--email", "robin@example.com", "--token-stdin")
BROWSER = (*ZENDESK, "--client-id", "csr_desk")


@pytest.fixture
def helpdesk(line: Line, monkeypatch: pytest.MonkeyPatch) -> FakeConnector:
    """What connects, in the place of the real one."""
    made = FakeConnector(Places(line.data, line.config))
    for module in ("account_add", "account_kept"):
        for name in ("connector", "keeper"):
            place = f"csr_desk.cli.{module}.{name}"
            monkeypatch.setattr(place, lambda context: made, raising=False)
    return made


def add(line: Line, name: str = "work", *more: str) -> Said:
    return line("account", "add", name, *TOKEN, *more, stdin=f"{GOOD}\n")


def test_a_token_from_stdin_is_checked_and_kept(line: Line, helpdesk: FakeConnector) -> None:
    line.config.write_text("# mine\n[agent]\nname = 'Robin'\n")
    said = add(line, "work", "--json")
    assert said.code == 0, said
    assert said.document["who"] == "Robin Vale"
    assert (said.document["account"], said.document["secret"]) == ("work", "the keyring")
    assert helpdesk.kept == {"work": GOOD}
    account = load(line.config).accounts["work"]
    assert (account.url, account.auth, account.email) == (
        "https://acme.zendesk.com",
        "token",
        "robin@example.com",
    )
    assert line.config.read_text().startswith("# mine\n[agent]\nname = 'Robin'\n\n[accounts.work]")
    assert stat.S_IMODE(line.config.stat().st_mode) == 0o600
    assert GOOD not in line.config.read_text() + said.out + said.err
    assert "2027-04-30" in said.err


def test_a_token_from_the_environment_is_used_and_not_asked_for(
    line: Line, helpdesk: FakeConnector, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("csr_desk.cli.ask.secret", asked.append)
    line.variables["CSR_DESK_WORK_TOKEN"] = GOOD
    said = line.ok("account", "add", "work", *TOKEN[:-1])
    assert asked == []
    assert "Signed in as" in said.out
    assert GOOD not in line.config.read_text() + said.out + said.err


def test_a_token_is_asked_for_without_echo(
    line: Line, helpdesk: FakeConnector, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def secret(question: str) -> Secret:
        asked.append(question)
        return Secret(GOOD)

    monkeypatch.setattr("csr_desk.cli.ask.secret", secret)
    line.ok("account", "add", "work", *TOKEN[:-1])
    assert asked == ["Token for work (it is not shown):"]


def test_without_a_token_and_a_terminal_it_is_77(line: Line, helpdesk: FakeConnector) -> None:
    said = line("account", "add", "work", *TOKEN[:-1], stdin="")
    assert said.code == 77
    assert "CSR_DESK_WORK_TOKEN" in said.err
    assert not line.config.exists()


def test_a_refused_token_keeps_nothing(line: Line, helpdesk: FakeConnector) -> None:
    said = line("account", "add", "work", *TOKEN, stdin="wrong\n")
    assert said.code == 77
    assert not line.config.exists()
    assert helpdesk.kept == {}


def test_without_a_keyring_a_file_is_offered(
    line: Line, helpdesk: FakeConnector, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = helpdesk.keep

    def no_keyring(draft: Draft, *, insecure_file: bool = False) -> str:
        if not insecure_file:
            raise SignInNeeded("no keyring here keeps secrets")
        return keep(draft, insecure_file=True)

    monkeypatch.setattr(helpdesk, "keep", no_keyring)
    said = add(line)
    assert (said.code, "--insecure-file" in said.err) == (77, True)
    assert not line.config.exists()
    assert add(line, "work", "--insecure-file").code == 0
    line.variables["CSR_DESK_OTHER_TOKEN"] = GOOD
    answers = iter(["y"])
    monkeypatch.setattr("csr_desk.cli.ask.answer", lambda question: next(answers))
    line.ok("account", "add", "other", *TOKEN[:-1])


def test_offline_the_account_is_kept_and_the_check_is_owed(
    line: Line, helpdesk: FakeConnector
) -> None:
    helpdesk.is_offline = True
    said = add(line)
    assert said.code == 69
    assert "is set up, but its sign-in could not be checked" in said.err
    assert "csr-desk account check work" in said.err
    assert list(load(line.config).accounts) == ["work"]


def test_a_helpdesk_that_asks_for_patience_is_75(line: Line, helpdesk: FakeConnector) -> None:
    helpdesk.problem = Busy("the limit is reached")
    assert add(line).code == 75
    assert list(load(line.config).accounts) == ["work"]


def test_the_browser_way_waits_for_the_browser(line: Line, helpdesk: FakeConnector) -> None:
    helpdesk.browser.set()
    said = line.ok("account", "add", "work", *BROWSER)
    assert URL in said.err
    assert helpdesk.acts == ["begin browser", "finish", "cancel"]
    account = load(line.config).accounts["work"]
    assert (account.auth, account.client_id) == ("oauth", "csr_desk")


def test_over_ssh_the_code_is_pasted(line: Line, helpdesk: FakeConnector) -> None:
    line.ok("account", "add", "work", *BROWSER, "--paste", stdin=f"{CODE}\n")
    assert helpdesk.acts[:2] == ["begin paste", f"finish {CODE}"]
    said = line("account", "add", "other", *BROWSER, "--paste", stdin="\n")
    assert said.code == 77


def test_a_browser_sign_in_needs_a_client_id(line: Line, helpdesk: FakeConnector) -> None:
    said = line("account", "add", "work", *ZENDESK)
    assert said.code == 2
    assert "client id" in said.err


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/#.zendesk.com",
        "https://a@evil.example/.zendesk.com",
        "https://127.0.0.1:8080/.zendesk.com",
        "https://[::1]/.zendesk.com",
        "https://../x.zendesk.com",
        "https://acme.evil",
        "https://аcme.zendesk.com",  # Cyrillic
        "https://acme.zendesk.com.evil.example",
        "https://acme.zendesk.com:8443",
        "https://acme.zendesk.com/api",
        "https://acme.zendesk.com?x=1",
        "https://user@acme.zendesk.com",
        "https://-acme.zendesk.com",
        "https://zendesk.com",
        "https://ac\nme.zendesk.com",
        "http://acme.zendesk.com",
        "https://acme.zendesk.com\n",
        "http://127.0.0.1.evil.example",
        "http://localhost@evil.example",
        "http://127.0.0.1:99999",
        "http://0.0.0.0:80",
        "http://127.0.0.256",
        "https://localhost:8443",
        "acme",
        "",
    ],
)
def test_every_other_host_is_refused_in_one_sentence(
    line: Line, helpdesk: FakeConnector, url: str
) -> None:
    said = line("account", "add", "work", "--backend", "zendesk", f"--url={url}", *TOKEN[4:],
                stdin=GOOD)  # fmt: skip
    assert said.code == 2
    assert said.err.count("\n") == 1
    assert not line.config.exists()
    assert helpdesk.kept == {}


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8099", "http://localhost", "http://[::1]:8443", "http://127.0.0.1/"]
)
def test_this_machine_may_be_spoken_to_in_the_clear(
    line: Line, helpdesk: FakeConnector, url: str
) -> None:
    line.ok("account", "add", "work", "--backend", "zendesk", "--url", url, *TOKEN[4:], stdin=GOOD)
    assert load(line.config).accounts["work"].url == url.removesuffix("/")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("add", "a b", *TOKEN), "letters, digits"),
        (("add", "local", *TOKEN), "without a helpdesk"),
        (("add", "work"), "needs --backend"),
        (("add", "work", "--backend", "salesforce"), "no backend salesforce"),
        (("add", "work", *ZENDESK, "--auth", "token", "--token-stdin"), "e-mail address"),
        (("add", "work", *TOKEN[:-2], "not-an-address", "--token-stdin"), "no e-mail address"),
        (("add",), "needs the NAME"),
        (("list", "work"), "takes no NAME"),
        (("check", "work", "--url", "x"), "none of the options"),
        (("check", "work", "--force"), "no --force"),
    ],
)
def test_what_is_wrong_is_said_before_anything_is_asked(
    line: Line, helpdesk: FakeConnector, arguments: tuple[str, ...], told: str
) -> None:
    said = line("account", *arguments, stdin=GOOD)
    assert said.code == 2
    assert told in said.err
    assert not line.config.exists()


def test_adding_again_signs_in_anew_and_changes_no_setting(
    line: Line, helpdesk: FakeConnector
) -> None:
    add(line)
    line.ticket()
    with_store(line, "INSERT INTO account (name, state, words) VALUES ('work', 'sign_in', 'no')")
    before = line.config.read_text()
    line.ok("account", "add", "work", "--token-stdin", stdin=GOOD)
    assert line.config.read_text() == before
    assert line.json("account", "list")[0]["state"] == "new"
    said = line("account", "add", "work", "--url", "https://other.zendesk.com", stdin=GOOD)
    assert said.code == 1
    assert "another url" in said.err


FRESHDESK = ("--backend", "freshdesk", "--url", "https://acme.freshdesk.com")


def test_freshdesk_takes_an_api_key_without_being_told_how(
    line: Line, helpdesk: FakeConnector, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def secret(question: str) -> Secret:
        asked.append(question)
        return Secret(GOOD)

    monkeypatch.setattr("csr_desk.cli.ask.secret", secret)
    monkeypatch.setattr("csr_desk.cli.ask.has_terminal", lambda: True)
    said = line.ok("account", "add", "shop", *FRESHDESK)
    assert asked == ["API key for shop (it is not shown):"]
    assert "Profile settings" in said.err
    assert GOOD not in line.config.read_text() + said.out + said.err
    assert "when it is opened again" in said.out
    account = load(line.config).accounts["shop"]
    assert (account.backend, account.auth, account.email) == ("freshdesk", "token", "")
    assert "goes on by itself" in line.ok("account", "add", "shop").out


@pytest.mark.parametrize(
    ("more", "typed", "code", "told"),
    [
        (("--auth", "oauth", "--client-id", "x"), GOOD, 2, "the API key of your Profile settings"),
        (("--token-stdin",), "my secret phrase", 77, "This is no API key"),
        (("--token-stdin",), "", 2, "there is no API key on stdin"),
        ((), "", 77, "CSR_DESK_SHOP_TOKEN"),
    ],
)
def test_what_cannot_be_a_freshdesk_key_is_not_sent(
    line: Line, helpdesk: FakeConnector, more: tuple[str, ...], typed: str, code: int, told: str
) -> None:
    said = line("account", "add", "shop", *FRESHDESK, *more, stdin=f"{typed}\n")
    assert said.code == code
    assert told in said.err
    assert not typed or typed not in said.err
    assert not line.config.exists()
    assert helpdesk.asked == 0


def test_a_plugin_with_oauth_is_signed_in_to_by_browser(
    line: Line, helpdesk: FakeConnector, monkeypatch: pytest.MonkeyPatch
) -> None:
    helpdesk.names = (*helpdesk.names, "mydesk")
    monkeypatch.setattr("csr_desk.cli.account_add.known_backends", helpdesk.backends)
    mine = ("--backend", "mydesk", "--url", "https://desk.example")
    browser = (*mine, "--auth", "oauth", "--client-id", "x")
    said = line("account", "add", "mine", *browser)
    assert said.code == 2
    assert "with a token" in said.err
    helpdesk.plugin_ways = ("oauth", "token")
    helpdesk.browser.set()
    line.ok("account", "add", "mine", *browser)
    assert load(line.config).accounts["mine"].auth == "oauth"
    line.ok("account", "add", "other", *mine, "--token-stdin", stdin=GOOD)
    assert load(line.config).accounts["other"].auth == "token"


def with_store(line: Line, *statements: str) -> None:
    from csr_desk.store.connection import Store

    store = Store(line.data / "desk.db")
    with store.transaction():
        for statement in statements:
            store.execute(statement)
    store.close()


def test_the_list_shows_states_secrets_and_what_waits(line: Line, helpdesk: FakeConnector) -> None:
    assert line.json("account", "list") == []
    add(line)
    line.ok("account", "add", "here", "--backend", "local")
    line.ticket()
    with_store(
        line,
        "INSERT INTO account (name, state, since, words, role, role_since) VALUES ('work',"
        " 'offline', 1763798400000, 'acme.zendesk.com cannot be reached', 'agent', 1763798400000)",
    )
    here, work = sorted(line.json("account", "list"), key=lambda row: row["account"])
    assert work["outbox"] == {"queued": 1}
    assert (work["state"], work["secret"], work["role"]) == ("offline", "the keyring", "agent")
    assert work["role_since"].startswith("2025-11-22T")
    assert (here["backend"], here["secret"], here["auth"]) == ("local", None, None)
    shown = line.ok("account", "list").out
    assert "offline: acme.zendesk.com cannot be reached" in shown
    assert "1 queued" in shown
    assert "agent since 2025-11-22" in shown


def test_looking_at_accounts_makes_no_store(line: Line, helpdesk: FakeConnector) -> None:
    line.ok("account", "list")
    assert not Path(line.data).exists()


def test_a_check_tells_who_role_rights_and_rate(line: Line, helpdesk: FakeConnector) -> None:
    add(line)
    found = line.json("account", "check", "work")
    assert found["who"] == "Robin Vale"
    assert (found["role"], found["rights"]) == ("agent", ["public replies"])
    assert found["rate"] == "400 per minute"
    helpdesk.is_offline = True
    assert line("account", "check", "work").code == 69
    helpdesk.problem = SignInNeeded("it is over", "Run `csr-desk account add work`.")
    assert line("account", "check", "work", "--json").document["error"]["code"] == "sign-in-needed"
    said = line("account", "check", "wrok")
    assert said.code == 1
    assert 'Did you mean "work"?' in said.err


def test_a_check_tells_a_new_role_from_the_one_known_here(
    line: Line, helpdesk: FakeConnector
) -> None:
    add(line)
    assert line.json("account", "check", "work")["role_since"] is None
    line.ticket()
    with_store(
        line,
        "INSERT INTO account (name, role, role_since) VALUES ('work', 'agent', 1763798400000)",
    )
    assert (
        "The role agent is known here since 2025-11-22." in line.ok("account", "check", "work").out
    )
    with_store(line, "UPDATE account SET role = 'admin'")
    assert "Here it was admin so far" in line.ok("account", "check", "work").out
    found = line.json("account", "check", "work")
    assert (found["role"], found["role_here"]) == ("agent", "admin")


def test_removing_asks_and_takes_secret_and_settings(
    line: Line, helpdesk: FakeConnector, monkeypatch: pytest.MonkeyPatch
) -> None:
    line.config.write_text("# mine\n")
    add(line)
    assert line("account", "remove", "work").code == 1
    assert list(load(line.config).accounts) == ["work"]
    monkeypatch.setattr("csr_desk.cli.ask.answer", lambda question: "y")
    line.ok("account", "remove", "work")
    assert line.config.read_text() == "# mine\n"
    assert helpdesk.kept == {}


def test_removing_with_unsent_work_needs_force_and_keeps_the_tickets(
    line: Line, helpdesk: FakeConnector
) -> None:
    add(line)
    ticket = line.ticket()
    line.ok("note", ticket, "Asked the carrier")
    said = line("account", "remove", "work")
    assert said.code == 1
    assert "2 changes for work have not arrived" in said.err
    found = line.json("account", "remove", "work", "--force")
    assert found == {"account": "work", "given_up": 2}
    assert line.json("outbox") == []
    assert [row["ticket"] for row in line.json("queue")] == [ticket]
    line.ok("verify")


def test_new_tickets_go_to_the_account_that_is_named(line: Line, helpdesk: FakeConnector) -> None:
    add(line)
    assert add(line, "second").code == 0
    for option, account in (((), "work"), (("--account", "second"), "second")):
        made = line.json("new", "--channel", "email", "--customer", "Ann <ann@a.example>",
                         "--subject", "S", *option)  # fmt: skip
        rows = [row for row in line.json("outbox") if row["ticket"] == made["ticket"]]
        assert [row["account"] for row in rows] == [account]
    said = line("new", "--channel", "email", "--customer", "Ann", "--subject", "S",
                "--account", "third")  # fmt: skip
    assert said.code == 1
    assert "no account third" in said.err
    said = line("new", "--channel", "email", "--customer", "Ann", "--subject", "S",
                "--account", "local")  # fmt: skip
    assert said.code == 0


def test_an_account_forgotten_leaves_no_cursor(line: Line, helpdesk: FakeConnector) -> None:
    add(line)
    line.ticket()
    with_store(
        line,
        "INSERT INTO account (name, identity) VALUES ('work', 'acme')",
        "INSERT INTO sync_cursor VALUES ('work', 'changes', 'c1', 1)",
    )
    line.ok("account", "remove", "work", "--force")
    from csr_desk.store.connection import Store

    store = Store(line.data / "desk.db", read_only=True)
    try:
        assert remote.accounts(store) == []
        assert remote.cursor(store, "work", "changes") == ""
    finally:
        store.close()
