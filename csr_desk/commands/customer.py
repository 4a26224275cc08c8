"""The commands of the customer record."""

from csr_desk.commands.command import CUSTOMER, Command, Situation

_CUSTOMER = frozenset({CUSTOMER})


def _needs_customer(now: Situation) -> str | None:
    return None if now.customer_id is not None else "No customer is open. Find one with {search}."


class OpenEntry(Command):
    """Open the ticket of the line under the cursor, or edit the field it is."""

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
    """Take back what was confirmed last, else take the last merge of this record apart."""

    id, keys, title, group = "merge.undo", ("u",), "Undo merge", "Customer"
    places = _CUSTOMER
    blocked = staticmethod(_needs_customer)


class FilterTimeline(Command):
    """Show only one kind of entry in the timeline."""

    id, keys, title, group = "customer.filter", ("F",), "Filter", "Customer"
    places = _CUSTOMER


class SwitchPane(Command):
    """Go from the timeline to the record and back."""

    id, keys, title, group, footer = "customer.pane", ("tab",), "Record", "Customer", 11
    places = _CUSTOMER

    @staticmethod
    def blocked(now: Situation) -> str | None:
        """Return why the field cannot be left."""
        return "Enter keeps the value, Esc leaves it as it was." if now.editing else None


class LastContacts(Command):
    """Show the last five contacts, or everything again."""

    id, keys, title, group, footer = "customer.last_contacts", ("5",), "Last 5", "Customer", 12
    places = _CUSTOMER
    blocked = staticmethod(_needs_customer)


class ConfirmDetails(Command):
    """Note that the customer confirmed the line under the cursor, elsewhere all of the record."""

    id, keys, title, group = "customer.confirm", ("C",), "Confirm", "Customer"
    places = _CUSTOMER
    blocked = staticmethod(_needs_customer)


class FieldHistory(Command):
    """Show what was in the fields before, who changed it and when."""

    id, keys, title, group = "customer.history", ("h",), "History", "Customer"
    places = _CUSTOMER
    blocked = staticmethod(_needs_customer)


class TicketForCustomer(Command):
    """Make a ticket for this customer and open it."""

    id, keys, title, group = "customer.ticket", ("t",), "New ticket", "Customer"
    places = _CUSTOMER
    blocked = staticmethod(_needs_customer)


class ExportPerson(Command):
    """Write everything that is kept on this person into a private file."""

    id, title, group = "customer.export", "Export person", "Customer"
    places = _CUSTOMER
    blocked = staticmethod(_needs_customer)


class ErasePerson(Command):
    """Erase what is kept on this person; it cannot be undone."""

    id, title, group = "customer.erase", "Erase person", "Customer"
    places = _CUSTOMER
    blocked = staticmethod(_needs_customer)


COMMANDS: tuple[type[Command], ...] = (
    OpenEntry,
    SwitchPane,
    LastContacts,
    EditField,
    NewCustomer,
    TicketForCustomer,
    ConfirmDetails,
    FieldHistory,
    Merge,
    UndoMerge,
    FilterTimeline,
    ExportPerson,
    ErasePerson,
)
