"""An account's address is exactly one host, whatever is written into the settings."""

import pytest

from csr_desk.backends.address import Address, address_of, is_loopback
from csr_desk.errors import ConfigError

GOOD = [
    ("https://acme.zendesk.com", Address("https", "acme.zendesk.com")),
    ("https://acme.zendesk.com/", Address("https", "acme.zendesk.com")),
    ("https://ACME.Zendesk.com", Address("https", "acme.zendesk.com")),
    ("https://acme.zendesk.com:443", Address("https", "acme.zendesk.com")),
    ("https://rt.example.org/rt", Address("https", "rt.example.org", None, "/rt")),
    ("http://127.0.0.1:8080", Address("http", "127.0.0.1", 8080)),
    ("http://localhost:1", Address("http", "localhost", 1)),
    ("http://[::1]:8080/", Address("http", "::1", 8080)),
    ("https://127.0.0.1:8443", Address("https", "127.0.0.1", 8443)),
]

BAD = [
    "",
    "acme",
    "acme.zendesk.com",
    "//acme.zendesk.com",
    "http://acme.zendesk.com",
    "ftp://acme.zendesk.com",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "https://",
    "https:///api",
    "https://acme@evil.example",
    "https://acme:secret@evil.example",
    "https://@acme.zendesk.com",
    "https://acme.zendesk.com@evil.example",
    "https://acme.zendesk.com:8443",
    "https://acme.zendesk.com:0",
    "https://acme.zendesk.com:99999",
    "https://acme.zendesk.com:x",
    "https://acme.zendesk.com?x=1",
    "https://acme.zendesk.com#x",
    "https://acme.zendesk.com/?",
    "https://evil.example/#.zendesk.com",
    "https://evil.example\\.zendesk.com",
    "https://acme.zendesk.com\\@evil.example",
    "https://acme.zendesk.com/../x",
    "https://acme.zendesk.com//evil.example",
    "https://acme.zendesk.com/%2e%2e",
    "https://acme .zendesk.com",
    "https://acme.zendesk.com\n",
    "https://acme\t.zendesk.com",
    "https://acme.zendesk.com\x00",
    " https://acme.zendesk.com",
    "https://аcme.zendesk.com",
    "https://acme。zendesk.com",
    "https://acmé.zendesk.com",
    "https://-acme.zendesk.com",
    "https://acme_.zendesk.com",
    "https://[::2]",
    "https://[::1",
    "http://127.0.0.1.evil.example",
    "http://localhost.evil.example",
    "http://0x7f.1:80",
    "http://2130706433",
    f"https://{'a' * 300}.zendesk.com",
]


@pytest.mark.parametrize(("url", "expected"), GOOD)
def test_what_is_an_address(url: str, expected: Address) -> None:
    assert address_of(url) == expected


@pytest.mark.parametrize("url", BAD)
def test_what_is_none(url: str) -> None:
    with pytest.raises(ConfigError, match="the address"):
        address_of(url)


def test_loopback_is_this_machine_alone() -> None:
    assert all(map(is_loopback, ("localhost", "127.0.0.1", "127.8.9.1", "::1")))
    assert not any(map(is_loopback, ("localhost.", "127.1", "10.0.0.1", "acme.zendesk.com", "")))


def test_an_origin_begins_a_url() -> None:
    assert address_of("http://[::1]:80/").origin == "http://[::1]"
    assert address_of("http://[::1]:8080/x/").origin == "http://[::1]:8080"
