"""What `doctor` finds on the helpdesk accounts: secret, standing, age, what waits, the clock.

Nothing is asked of a helpdesk and no command is run; `account check` does that.
"""

from collections.abc import Iterator

from csr_desk import accounts, errors
from csr_desk.actions import helpdesks
from csr_desk.actions.helpdesks import Standing
from csr_desk.actions.opening import find_zone
from csr_desk.cli.account_kept import role_words
from csr_desk.cli.connector import keeper
from csr_desk.cli.context import Context
from csr_desk.cli.finding import Finding
from csr_desk.config import AccountConfig
from csr_desk.domain.instants import DAY, HOUR, MINUTE, SECOND, Instant, to_instant
from csr_desk.store.connection import Store, translated

WRONG_CLOCK = MINUTE
_WAITS = {
    "rejected": "the helpdesk refused",
    "held": "held, because the ticket changed",
    "in_doubt": "in doubt",
}


def every(context: Context) -> Iterator[Finding]:
    """Return what is found on each account of the settings; nothing where they cannot be read."""
    try:
        known = list(context.config.accounts.values())
    except errors.ConfigError:
        return
    if not known:
        mend = "csr-desk account add NAME --backend zendesk --url URL connects one."
        yield Finding("accounts", True, "none: the desk works on this machine alone", mend)
        return
    now = to_instant(context.environment.machine.now())
    for account in known:
        yield from _account(context, account, now)


def _account(context: Context, account: AccountConfig, now: Instant) -> Iterator[Finding]:
    where = account.url or "no helpdesk"
    yield Finding("account", True, f"{account.name}: {account.backend}, {where}")
    if account.backend == accounts.LOCAL:
        return
    yield _secret(context, account)
    if account.backend == accounts.ZENDESK and account.auth == accounts.TOKEN:
        told = f"{account.name}: API tokens stop on {accounts.TOKENS_END}"
        mend = 'Have an admin make an OAuth client, then set auth = "oauth" and client_id.'
        yield Finding("sign-in", True, told, mend)
    standing, skew = _standing(context, account.name, now)
    yield _state(account.name, standing, now)
    yield from _role(context, account.name, standing)
    yield from _outbox(account.name, standing)
    if skew >= WRONG_CLOCK:
        told = f"this machine's clock is {skew // SECOND} s behind {account.name}'s"
        yield Finding("clock", False, told, "Set the clock, or let the system set it.")


def _secret(context: Context, account: AccountConfig) -> Finding:
    source = keeper(context).source(account)
    if not source:
        mend = f"csr-desk account add {account.name}"
        return Finding("secret", False, f"{account.name}: there is none", mend)
    if source.startswith(("/", "~", ".")):
        told = f"{account.name}: in the file {source}, without encryption"
        return Finding("secret", True, told, "With a keyring: csr-desk account add " + account.name)
    return Finding("secret", True, f"{account.name}: from {source}")


def _state(name: str, standing: Standing, now: Instant) -> Finding:
    row = standing.row
    if row is None or (row.pulled_at is None and row.state == "new"):
        return Finding("sync", True, f"{name}: not synchronised yet", "csr-desk sync")
    age = "never" if row.pulled_at is None else f"{_age(now - row.pulled_at)} ago"
    words = f": {row.words}" if row.words else ""
    told = f"{name}: {row.state.replace('_', ' ')}{words}, last look {age}"
    if row.state == "sign_in":
        return Finding("sync", False, told, f"csr-desk account add {name}")
    if row.state == "stopped":
        return Finding("sync", False, told, f"csr-desk account check {name}")
    old = row.pulled_at is None or now - row.pulled_at > DAY
    return Finding("sync", True, told, "csr-desk sync" if old else "")


def _role(context: Context, name: str, standing: Standing) -> Iterator[Finding]:
    """Return the role of the agent, and from when on the helpdesk has told it."""
    words = role_words(standing, find_zone(context.config.desk.zone, context.config))
    if words:
        yield Finding("role", True, f"{name}: {words}")


def _outbox(name: str, standing: Standing) -> Iterator[Finding]:
    stuck = [f"{standing.unsent[state]} {words}" for state, words in _WAITS.items()
             if standing.unsent.get(state)]  # fmt: skip
    if stuck:
        mend = "csr-desk outbox lists them; retry, drop, edit or note settles them."
        yield Finding("outbox", False, f"{name}: {', '.join(stuck)}", mend)
    elif standing.total:
        yield Finding("outbox", True, f"{name}: {standing.total} to send", "csr-desk sync")
    if standing.conflicts:
        told = f"{name}: {standing.conflicts} fields were changed by both sides"
        yield Finding("conflicts", False, told, "csr-desk conflicts")


def _standing(context: Context, name: str, now: Instant) -> tuple[Standing, int]:
    """Return how an account stands and how far the clock is behind; nothing without a store."""
    nothing = Standing(None, {}, 0), 0
    database = context.places.database
    if not database.is_file():
        return nothing
    try:
        context.unlock()
        with translated(database):
            store = Store(database, read_only=True)
            try:
                if not store.value("SELECT 1 FROM sqlite_schema WHERE name = 'remote_ticket'"):
                    return nothing
                sql = "SELECT max(read_at) FROM remote_ticket WHERE account = ?"
                read_at = store.value(sql, name) or 0
                return helpdesks.standing(store, name), max(int(read_at) - now, 0)
            finally:
                store.close()
    except errors.DeskError:
        # The findings on the store say what is wrong with it.
        return nothing


def _age(span: Instant) -> str:
    minutes = max(span, 0) // MINUTE
    if minutes < 120:
        return f"{minutes} min"
    return f"{minutes * MINUTE // HOUR} h" if minutes < 48 * 60 else f"{span // DAY} days"
