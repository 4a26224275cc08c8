"""Who is signed in: every agent may ask that, and it is asked before anything else."""

from csr_desk.backends.account_host import name_of
from csr_desk.backends.failures import NoAnswer
from csr_desk.backends.freshdesk.context import Freshdesk
from csr_desk.backends.freshdesk.people import agent
from csr_desk.backends.freshdesk.structs_people import AgentRow
from csr_desk.backends.freshdesk.values import whole_number
from csr_desk.backends.records import Identity
from csr_desk.backends.values import text
from csr_desk.backends.wire import Flow

_ALL_TICKETS = 1
_COLLABORATOR = "collaborator"


def identify(freshdesk: Freshdesk) -> Flow[Identity]:
    """Tell who is signed in where: the account is the host's name with the agent's id.

    The port is left out, since a proxy on this machine may come back on another one.
    """
    row = yield from freshdesk.get_row("/agents/me", (), AgentRow)
    me = agent(row)
    if me is None:
        raise NoAnswer("Freshdesk's answer does not tell who is signed in.")
    return Identity(f"{name_of(freshdesk.host)}/{me.id}", me, "agent", _allowed(row))


def _allowed(row: AgentRow) -> frozenset[str]:
    """Return the words for what this agent may do; a collaborator writes notes alone."""
    scope = whole_number(row.ticket_scope)
    words = {
        "public_reply": text(row.type).lower() != _COLLABORATOR,
        "all_tickets": scope in (None, _ALL_TICKETS),
    }
    return frozenset(word for word, holds in words.items() if holds)
