"""What stops a pull before it does harm, and how the agent lets it through."""

import pytest

from csr_desk import errors
from csr_desk.actions import message, ticket, wishes
from csr_desk.actions.ticket import Change
from csr_desk.backends.failures import Halt
from csr_desk.backends.records import Identity
from csr_desk.domain.models import Priority
from csr_desk.store import remote, tickets
from csr_desk.sync import guard
from tests.sync.remote_world import ACCOUNT, ANN, ME, Helpdesk, remote_ticket
from tests.sync.remote_world import message as words


def fill(desk: Helpdesk, count: int) -> list[str]:
    names = [str(number) for number in range(1, count + 1)]
    desk.pull(*(remote_ticket(name) for name in names), stream="tickets")
    return names


def gone(desk: Helpdesk) -> int:
    sql = "SELECT count(*) FROM remote_ticket WHERE deleted_at IS NOT NULL"
    return int(desk.store.value(sql))


class TestDeletions:
    @pytest.mark.parametrize(
        ("known", "going", "stops"),
        [(10, 2, False), (10, 3, True), (3, 2, False), (3, 3, True), (30, 6, False), (30, 7, True)],
    )
    def test_a_fifth_of_the_tickets(
        self, desk: Helpdesk, known: int, going: int, stops: bool
    ) -> None:
        names = fill(desk, known)
        if stops:
            with pytest.raises(Halt, match=f"{going} of {known} tickets of acme are gone"):
                desk.pull(gone=tuple(names[:going]))
            assert gone(desk) == 0
        else:
            assert desk.pull(gone=tuple(names[:going])).gone == going

    def test_a_hundred_of_many(self, desk: Helpdesk) -> None:
        names = fill(desk, 600)
        assert desk.pull(gone=tuple(names[:100])).gone == 100
        with pytest.raises(Halt, match="101 of 600"):
            desk.pull(gone=tuple(names[100:101]))

    def test_in_small_pages_too(self, desk: Helpdesk) -> None:
        names = fill(desk, 20)
        for name in names[:4]:
            desk.pull(gone=(name,))
        with pytest.raises(Halt, match="5 of 20"):
            desk.pull(gone=(names[4],))
        desk.hand.wait(3_601)
        assert desk.pull(gone=(names[4],)).gone == 1

    def test_by_status_too(self, desk: Helpdesk) -> None:
        fill(desk, 5)
        deleted = [remote_ticket(str(number), 2, is_deleted=True) for number in range(1, 4)]
        with pytest.raises(Halt):
            desk.pull(*deleted)

    def test_strangers_and_known_losses_do_not_count(self, desk: Helpdesk) -> None:
        names = fill(desk, 10)
        desk.pull(gone=(names[0],))
        before = desk.changes()
        assert desk.pull(gone=(names[0], *(f"x{one}" for one in range(300)))).gone == 0
        assert desk.changes() == before

    def test_allowed_for_an_hour(self, desk: Helpdesk) -> None:
        names = fill(desk, 20)
        wishes.allow_deletions(desk.desk, ACCOUNT)
        assert desk.pull(gone=tuple(names[:12])).gone == 12
        desk.hand.wait(3_600)
        with pytest.raises(Halt):
            desk.pull(gone=tuple(names[12:]))
        with pytest.raises(errors.Refused, match="no account other"):
            wishes.allow_deletions(desk.desk, "other")

    def test_an_empty_beginning(self, desk: Helpdesk) -> None:
        fill(desk, 3)
        desk.store.execute("DELETE FROM sync_cursor")
        with pytest.raises(Halt, match="shows no ticket at all, but 3 are known"):
            desk.pull(stream="tickets")
        assert remote.cursor(desk.store, ACCOUNT, "tickets") == ""
        wishes.allow_deletions(desk.desk, ACCOUNT)
        desk.pull(stream="tickets")
        assert remote.cursor(desk.store, ACCOUNT, "tickets") == "c1"

    def test_an_empty_helpdesk_is_fine_at_first(self, desk: Helpdesk) -> None:
        desk.pull(stream="tickets")
        assert remote.cursor(desk.store, ACCOUNT, "tickets") == "c1"


def test_another_account_stops(desk: Helpdesk) -> None:
    guard.check_identity(desk.desk, ACCOUNT, Identity("acme/900", ME, "agent"))
    guard.check_identity(desk.desk, "new", Identity("x/1", ME, "agent"))
    with pytest.raises(Halt, match="answers as other/900, but its tickets here come from acme/900"):
        guard.check_identity(desk.desk, ACCOUNT, Identity("other/900", ME, "agent"))


class TestGone:
    def test_what_waits_asks_and_notes_stay(self, desk: Helpdesk) -> None:
        desk.pull(remote_ticket())
        desk.talk(words("1", 0, ANN, "Where?"))
        message.note(desk.desk, desk.id(), "called the carrier")
        ticket.change(desk.desk, desk.id(), Change(priority=Priority.HIGH))
        desk.pull(gone=("7",))
        row = desk.row()
        assert (row["status"], row["waiting_since"]) == (5, None)
        shelf = desk.store.all("SELECT DISTINCT state, error FROM operation")
        assert shelf[0][0] == "rejected"
        assert "deleted at the helpdesk" in shelf[0][1]
        bodies = [one.body for one in tickets.messages(desk.store, desk.id())]
        assert bodies == ["Where?", "called the carrier"]

    def test_it_can_come_back(self, desk: Helpdesk) -> None:
        desk.pull(remote_ticket())
        desk.pull(gone=("7",))
        assert desk.pull(remote_ticket()).changed == 1
        assert desk.row()["status"] == 1
        assert gone(desk) == 0

    def test_what_flies_is_read_back_first(self, desk: Helpdesk) -> None:
        desk.pull(remote_ticket())
        ticket.change(desk.desk, desk.id(), Change(priority=Priority.HIGH))
        desk.store.execute("UPDATE operation SET state = 'in_doubt'")
        assert desk.pull(gone=("7",)).passed == 1
        assert gone(desk) == 0

    def test_merged_into_another_asks_where_to_go(self, desk: Helpdesk) -> None:
        desk.pull(remote_ticket(), remote_ticket("8"))
        message.note(desk.desk, desk.id(), "for the same parcel")
        merged = remote_ticket(minutes=3, merged_into="8", status=5)
        desk.pull(merged)
        state, words_ = desk.one("SELECT state, error FROM operation")
        assert state == "rejected"
        assert "merged into #8" in words_
        assert desk.one("SELECT merged_into FROM remote_ticket WHERE merged_into IS NOT NULL")
        before = desk.changes()
        desk.pull(merged)
        assert desk.changes() == before
