"""Which backends there are: entry points of installed packages, and those that come with the desk.

Names are listed without importing anything; a backend is imported when an account uses it.
"""

from collections.abc import Callable
from importlib import import_module
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

from csr_desk.backends.base import Backend, Factory, Settings
from csr_desk.domain.instants import Instant
from csr_desk.domain.toml_table import did_you_mean
from csr_desk.errors import ConfigError

if TYPE_CHECKING:
    from csr_desk.config import AccountConfig

GROUP = "csr_desk.backends"
OWN = {
    "freshdesk": "csr_desk.backends.freshdesk.backend:make",
    "local": "csr_desk.backends.local:make",
    "zendesk": "csr_desk.backends.zendesk.backend:make",
}
"""The desk's own backends, so that they are there in a source tree too; no package replaces one."""


def names() -> tuple[str, ...]:
    """Return the names of all backends, in order."""
    return tuple(sorted(_places()))


def make(
    account: "AccountConfig", now: Callable[[], Instant], new_uid: Callable[[], str]
) -> Backend:
    """Return the backend of an account; ConfigError for an unknown name or a wrong address."""
    settings = Settings(
        account.name,
        account.url,
        account.auth,
        account.email,
        account.client_id,
        now,
        new_uid,
    )
    return factory(account.backend)(settings)


def factory(name: str) -> Factory:
    """Return what makes a backend; ConfigError when there is none or it cannot be loaded."""
    places = _places()
    if name not in places:
        near = did_you_mean(name, places)
        raise ConfigError(
            f'there is no backend "{name}".{near}', f"Backends here: {', '.join(sorted(places))}."
        )
    module, _, attribute = places[name].partition(":")
    try:
        found: Factory = getattr(import_module(module), attribute)
    except (ImportError, AttributeError) as error:
        raise ConfigError(
            f'the backend "{name}" cannot be loaded from {places[name]}',
            "Install the package that brings it again.",
        ) from error
    return found


def _places() -> dict[str, str]:
    """Return where each backend is, by name."""
    found = {entry.name: entry.value for entry in entry_points(group=GROUP)}
    return {**found, **OWN}
