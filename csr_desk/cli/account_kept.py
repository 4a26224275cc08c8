"""`account list`, `check` and `remove`: the accounts that are set up."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import tzinfo
from typing import Any

from csr_desk import config_write, errors
from csr_desk.accounts import LOCAL
from csr_desk.actions import helpdesks
from csr_desk.actions.helpdesks import Standing
from csr_desk.cli import ask
from csr_desk.cli.connector import keeper
from csr_desk.cli.context import Context
from csr_desk.cli.when import json_moment
from csr_desk.config import AccountConfig
from csr_desk.domain.instants import Instant, to_datetime
from csr_desk.domain.toml_table import did_you_mean
from csr_desk.store.connection import Store

_STATES = {
    "new": "not synchronised yet",
    "online": "online",
    "syncing": "syncing",
    "offline": "offline",
    "sign_in": "sign in",
    "waiting": "waiting",
    "stopped": "stopped",
}


def named(context: Context, name: str) -> AccountConfig:
    """Return an account of the settings; Refused when there is none of that name."""
    known = context.config.accounts
    if name not in known:
        near = did_you_mean(name, known)
        names = f"The accounts are: {', '.join(known)}." if known else "Set one up: account add."
        raise errors.Refused(f"there is no account {name}.{near}", names)
    return known[name]


def listed(context: Context) -> int:
    """Print every account with its state, its secret's place and what waits for it."""
    known, zone = context.config.accounts.values(), _zone(context)
    with _looked_at(context) as store:
        found = [(one, helpdesks.standing(store, one.name) if store else None) for one in known]
    secrets = keeper(context)
    sources = {one.name: "" if one.backend == LOCAL else secrets.source(one) for one in known}
    rows = [_row(one, standing, sources[one.name], zone) for one, standing in found]
    if context.out.as_json:
        context.out.document(rows)
        return 0
    context.out.table(
        ("ACCOUNT", "BACKEND", "URL", "STATE", "ROLE", "SECRET", "OUTBOX"),
        [
            (
                one.name,
                one.backend,
                one.url,
                state_words(standing),
                role_words(standing, zone),
                sources[one.name] or ("-" if one.backend == LOCAL else "missing"),
                _counts(standing),
            )
            for one, standing in found
        ],
    )
    if not rows:
        context.out.note("No account is set up: `csr-desk account add NAME --backend zendesk …`.")
    return 0


def check(context: Context) -> int:
    """Ask the helpdesk who is signed in; print it with the rights and the rate limit."""
    account = named(context, context.options.name)
    if account.backend == LOCAL:
        context.out.answer(
            {"account": account.name, "who": None, "role": None, "rights": []},
            f"The account {account.name} has no helpdesk: there is nothing to check.",
        )
        return 0
    found = keeper(context).check(account)
    standing = None
    with _looked_at(context) as store:
        if store is not None:
            helpdesks.go_on(store, account.name, stopped=False)
            standing = helpdesks.standing(store, account.name)
    row = standing.row if standing and standing.row and standing.row.role else None
    zone = _zone(context)
    words = [f"{account.name}: {account.url}", found.words]
    if row is not None and row.role != found.role:
        words.append(f"Here it was {row.role} so far: the desk takes that up by itself.")
    elif row is not None and row.role_since:
        words.append(f"The role {row.role} is known here since {day(row.role_since, zone)}.")
    words += [f"It may: {', '.join(found.rights)}."] if found.rights else []
    words += [f"Rate limit: {found.rate}."] if found.rate else []
    context.out.answer(
        {
            "account": account.name,
            "url": account.url,
            "who": found.who,
            "email": found.email or None,
            "role": found.role,
            "role_here": row.role if row else None,
            "role_since": json_moment(row.role_since, zone) if row and row.role_since else None,
            "rights": list(found.rights),
            "rate": found.rate or None,
            "remarks": list(found.remarks),
        },
        "\n".join([*words, *found.remarks]),
    )
    return 0


def remove(context: Context) -> int:
    """Forget an account's secret and settings; its tickets stay. Refused while work is unsent."""
    account = named(context, context.options.name)
    force = context.options.force
    with _looked_at(context) as store:
        standing = helpdesks.standing(store, account.name) if store else None
    if standing is not None and standing.total and not force:
        raise errors.Refused(
            f"{standing.total} changes for {account.name} have not arrived ({_counts(standing)})",
            "Send or drop them (`csr-desk outbox`), or give them up for good with --force.",
        )
    if not force and not (ask.has_terminal() and ask.agreed(_question(account))):
        raise errors.Refused(
            f"the account {account.name} stays", "Nothing was changed; --force does not ask."
        )
    with _alone(context, account):
        given_up = _forget(context, account) if standing is not None else 0
        keeper(context).forget(account)
        config_write.remove_account(context.places.config, account.name)
    words = f"The account {account.name} is removed; its tickets stay on this machine."
    if given_up:
        words += f" {given_up} changes were given up: they are kept as dropped."
    if account.token_command:
        context.out.note("Its token_command went with it; the secret itself is where it was.")
    context.out.answer({"account": account.name, "given_up": given_up}, words)
    return 0


def allow_deletions(context: Context) -> int:
    """Let the helpdesk take away many tickets for an hour, after the desk stopped to ask."""
    from csr_desk.actions import wishes

    account = named(context, context.options.name)
    with context.desk() as desk:
        wishes.allow_deletions(desk, account.name)
        helpdesks.go_on(desk.store, account.name)
    words = f"For an hour, tickets that are gone at {account.name} go here too."
    context.out.answer({"account": account.name}, words)
    return 0


def state_words(standing: Standing | None) -> str:
    """Return the state of an account in words, with the helpdesk's own where there are some."""
    if standing is None or standing.row is None:
        return _STATES["new"]
    words = _STATES.get(standing.row.state, standing.row.state)
    return f"{words}: {standing.row.words}" if standing.row.words else words


def role_words(standing: Standing | None, zone: tzinfo) -> str:
    """Return the role of an account with the day since when it is known; `""` before a sync."""
    row = standing.row if standing else None
    if row is None or not row.role:
        return ""
    return f"{row.role} since {day(row.role_since, zone)}" if row.role_since else row.role


def day(at: Instant, zone: tzinfo) -> str:
    """Return the day of an instant, such as 2026-11-22."""
    return to_datetime(at).astimezone(zone).date().isoformat()


@contextmanager
def _alone(context: Context, account: AccountConfig) -> Iterator[None]:
    """Hold the account, so that nobody carries it meanwhile; Busy while an open desk does."""
    from csr_desk.sync.account_lock import AccountLock

    if not context.places.data.is_dir():
        yield
        return
    lock = AccountLock(context.places.data, account.name)
    try:
        lock.acquire()
    except errors.Busy as error:
        raise errors.Busy(
            error.message, "Close the desk first, then remove the account."
        ) from error
    try:
        yield
    finally:
        lock.release()


def _forget(context: Context, account: AccountConfig) -> int:
    with context.desk() as desk:
        return helpdesks.forget(desk, account.name)


def _question(account: AccountConfig) -> str:
    return f"Remove the account {account.name} ({account.url or account.backend}) and its secret?"


@contextmanager
def _looked_at(context: Context) -> Iterator[Store | None]:
    """Open the store to look at it; None where there is none yet."""
    if not context.places.database.exists():
        yield None
        return
    with context.desk() as desk:
        yield desk.store


def _zone(context: Context) -> tzinfo:
    from csr_desk.actions.opening import find_zone

    return find_zone(context.config.desk.zone, context.config)


def _counts(standing: Standing | None) -> str:
    if standing is None:
        return ""
    unsent = [f"{count} {state.replace('_', ' ')}" for state, count in standing.unsent.items()]
    conflicts = [f"{standing.conflicts} conflicts"] if standing.conflicts else []
    return ", ".join(unsent + conflicts)


def _row(
    account: AccountConfig, standing: Standing | None, source: str, zone: tzinfo
) -> dict[str, Any]:
    row = standing.row if standing else None
    return {
        "account": account.name,
        "backend": account.backend,
        "url": account.url or None,
        "auth": account.auth if account.backend != LOCAL else None,
        "email": account.email or None,
        "secret": source or None,
        "state": row.state if row else "new",
        "words": row.words if row else "",
        "since": json_moment(row.since, zone) if row and row.since else None,
        "until": json_moment(row.until, zone) if row else None,
        "role": row.role if row and row.role else None,
        "role_since": json_moment(row.role_since, zone) if row and row.role_since else None,
        "pulled_at": json_moment(row.pulled_at, zone) if row else None,
        "outbox": standing.unsent if standing else {},
        "conflicts": standing.conflicts if standing else 0,
    }
