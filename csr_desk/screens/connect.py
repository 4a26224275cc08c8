"""Connecting a helpdesk, step by step: which one, its address, how to sign in, a look, the end.

Each step is a dialog. Esc goes back a step, and everything typed is there again; a token is held
only until the account is kept. What does the connecting is the app's `connector`, in a thread.
"""

from collections.abc import Callable, Mapping
from inspect import isawaitable
from typing import Any

from textual.screen import Screen

from csr_desk import accounts, errors
from csr_desk.accounts import OAUTH, TOKEN, ZENDESK, Connector
from csr_desk.actions import helpdesks
from csr_desk.config import AccountConfig
from csr_desk.screens import connect_words as words
from csr_desk.screens.connect_form import Field, Form
from csr_desk.screens.connect_typed import PASTE, Typed
from csr_desk.screens.connect_wait import Look, SignIn
from csr_desk.screens.dialogs import Choose
from csr_desk.screens.host import Host, sentence
from csr_desk.secrets import Secret

__all__ = ["Steps", "Typed", "begin"]


def begin(host: Host) -> None:
    """Open the first step, with what was typed before; Refused in a desk that cannot connect."""
    if host.make_connector is None:
        raise errors.Refused(
            "this desk cannot connect a helpdesk", "Use `csr-desk account add` on a terminal."
        )
    typed = host.helpdesk_typed or Typed()
    known = host.desk.config.accounts
    if not typed.name or typed.name in known:
        typed.name = accounts.free_name(known)
    host.helpdesk_typed = typed
    Steps(host, host.make_connector(), typed).helpdesk()


class Steps:
    """The steps one after the other; each knows which one is before it."""

    def __init__(self, host: Host, connector: Connector, typed: Typed) -> None:
        self.host, self.connector, self.typed = host, connector, typed
        self._token = Secret("")

    def helpdesk(self) -> None:
        """Ask which helpdesk it is; one that is connected already may be signed in to again."""
        names = [one for one in self.connector.backends() if one != accounts.LOCAL]
        known = [
            one for one in self.host.desk.config.accounts.values() if one.backend != accounts.LOCAL
        ]
        self.typed.known = None
        question = words.WHICH_AGAIN if known else words.WHICH
        dialog: Choose[str | AccountConfig] = Choose(
            self._title(1), [*words.helpdesks(names), *words.signed_in(known)], question
        )
        self._ask(dialog, self._take_helpdesk, None)

    async def _take_helpdesk(self, chosen: str | AccountConfig) -> None:
        if isinstance(chosen, AccountConfig):
            self.typed.known = chosen
            await self._sign_in_again(chosen)
            return
        if chosen != self.typed.backend:
            self.typed.backend, self.typed.url = chosen, ""
        self.address()

    async def _sign_in_again(self, account: AccountConfig) -> None:
        """Go on to the way of signing in that the settings name."""
        if account.auth == TOKEN:
            self.token()
        elif account.client_id:
            self.way()
        else:
            told = f"the account {account.name} has no client_id to sign in with"
            raise errors.Refused(told, "Write it into the settings, then open the desk again.")

    def address(self) -> None:
        """Ask where the helpdesk is, and what the desk calls it."""
        typed = self.typed
        fields = (
            Field("url", "Address", typed.url, accounts.example_url(typed.backend)),
            Field("name", "Name", typed.name),
        )
        told = words.address(typed.backend)
        dialog = Form(self._title(2), told, fields, self._remember, self._address_problem)
        self._ask(dialog, self._take_address, self.helpdesk)

    def _address_problem(self) -> tuple[str, str] | None:
        draft = self.typed.draft
        if problem := accounts.url_problem(draft.backend, draft.url):
            return "url", problem
        known = self.host.desk.config.accounts
        if problem := accounts.name_problem(draft.name, draft.backend, known):
            return "name", problem
        try:
            self.typed.ways = self.connector.ways(draft)
        except errors.DeskError as error:
            return "url", sentence(error)
        return None

    def _take_address(self, _: bool) -> None:
        self.way()

    def way(self) -> None:
        """Ask how to sign in, where there is more than one way."""
        typed = self.typed
        if typed.ways == (TOKEN,) and typed.known is None:
            typed.way = TOKEN
            self.token()
            return
        ways = words.ways(typed.backend, typed.ways if typed.known is None else (OAUTH,))
        question = f"How do you sign in to {typed.draft.url}?"
        self._ask(Choose(self._title(3), ways, question), self._take_way, self._before_way)

    def _before_way(self) -> None:
        self.address() if self.typed.known is None else self.helpdesk()

    def _take_way(self, way: str) -> None:
        self.typed.way = way
        if self.typed.known is not None:
            self._by_browser(self.way)
        elif way == TOKEN:
            self.token()
        else:
            self.client()

    def client(self) -> None:
        """Ask for the OAuth client."""
        fields = (Field("client_id", "Client id", self.typed.client_id),)
        told = words.client(self.typed.backend)
        dialog = Form(self._title(3), told, fields, self._remember, self._client_problem)
        self._ask(dialog, self._take_client, self.way)

    def _client_problem(self) -> tuple[str, str] | None:
        problem = accounts.sign_in_problem(self.typed.draft, ways=self.typed.ways)
        return ("client_id", problem) if problem else None

    def _take_client(self, _: bool) -> None:
        self._by_browser(self.client)

    def _by_browser(self, before: Callable[[], None]) -> None:
        paste = self.typed.way == PASTE
        dialog = SignIn(self._title(4), self.connector, self.typed.draft, paste=paste)
        self._ask(dialog, lambda _: self.look(before), before)

    def token(self) -> None:
        """Ask for a token, and on Zendesk whose it is."""
        draft = self.typed.draft
        label = accounts.secret_words(draft.backend)
        fields = [Field("token", label, self._token.reveal(), is_secret=True)]
        if self._wants_email:
            fields.insert(0, Field("email", "E-mail", draft.email, "the agent the token is of"))
        told = words.token(draft.backend)
        dialog = Form(self._title(3), told, fields, self._remember, self._token_problem)
        self._ask(dialog, self._take_token, self._before_token)

    @property
    def _wants_email(self) -> bool:
        return self.typed.draft.backend == ZENDESK and self.typed.known is None

    def _before_token(self) -> None:
        if self.typed.known is not None:
            self.helpdesk()
        elif self.typed.ways == (TOKEN,):
            self.address()
        else:
            self.way()

    def _token_problem(self) -> tuple[str, str] | None:
        draft = self.typed.draft
        if problem := accounts.sign_in_problem(draft, ways=self.typed.ways or None):
            return ("email" if self._wants_email else "token"), problem
        problem = accounts.secret_problem(draft.backend, self._token.reveal())
        return ("token", problem) if problem else None

    def _take_token(self, _: bool) -> None:
        self.connector.use_token(self.typed.draft, self._token)
        self.look(self.token)

    def look(self, before: Callable[[], None]) -> None:
        """Show who signed in, and keep the account when the agent agrees."""
        self._ask(Look(self._title(4), self.connector, self.typed.draft), self._keep, before)

    async def _keep(self, _: bool) -> None:
        """Let the account work at once; the place stays, but for the first page."""
        name, again = self.typed.draft.name, self.typed.known is not None
        self._token = Secret("")
        self.host.helpdesk_typed = None
        helpdesks.go_on(self.host.desk.store, name)
        self.host.connected(name)
        self.host.kick_sync()
        done = "signed in to again: it goes on." if again else "connected."
        self.host.say(f"{name} is {done} Its tickets come in while you work.")
        if self.host.place.PLACE == "welcome":
            await self.host.go("queue")

    def _remember(self, values: Mapping[str, str]) -> None:
        """Keep what is typed at every letter, so that going back loses nothing."""
        for name, value in values.items():
            if name == "token":
                self._token = Secret(value.strip())
            else:
                setattr(self.typed, name, value)

    def _title(self, step: int) -> str:
        known = self.typed.known
        return words.TITLE.format(step) if known is None else f"Sign in again to {known.name}"

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
