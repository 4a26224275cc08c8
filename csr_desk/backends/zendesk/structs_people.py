"""The shapes of users, groups and organisations; everything but the id may be null."""

from msgspec import Struct

from csr_desk.backends.values import Id, Word


class UserRow(Struct):
    """A user; the anonymous one has no id."""

    id: Id = None
    name: Word = None
    role: Word = None
    email: Word = None
    phone: Word = None
    organization_id: Id = None
    locale: Word = None
    notes: Word = None
    active: Word = None
    suspended: Word = None
    external_id: Id = None
    updated_at: Word = None
    ticket_restriction: Word = None
    only_private_comments: Word = None


class NameRow(Struct):
    """A group or an organisation."""

    id: Id = None
    name: Word = None
    deleted: Word = None
    deleted_at: Word = None
