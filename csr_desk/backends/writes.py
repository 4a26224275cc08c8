"""What a backend writes: the joined operations of one record, and what came of them."""

from collections.abc import Mapping
from typing import NamedTuple

from csr_desk.backends.records import RemotePerson, RemoteTicket
from csr_desk.domain.instants import Instant


class OutFile(NamedTuple):
    """A file to send with a comment."""

    name: str
    content_type: str
    content: bytes


class OutComment(NamedTuple):
    """A reply or note to send; plain text, the backend makes of it what its API wants.

    `by_customer` marks the customer's own first words, which a new ticket begins with.
    """

    body: str
    is_public: bool
    by_customer: bool = False
    files: tuple[OutFile, ...] = ()


class Requester(NamedTuple):
    """Who a new ticket is from: an id where the helpdesk knows the person, else the addresses."""

    id: str | None
    name: str
    email: str = ""
    phone: str = ""


class HandleTime(NamedTuple):
    """Seconds of a contact by phase, for the helpdesk's time fields."""

    talk_s: int
    hold_s: int
    acw_s: int

    @property
    def total_s(self) -> int:
        """Return the handle time (spec/kpi.md)."""
        return self.talk_s + self.hold_s + self.acw_s


class Write(NamedTuple):
    """Everything one request brings to a ticket; `ticket` None makes a new one.

    `fields` holds only what changes, under the desk's names: `status` and `priority` as the desk's
    numbers, `subject`, `assignee` and `group` as remote ids or None, `custom_status`. `custom` maps
    field ids to values. `base` is the ticket as it was read last: tags and sums are worked out from
    it, and the write is refused by the helpdesk when it is no longer so. `time_total_field` and
    `time_last_field` are the ids of the handle-time fields, where the account has them.
    `follow_up_of` is the closed ticket that a new one follows. `began_at` is the desk's clock at
    the first try; `since` the helpdesk's own, of a reading before it: what is older there is not
    this write.
    """

    marker: str
    uid: str
    ticket: str | None
    base: RemoteTicket | None
    began_at: Instant
    comment: OutComment | None = None
    fields: Mapping[str, object] = {}
    custom: Mapping[str, object] = {}
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()
    macros: tuple[str, ...] = ()
    handle_time: HandleTime | None = None
    requester: Requester | None = None
    subject: str = ""
    channel: str = ""
    time_total_field: str | None = None
    time_last_field: str | None = None
    follow_up_of: str | None = None
    since: Instant | None = None


class PersonWrite(NamedTuple):
    """A new or changed customer; `id` None makes one. Only what changes is set."""

    marker: str
    uid: str
    id: str | None
    fields: Mapping[str, object]


class Applied(NamedTuple):
    """A write that is in effect: the ticket afterwards, and the id of the comment it made.

    `reference` names the proof at the helpdesk (an audit). `ticket` is None where the proof came
    without the ticket; it is then read anew. `is_echo` when the helpdesk answered the write itself
    with it, so that nobody came in between. `again_s` are seconds after which the ticket is to be
    read again, because the helpdesk still works out what follows from the write.
    """

    remote_id: str
    reference: str
    ticket: RemoteTicket | None = None
    message: str | None = None
    person: RemotePerson | None = None
    at: Instant | None = None
    is_echo: bool = False
    again_s: float | None = None


class Found(NamedTuple):
    """What reading back showed: the effect, or None.

    `is_sure` is False when the helpdesk's answer may be older than the write, or when something
    looks alike but cannot be told from another's: then nothing is sent again on a guess. `likeness`
    says in words what looked alike.
    """

    applied: Applied | None
    is_sure: bool = True
    likeness: str = ""
    ticket: RemoteTicket | None = None
    at: Instant | None = None
