"""Customers who were merged at the helpdesk: one id goes, the other is both people."""

from csr_desk.actions import customer_merge, privacy
from csr_desk.actions.desk import Desk
from csr_desk.backends.records import RemotePerson
from csr_desk.domain.models import IdentityKind
from csr_desk.store import people, remote
from csr_desk.sync.acting import as_sync
from csr_desk.sync.apply_people import CUSTOMER, SOURCE

_SUSPECT = "moved_person:"


def join(desk: Desk, account: str, loser: str, winner: str) -> bool:
    """Let a remote id that is gone stand for the one it was merged into, and join the records.

    False when there was nothing to do. The merge can be undone like one an agent made.
    """
    store = desk.store
    from_id = remote.local_id(store, account, CUSTOMER, loser)
    into_id = remote.local_id(store, account, CUSTOMER, winner)
    if loser == winner or from_id is None:
        return False
    if into_id is None:
        remote.link(store, account, CUSTOMER, winner, people.survivor(store, from_id))
        return True
    from_id, into_id = people.survivor(store, from_id), people.survivor(store, into_id)
    if remote.local_id(store, account, CUSTOMER, loser) != into_id:
        remote.link(store, account, CUSTOMER, loser, into_id)
    if from_id == into_id or any(privacy.is_erased(desk, one) for one in (from_id, into_id)):
        return False
    customer_merge.merge(as_sync(desk), from_id, into_id)
    return True


def swallowed(desk: Desk, account: str, person: RemotePerson) -> list[str]:
    """Return the remote ids a person took over: every address these had is theirs now.

    At the helpdesk an address belongs to one person, and a merge moves all of them.
    """
    own = {people.normal_email(value) for kind, value in person.addresses if kind == "email"}
    own |= {people.normal_email(person.email)}
    found: list[str] = []
    for address in sorted(own - {""}):
        for one in people.find(desk.store, IdentityKind.EMAIL, address):
            other = remote.remote_id(desk.store, account, CUSTOMER, one)
            if other is None or other in (person.id, *found):
                continue
            if remote.local_id(desk.store, account, CUSTOMER, person.id) == one:
                continue
            if _synced(desk, one) <= own:
                found.append(other)
    return found


def suspect(desk: Desk, account: str, loser: str, winner: str) -> None:
    """Note that a ticket went from one person to another: it is looked whether the first is gone.

    A ticket alone does not tell: an agent may have corrected who it is from.
    """
    key = f"{_SUSPECT}{account}:{loser}"
    desk.store.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", key, winner)


def suspects(desk: Desk, account: str) -> list[tuple[str, str]]:
    """Return (remote id, the one it may have been merged into)."""
    start = f"{_SUSPECT}{account}:"
    rows = desk.store.all(
        "SELECT key, value FROM meta WHERE key >= ? AND key < ? ORDER BY key", start, f"{start}~"
    )
    return [(str(row[0]).removeprefix(start), str(row[1])) for row in rows]


def clear(desk: Desk, account: str, loser: str) -> None:
    """Forget a suspicion, whatever came of it."""
    desk.store.execute("DELETE FROM meta WHERE key = ?", f"{_SUSPECT}{account}:{loser}")


def _synced(desk: Desk, customer_id: int) -> set[str]:
    rows = desk.store.all(
        "SELECT normal FROM identity WHERE customer_id = ? AND kind = 'email' AND source = ?",
        customer_id,
        SOURCE,
    )
    return {str(row[0]) for row in rows}
