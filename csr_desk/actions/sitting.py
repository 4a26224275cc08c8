"""Who sits at the desk: its own agent, or an approver of refunds who comes to somebody's store.

An approver is a person of their own in the store, so that nobody approves what they asked for.
"""

from csr_desk.config import Config
from csr_desk.store.connection import Store

OWN = 1
"""The row of the agent whose store this is."""

DEFAULT_AGENT = "me"


def row_of(store: Store, config: Config) -> int:
    """Return the agent's row: 1, or that of a visiting approver; 0 where they have none yet."""
    name, email = config.agent.name, config.agent.email
    owner = store.one("SELECT name, email FROM agent WHERE id = ?", OWN)
    if owner is None or owner[0] == DEFAULT_AGENT or not (name or email):
        return OWN
    if not config.sales.refund.approves(name, email) or _is_same(owner, name, email):
        return OWN
    rows = store.all("SELECT id, name, email FROM agent WHERE id <> ? ORDER BY id", OWN)
    return next((row[0] for row in rows if _is_same(row[1:], name, email)), 0)


def note(store: Store, config: Config) -> int:
    """Write down who sits here, where the settings name another than the store; return the row."""
    number = row_of(store, config)
    known = store.one("SELECT name, email FROM agent WHERE id = ?", number)
    name = config.agent.name or (known[0] if known else config.agent.email or DEFAULT_AGENT)
    email = config.agent.email or (known[1] if known else None)
    if known == (name, email):
        return number
    with store.transaction():
        if number == 0:
            return store.insert("agent", name=name, email=email)
        store.execute(
            "INSERT INTO agent (id, name, email) VALUES (?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET name = excluded.name, email = excluded.email",
            number,
            name,
            email,
        )
    return number


def _is_same(row: tuple[str, str | None], name: str, email: str) -> bool:
    if row[1] and email:
        return row[1].casefold() == email.casefold()
    return row[0].casefold() == name.casefold()
