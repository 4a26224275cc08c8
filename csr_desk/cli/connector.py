"""What connects helpdesks, as the verbs get it: one place, so that a test can put in its own."""

from typing import TYPE_CHECKING

from csr_desk.accounts import Connector, Keeper
from csr_desk.cli.context import Context

if TYPE_CHECKING:
    from csr_desk.connecting import Outside


def connector(context: Context) -> Connector:
    """Return what signs in to a helpdesk and keeps what came of it."""
    from csr_desk import connecting

    return connecting.connector(_outside(context))


def keeper(context: Context) -> Keeper:
    """Return what knows the secrets of the accounts that are set up."""
    from csr_desk import connecting

    return connecting.keeper(_outside(context))


def _outside(context: Context) -> "Outside":
    from csr_desk.connecting import Outside

    given = context.environment
    return Outside(context.places, given.machine, given.variables, given.random_bytes)


def known_backends() -> tuple[str, ...]:
    """Return the names of the backends of this installation."""
    from csr_desk.backends import registry

    return registry.names()
