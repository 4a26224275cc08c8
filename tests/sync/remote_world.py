"""A desk with the account `acme`, and hand-made records of its helpdesk."""

from typing import Any

from csr_desk.actions.desk import Desk
from csr_desk.backends.records import (
    Page,
    RemoteMessage,
    RemoteName,
    RemotePerson,
    RemoteTicket,
    Talk,
)
from csr_desk.domain.queue_row import Priority, Status
from csr_desk.store import remote
from csr_desk.sync.apply import AppliedPage, apply_page
from csr_desk.sync.apply_talk import AppliedTalk, apply_talk
from tests.desk import START, TestDesk

ACCOUNT = "acme"
NOW = int(START.timestamp()) * 1000
MINUTE = 60_000
ANN = RemotePerson("100", "Ann Baker", "end-user", email="ann@mail.example")
BOB = RemotePerson("101", "Bob Carter", "end-user", email="bob@mail.example")
ME = RemotePerson("900", "Maria Me", "agent", email="maria@desk.example")
COLLEAGUE = RemotePerson("901", "Cleo Colleague", "agent", email="cleo@desk.example")
SUPPORT = RemoteName("500", "Support")


def remote_ticket(number: str = "7", minutes: int = 0, **more: Any) -> RemoteTicket:
    """Return a ticket of Ann's, changed last `minutes` after the desk's morning began."""
    at = NOW - 60 * MINUTE + minutes * MINUTE
    given = {
        "subject": "Late parcel",
        "status": Status.OPEN,
        "priority": Priority.NORMAL,
        "requester": ANN.id,
        "created_at": NOW - 90 * MINUTE,
        "tags": ("parcel",),
        "description": "Where is my parcel?",
        **more,
    }
    return RemoteTicket(id=number, stamp=f"stamp-{at}", updated_at=at, **given)


def page(*tickets: RemoteTicket, **more: Any) -> Page:
    """Return a page of tickets with the people they name, read just now."""
    given = {
        "people": (ANN, BOB, ME, COLLEAGUE),
        "groups": (SUPPORT,),
        "cursor": "c1",
        "at": NOW,
        **more,
    }
    return Page(tickets=tickets, **given)


def message(number: str, minutes: int, author: RemotePerson, body: str, **more: Any) -> Any:
    """Return a message of ticket 7, written `minutes` after it was made."""
    at = NOW - 90 * MINUTE + minutes * MINUTE
    given = {"is_public": True, **more}
    return RemoteMessage(number, "7", at, author=author.id, body=body, **given)


class Helpdesk:
    """The account as the store has it, with short words for what tests do all the time."""

    def __init__(self, hand: TestDesk) -> None:
        self.hand, self.desk, self.store = hand, hand.desk, hand.store
        with self.store.transaction():
            remote.set_account(
                self.store, ACCOUNT, identity="acme/900", me=ME.id, allowed="public_reply"
            )

    def pull(self, *tickets: RemoteTicket, stream: str = "", **more: Any) -> AppliedPage:
        return apply_page(self.desk, ACCOUNT, page(*tickets, **more), stream)

    def talk(self, *messages: RemoteMessage, ticket: str = "7", **more: Any) -> AppliedTalk:
        people = (ANN, BOB, ME, COLLEAGUE)
        return apply_talk(self.desk, ACCOUNT, self.id(ticket), Talk(messages, people), **more)

    def id(self, number: str = "7") -> int:
        found = remote.ticket_of(self.store, ACCOUNT, number)
        assert found is not None
        return found

    def row(self, number: str = "7") -> dict[str, Any]:
        names = [row[0] for row in self.store.all("SELECT name FROM pragma_table_xinfo('ticket')")]
        found = self.store.one(
            f"SELECT {', '.join(names)} FROM ticket WHERE id = ?", self.id(number)
        )
        return dict(zip(names, found or (), strict=True))

    def one(self, sql: str, *values: Any) -> Any:
        return self.store.one(sql, *values)

    def changes(self) -> int:
        """Return how many rows this connection has written so far."""
        return int(self.store.db.total_changes())


def world(hand: TestDesk) -> Helpdesk:
    """Return the account over a fresh desk."""
    assert isinstance(hand.desk, Desk)
    return Helpdesk(hand)
