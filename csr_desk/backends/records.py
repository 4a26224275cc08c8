"""What a backend reads: remote records in the desk's own words, ids as text, times as Instants.

Texts are as the helpdesk has them; the store masks card numbers, the screens clean what they show.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from csr_desk.domain.instants import Instant
from csr_desk.domain.queue_row import Priority, Status


class RemoteRating(NamedTuple):
    """What the customer answered about a ticket, on a scale of csr_desk.domain.survey.

    `at` is None where the helpdesk does not tell it, `id` '' where the rating has none.
    """

    scale: str
    value: int | Literal["good", "bad"]
    at: Instant | None = None
    comment: str = ""
    id: str = ""


class RemoteTicket(NamedTuple):
    """A ticket as the helpdesk has it; `stamp` is its own text of the last change.

    `custom` maps field ids to values as JSON has them. `due_at` is the nearest open target, of the
    kind `due_kind` (first_response, next_reply, resolution). `url` is where a person opens it.
    `comment_count` is how many messages it has, where the reading told; `satisfaction` is None and
    `due_known` False where it did not, `rating` None where nothing was answered too. `external_id`
    is the uid of a ticket that was made at a desk, or its last characters, at least eight.
    """

    id: str
    stamp: str
    subject: str
    status: Status
    priority: Priority
    requester: str
    created_at: Instant
    updated_at: Instant
    channel: str = "email"
    assignee: str | None = None
    group: str | None = None
    organisation: str | None = None
    tags: tuple[str, ...] = ()
    custom: Mapping[str, object] = {}
    custom_status: str | None = None
    form: str | None = None
    external_id: str | None = None
    due_at: Instant | None = None
    due_kind: str | None = None
    due_known: bool = False
    satisfaction: str | None = ""
    rating: RemoteRating | None = None
    description: str = ""
    is_deleted: bool = False
    merged_into: str | None = None
    comment_count: int | None = None
    url: str = ""


class RemoteFile(NamedTuple):
    """A file at a message: its size in bytes, and what the helpdesk's malware scan said."""

    id: str
    name: str
    content_type: str
    size: int
    url: str
    scan: str = ""


class RemoteMessage(NamedTuple):
    """A public reply or internal note; `marker` is the operation marker where it can be seen.

    `warnings` are sentences about who wrote it (not signed in, on behalf of another …).
    """

    id: str
    ticket: str
    at: Instant
    is_public: bool
    author: str
    body: str
    channel: str = "email"
    files: tuple[RemoteFile, ...] = ()
    marker: str | None = None
    warnings: tuple[str, ...] = ()


class RemotePerson(NamedTuple):
    """A user of the helpdesk; `role` is `end-user`, `agent` or `admin`."""

    id: str
    name: str
    role: str
    email: str = ""
    phone: str = ""
    addresses: tuple[tuple[str, str], ...] = ()
    organisation: str | None = None
    language: str = ""
    note: str = ""
    is_active: bool = True
    external_id: str | None = None
    updated_at: Instant = 0


class RemoteName(NamedTuple):
    """A group or an organisation."""

    id: str
    name: str
    is_deleted: bool = False


class RemoteField(NamedTuple):
    """A ticket field; `role` is `time_total` or `time_last` for the handle-time fields.

    `options` are (value to send, title).
    """

    id: str
    title: str
    type: str
    required_to_solve: bool = False
    options: tuple[tuple[str, str], ...] = ()
    role: str = ""
    is_active: bool = True


class Condition(NamedTuple):
    """In a form: when `parent` has `value`, `child` is shown, and required in `statuses`.

    `statuses` is empty when it is not required, `("*",)` for all.
    """

    parent: str
    value: str
    child: str
    statuses: tuple[str, ...] = ()


class RemoteForm(NamedTuple):
    """A ticket form: its fields in order, and its conditions."""

    id: str
    title: str
    fields: tuple[str, ...]
    conditions: tuple[Condition, ...] = ()
    is_default: bool = False
    is_active: bool = True


class RemoteStatus(NamedTuple):
    """A custom status and the status it counts as."""

    id: str
    title: str
    status: Status
    is_default: bool = False
    is_active: bool = True


class RemoteMacro(NamedTuple):
    """A canned response or a macro of the helpdesk; `title` holds the menu path with `::`.

    A macro `acts`: beside its text it sets what is not empty here, `only_tags` in the place of all
    others, `custom` by (field id, value); `assignee` is the remote id of a person, `me` or
    `nobody`. `more` says in words what it does beyond that.
    """

    id: str
    title: str
    body: str
    is_public: bool | None = None
    status: Status | None = None
    priority: Priority | None = None
    tags: tuple[str, ...] = ()
    is_active: bool = True
    is_mine: bool = False
    more: tuple[str, ...] = ()
    acts: bool = False
    group: str = ""
    assignee: str = ""
    subject: str = ""
    remove_tags: tuple[str, ...] = ()
    only_tags: tuple[str, ...] | None = None
    custom: tuple[tuple[str, str], ...] = ()


class RemoteView(NamedTuple):
    """A view of the helpdesk."""

    id: str
    title: str
    position: int = 0
    is_active: bool = True


class Identity(NamedTuple):
    """Who is signed in where: `account` must never change under one account's name.

    `allowed` are words for what this agent may do: `public_reply`, `admin` …
    """

    account: str
    me: RemotePerson
    role: str
    allowed: frozenset[str] = frozenset()


class Page(NamedTuple):
    """A page of changes with the people it names; saved with `cursor` in one transaction.

    `gone` are the ids of tickets that are not there any more. `is_last` when nothing more waits
    now. `at` is the helpdesk's clock, `expected` how many tickets it has in all, where known.
    """

    tickets: tuple[RemoteTicket, ...] = ()
    people: tuple[RemotePerson, ...] = ()
    groups: tuple[RemoteName, ...] = ()
    organisations: tuple[RemoteName, ...] = ()
    gone: tuple[str, ...] = ()
    cursor: str = ""
    is_last: bool = True
    at: Instant | None = None
    expected: int | None = None


class Talk(NamedTuple):
    """The conversation of a ticket, oldest first, with its authors; `at` the helpdesk's clock."""

    messages: tuple[RemoteMessage, ...]
    people: tuple[RemotePerson, ...] = ()
    at: Instant | None = None


class Catalogue(NamedTuple):
    """What seldom changes: agents, groups, fields, forms, statuses, macros, views."""

    agents: tuple[RemotePerson, ...] = ()
    groups: tuple[RemoteName, ...] = ()
    fields: tuple[RemoteField, ...] = ()
    forms: tuple[RemoteForm, ...] = ()
    statuses: tuple[RemoteStatus, ...] = ()
    macros: tuple[RemoteMacro, ...] = ()
    views: tuple[RemoteView, ...] = ()


class ViewPage(NamedTuple):
    """The tickets of a view in its order, with the page they came as."""

    ids: tuple[str, ...]
    page: Page


class RemoteArticle(NamedTuple):
    """A found article of the help centre."""

    id: str
    title: str
    body: str
    url: str = ""
    language: str = ""
