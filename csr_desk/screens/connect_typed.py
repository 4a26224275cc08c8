"""What an agent has typed of a helpdesk so far; never a secret."""

from dataclasses import dataclass

from csr_desk import accounts
from csr_desk.accounts import OAUTH, TOKEN, Draft
from csr_desk.config import AccountConfig

BROWSER, PASTE = "browser", "paste"
"""Two ways of OAuth: the browser comes back by itself, or what it ends on is pasted."""


@dataclass
class Typed:
    """What was typed; `known` is the account that is signed in to again, `ways` the helpdesk's."""

    backend: str = ""
    name: str = ""
    url: str = ""
    way: str = BROWSER
    client_id: str = ""
    email: str = ""
    ways: tuple[str, ...] = ()
    known: AccountConfig | None = None

    @property
    def draft(self) -> Draft:
        """Return the account as it would be set up, or as it is."""
        one = self.known
        if one is not None:
            return Draft(one.name, one.backend, one.url, one.auth, one.email, one.client_id)
        url = accounts.clean_url(accounts.completed_url(self.backend, self.url))
        by_token = self.way == TOKEN
        is_of_agent = by_token and self.backend == accounts.ZENDESK
        return Draft(
            self.name.strip(),
            self.backend,
            url,
            TOKEN if by_token else OAUTH,
            self.email.strip() if is_of_agent else "",
            "" if by_token else self.client_id.strip(),
        )
