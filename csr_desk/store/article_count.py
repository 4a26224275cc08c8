"""How many articles a person has written; the bars ask for it each second."""

from csr_desk.domain.instants import Instant
from csr_desk.store.connection import Store


def written_since(store: Store, owner_id: int, since: Instant) -> int:
    """Return how many articles of this desk a person has written since an instant."""
    sql = (
        "SELECT count(*) FROM article WHERE owner_id = ? AND created_at >= ?"
        " AND external_key IS NULL AND archived_at IS NULL"
    )
    return int(store.value(sql, owner_id, since))
