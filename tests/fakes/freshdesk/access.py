"""Who calls and what they may: keys, the lock-out, roles, the scope of tickets (section 2)."""

import base64
import binascii
from datetime import timedelta

from tests.fakes.common.wire import Json, Request
from tests.fakes.freshdesk.core import Core
from tests.fakes.freshdesk.refusals import access_denied, coded, not_allowed, not_found
from tests.fakes.freshdesk.state import Ticket

PATIENCE = 3


def key_of(request: Request) -> str:
    """Return the key a request came with, empty where there is none."""
    word, _, given = request.header("authorization").partition(" ")
    if word.lower() != "basic":
        return ""
    try:
        return base64.b64decode(given, validate=True).decode().partition(":")[0]
    except (binascii.Error, UnicodeDecodeError):
        return ""


def signed_in(core: Core, request: Request) -> Json:
    """Return the agent who calls; raises Refused 401, and 403 once the key is locked out."""
    key = key_of(request)
    agent_id = core.keys.agents.get(key)
    if agent_id is not None:
        core.keys.refused.clear()
        return core.agent(agent_id)
    first = core.keys.refused_at.setdefault(key, core.now())
    # What comes within a moment of the first refusal had left before that was heard.
    in_flight = timedelta(0) < core.now() - first <= timedelta(seconds=core.limits.flight_s)
    core.keys.refused[key] += not in_flight
    times = core.keys.refused[key]
    if times > PATIENCE:
        core.note("wrong_key_retried", f"{times} times")
    if times > core.options.lock_after:
        raise coded(403, "password_lockout", "Too many failed attempts; try again later")
    raise coded(401, "invalid_credentials", "You have to be logged in to perform this action.")


def is_admin(me: Json) -> bool:
    return bool(me["type"] == "admin")


def require_admin(me: Json) -> None:
    """Raise Refused 403 for an ordinary agent."""
    if not is_admin(me):
        raise access_denied()


def may_see(me: Json, ticket: Ticket) -> bool:
    """Tell whether a ticket lies within an agent's scope."""
    values = ticket.values
    if me["ticket_scope"] == 1 or values["responder_id"] == me["id"]:
        return True
    return bool(me["ticket_scope"] == 2 and values["group_id"] in me["group_ids"])


def seen_ticket(core: Core, me: Json, ticket_id: int) -> Ticket:
    """Return a ticket the agent may see; raises Refused 403, 404 also for what is archived."""
    ticket = core.state.ticket(ticket_id)
    if ticket.is_archived:
        raise not_found()
    if not may_see(me, ticket):
        raise access_denied()
    return ticket


def open_ticket(core: Core, me: Json, ticket_id: int) -> Ticket:
    """Return a ticket that may be written to; raises Refused 405 for deleted and spam."""
    ticket = seen_ticket(core, me, ticket_id)
    if ticket.deleted_at or ticket.is_spam:
        raise not_allowed("GET, DELETE")
    return ticket
