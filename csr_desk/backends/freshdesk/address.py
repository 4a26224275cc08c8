"""The one address a Freshdesk account may have: `https://DOMAIN.freshdesk.com`, or this machine.

The API does not answer under a custom domain (spec/freshdesk.md 1).
"""

from typing import Final

from csr_desk.backends.account_host import host_under

DOMAIN: Final = "freshdesk.com"
_HINT = (
    'Write url = "https://DOMAIN.freshdesk.com"; behind an address of your own, Freshdesk shows '
    "that name under Admin, Helpdesk Settings."
)


def host_of(url: str) -> str:
    """Return the host of an account's address, with its port; ConfigError for any other address."""
    return host_under(url, DOMAIN, "Freshdesk", _HINT)
