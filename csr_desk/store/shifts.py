"""The shifts of an agent, by number."""

from csr_desk.domain.instants import Instant
from csr_desk.domain.models import AgentState, Shift
from csr_desk.store.connection import Store

_SHIFT = "SELECT id, agent_id, started_at, ended_at, base_state FROM shift WHERE agent_id = ?"


def of(store: Store, agent_id: int, number: int | None = None) -> Shift | None:
    """Return the shift of a number, by default the open or the last one; None without one."""
    if number is None:
        sql = f"{_SHIFT} ORDER BY ended_at IS NULL DESC, started_at DESC, id DESC LIMIT 1"
        row = store.one(sql, agent_id)
    else:
        row = store.one(f"{_SHIFT} AND id = ?", agent_id, number)
    return Shift(row[0], row[1], row[2], row[3], AgentState(row[4])) if row else None


def before(store: Store, agent_id: int, at: Instant) -> int | None:
    """Return the number of the last shift that began before an instant, None without one."""
    sql = (
        "SELECT id FROM shift WHERE agent_id = ? AND started_at < ?"
        " ORDER BY started_at DESC, id DESC LIMIT 1"
    )
    row = store.one(sql, agent_id, at)
    return None if row is None else int(row[0])


def after(store: Store, agent_id: int, at: Instant) -> int | None:
    """Return the number of the first shift that began after an instant, None without one."""
    sql = (
        "SELECT id FROM shift WHERE agent_id = ? AND started_at > ? ORDER BY started_at, id LIMIT 1"
    )
    row = store.one(sql, agent_id, at)
    return None if row is None else int(row[0])
