"""Details that the customer said are right: each has its date, and a changed one loses it."""

from collections.abc import Iterable

from csr_desk import errors, text
from csr_desk.actions.customer_field import update, writable
from csr_desk.actions.desk import Desk
from csr_desk.domain.instants import DAY, MINUTE, Instant
from csr_desk.store import details
from csr_desk.store.customers import Record
from csr_desk.store.details import Detail

UNDO_AGE = 10 * MINUTE
"""How old a confirmation may be that is taken back."""

_NAMED = 3


def confirm(
    desk: Desk, customer_id: int, which: Iterable[tuple[str, int | None]] | None = None
) -> list[Detail]:
    """Note that details are right, all of them without `which`; return those that were noted.

    Raises Refused for a detail the record does not have.
    """
    with desk.store.transaction():
        known = writable(desk, customer_id)
        every = {one.key: one for one in details.of(desk.store, known)}
        wanted = list(every if which is None else which)
        if unknown := [key for key in wanted if key not in every]:
            raise errors.Refused(f"there is no {unknown[0][0]} on this record", "Choose another.")
        act = desk.new_uid()
        for field, identity_id in wanted:
            desk.store.insert(
                "detail_confirmed",
                customer_id=known.id,
                field=field,
                identity_id=identity_id,
                act=act,
                at=desk.now(),
                actor=desk.actor,
            )
        if which is None:
            update(desk, known.id, "verified_at", desk.now(), desk.now())
        desk.log("customer.confirmed", customer_id=known.id, all=which is None, details=len(wanted))
        return [every[key] for key in wanted]


def undo(desk: Desk, customer_id: int) -> int:
    """Take back what was confirmed on a record last; return how many details that were.

    What was confirmed before counts again. Refused when nothing was for ten minutes.
    """
    with desk.store.transaction():
        known = writable(desk, customer_id)
        last = last_act(desk, customer_id)
        if last is None:
            raise errors.Refused(
                "nothing was confirmed on this record in the last ten minutes",
                "A changed value has to be confirmed anew by itself.",
            )
        count = int(
            desk.store.value("SELECT count(*) FROM detail_confirmed WHERE act = ?", last[0])
        )
        desk.store.execute(
            "UPDATE detail_confirmed SET ended_at = ? WHERE act = ? AND ended_at IS NULL",
            desk.now(),
            last[0],
        )
        if known.verified_at == last[1]:
            update(desk, known.id, "verified_at", _before(desk, known.id), desk.now())
        desk.log("customer.confirmation_undone", customer_id=known.id, details=count)
        return count


def last_act(desk: Desk, customer_id: int) -> tuple[str, Instant] | None:
    """Return (act, when) of the confirmation that `undo` would take back, None for none."""
    since = desk.now() - UNDO_AGE
    return details.last_act(desk.store, customer_id, desk.actor, since)


def _before(desk: Desk, customer_id: int) -> Instant | None:
    """Return when the name was confirmed before: it goes with every confirmation of all."""
    found = desk.store.value(
        "SELECT max(at) FROM detail_confirmed WHERE customer_id = ? AND field = 'name'"
        " AND ended_at IS NULL",
        customer_id,
    )
    return None if found is None else int(found)


def old(desk: Desk, known: Record) -> list[Detail]:
    """Return the details that were never confirmed or too many days ago (a setting)."""
    days = desk.config.customer.confirm_after_days
    if days <= 0:
        return []
    since = desk.now() - days * DAY
    return [one for one in details.of(desk.store, known) if one.at is None or one.at <= since]


def old_words(desk: Desk, known: Record) -> str:
    """Return which details want confirming, in words; `""` for none."""
    found = old(desk, known)
    if not found:
        return ""
    if len(found) == len(details.of(desk.store, known)):
        return "Never confirmed" if found[0].at is None else "Confirmed long ago"
    names = [text.line(one.field.replace("_", " "), 20) for one in found]
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"To confirm: {', '.join(names[:_NAMED])}{more}"
