"""Puts together what one account runs on: desk, lock, line, keys, budgets, engine.

It loads httpx; so it is imported when sync starts, inside the thread or the verb that needs it.
"""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path

from csr_desk import token_keys, tokens
from csr_desk.actions.desk import Desk
from csr_desk.backends import registry
from csr_desk.backends.address import address_of
from csr_desk.backends.base import Backend
from csr_desk.backends.failures import Rejected
from csr_desk.backends.http import Line, follow
from csr_desk.backends.oauth import grant
from csr_desk.backends.oauth.attempt import Endpoints
from csr_desk.backends.oauth.pair import Pair
from csr_desk.backends.redaction import REDACTOR, hush
from csr_desk.backends.wire import Request, Response
from csr_desk.config import AccountConfig
from csr_desk.domain.instants import Instant
from csr_desk.refused_secret import RefusedSecret
from csr_desk.secrets import Secret
from csr_desk.store import remote
from csr_desk.sync import kept_waits
from csr_desk.sync.account_lock import AccountLock
from csr_desk.sync.budget import Budgets
from csr_desk.sync.driver import Driver, EngineLike, Exchange, unheard
from csr_desk.sync.request_log import RequestLog
from csr_desk.sync.runner import Parts

MakeEngine = Callable[[Desk, Backend], EngineLike]


class Nowhere:
    """The line and the keys of an account without a helpdesk: nothing leaves."""

    async def perform(self, request: Request, secret: str = "") -> Response:
        """Refuse."""
        raise Rejected("This account has no address: nothing is sent from here")

    async def current(self) -> str:
        """Return no secret."""
        return ""

    async def renewed(self, used: str) -> str | None:
        """Return none."""
        return None


def open_parts(
    account: AccountConfig,
    open_desk: Callable[[], Desk],
    make_engine: MakeEngine,
    environ: Mapping[str, str],
    observe: Callable[[Exchange], None] | None = None,
) -> Parts:
    """Open everything an account needs to run; raises DeskError, Busy while another one syncs it.

    A wait the helpdesk asked for before a restart goes on. Requests go into the log of the data
    folder, or to `observe`.
    """
    desk = open_desk()
    with ExitStack() as undo:
        undo.callback(desk.store.close)
        lock = AccountLock(desk.places.data, account.name)
        lock.acquire()
        undo.callback(lock.release)
        backend = registry.make(account, desk.now, desk.new_uid)
        driver = connect(
            account,
            backend,
            environ,
            desk.places.data,
            desk.now,
            observe or RequestLog(desk.places.data, account.name, desk.now),
        )
        row = remote.account(desk.store, account.name)
        if row is not None and row.state == "waiting" and row.until is not None:
            driver.budgets.hold(row.until)
        kept_waits.go_on(desk, account.name, driver.budgets)
        engine = make_engine(desk, backend)
        undo.pop_all()

    def line_is_back() -> None:
        driver.breaker.line_is_back(desk.now())
        engine.line_is_back()

    return Parts(account.name, desk, engine, driver, lock.release, line_is_back)


def connect(
    account: AccountConfig,
    backend: Backend,
    environ: Mapping[str, str],
    data: Path,
    now: Callable[[], Instant],
    observe: Callable[[Exchange], None] = unheard,
    *,
    kept: tokens.Kept | None = None,
    is_asked: bool = False,
) -> Driver:
    """Return the driver of an account; nothing is asked of anybody yet. ConfigError for its URL.

    `kept` takes the place of the tokens that are kept, as for a sign-in that is tried first. When
    it `is_asked` for by the agent, a secret goes out that a locking helpdesk has refused.
    """
    hush()
    budgets = Budgets(backend.budgets)
    if not account.url:
        return Driver(Nowhere(), Nowhere(), budgets, now, observe=observe)
    line = Line(address_of(account.url), backend.authorise, now)
    keys = token_keys.Keys(
        account.name,
        data,
        lambda: kept or tokens.find(account, environ, data),
        now,
        _refresh(line, account, backend, now),
        REDACTOR.learn,
        refused=None if kept or is_asked else _refused(account, backend, data),
    )
    return Driver(line, keys, budgets, now, observe=observe)


def endpoints_of(backend: Backend) -> Endpoints | None:
    """Return where a backend's helpdesk takes OAuth sign-ins; None when it has none."""
    found = getattr(backend, "oauth", None)
    return found if isinstance(found, Endpoints) else None


def _refused(account: AccountConfig, backend: Backend, data: Path) -> RefusedSecret | None:
    """Return what keeps a wrong secret from a helpdesk that locks its agents out for it."""
    if not getattr(backend, "locks_out", False):
        return None
    return RefusedSecret(data, account.name, account.url)


def _refresh(
    line: Line, account: AccountConfig, backend: Backend, now: Callable[[], Instant]
) -> token_keys.Refresh | None:
    endpoints = endpoints_of(backend)
    if account.auth != "oauth" or endpoints is None:
        return None

    async def refresh(token: Secret) -> Pair:
        return await follow(line, grant.refresh(endpoints, account.client_id, token, now()))

    return refresh
