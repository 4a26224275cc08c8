"""The rules for an account's name and address: what is taken names one host and no other."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csr_desk import accounts
from csr_desk.accounts import Checked, Draft
from csr_desk.config import AccountConfig

EVIL = (
    "https://evil.example/#.zendesk.com", "https://acme.zendesk.com@evil.example",
    "https://acme.zendesk.com:443", "https://acme.zendesk.com.", "https://acme.zendesk.com\\x",
    "https://acme.zendesk.com%2f", "HTTPS://acme.zendesk.com", "https://Acme.zendesk.com",
    "https://a_b.zendesk.com", "https://a.b.zendesk.com", "https://acme.zendesk.com\t",
    " https://acme.zendesk.com", "//acme.zendesk.com", "https:acme.zendesk.com",
    "http://127.0.0.1:0", "http://127.0.0.1:65536", "http://127.1", "http://2130706433",
    "http://[::ffff:127.0.0.1]", "http://localhost.evil.example", "http://LOCALHOST",
    "https://аcme.zendesk.com", "https://acme。zendesk.com", "https://acme.zendesk.com/..",
)  # fmt: skip
PARTS = st.sampled_from(
    ["https://", "http://", "acme", ".", "zendesk.com", "/", "@", ":", "#", "?", "\\", "%", "127.0",
     ".0.1", "localhost", "[::1]", "8080", "evil.example", "\n", "\u0430", "\u3002", " ", "-"]
)  # fmt: skip


@pytest.mark.parametrize("url", EVIL)
def test_what_could_be_read_in_two_ways_is_not_taken(url: str) -> None:
    problem = accounts.url_problem("zendesk", url)
    assert problem is not None
    assert problem.endswith(".")


@given(st.lists(PARTS, max_size=9).map("".join))
def test_what_is_taken_has_one_host(url: str) -> None:
    if accounts.url_problem("zendesk", url) is None:
        parts = urlsplit(url)
        host = parts.hostname or ""
        here = host in ("localhost", "::1") or host.startswith("127.")
        assert parts.scheme == ("http" if here else "https")
        assert here or (host.endswith(".zendesk.com") and parts.netloc == host)
        assert (parts.username, parts.query, parts.fragment) == (None, "", "")
        assert parts.path in ("", "/")


@given(st.lists(PARTS, max_size=6).map("".join))
def test_completing_never_makes_another_host_of_it(typed: str) -> None:
    url = accounts.completed_url("zendesk", typed)
    assert url == typed.strip() or accounts.url_problem("zendesk", url) is None


@pytest.mark.parametrize(
    ("backend", "url", "good"),
    [
        ("zendesk", "https://acme.zendesk.com", True),
        ("zendesk", "https://acme.zendesk.com/", True),
        ("zendesk", "http://127.0.0.1:8099", True),
        ("zendesk", "https://acme.freshdesk.com", False),
        ("freshdesk", "https://acme.freshdesk.com", True),
        ("local", "", True),
        ("local", "https://acme.zendesk.com", False),
        ("plugin", "https://desk.example/api", True),
        ("plugin", "https://desk.example/api?x=1", False),
        ("plugin", "http://desk.example", False),
        ("plugin", "https://[x", False),
    ],
)
def test_each_backend_has_its_own_form(backend: str, url: str, good: bool) -> None:
    assert (accounts.url_problem(backend, url) is None) is good


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("acme", "https://acme.zendesk.com"),
        (" acme.zendesk.com ", "https://acme.zendesk.com"),
        ("https://acme.zendesk.com/", "https://acme.zendesk.com/"),
        ("acme.evil", "acme.evil"),
        ("Acme", "https://acme.zendesk.com"),
        ("https://acme.zendesk.com/agent/filters/1?x=y", "https://acme.zendesk.com"),
        ("https://acme.zendesk.com@evil.example/", "https://acme.zendesk.com@evil.example/"),
        ("https://acme.zendesk.com.evil.example/", "https://acme.zendesk.com.evil.example/"),
        ("http://acme.zendesk.com/agent", "http://acme.zendesk.com/agent"),
        ("\u212aelvin", "\u212aelvin"),
    ],
)
def test_a_subdomain_alone_is_enough_for_a_person(typed: str, url: str) -> None:
    assert accounts.completed_url("zendesk", typed) == url


def test_freshdesk_is_completed_the_same_way_and_an_own_domain_is_told() -> None:
    for typed in ("acme", "acme.freshdesk.com", "https://acme.freshdesk.com/a/tickets/7"):
        assert accounts.completed_url("freshdesk", typed) == "https://acme.freshdesk.com"
    problem = accounts.url_problem("freshdesk", "https://help.acme.example")
    assert problem is not None
    assert "A domain of your own does not lead there." in problem
    assert accounts.completed_url("plugin", "acme") == "acme"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("work", "already"),
        ("WORK-1", "share one variable"),
        ("", "letters"),
        ("a b", "letters"),
        ("-a", "letters"),
        ("a" * 32, "letters"),
        ("Local", "without a helpdesk"),
    ],
)
def test_a_name_is_a_name_of_its_own(name: str, told: str) -> None:
    problem = accounts.name_problem(name, "zendesk", {"work": 1, "work_1": 2})
    assert problem is not None
    assert told in problem


def test_good_names() -> None:
    assert accounts.name_problem("eu-1", "zendesk", {"work": 1}) is None
    assert accounts.name_problem("local", "local", {}) is None


@pytest.mark.parametrize(
    ("draft", "told"),
    [
        (Draft("a", "zendesk", auth="oauth"), "client id"),
        (Draft("a", "zendesk", auth="oauth", client_id="a b"), "letters, digits"),
        (Draft("a", "zendesk", auth="token"), "e-mail address"),
        (Draft("a", "zendesk", auth="token", email="a@b:c"), "no e-mail address"),
        (Draft("a", "freshdesk", auth="oauth", client_id="x"), "with a token: the API key"),
    ],
)
def test_what_a_sign_in_still_needs(draft: Draft, told: str) -> None:
    problem = accounts.sign_in_problem(draft)
    assert problem is not None
    assert told in problem


def test_what_a_sign_in_does_not_need() -> None:
    assert accounts.sign_in_problem(Draft("a", "local")) is None
    assert accounts.sign_in_problem(Draft("a", "zendesk"), by_browser=False) is None
    assert accounts.sign_in_problem(Draft("a", "freshdesk", auth="token")) is None


def test_a_plugin_is_signed_in_to_as_it_can_be() -> None:
    by_browser = Draft("a", "plugin", auth="oauth", client_id="x")
    assert accounts.sign_in_problem(by_browser, ways=("oauth", "token")) is None
    for known in (("token",), ("oauth",)):
        auth = "oauth" if known == ("token",) else "token"
        problem = accounts.sign_in_problem(Draft("a", "plugin", auth=auth), ways=known)
        assert problem is not None
        assert f"--auth {known[0]}" in problem


@pytest.mark.parametrize(
    ("backend", "auth"), [("zendesk", "oauth"), ("freshdesk", "token"), ("plugin", "token")]
)
def test_the_usual_way_is_one_for_settings_and_drafts(backend: str, auth: str) -> None:
    assert accounts.usual_auth(backend) == auth
    assert Draft("a", backend).auth == auth
    assert AccountConfig("a", backend).auth == auth
    assert Draft("a", backend, auth="token").auth == "token"


@pytest.mark.parametrize("typed", ["", "my key", "a:b", "k\u00e4y", "abc\x1b[0m", "abc\ndef"])
def test_what_cannot_be_a_key_stays_here_and_is_not_repeated(typed: str) -> None:
    problem = accounts.secret_problem("freshdesk", typed)
    assert problem is not None
    assert "API key" in problem
    assert not typed or typed not in problem


def test_keys_and_tokens_of_every_form_may_be_sent() -> None:
    assert accounts.secret_problem("freshdesk", "aB3dE6gH9jK2mN5pQ8s") is None
    assert accounts.secret_problem("zendesk", "a.b-c_d=:x") is None


def test_one_more_account_gets_a_name_of_its_own() -> None:
    assert accounts.free_name(()) == "work"
    assert accounts.free_name(("WORK", "work2")) == "work3"


def test_the_sentence_of_a_sign_in() -> None:
    assert Checked("Ann", "", "admin", ()).words == "Signed in as Ann, admin."
