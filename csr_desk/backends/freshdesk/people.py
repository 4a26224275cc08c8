"""Contacts, requesters, agents and companies as the desk's records."""

from collections.abc import Iterable

from csr_desk.backends.failures import Forbidden, Missing
from csr_desk.backends.freshdesk.context import Freshdesk
from csr_desk.backends.freshdesk.structs import NameRow, RequesterRow, TicketRow
from csr_desk.backends.freshdesk.structs_people import AgentRow, CompanyRow, ContactRow
from csr_desk.backends.records import RemoteName, RemotePerson
from csr_desk.backends.values import ident, instant, is_true, text
from csr_desk.backends.wire import Flow

AGENT = "agent"
CUSTOMER = "end-user"


def person(row: ContactRow) -> RemotePerson | None:
    """Return a contact with all addresses; None for one without an id."""
    id_ = ident(row.id)
    if id_ is None:
        return None
    more = [("email", text(one)) for one in row.other_emails or []]
    more += [("phone", text(row.mobile)), ("twitter", text(row.twitter_id))]
    more += [("facebook", text(row.facebook_id))]
    return RemotePerson(
        id_,
        text(row.name),
        CUSTOMER,
        email=text(row.email),
        phone=text(row.phone) or text(row.mobile),
        addresses=tuple(pair for pair in dict.fromkeys(more) if pair[1]),
        organisation=ident(row.company_id),
        language=text(row.language),
        note=text(row.description),
        is_active=not is_true(row.deleted),
        external_id=ident(row.unique_external_id),
        updated_at=instant(row.updated_at) or 0,
    )


def requester(row: RequesterRow, company: str | None = None) -> RemotePerson | None:
    """Return the person a ticket is from; None for one without an id."""
    id_ = ident(row.id)
    if id_ is None:
        return None
    phone, mobile = text(row.phone), text(row.mobile)
    addresses = (("phone", mobile),) if phone and mobile else ()
    return RemotePerson(
        id_,
        text(row.name),
        CUSTOMER,
        email=text(row.email),
        phone=phone or mobile,
        addresses=addresses,
        organisation=company,
    )


def requesters(rows: Iterable[TicketRow]) -> tuple[RemotePerson, ...]:
    """Return the embedded requesters of tickets, each once, in order."""
    found = {
        one.id: one
        for row in rows
        if row.requester is not None and (one := requester(row.requester)) is not None
    }
    return tuple(found.values())


def agent(row: AgentRow) -> RemotePerson | None:
    """Return the agent of an answer; None for one without an id."""
    id_ = ident(row.id)
    if id_ is None:
        return None
    told = row.contact
    return RemotePerson(
        id_,
        text(told.name) if told is not None else "",
        AGENT,
        email=text(told.email) if told is not None else "",
        language=text(told.language) if told is not None else "",
        updated_at=instant(row.updated_at) or 0,
    )


def names(rows: Iterable[NameRow | CompanyRow | None]) -> tuple[RemoteName, ...]:
    """Return companies, each once, in order."""
    found = {
        id_: RemoteName(id_, text(row.name))
        for row in rows
        if row is not None and (id_ := ident(row.id)) is not None
    }
    return tuple(found.values())


def one_person(freshdesk: Freshdesk, id_: str) -> Flow[RemotePerson]:
    """Return a contact; Missing for one who was deleted for good or merged into another."""
    if not id_:
        raise Missing("A contact without a number is nobody.")  # its path would be the list's
    found = person((yield from freshdesk.get_row(f"/contacts/{id_}", (), ContactRow)))
    if found is None or not found.is_active:
        raise Missing(f"Freshdesk does not have the contact {id_} any more.")
    return found


def looked_up(freshdesk: Freshdesk, ids: Iterable[str]) -> Flow[tuple[RemotePerson, ...]]:
    """Return contacts by id; those who are gone, or whom this agent may not see, are left out."""
    found: list[RemotePerson] = []
    for id_ in dict.fromkeys(ids):
        try:
            row = yield from freshdesk.get_row(f"/contacts/{id_}", (), ContactRow)
        except (Missing, Forbidden):
            continue
        # One who was deleted there still has the name they wrote under.
        if (one := person(row)) is not None:
            found.append(one)
    return tuple(found)
