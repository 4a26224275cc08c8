"""The reading jobs, driven by a helpdesk that answers from a list."""

import stat
from collections.abc import Callable
from typing import Any

import pytest

from csr_desk import errors
from csr_desk.actions import wishes
from csr_desk.backends.base import Can
from csr_desk.backends.failures import Expired, Halt, Missing, Rejected
from csr_desk.backends.records import (
    Catalogue,
    Identity,
    Page,
    RemoteFile,
    RemoteView,
    Talk,
    ViewPage,
)
from csr_desk.backends.wire import Flow, Request, Response
from csr_desk.domain.queue_row import Status
from csr_desk.store import remote, remote_catalogue, remote_files, remote_order
from csr_desk.sync import pull
from csr_desk.sync.account import SyncAccount
from csr_desk.sync.catalogue import apply_catalogue
from tests.sync.remote_world import ACCOUNT, ANN, COLLEAGUE, ME, Helpdesk, page, remote_ticket
from tests.sync.remote_world import message as words


class Answers:
    """A backend whose every call asks once and answers with what the test put there."""

    name = "answers"
    can = Can.VIEWS | Can.STAMP

    def __init__(self) -> None:
        self.given: dict[str, Callable[..., Any]] = {}
        self.asked: list[tuple[str, Any]] = []

    def __getattr__(self, name: str) -> Callable[..., Flow[Any]]:
        def call(*values: Any) -> Flow[Any]:
            self.asked.append((name, *values))  # type: ignore[arg-type]
            yield Request("GET", f"/{name}")
            return self.given[name](*values)

        return call


@pytest.fixture
def account(desk: Helpdesk) -> SyncAccount:
    return SyncAccount(desk.desk, Answers(), ACCOUNT)  # type: ignore[arg-type]


def answers(account: SyncAccount) -> Answers:
    assert isinstance(account.backend, Answers)
    return account.backend


def drive(flow: Flow[Any]) -> Any:
    """Run a flow to its end."""
    try:
        next(flow)
        while True:
            flow.send(Response(200, {}, b""))
    except StopIteration as end:
        return end.value


def fail(error: Exception) -> Callable[..., Any]:
    def call(*values: Any) -> Any:
        raise error

    return call


class TestChanges:
    def test_page_by_page(self, desk: Helpdesk, account: SyncAccount) -> None:
        pages = {
            "": page(remote_ticket("1"), cursor="a", is_last=False),
            "a": page(remote_ticket("2"), cursor="b"),
            "b": page(cursor="b"),
        }
        answers(account).given["changed"] = pages.__getitem__
        assert drive(pull.changes(account)) is True
        row = remote.account(desk.store, ACCOUNT)
        assert row is not None
        assert row.pulled_at is None
        assert drive(pull.changes(account)) is False
        assert drive(pull.changes(account)) is False
        row = remote.account(desk.store, ACCOUNT)
        assert row is not None
        assert row.pulled_at == desk.desk.now()
        assert desk.store.value("SELECT count(*) FROM ticket") == 2

    def test_a_place_that_does_not_move_ends_it(self, account: SyncAccount) -> None:
        answers(account).given["changed"] = lambda cursor: page(cursor="a", is_last=False)
        assert drive(pull.changes(account)) is True
        assert drive(pull.changes(account)) is False

    def test_a_forgotten_cursor_begins_anew(self, desk: Helpdesk, account: SyncAccount) -> None:
        desk.pull(remote_ticket(), stream=pull.STREAM)
        answers(account).given["changed"] = fail(Expired("unknown cursor"))
        with pytest.raises(Expired):
            drive(pull.changes(account))
        assert remote.cursor(desk.store, ACCOUNT, pull.STREAM) == ""


class TestIdentify:
    def test_who_it_is(self, desk: Helpdesk, account: SyncAccount) -> None:
        found = Identity("acme/900", ME, "admin", frozenset({"admin", "public_reply"}))
        answers(account).given["identify"] = lambda: found
        drive(pull.identify(account))
        row = remote.account(desk.store, ACCOUNT)
        assert row is not None
        assert (row.role, row.me, row.allowed) == ("admin", "900", {"admin", "public_reply"})
        assert remote.local_id(desk.store, ACCOUNT, "agent", "900") == 1
        before = desk.changes()
        drive(pull.identify(account))
        assert desk.changes() == before

    def test_somebody_else_stops(self, account: SyncAccount) -> None:
        answers(account).given["identify"] = lambda: Identity("other/1", ME, "agent")
        with pytest.raises(Halt):
            drive(pull.identify(account))


class TestWishes:
    def keys(self, account: SyncAccount) -> list[tuple[str, bool]]:
        return [(one.key, one.is_wanted) for one in pull.wishes(account, 4)]

    def test_the_order(self, desk: Helpdesk, account: SyncAccount) -> None:
        desk.pull(
            remote_ticket("1", 1), remote_ticket("2", 9, assignee=COLLEAGUE.id),
            remote_ticket("3", 2, assignee=ME.id), remote_ticket("4", 5, assignee=ME.id),
            remote_ticket("5", 7, status=Status.SOLVED),
        )  # fmt: skip
        mine = remote_order.next_talks(desk.store, ACCOUNT, 1, 9)
        assert mine == [desk.id(name) for name in ("4", "3", "2", "1")]
        wishes.want_ticket(desk.desk, desk.id("5"))
        desk.hand.wait(1)
        wishes.want_ticket(desk.desk, desk.id("1"))
        assert self.keys(account) == [
            (f"ticket:{desk.id('1')}", True),
            (f"ticket:{desk.id('5')}", True),
            (f"ticket:{desk.id('4')}", False),
            (f"ticket:{desk.id('3')}", False),
            (f"ticket:{desk.id('2')}", False),
        ]

    def test_a_wish_is_granted(self, desk: Helpdesk, account: SyncAccount) -> None:
        desk.pull(remote_ticket(status=Status.SOLVED))
        desk.talk(words("1", 0, ANN, "Where?"))
        assert self.keys(account) == []
        assert wishes.want_ticket(desk.desk, desk.id())
        given = answers(account).given
        given["tickets"] = lambda ids: page(remote_ticket(minutes=4))
        given["talk"] = lambda one: Talk((words("2", 9, ANN, "Hello?"),), (ANN,))
        [wish] = pull.wishes(account, 4)
        drive(wish.flow)
        assert self.keys(account) == []
        assert answers(account).asked == [("tickets", ("7",)), ("talk", "7")]
        assert desk.row()["snippet"] == "Hello?"

    def test_what_did_not_change_costs_one_request(
        self, desk: Helpdesk, account: SyncAccount
    ) -> None:
        desk.pull(remote_ticket())
        desk.talk(words("1", 0, ANN, "Where?"))
        wishes.want_ticket(desk.desk, desk.id())
        answers(account).given["tickets"] = lambda ids: page(remote_ticket())
        [wish] = pull.wishes(account, 4)
        drive(wish.flow)
        assert [one[0] for one in answers(account).asked] == ["tickets"]
        assert self.keys(account) == []

    def test_without_versions_a_note_may_leave_the_stamp_as_it_was(
        self, desk: Helpdesk, account: SyncAccount
    ) -> None:
        answers(account).can = Can.VIEWS
        desk.pull(remote_ticket())
        desk.talk(words("1", 0, ANN, "Where?"))
        wishes.want_ticket(desk.desk, desk.id())
        given = answers(account).given
        given["tickets"] = lambda ids: page(remote_ticket())
        note = words("2", 9, COLLEAGUE, "Asked the carrier.", is_public=False)
        given["talk"] = lambda one: Talk((words("1", 0, ANN, "Where?"), note), (ANN, COLLEAGUE))
        [wish] = pull.wishes(account, 4)
        drive(wish.flow)
        assert desk.store.value("SELECT count(*) FROM message") == 2
        assert self.keys(account) == []

    def test_passed_over_is_read_when_the_write_is_through(
        self, desk: Helpdesk, account: SyncAccount
    ) -> None:
        desk.pull(remote_ticket())
        desk.talk(words("1", 0, ANN, "Where?"))
        desk.store.execute("UPDATE remote_ticket SET stale_at = 1")
        with desk.store.transaction():
            from csr_desk.actions import outbox

            uid = outbox.write(desk.desk, desk.id(), "note", {"message": 1}, account=ACCOUNT)
            desk.store.execute("UPDATE operation SET state = 'trying' WHERE uid = ?", uid)
        assert self.keys(account) == []
        desk.store.execute("UPDATE operation SET state = 'acknowledged'")
        assert self.keys(account) == [(f"ticket:{desk.id()}", False)]
        answers(account).given["tickets"] = lambda ids: page(remote_ticket())
        [wish] = pull.wishes(account, 4)
        drive(wish.flow)
        assert self.keys(account) == []

    def test_gone_between_two_readings(self, desk: Helpdesk, account: SyncAccount) -> None:
        desk.pull(remote_ticket())
        given = answers(account).given
        given["talk"] = fail(Missing("RecordNotFound"))
        [wish] = pull.wishes(account, 4)
        drive(wish.flow)
        given["tickets"] = lambda ids: Page(gone=ids)
        [wish] = pull.wishes(account, 4)
        drive(wish.flow)
        assert desk.row()["status"] == Status.CLOSED
        assert self.keys(account) == []

    def test_a_local_ticket_is_no_wish(self, desk: Helpdesk) -> None:
        desk.hand.customer()
        assert not wishes.want_ticket(desk.desk, desk.hand.ticket())


class TestFiles:
    def listed(self, desk: Helpdesk, **more: Any) -> int:
        given = {"scan": "", **more}
        file = RemoteFile("f1", "a.pdf", "application/pdf", 4, "https://x.example/a", **given)
        desk.pull(remote_ticket())
        desk.talk(words("1", 0, ANN, "Look", files=(file,)))
        return int(desk.store.value("SELECT id FROM attachment"))

    def test_fetched_when_asked_for(self, desk: Helpdesk, account: SyncAccount) -> None:
        one = self.listed(desk)
        assert list(pull.wishes(account, 4)) == []
        wishes.want_file(desk.desk, one)
        answers(account).given["file"] = lambda url: b"%PDF"
        [wish] = pull.wishes(account, 4)
        assert wish.is_wanted
        drive(wish.flow)
        sha256 = desk.store.value("SELECT sha256 FROM attachment")
        path = remote_files.path_of(desk.desk.places.data, sha256)
        assert path.read_bytes() == b"%PDF"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        assert list(pull.wishes(account, 4)) == []

    def test_refused_with_the_words(self, desk: Helpdesk, account: SyncAccount) -> None:
        wishes.want_file(desk.desk, self.listed(desk))
        answers(account).given["file"] = fail(Rejected("The file is gone."))
        [wish] = pull.wishes(account, 4)
        drive(wish.flow)
        assert desk.one("SELECT error, wanted_at FROM attachment") == ("The file is gone.", None)

    def test_malware_is_not_fetched(self, desk: Helpdesk) -> None:
        one = self.listed(desk, scan="malware_found")
        with pytest.raises(errors.Refused, match="malware"):
            wishes.want_file(desk.desk, one)


class TestViews:
    def test_counts_and_tickets(self, desk: Helpdesk, account: SyncAccount) -> None:
        views = tuple(RemoteView(str(number), f"View {number}", number) for number in range(6))
        apply_catalogue(desk.desk, ACCOUNT, Catalogue(views=views))
        given = answers(account).given
        given["view_counts"] = lambda ids: {one: None if one == "3" else 2 for one in ids}
        given["view"] = lambda one: ViewPage(("2", "1"), page(remote_ticket("1")))
        given["tickets"] = lambda ids: page(*(remote_ticket(one) for one in ids))
        wishes.want_view(desk.desk, ACCOUNT, "5")
        assert drive(pull.views(account)) is True
        read = [one[1] for one in answers(account).asked if one[0] == "view"]
        assert read == ["5", "0", "1", "2"]
        found = remote_catalogue.view_tickets(desk.store, ACCOUNT, "5")
        assert found == [desk.id("2"), desk.id("1")]
        counts = {one.remote_id: one.n for one in remote_catalogue.views(desk.store, ACCOUNT)}
        assert counts["0"] == 2
        assert counts["3"] is None
        assert drive(pull.views(account)) is False
