"""What the log has of a contact as hashes alone: its tags, and the order it was about."""

from collections.abc import Iterable, Iterator, Mapping

from csr_desk.domain import kpi
from csr_desk.reports.recompute_contacts import LoggedContact
from csr_desk.store import people, purge
from csr_desk.store.connection import Store


def differences(
    store: Store, contacts: Iterable[kpi.Contact], logged: Mapping[int, LoggedContact]
) -> Iterator[str]:
    """Yield a sentence for each contact whose tags or order are not those that were logged.

    The hashes of a person who was erased tell nothing any more and are passed over.
    """
    for mine in contacts:
        theirs = logged.get(mine.id)
        if theirs is None:
            continue
        wrap = theirs.wraps[-1] if theirs.wraps else None
        if wrap is not None and not _is_erased(store, wrap.customer):
            now = [people.hashed(store, wrap.customer or 0, tag) for tag in mine.tags]
            if sorted(now) != sorted(wrap.data["tags"]):
                yield f"contact {mine.id}: its tags in the tables are not those in the log"
        whose = theirs.order_of or theirs.customer
        if theirs.tells_order and not _is_erased(store, whose):
            order = people.hashed(store, whose or 0, mine.order or "")
            if order != theirs.order:
                yield f"contact {mine.id}: its order in the tables is not the one in the log"


def _is_erased(store: Store, customer: int | None) -> bool:
    if customer is None:
        return False
    return store.value("SELECT 1 FROM meta WHERE key = ?", purge.mark_of(customer)) is not None
