"""The one address a Zendesk account may have: `https://SUBDOMAIN.zendesk.com`, or this machine."""

from typing import Final

from csr_desk.backends.account_host import host_under

DOMAIN: Final = "zendesk.com"
_HINT = 'Write url = "https://SUBDOMAIN.zendesk.com", as your browser shows it.'


def host_of(url: str) -> str:
    """Return the host of an account's address, with its port; ConfigError for any other address."""
    return host_under(url, DOMAIN, "Zendesk", _HINT)
