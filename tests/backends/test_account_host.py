"""The host of an account: by its exact form, this machine told apart from others."""

import pytest

from csr_desk.backends.account_host import host_under, is_on_this_machine, is_own, name_of
from csr_desk.errors import ConfigError

DOMAIN = "desk.example"


def test_the_domain_is_the_helpdesks_own() -> None:
    assert host_under("https://acme.desk.example/", DOMAIN, "Desk", "hint") == "acme.desk.example"
    assert host_under("http://127.0.0.1:8080", DOMAIN, "Desk", "hint") == "127.0.0.1:8080"
    for url in ("https://acme.deskxexample", "https://acme.other.example", "https://desk.example"):
        with pytest.raises(ConfigError, match="Desk account") as caught:
            host_under(url, DOMAIN, "Desk", "Write it so.")
        assert caught.value.hint == "Write it so."


@pytest.mark.parametrize(
    ("host", "is_own_machine"),
    [
        ("localhost", True),
        ("localhost:8080", True),
        ("127.0.0.1:8080", True),
        ("[::1]:8080", True),
        ("::1", True),
        ("acme.zendesk.com", False),
        ("localhost.example", False),
        ("10.0.0.1", False),
    ],
)
def test_loopback(host: str, is_own_machine: bool) -> None:
    assert is_on_this_machine(host) is is_own_machine


@pytest.mark.parametrize(
    ("host", "name"),
    [("[::1]:8080", "::1"), ("::1", "::1"), ("localhost:1", "localhost"), ("a.b", "a.b")],
)
def test_a_host_without_its_port(host: str, name: str) -> None:
    assert name_of(host) == name


@pytest.mark.parametrize(
    ("url", "host", "expected"),
    [
        ("https://acme.desk.example/a", "acme.desk.example", True),
        ("https://ACME.desk.example/a", "acme.desk.example", True),
        ("http://acme.desk.example/a", "acme.desk.example", False),
        ("https://other.desk.example/a", "acme.desk.example", False),
        ("https://acme.desk.example@evil.example/a", "acme.desk.example", False),
        ("https://acme.desk.example\\@evil.example/a", "acme.desk.example", False),
        ("https://[::1", "acme.desk.example", False),
        ("http://127.0.0.1:8080/a", "127.0.0.1:8080", True),
        ("http://127.0.0.1:8081/a", "127.0.0.1:8080", False),
        ("https://acme.desk.example/a", "127.0.0.1:8080", True),
        ("https://evil.example/a", "127.0.0.1:8080", False),
    ],
)
def test_what_is_the_accounts_own(url: str, host: str, expected: bool) -> None:
    assert is_own(url, host, DOMAIN) is expected
