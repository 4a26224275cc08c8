"""Whether a ticket shows what a write was to bring about."""

from csr_desk.backends.freshdesk.bodies import clean_tag
from csr_desk.backends.freshdesk.fields_out import COMPANY, wanted_status
from csr_desk.backends.freshdesk.values import status_number
from csr_desk.backends.plain_text import same_words, sound
from csr_desk.backends.records import RemoteTicket
from csr_desk.backends.values import number, text
from csr_desk.backends.writes import Write
from csr_desk.domain.queue_row import Priority

_BY_STATUS = ("status", "custom_status")


def in_effect(write: Write, ticket: RemoteTicket) -> bool:
    """Tell whether a ticket has every value a write sets; its words are not looked for."""
    return (
        all(_has(ticket, name, value) for name, value in write.fields.items())
        and wanted_status(write) in (None, _status(ticket))
        and all(_same(_value(ticket, key), value) for key, value in write.custom.items())
        and _tags_are_so(write, ticket)
    )


def _status(ticket: RemoteTicket) -> int:
    own = ticket.custom_status
    return int(own) if own else status_number(ticket.status)


def _has(ticket: RemoteTicket, name: str, value: object) -> bool:
    if name in _BY_STATUS:
        return True
    if name == "subject":
        return same_words(sound(str(value)), ticket.subject)
    if name == "priority":
        return value in (Priority.NONE, ticket.priority)
    return text(value) == text(getattr(ticket, name))


def _value(ticket: RemoteTicket, field: str) -> object:
    return ticket.organisation if field == COMPANY else ticket.custom.get(field)


def _tags_are_so(write: Write, ticket: RemoteTicket) -> bool:
    there = {tag.casefold() for tag in ticket.tags}
    added = {clean_tag(tag).casefold() for tag in write.add_tags} - {""}
    removed = {clean_tag(tag).casefold() for tag in write.remove_tags} - added
    return added <= there and removed.isdisjoint(there)


def _same(now: object, wanted: object) -> bool:
    """Compare values of a custom field: numbers may be texts, days may have a time behind them."""
    if isinstance(now, list) and isinstance(wanted, list | tuple):
        return sorted(map(text, now)) == sorted(map(text, wanted))
    if wanted in (None, "", False) and now in (None, "", False):
        return True
    there, told = text(now), text(wanted)
    if same_words(there, told) or number(now) == number(wanted) is not None:
        return True
    return bool(told) and there.startswith(f"{told}T")
