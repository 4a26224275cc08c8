"""Colleagues of a helpdesk into the store; the one who is signed in is the desk's own agent."""

from csr_desk.actions.desk import Desk
from csr_desk.backends.records import RemotePerson
from csr_desk.store import remote

AGENT = "agent"


def take_agent(desk: Desk, account: str, person: RemotePerson) -> bool:
    """Insert, adopt or update the row of a colleague; False when nothing had to be changed."""
    store = desk.store
    known = remote.local_id(store, account, AGENT, person.id)
    is_new = known is None
    if known is None:
        known = _own(desk, account, person.id) or _by_email(desk, account, person)
        if known is None:
            known = store.insert("agent", name=_name(person), email=person.email or None)
        remote.link(store, account, AGENT, person.id, known)
    before = store.one("SELECT name, email FROM agent WHERE id = ?", known)
    name, email = before or ("", None)
    # What the agent calls themselves here signs their messages; the helpdesk does not rename them.
    after = (name if known == desk.agent_id else _name(person), email or person.email or None)
    if known != desk.agent_id and person.email:
        after = (after[0], person.email)
    if after == before:
        return is_new
    store.execute("UPDATE agent SET name = ?, email = ? WHERE id = ?", *after, known)
    return True


def agent_of(desk: Desk, account: str, remote_id: str | None) -> int | None:
    """Return the local colleague of a remote id, made nameless where they never came; None for
    nobody.
    """
    if remote_id is None:
        return None
    known = remote.local_id(desk.store, account, AGENT, remote_id)
    if known is not None:
        return known
    known = _own(desk, account, remote_id) or desk.store.insert("agent", name=f"Agent {remote_id}")
    remote.link(desk.store, account, AGENT, remote_id, known)
    return known


def _name(person: RemotePerson) -> str:
    return person.name.strip() or person.email or f"Agent {person.id}"


def _own(desk: Desk, account: str, remote_id: str) -> int | None:
    row = remote.account(desk.store, account)
    return desk.agent_id if row is not None and row.me == remote_id else None


def _by_email(desk: Desk, account: str, person: RemotePerson) -> int | None:
    """Return the colleague with exactly this address whom the account does not know yet."""
    if not person.email:
        return None
    found = desk.store.value(
        "SELECT id FROM agent WHERE email = ?1 COLLATE NOCASE AND NOT EXISTS (SELECT 1 FROM"
        " remote_row WHERE account = ?2 AND kind = ?3 AND local_id = agent.id) ORDER BY id",
        person.email,
        account,
        AGENT,
    )
    return None if found is None else int(found)
