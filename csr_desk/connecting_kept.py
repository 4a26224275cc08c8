"""The secrets of the accounts that are set up: where they are, whether they serve, letting go."""

import asyncio

from csr_desk import accounts, tokens
from csr_desk.accounts import Checked
from csr_desk.backends.failures import BackendFailure
from csr_desk.config import AccountConfig
from csr_desk.connecting_ask import Outside, checked, endpoints_for, run
from csr_desk.errors import DeskError, SignInNeeded
from csr_desk.refused_secret import RefusedSecret


class Kept:
    """Knows the secrets of the accounts that are set up."""

    def __init__(self, outside: Outside) -> None:
        self._outside = outside

    def source(self, account: AccountConfig) -> str:
        """Return where the secret of an account comes from, in words; "" when there is none.

        A command that gives it is named, not run.
        """
        if self._outside.variables.get(account.token_variable, "").strip():
            return account.token_variable
        if account.token_command:
            return f"the command {account.token_command[0]}"
        try:
            return self._found(account).source
        except SignInNeeded:
            return ""

    def check(self, account: AccountConfig) -> Checked:
        """Ask the helpdesk who is signed in with the secret that is kept."""
        return checked(self._outside, account, None)

    def forget(self, account: AccountConfig) -> None:
        """End the sign-in at the helpdesk where it can be reached, and delete the secret here."""
        try:
            kept = self._found(account)
        except SignInNeeded:
            kept = None
        if kept is not None and not kept.is_fixed and account.auth == accounts.OAUTH:
            self._revoke(account, kept)
        RefusedSecret(self._outside.places.data, account.name, account.url).forget()
        problem = tokens.remove(account.name, self._outside.places.data)
        if problem and kept is not None and not kept.is_fixed and kept.file is None:
            raise SignInNeeded(f"the secret of {account.name} is still there: {problem}")

    def _found(self, account: AccountConfig) -> tokens.Kept:
        return tokens.find(account, self._outside.variables, self._outside.places.data)

    def _revoke(self, account: AccountConfig, kept: tokens.Kept) -> None:
        """Ask for the end of a sign-in; what cannot be asked for runs out by itself."""
        from csr_desk.backends.oauth.grant import revoke

        try:
            flow = revoke(endpoints_for(self._outside, account))
            asyncio.run(run(self._outside, account, flow, kept.pair.access.reveal()))
        except (BackendFailure, DeskError):
            return
