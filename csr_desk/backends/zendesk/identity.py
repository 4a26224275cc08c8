"""Who is signed in. Zendesk answers 200 with an anonymous user when nobody is."""

from csr_desk.backends.account_host import name_of
from csr_desk.backends.failures import Forbidden, SignedOut
from csr_desk.backends.records import Identity
from csr_desk.backends.values import ident, is_true, text
from csr_desk.backends.wire import Flow
from csr_desk.backends.zendesk import paging
from csr_desk.backends.zendesk.context import Zendesk
from csr_desk.backends.zendesk.people import person
from csr_desk.backends.zendesk.structs_people import UserRow


def signed_in(zendesk: Zendesk) -> Flow[UserRow]:
    """Return the signed-in agent; SignedOut for nobody, Forbidden for an end user."""
    response = yield from zendesk.get("/users/me")
    user = paging.record(paging.envelope(response), "user", UserRow)
    if ident(user.id) is None:
        raise SignedOut("Zendesk does not know who you are: sign in again.")
    if user.role == "end-user":
        raise Forbidden(
            "You are signed in as a customer of this Zendesk, not as one of its agents."
        )
    return user


def identify(zendesk: Zendesk) -> Flow[Identity]:
    """Tell who is signed in where: the account is the host's name with the agent's id.

    The port is left out, since a proxy on this machine may come back on another one.
    """
    row = yield from signed_in(zendesk)
    me = person(row)
    if me is None:
        raise SignedOut("Zendesk does not know who you are: sign in again.")
    role = "admin" if row.role == "admin" else "agent"
    return Identity(f"{name_of(zendesk.host)}/{me.id}", me, role, _allowed(row))


def _allowed(row: UserRow) -> frozenset[str]:
    """Return the words for what this agent may do."""
    words = {
        "public_reply": not is_true(row.only_private_comments),
        "admin": row.role == "admin",
        "all_tickets": not text(row.ticket_restriction),
    }
    return frozenset(word for word, holds in words.items() if holds)
