"""Who a case can go to: teams with their tier and people, and the colleagues of the desk."""

from collections.abc import Iterable
from typing import NamedTuple

from csr_desk.store import remote
from csr_desk.store.connection import Store


class Team(NamedTuple):
    """A team; `people` are the names of those known to be in it."""

    id: int
    name: str
    tier: str
    people: tuple[str, ...]


class Person(NamedTuple):
    """A colleague."""

    id: int
    name: str
    teams: tuple[str, ...]


def teams(store: Store) -> list[Team]:
    """Return every team, those of a tier first, by name."""
    rows = store.all("SELECT id, name, tier FROM team ORDER BY tier = '', tier, name")
    members = _names(
        store,
        "SELECT m.team_id, a.name FROM team_member m JOIN agent a ON a.id = m.agent_id"
        " ORDER BY a.name",
    )
    return [Team(number, name, tier, tuple(members.get(number, ()))) for number, name, tier in rows]


def people(store: Store, *, but: int) -> list[Person]:
    """Return every colleague but one by name, with the teams they are known to be in."""
    rows = store.all("SELECT id, name FROM agent WHERE id <> ? ORDER BY name, id", but)
    of = _names(
        store,
        "SELECT m.agent_id, t.name FROM team_member m JOIN team t ON t.id = m.team_id"
        " ORDER BY t.name",
    )
    return [Person(number, name, tuple(of.get(number, ()))) for number, name in rows]


def team(store: Store, team_id: int | None) -> Team | None:
    """Return one team, None when there is none of that id."""
    return next((one for one in teams(store) if one.id == team_id), None)


def tiers(store: Store) -> list[str]:
    """Return the tiers of the teams, by name."""
    rows = store.all("SELECT DISTINCT tier FROM team WHERE tier <> '' ORDER BY tier")
    return [str(row[0]) for row in rows]


def known_at(store: Store, account: str, kind: str, local_id: int | None, local: str) -> bool:
    """Tell whether a ticket of an account can be given to a team or an agent (`kind`).

    `local` is the account without a helpdesk, which takes everybody.
    """
    if local_id is None:
        return False
    return account == local or remote.remote_id(store, account, kind, local_id) is not None


def keep_team(store: Store, name: str, tier: str, names: Iterable[str]) -> bool:
    """Write a team of the settings with its people; False when it stood so already.

    Runs inside the caller's transaction. Somebody nobody knows by that name is a new colleague.
    """
    found = store.one("SELECT id, tier FROM team WHERE name = ?", name)
    team_id = store.insert("team", name=name, tier=tier) if found is None else int(found[0])
    changed = found is None or found[1] != tier
    store.execute("UPDATE team SET tier = ? WHERE id = ?", tier, team_id)
    wanted = {_agent(store, one.strip()) for one in names}
    rows = store.all("SELECT agent_id FROM team_member WHERE team_id = ?", team_id)
    there = {int(row[0]) for row in rows}
    for one in there - wanted:
        store.execute("DELETE FROM team_member WHERE team_id = ? AND agent_id = ?", team_id, one)
    for one in wanted - there:
        store.execute("INSERT INTO team_member VALUES (?, ?)", team_id, one)
    return changed or there != wanted


def _agent(store: Store, name: str) -> int:
    found = store.value("SELECT id FROM agent WHERE name = ? COLLATE NOCASE ORDER BY id", name)
    return store.insert("agent", name=name) if found is None else int(found)


def _names(store: Store, sql: str) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for number, name in store.all(sql):
        found.setdefault(number, []).append(name)
    return found
