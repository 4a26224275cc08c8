import pytest

from csr_desk.backends.zendesk import address
from csr_desk.backends.zendesk.backend import make
from csr_desk.errors import ConfigError
from tests.backends.zendesk.given import settings

GOOD = {
    "https://acme.zendesk.com": "acme.zendesk.com",
    "https://acme.zendesk.com/": "acme.zendesk.com",
    "https://a.zendesk.com": "a.zendesk.com",
    "https://z3n-acme-2.zendesk.com": "z3n-acme-2.zendesk.com",
    f"https://{'a' * 63}.zendesk.com": f"{'a' * 63}.zendesk.com",
    "http://localhost": "localhost",
    "http://localhost:8080/": "localhost:8080",
    "http://127.0.0.1:1": "127.0.0.1:1",
    "http://127.8.9.10:65535": "127.8.9.10:65535",
    "http://[::1]:8080": "[::1]:8080",
    "http://[::1]": "[::1]",
}

SUBDOMAINS = (
    "",
    " ",
    "-acme",
    "acme-",
    "a" * 64,
    "acme.evil",
    "evil.example/#",
    "evil.example/?",
    "evil.example/",
    "evil.example\\",
    "evil.example:443/",
    "a@evil.example/",
    "a:b@evil.example/",
    "a@evil.example#",
    "127.0.0.1:8080/",
    "[::1]/",
    "../x",
    "..",
    "x/..",
    "аcme",
    "ａcme",
    "acme\N{ZERO WIDTH SPACE}",
    "acme\N{RIGHT-TO-LEFT OVERRIDE}",
    "acme\N{IDEOGRAPHIC FULL STOP}evil",
    "ACME",
    "ac me",
    "acme\n",
    "acme\t",
    "\nacme",
    "acme\x00",
    "acme%2eevil",
    "acme%00",
    "acme_x",
    "acme&x",
    "acme;x",
    "{subdomain}",
    "acme?x=",
    "acme#x",
)

URLS = (
    "",
    "acme",
    "acme.zendesk.com",
    "//acme.zendesk.com",
    "ftp://acme.zendesk.com",
    "http://acme.zendesk.com",
    "HTTPS://acme.zendesk.com",
    "https://acme.zendesk.com\n",
    " https://acme.zendesk.com",
    "https://acme.zendesk.com:443",
    "https://acme.zendesk.com:8443",
    "https://acme.zendesk.com/api",
    "https://acme.zendesk.com//evil.example",
    "https://acme.zendesk.com?x",
    "https://acme.zendesk.com#x",
    "https://acme.zendesk.com.",
    "https://acme.zendesk.com.evil.example",
    "https://acme.zendesk.company",
    "https://acmezendesk.com",
    "https://zendesk.com",
    "https://user@acme.zendesk.com",
    "https://localhost",
    "http://localhost.evil.example",
    "http://localhost@evil.example",
    "http://localhost:8080@evil.example",
    "http://localhost:0",
    "http://localhost:65536",
    "http://localhost:",
    "http://localhost:80:80",
    "http://127.0.0.1.evil.example",
    "http://127.0.0.256",
    "http://127.1",
    "http://2130706433",
    "http://0.0.0.0",
    "http://10.0.0.1",
    "http://[::ffff:127.0.0.1]",
    "http://[::1]evil",
    "http://[::2]",
    "http://١٢٧.0.0.1",
)


@pytest.mark.parametrize(("url", "host"), GOOD.items())
def test_the_addresses_an_account_may_have(url: str, host: str) -> None:
    assert address.host_of(url) == host
    assert make(settings(url)).name == "zendesk"


@pytest.mark.parametrize("subdomain", SUBDOMAINS)
def test_a_subdomain_never_chooses_another_host(subdomain: str) -> None:
    with pytest.raises(ConfigError, match="zendesk") as caught:
        make(settings(f"https://{subdomain}.zendesk.com"))
    assert caught.value.hint


@pytest.mark.parametrize("url", URLS)
def test_every_other_address_is_refused_with_a_sentence(url: str) -> None:
    with pytest.raises(ConfigError) as caught:
        make(settings(url))
    assert str(caught.value).endswith(".")
