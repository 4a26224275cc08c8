"""Connecting a helpdesk, step by step: which one, its address, how to sign in, a look, the end.

Each step is a dialog. Esc goes back a step, and everything typed is there again; a token is held
only until the account is kept. What does the connecting is the app's `connector`, in a thread.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import isawaitable
from typing import Any

from textual.screen import Screen

from csr_desk import accounts, errors
from csr_desk.accounts import OAUTH, TOKEN, ZENDESK, Connector, Draft
from csr_desk.screens.connect_form import Field, Form
from csr_desk.screens.connect_wait import Look, SignIn
from csr_desk.screens.dialogs import Choice, Choose
from csr_desk.screens.host import Host
from csr_desk.secrets import Secret

BROWSER, PASTE = "browser", "paste"
_TITLE = "Connect a helpdesk, step {} of 4"
_TITLES = {ZENDESK: "Zendesk", accounts.FRESHDESK: "Freshdesk"}
_WAYS = (
    Choice("b", "By browser, on this machine", BROWSER, "best: nothing to copy"),
    Choice("p", "By browser elsewhere, paste the code here", PASTE, "over ssh"),
    Choice("t", "With an API token", TOKEN, f"stops on {accounts.TOKENS_END}"),
)
_CLIENT = (
    "An admin makes an OAuth client once for all: Admin Center, Apps and integrations, APIs,"
    " OAuth clients. Kind: public. Redirect URL: http://127.0.0.1/callback. Its unique identifier"
    " goes here."
)


@dataclass
class Typed:
    """What was typed so far; never a secret."""

    backend: str = ZENDESK
    name: str = "work"
    url: str = ""
    way: str = BROWSER
    client_id: str = ""
    email: str = ""

    @property
    def draft(self) -> Draft:
        """Return the account as it would be set up."""
        url = accounts.clean_url(accounts.completed_url(self.backend, self.url))
        by_token = self.way == TOKEN
        return Draft(
            self.name.strip(),
            self.backend,
            url,
            TOKEN if by_token else OAUTH,
            self.email.strip() if by_token else "",
            "" if by_token else self.client_id.strip(),
        )


def begin(host: Host, typed: Typed) -> None:
    """Open the first step; Refused in a desk that cannot connect."""
    if host.make_connector is None:
        raise errors.Refused(
            "this desk cannot connect a helpdesk", "Use `csr-desk account add` on a terminal."
        )
    Steps(host, host.make_connector(), typed).backend()


class Steps:
    """The steps one after the other; each knows which one is before it."""

    def __init__(self, host: Host, connector: Connector, typed: Typed) -> None:
        self.host, self.connector, self.typed = host, connector, typed
        self._token = Secret("")

    def backend(self) -> None:
        """Ask which helpdesk it is."""
        names = [one for one in self.connector.backends() if one != accounts.LOCAL]
        choices = [Choice(one[0], _TITLES.get(one, one), one) for one in names]
        words = "Which helpdesk do you work with?"
        self._ask(Choose(_TITLE.format(1), choices, words), self._take_backend, None)

    def _take_backend(self, backend: str) -> None:
        self.typed.backend = backend
        self.address()

    def address(self) -> None:
        """Ask where the helpdesk is, and what the desk calls it."""
        typed = self.typed
        fields = (
            Field("url", "Address", typed.url, accounts.example_url(typed.backend)),
            Field("name", "Name", typed.name),
        )
        words = "Its address, or the subdomain alone. The name is yours to choose."
        dialog = Form(_TITLE.format(2), words, fields, self._remember, self._address_problem)
        self._ask(dialog, self._take_address, self.backend)

    def _address_problem(self) -> tuple[str, str] | None:
        draft = self.typed.draft
        if problem := accounts.url_problem(draft.backend, draft.url):
            return "url", problem
        known = self.host.desk.config.accounts
        problem = accounts.name_problem(draft.name, draft.backend, known)
        return ("name", problem) if problem else None

    def _take_address(self, _: bool) -> None:
        self.way()

    def way(self) -> None:
        """Ask how to sign in; only Zendesk has more than one way."""
        if self.typed.backend != ZENDESK:
            self.typed.way = TOKEN
            self.token()
            return
        words = f"How do you sign in to {self.typed.draft.url}?"
        self._ask(Choose(_TITLE.format(3), _WAYS, words), self._take_way, self.address)

    def _take_way(self, way: str) -> None:
        self.typed.way = way
        self.token() if way == TOKEN else self.client()

    def client(self) -> None:
        """Ask for the OAuth client."""
        fields = (Field("client_id", "Client id", self.typed.client_id),)
        dialog = Form(_TITLE.format(3), _CLIENT, fields, self._remember, self._client_problem)
        self._ask(dialog, self._take_client, self.way)

    def _client_problem(self) -> tuple[str, str] | None:
        problem = accounts.sign_in_problem(self.typed.draft)
        return ("client_id", problem) if problem else None

    def _take_client(self, _: bool) -> None:
        paste = self.typed.way == PASTE
        dialog = SignIn(_TITLE.format(4), self.connector, self.typed.draft, paste=paste)
        self._ask(dialog, self._take_sign_in, self.client)

    def _take_sign_in(self, _: bool) -> None:
        self.look(self.client)

    def token(self) -> None:
        """Ask for a token and whose it is."""
        fields = (
            Field("email", "E-mail", self.typed.email, "the agent the token belongs to"),
            Field("token", "Token", self._token.reveal(), is_secret=True),
        )
        words = "The token is not shown and goes to your keyring alone."
        dialog = Form(_TITLE.format(3), words, fields, self._remember, self._token_problem)
        self._ask(dialog, self._take_token, self._before_token)

    def _before_token(self) -> None:
        self.way() if self.typed.backend == ZENDESK else self.address()

    def _token_problem(self) -> tuple[str, str] | None:
        if problem := accounts.sign_in_problem(self.typed.draft):
            return "email", problem
        return None if self._token.reveal() else ("token", "Type or paste the token.")

    def _take_token(self, _: bool) -> None:
        self.connector.use_token(self.typed.draft, self._token)
        self.look(self.token)

    def look(self, before: Callable[[], None]) -> None:
        """Show who signed in, and keep the account when the agent agrees."""
        dialog = Look(_TITLE.format(4), self.connector, self.typed.draft)
        self._ask(dialog, self._keep, before)

    async def _keep(self, _: bool) -> None:
        name = self.typed.draft.name
        self._token = Secret("")
        self.host.connected(name)
        self.host.say(f"{name} is connected. Its tickets come in while you work.")
        await self.host.go("queue")

    def _remember(self, values: Mapping[str, str]) -> None:
        """Keep what is typed at every letter, so that going back loses nothing."""
        for name, value in values.items():
            if name == "token":
                self._token = Secret(value.strip())
            else:
                setattr(self.typed, name, value)

    def _ask(
        self, dialog: Screen[Any], then: Callable[[Any], Any], back: Callable[[], None] | None
    ) -> None:
        """Show a step; Esc in it shows the one before."""

        async def answered(result: Any) -> None:
            if result is not None:
                await self.host.attempt(then, result)
            elif back is not None:
                found: Any = back()
                if isawaitable(found):
                    await found
            else:
                self._token = Secret("")
            self.host.place.refresh_bars()

        self.host.push_screen(dialog, answered)
