"""A person's right to be forgotten: what stands in the way, what would go, and letting it go.

Rows that figures are made of stay without words; the log stays as it was, since personal text is in
it only as hashes salted with a secret that goes with the person.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from csr_desk import errors
from csr_desk.actions import outbox
from csr_desk.actions.desk import Desk
from csr_desk.store import person, purge, remote_files, tidying, traces
from csr_desk.store.person import Person
from csr_desk.store.traces import Trace


@dataclass(frozen=True, slots=True)
class Erasure:
    """What an erasure did, or would do: rows by sort, copies of the store, what is left to do.

    `removed` are old backups, `backup` the one made in their place; `left` is where the person was
    found afterwards; `unreadable` are copies nobody can look into; `open_tickets` and `remote` are
    ticket references; `problem` says why traces may remain in the file; `shared` are the sorts of
    what was not looked for, because somebody else is known by it too.
    """

    customer_id: int
    counts: dict[str, int]
    removed: tuple[Path, ...] = ()
    unreadable: tuple[Path, ...] = ()
    backup: Path | None = None
    left: tuple[Trace, ...] = ()
    open_tickets: tuple[str, ...] = ()
    remote: tuple[str, ...] = ()
    problem: str | None = None
    shared: tuple[str, ...] = ()


_TELLING = 6
"""Letters below which an address in a saved view may be there by chance."""


class _OnlyLooked(Exception):
    """Takes back what a dry run has done, and brings its counts out."""

    def __init__(self, counts: dict[str, int]) -> None:
        self.counts = counts


def _silent(_: str) -> None:
    """Hear of a step and say nothing."""


def preview(desk: Desk, customer_id: int) -> Erasure:
    """Return what `erase` would do, counted by doing it and taking it back; raises what it does."""
    one = _erasable(desk, customer_id)
    try:
        with desk.store.transaction():
            raise _OnlyLooked(_purge(desk, one))
    except _OnlyLooked as looked:
        counts = looked.counts
    holding, unreadable = _copies(desk, one, of_today=bool(counts))
    tickets = _tickets(desk, one)
    return Erasure(one.id, counts, tuple(holding), tuple(unreadable), None, (), *tickets)


def erase(desk: Desk, customer_id: int, tell: Callable[[str], None] = _silent) -> Erasure:
    """Erase a person with all records joined into theirs, then look for them in every file.

    One transaction takes the words out of the tables; then index, file and backups are made anew.
    Both may be done again: what is gone already is left alone. Raises Refused while changes of the
    person wait in the outbox, or a contact with them is not logged. `tell` hears each step; on a
    large store they take seconds, and may run in a thread on a desk with a store of its own.
    """
    tell("the words are taken out of the tables")
    with desk.store.transaction():
        one = _erasable(desk, customer_id)
        marks, shared = traces.marks(desk.store, one)
        counts = _purge(desk, one)
        if counts:
            desk.log("customer.erased", customer_id=one.id, rows=counts)
    unswept = remote_files.sweep(desk.store, desk.places.data)
    tell("index and file are written anew")
    problem = tidying.rewrite(desk.store)
    tell("backups are looked through and made anew")
    holding, unreadable = _copies(desk, one)
    written = None
    if holding:
        try:
            written = tidying.renew(desk.store, desk.places.backups, holding, desk.clock.wall())
        except errors.StoreError as error:
            problem, holding = f"the old backups are still there: {error.message}", []
    tell("every file is searched for what is left")
    left = [
        *(Trace(str(path.relative_to(desk.places.data)), "file of a message") for path in unswept),
        *traces.in_store(desk.store, marks),
        *traces.in_files(desk.places.data, marks),
    ]
    tickets = _tickets(desk, one)
    copies = (tuple(holding), tuple(unreadable), written)
    return Erasure(one.id, counts, *copies, tuple(left), *tickets, problem, shared)


def note_export(desk: Desk, customer_id: int, rows: int) -> None:
    """Note in the log that a person's data were written out, and how many rows."""
    with desk.store.transaction():
        desk.log("customer.exported", customer_id=customer_id, rows=rows)


def is_erased(desk: Desk, customer_id: int) -> bool:
    """Tell whether a record is what an erasure left."""
    mark = purge.mark_of(customer_id)
    return desk.store.value("SELECT 1 FROM meta WHERE key = ?", mark) is not None


def _erasable(desk: Desk, customer_id: int) -> Person:
    if desk.store.value("SELECT 1 FROM customer WHERE id = ?", customer_id) is None:
        raise errors.Refused(
            f"there is no customer {customer_id}", "`csr-desk find` looks people up."
        )
    outbox.release_due(desk)
    one = person.of(desk.store, customer_id)
    waiting = person.select(
        desk.store,
        one,
        f"SELECT state, count(*) FROM operation WHERE ({person.OWNED['operation']})"
        " AND state NOT IN ('acknowledged', 'dropped') GROUP BY state ORDER BY state",
    )
    if waiting:
        words = ", ".join(f"{count} {state.replace('_', ' ')}" for state, count in waiting)
        raise errors.Refused(
            f"changes for this customer are still on their way ({words})",
            "Let them be sent, or drop them in the outbox; then erase.",
        )
    unlogged = person.select(
        desk.store,
        one,
        f"SELECT id FROM interaction WHERE ({person.OWNED['interaction']})"
        " AND wrapped_at IS NULL ORDER BY id LIMIT 1",
    )
    if unlogged:
        raise errors.Refused(
            f"contact {unlogged[0][0]} with this customer is not logged yet",
            "Wrap it up first; then erase.",
        )
    return one


def _purge(desk: Desk, one: Person) -> dict[str, int]:
    names = [name for name in person.names(desk.store, one) if " " in name]
    words = [
        form
        for _, *forms in person.addresses(desk.store, one)
        for form in forms
        if len(form) >= _TELLING
    ]
    salts = [desk.new_uid() for _ in one.records]
    return purge.run(desk.store, one, desk.now(), salts, [*names, *words])


def _copies(desk: Desk, one: Person, *, of_today: bool = False) -> tuple[list[Path], list[Path]]:
    """Return the copies that hold the person, and those nobody can read.

    An erasure gives the record another salt: a copy with the present one was made after it, and
    holds the person only while they are not erased yet (`of_today`).
    """
    rows = person.select(
        desk.store, one, f"SELECT uid, salt FROM customer WHERE {person.OWNED['customer']}"
    )
    known = {uid: None if of_today else salt for uid, salt in rows}
    return tidying.copies_of(desk.places.data, desk.places.backups, known)


def _tickets(desk: Desk, one: Person) -> tuple[tuple[str, ...], tuple[str, ...]]:
    rows = person.select(
        desk.store,
        one,
        f"SELECT reference, status < 4, remote_id IS NOT NULL FROM ticket"
        f" WHERE {person.OWNED['ticket']} ORDER BY id",
    )
    return tuple(row[0] for row in rows if row[1]), tuple(row[0] for row in rows if row[2])
