import pytest

from csr_desk.backends.freshdesk.address import host_of
from csr_desk.backends.freshdesk.backend import make
from csr_desk.errors import ConfigError
from tests.backends.freshdesk.given import settings


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://acme.freshdesk.com", "acme.freshdesk.com"),
        ("https://acme.freshdesk.com/", "acme.freshdesk.com"),
        ("https://a-2.freshdesk.com", "a-2.freshdesk.com"),
        ("http://localhost:8080/", "localhost:8080"),
        ("http://127.0.0.1:1", "127.0.0.1:1"),
        ("http://[::1]:8080", "[::1]:8080"),
    ],
)
def test_the_addresses_an_account_may_have(url: str, host: str) -> None:
    assert host_of(url) == host
    assert make(settings(url)).name == "freshdesk"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "acme",
        "acme.freshdesk.com",
        "http://acme.freshdesk.com",
        "https://support.acme.example",
        "https://acme.zendesk.com",
        "https://freshdesk.com",
        "https://acme.freshdesk.com.evil.example",
        "https://acme.freshdesk.com@evil.example",
        "https://acmefreshdesk.com",
        "https://evil.example/.freshdesk.com",
        "https://evil.example#.freshdesk.com",
        "https://acme.freshdesk.com:8443",
        "https://acme.freshdesk.com/api",
        "https://acme.freshdesk.com?x",
        "https://user@acme.freshdesk.com",
        "https://ACME.freshdesk.com",
        "https://аcme.freshdesk.com",
        "https://acme.freshdesk.com\n",
        "https://localhost",
        "http://10.0.0.1",
        "http://localhost@evil.example",
    ],
)
def test_every_other_address_is_refused_with_a_sentence_and_a_hint(url: str) -> None:
    with pytest.raises(ConfigError) as caught:
        make(settings(url))
    assert "freshdesk.com" in str(caught.value.hint)
