"""Asking a helpdesk who is signed in, and running the flows of a sign-in, for the verbs."""

import asyncio
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from csr_desk import accounts, tokens
from csr_desk.accounts import Checked, Draft
from csr_desk.backends import failures, registry
from csr_desk.backends.failures import BackendFailure
from csr_desk.config import AccountConfig
from csr_desk.domain.instants import MINUTE, Instant, to_instant
from csr_desk.errors import Busy, DeskError, Refused, SignInNeeded, Unreachable
from csr_desk.machine import Machine
from csr_desk.paths import Places
from csr_desk.refused_secret import RefusedSecret

if TYPE_CHECKING:
    from csr_desk.backends.oauth.attempt import Endpoints
    from csr_desk.sync.driver import Driver

SKEW = 2 * MINUTE
"""How far the clocks of desk and helpdesk may be apart before the agent is told."""

_RIGHTS: Mapping[str, str] = {
    "public_reply": "public replies",
    "admin": "administration",
    "all_tickets": "all tickets",
}


class Outside(NamedTuple):
    """The world of a process; `random_bytes` gives bytes that nobody can guess."""

    places: Places
    machine: Machine
    variables: Mapping[str, str]
    random_bytes: Callable[[int], bytes]


def checked(outside: Outside, account: AccountConfig, kept: tokens.Kept | None) -> Checked:
    """Ask who is signed in, with given tokens or with those that are kept."""
    from csr_desk.sync.connect import connect

    data = outside.places.data
    backend = registry.make(account, lambda: now_of(outside), outside.machine.new_uid)
    answers: list[int] = []

    async def ask() -> "tuple[Any, Driver]":
        driver = connect(
            account,
            backend,
            outside.variables,
            data,
            lambda: now_of(outside),
            lambda exchange: answers.append(exchange.status),
            kept=kept,
            is_asked=True,
        )
        try:
            return await driver.drive(backend.identify()), driver
        finally:
            await driver.close()

    try:
        identity, driver = asyncio.run(ask())
    except BackendFailure as failure:
        raise _told_of(account, failure, was_heard=any(answers), is_kept=kept is None) from failure
    RefusedSecret(data, account.name, account.url).forget()
    rights = tuple(_RIGHTS.get(word, word) for word in sorted(identity.allowed))
    rate = driver.budgets.per_minute
    remarks = list(_remarks(account, driver.skew_ms))
    if kept is None:
        remarks += _kept_remarks(outside, account)
    return Checked(
        identity.me.name,
        identity.me.email,
        identity.role,
        rights,
        f"{rate} per minute" if rate else "",
        tuple(remarks),
    )


def _told_of(
    account: AccountConfig, failure: BackendFailure, *, was_heard: bool, is_kept: bool
) -> DeskError:
    """Return why nobody could be asked who is signed in, with what mends it."""
    again = f" (`csr-desk account add {account.name}`)" if is_kept else ""
    words, name = failure.words.rstrip("."), accounts.title(account.backend)
    match failure:
        case failures.SignedOut() if account.backend == accounts.FRESHDESK:
            hint = (
                f"Nothing was changed. Copy it anew (Profile settings) before you try again{again}:"
                " after several wrong ones Freshdesk locks the agent out."
            )
            # Freshdesk's own words are about logging in, which an agent with a key does not do.
            return SignInNeeded("Freshdesk does not accept this API key", hint)
        case failures.Halt() if was_heard:
            return Refused(words, "Nothing was kept or changed.")
        case failures.NotSent() | failures.NoAnswer() if not is_kept:
            hint = f"Try again when the line is back, or correct the address ({account.url})."
            return Unreachable(words, hint)
        case failures.Missing():
            return Refused(words, f"Is {account.url} the address of your {name}?")
    return told(failure)


def _remarks(account: AccountConfig, skew_ms: int | None) -> list[str]:
    if skew_ms is None or abs(skew_ms) <= SKEW:
        return []
    minutes = abs(skew_ms) // MINUTE
    side = "behind" if skew_ms > 0 else "ahead of"
    return [f"This machine's clock is {minutes} min {side} the helpdesk's: set it."]


def _kept_remarks(outside: Outside, account: AccountConfig) -> list[str]:
    """Return what is worth knowing about a secret in use."""
    found = []
    if account.backend == accounts.ZENDESK and account.auth == accounts.TOKEN:
        found.append(
            f"This is an API token. Zendesk ends all of them on {accounts.TOKENS_END}:"
            " sign in by browser before (--auth oauth)."
        )
    warning = tokens.find(account, outside.variables, outside.places.data).warning
    return [*found, warning] if warning else found


async def run(outside: Outside, account: AccountConfig, flow: Any, secret: str = "") -> Any:
    """Run a flow of the sign-in over a line of its own."""
    from csr_desk.backends.address import address_of
    from csr_desk.backends.http import Line, follow
    from csr_desk.backends.redaction import hush

    hush()
    backend = registry.make(account, lambda: now_of(outside), outside.machine.new_uid)
    line = Line(address_of(account.url), backend.authorise, lambda: now_of(outside))
    try:
        return await follow(line, flow, secret)
    finally:
        await line.aclose()


def endpoints_for(outside: Outside, account: Draft | AccountConfig) -> "Endpoints":
    """Return where an account signs in by OAuth; Refused when its helpdesk has no such thing."""
    from csr_desk.sync.connect import endpoints_of

    config = account if isinstance(account, AccountConfig) else account_of(account)
    backend = registry.make(config, lambda: now_of(outside), outside.machine.new_uid)
    found = endpoints_of(backend)
    if found is None:
        raise Refused(f"{account.backend} has no sign-in by browser", "Use --auth token.")
    return found


def has_endpoints(outside: Outside, draft: Draft) -> bool:
    """Tell whether a helpdesk can be signed in to by browser."""
    try:
        endpoints_for(outside, draft)
    except Refused:
        return False
    return True


def account_of(draft: Draft) -> AccountConfig:
    """Return a draft as the account it would become."""
    return AccountConfig(
        draft.name, draft.backend, draft.url, draft.auth, draft.email, draft.client_id
    )


def now_of(outside: Outside) -> Instant:
    """Return the instant the wall clock shows."""
    return to_instant(outside.machine.now())


def told(failure: BackendFailure) -> DeskError:
    """Return a failure of the helpdesk as the desk's own, with what to do next."""
    words = failure.words.rstrip(".")
    match failure:
        case failures.SignedOut():
            return SignInNeeded(words, "Nothing was kept or changed.")
        case failures.TryLater():
            return Busy(words, "Try again in a moment.")
        case failures.NotSent() | failures.NoAnswer():
            return Unreachable(words, "Try again when the line is back.")
        case failures.Halt():
            return Unreachable(words, "Nothing was sent; ask whoever runs your network.")
    return Refused(words)
