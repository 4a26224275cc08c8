"""The shapes of contacts and of the agent who is signed in; everything but the id may be null."""

from typing import Any

from msgspec import Struct

from csr_desk.backends.values import Id, Word


class ContactRow(Struct):
    """A customer."""

    id: Id = None
    name: Word = None
    email: Word = None
    phone: Word = None
    mobile: Word = None
    twitter_id: Word = None
    facebook_id: Word = None
    other_emails: list[Any] | None = None
    company_id: Id = None
    language: Word = None
    description: Word = None
    deleted: Word = None
    unique_external_id: Id = None
    updated_at: Word = None


class AgentContact(Struct):
    """An agent's own data."""

    name: Word = None
    email: Word = None
    phone: Word = None
    mobile: Word = None
    language: Word = None
    active: Word = None


class AgentRow(Struct):
    """An agent; `ticket_scope` is 1 for all tickets, 2 for the groups', 3 for the own ones."""

    id: Id = None
    contact: AgentContact | None = None
    ticket_scope: Word = None
    type: Word = None
    updated_at: Word = None


class CompanyRow(Struct):
    """A company, as the list of them has it."""

    id: Id = None
    name: Word = None
    updated_at: Word = None
