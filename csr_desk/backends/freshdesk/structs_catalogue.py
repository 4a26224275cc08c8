"""The shapes of what seldom changes: ticket fields, canned responses, articles."""

from typing import Any

from msgspec import Struct

from csr_desk.backends.values import Id, Word


class NestedRow(Struct):
    """A lower level of a dependent field."""

    id: Id = None
    name: Word = None
    label: Word = None
    level: Word = None


class FieldRow(Struct):
    """A ticket field; `choices` comes in half a dozen shapes (csr_desk…freshdesk.choices)."""

    id: Id = None
    name: Word = None
    label: Word = None
    type: Word = None
    required_for_closure: Word = None
    choices: Any = None
    nested_ticket_fields: list[NestedRow] | None = None
    archived: Word = None


class FolderRow(Struct):
    """A folder of canned responses."""

    id: Id = None
    name: Word = None
    personal: Word = None
    responses_count: Word = None


class CannedRow(Struct):
    """A canned response; `visibility` is 0 for all, 1 for its owner, 2 for groups."""

    id: Id = None
    title: Word = None
    content: Word = None
    content_html: Word = None
    visibility: Word = None


class ArticleRow(Struct):
    """A found article of the knowledge base; `status` 1 is a draft, 2 is published."""

    id: Id = None
    title: Word = None
    description: Word = None
    description_text: Word = None
    status: Word = None
    language: Word = None
