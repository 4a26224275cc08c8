"""Connects helpdesks for the verbs and the welcome page: signs in, checks, keeps.

Nothing is kept before the agent is known to the helpdesk or the agent says so; a secret is in no
message. The network is loaded when the first call needs it.
"""

import asyncio
from typing import TYPE_CHECKING

from csr_desk import accounts, config_write, tokens
from csr_desk.accounts import Checked, Draft
from csr_desk.backends import registry
from csr_desk.backends.failures import BackendFailure
from csr_desk.backends.oauth.pair import Pair
from csr_desk.config import load
from csr_desk.connecting_ask import (
    Outside,
    account_of,
    checked,
    endpoints_for,
    has_endpoints,
    now_of,
    run,
    told,
)
from csr_desk.connecting_kept import Kept
from csr_desk.errors import Refused, SignInNeeded

if TYPE_CHECKING:
    from csr_desk.backends.oauth.attempt import Attempt
    from csr_desk.backends.oauth.landing import Landing
    from csr_desk.secrets import Secret

__all__ = ["Connecting", "Kept", "Outside", "connector", "keeper"]


def connector(outside: Outside) -> "Connecting":
    """Return the csr_desk.accounts.Connector of this process."""
    return Connecting(outside)


def keeper(outside: Outside) -> Kept:
    """Return the csr_desk.accounts.Keeper of this process."""
    return Kept(outside)


class Connecting:
    """Signs in to one helpdesk after the other; each call blocks, so it belongs into a thread."""

    def __init__(self, outside: Outside) -> None:
        self._outside = outside
        self._pair: Pair | None = None
        self._given_by = ""
        self._draft: Draft | None = None
        self._attempt: Attempt | None = None
        self._landing: Landing | None = None
        self._refused: set[tuple[str, Secret]] = set()

    def backends(self) -> tuple[str, ...]:
        """Return the names of the helpdesks this installation can connect."""
        return registry.names()

    def ways(self, draft: Draft) -> tuple[str, ...]:
        """Return how a helpdesk is signed in to; ConfigError for an address it does not take."""
        known = accounts.ways_of(draft.backend)
        if known is not None:
            return known
        has_oauth = has_endpoints(self._outside, draft)
        return accounts.WAYS if has_oauth else (accounts.TOKEN,)

    def begin_sign_in(self, draft: Draft, *, paste: bool) -> str:
        """Begin an OAuth sign-in and return the address to open in a browser."""
        from csr_desk.backends.address import address_of
        from csr_desk.backends.oauth.attempt import PASTED_REDIRECT, begin
        from csr_desk.backends.oauth.landing import Landing

        self.cancel()
        endpoints = endpoints_for(self._outside, draft)
        address, redirect_uri = address_of(draft.url), PASTED_REDIRECT
        if not paste:
            try:
                self._landing = Landing()
            except OSError as error:
                hint = "Sign in by pasting the code instead (--paste)."
                problem = f"this machine lets nothing listen for the browser: {error.strerror}"
                raise Refused(problem, hint) from error
            redirect_uri = self._landing.redirect_uri
        random_bytes = self._outside.random_bytes
        self._attempt = begin(address, endpoints, draft.client_id, redirect_uri, random_bytes)
        self._draft = draft
        return self._attempt.url

    def finish(self, code: str = "") -> None:
        """Finish it with a pasted code or address, or, without one, when the browser comes back."""
        from csr_desk.backends.oauth.grant import exchange
        from csr_desk.backends.oauth.pasted import code_from

        attempt, draft, landing = self._attempt, self._draft, self._landing
        if attempt is None or draft is None:
            raise SignInNeeded("no sign-in was begun", "Begin it again.")
        outside = self._outside
        try:
            if code:
                found = code_from(code, attempt)
            elif landing is not None:
                found = landing.wait(attempt, outside.machine.monotonic)
            else:
                raise SignInNeeded("no code was pasted", "Copy it from the browser.")
            endpoints, now = endpoints_for(outside, draft), now_of(outside)
            flow = exchange(endpoints, draft.client_id, attempt, found, now)
            self._pair, self._given_by = asyncio.run(run(outside, account_of(draft), flow)), ""
        except BackendFailure as failure:
            raise told(failure) from failure

    def use_token(self, draft: Draft, token: "Secret") -> None:
        """Take a token in place of a sign-in; one that is given from outside is not kept."""
        self._pair, self._given_by = Pair(token), token.source

    def check(self, draft: Draft) -> Checked:
        """Ask the helpdesk who is signed in; a secret that it refused is not sent again."""
        if self._pair is None:
            raise SignInNeeded("nobody has signed in yet", "Begin the sign-in again.")
        tried = (draft.url, self._pair.access)
        if tried in self._refused:
            name = accounts.secret_words(draft.backend)
            told = f"{accounts.title(draft.backend)} has refused this {name} already"
            raise SignInNeeded(told, "It was not sent again: correct it first.")
        try:
            kept = tokens.Kept(self._pair, "", is_fixed=True)
            found = checked(self._outside, account_of(draft), kept)
        except SignInNeeded:
            self._refused.add(tried)
            raise
        return found._replace(remarks=(*found.remarks, *self._unheeded(draft)))

    def keep(self, draft: Draft, *, insecure_file: bool = False) -> str:
        """Keep the secret and the account in the settings; return where the secret is."""
        places = self._outside.places
        place = self._given_by
        if draft.backend != accounts.LOCAL and not place:
            if self._pair is None:
                raise SignInNeeded("nobody has signed in yet", "Begin the sign-in again.")
            kept = tokens.save(draft.name, self._pair, places.data, insecure=insecure_file)
            place = kept.source
        if draft.name not in load(places.config).accounts:
            is_local = draft.backend == accounts.LOCAL
            values = {
                "backend": draft.backend,
                "url": draft.url,
                "auth": "" if is_local else draft.auth,
                "email": draft.email,
                "client_id": draft.client_id,
            }
            config_write.add_account(places.config, draft.name, values)
        return place

    def _unheeded(self, draft: Draft) -> tuple[str, ...]:
        """Return that what is kept now will not be used, where another secret comes first."""
        known = load(self._outside.places.config).accounts.get(draft.name)
        variable = account_of(draft).token_variable
        first = variable if self._outside.variables.get(variable, "").strip() else ""
        if not first and known is not None and known.token_command:
            first = f"The command {known.token_command[0]}"
        if not first or self._given_by:
            return ()
        return (f"{first} gives a secret for {draft.name} and comes first: change it there.",)

    def cancel(self) -> None:
        """Forget what was begun; a waiting `finish` ends."""
        if self._landing is not None:
            self._landing.close()
        self._pair = self._attempt = self._draft = self._landing = None
        self._given_by = ""
