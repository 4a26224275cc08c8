"""The commands of the customer record."""

from csr_desk.commands.command import CUSTOMER, Command, Situation

_CUSTOMER = frozenset({CUSTOMER})


def _needs_customer(now: Situation) -> str | None:
    return None if now.customer_id is not None else "No customer is open. Find one with {search}."


class OpenEntry(Command):
    """Open the entry under the cursor: a ticket, an order, an invoice."""

    id, keys, title, group, footer = "customer.open", ("enter", "o"), "Open", "Customer", 10
    places = _CUSTOMER
    blocked = staticmethod(_needs_customer)


class EditField(Command):
    """Change a field of the record; the old value stays in its history."""

    id, keys, title, group, footer = "customer.edit", ("e",), "Edit", "Customer", 15
    places = _CUSTOMER
    blocked = staticmethod(_needs_customer)


class NewCustomer(Command):
    """Make a new customer; possible matches show while you type."""

    id, keys, title, group, footer = "customer.new", ("N",), "New", "Customer", 16
    places = _CUSTOMER


class Merge(Command):
    """Join two records into one; it can be undone."""

    id, keys, title, group = "merge", ("M",), "Merge", "Customer"
    places = _CUSTOMER
    blocked = staticmethod(_needs_customer)


class UndoMerge(Command):
    """Take the last merge of this record apart again."""

    id, title, group = "merge.undo", "Undo merge", "Customer"
    places = _CUSTOMER
    blocked = staticmethod(_needs_customer)


class FilterTimeline(Command):
    """Show only one kind of entry in the timeline."""

    id, keys, title, group = "customer.filter", ("F",), "Filter", "Customer"
    places = _CUSTOMER


COMMANDS: tuple[type[Command], ...] = (
    OpenEntry,
    EditField,
    NewCustomer,
    Merge,
    UndoMerge,
    FilterTimeline,
)
