"""A conversation into the store: messages are added, and what was redacted there is redacted here.

The status of a ticket is never guessed from its messages: it comes with the ticket itself.
"""

from collections.abc import Callable
from typing import NamedTuple

from csr_desk.actions.desk import Desk
from csr_desk.backends.records import RemotePerson, Talk
from csr_desk.store import people, remote, remote_operations
from csr_desk.sync import apply, first_talk, solving
from csr_desk.sync.acting import as_sync
from csr_desk.sync.apply_message import Author, Taken, take_message
from csr_desk.sync.apply_people import ticket_is_erased
from csr_desk.sync.apply_summary import summarise


class AppliedTalk(NamedTuple):
    """What a conversation brought; `clashed` are operations that wait for the agent now."""

    added: int = 0
    changed: int = 0
    clashed: int = 0


def apply_talk(
    desk: Desk,
    account: str,
    ticket_id: int,
    talk: Talk,
    stamp: str | None = None,
    *,
    breathe: Callable[[], None] = lambda: None,
) -> AppliedTalk:
    """Take in the conversation of a ticket, read when the ticket had `stamp`.

    Without `stamp` it is the one the ticket has now: the same only when nothing came in between.
    A long one goes in by several transactions; what was interrupted is read again.
    """
    desk = as_sync(desk)
    state = remote.state(desk.store, ticket_id)
    if state is None or ticket_is_erased(desk, ticket_id):
        return AppliedTalk()
    apply.take_people(desk, account, talk.people, breathe)
    authors = {person.id: person for person in talk.people}
    done: list[Taken] = []
    for chunk in apply.chunked(talk.messages):
        with desk.store.transaction():
            flies = remote_operations.flies(desk.store, ticket_id)
            for one in chunk:
                author = _author(desk, account, authors, one.author)
                # While a write is on its way, our own word cannot be told from that write's.
                if not (flies and author.agent_id == desk.agent_id):
                    done.append(take_message(desk, account, ticket_id, author, one))
        breathe()
    with desk.store.transaction():
        summarise(desk, ticket_id)
        if not state.talk_stamp:
            first_talk.came(desk, ticket_id)
        clashed = solving.question(desk, account, ticket_id)
        if not remote_operations.flies(desk.store, ticket_id):
            _note(desk, ticket_id, account, state.stamp if stamp is None else stamp)
    added = sum(one.is_new for one in done)
    return AppliedTalk(added, sum(one.is_changed for one in done), clashed)


def _note(desk: Desk, ticket_id: int, account: str, stamp: str) -> None:
    """Keep up to which stamp the conversation is here; a wish for it is then granted."""
    state = remote.state(desk.store, ticket_id)
    if state is None:
        return
    if state.talk_stamp != stamp:
        remote.set_state(desk.store, ticket_id, account, talk_stamp=stamp)
    if state.wanted_at is not None and stamp == state.stamp:
        remote.set_state(desk.store, ticket_id, account, wanted_at=None)


def _author(desk: Desk, account: str, authors: dict[str, RemotePerson], remote_id: str) -> Author:
    """Return who wrote a message, from what came with it, else from what is known here."""
    store = desk.store
    me = remote.account(store, account)
    if me is not None and remote_id and remote_id == me.me:
        return Author("agent", desk_name(desk), desk.agent_id)
    person = authors.get(remote_id)
    is_customer = person is not None and person.role == "end-user"
    agent = remote.local_id(store, account, "agent", remote_id)
    if agent is not None and not is_customer:
        name = store.value("SELECT name FROM agent WHERE id = ?", agent)
        return Author("agent", str(name), agent)
    local = remote.local_id(store, account, "customer", remote_id)
    if local is not None:
        name = store.value("SELECT name FROM customer WHERE id = ?", people.survivor(store, local))
        return Author("customer", str(name), None)
    return Author("system", person.name if person is not None else "System", None)


def desk_name(desk: Desk) -> str:
    """Return the name of the agent at this desk."""
    return str(desk.store.value("SELECT name FROM agent WHERE id = ?", desk.agent_id) or "me")
