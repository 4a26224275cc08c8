"""Pages into the store: whole, once, in short transactions, the cursor last."""

import pytest

from csr_desk.actions import customer, customer_field, customer_merge, privacy
from csr_desk.actions.customer import NewCustomer
from csr_desk.backends.records import RemoteName, RemotePerson
from csr_desk.domain.models import IdentityKind
from csr_desk.domain.queue_row import Priority, Status
from csr_desk.store import customers, events, people, remote, remote_names
from csr_desk.store.people import NewIdentity
from csr_desk.sync import apply
from csr_desk.sync.apply import apply_page
from tests.sync.remote_world import (
    ACCOUNT,
    ANN,
    BOB,
    COLLEAGUE,
    ME,
    MINUTE,
    NOW,
    Helpdesk,
    page,
    remote_ticket,
)

PAN = "4111 1111 1111 1111"


class TestNewTickets:
    def test_a_ticket_has_everything_the_queue_shows(self, desk: Helpdesk) -> None:
        done = desk.pull(
            remote_ticket(
                priority=Priority.HIGH, assignee=ME.id, group="500", due_at=NOW, channel="chat",
                due_kind="next_reply", due_known=True, satisfaction="good", custom_status="31",
                form="8", url="https://acme.example/7", custom={"61": "blue", "62": None},
            )
        )  # fmt: skip
        assert done.new == 1
        row = desk.row()
        assert row["reference"] == row["remote_id"] == "7"
        assert (row["subject"], row["status"], row["priority"]) == ("Late parcel", 1, 3)
        assert (row["assignee_id"], row["channel"]) == (1, "chat")
        assert desk.store.value("SELECT name FROM team WHERE id = ?", row["team_id"]) == "Support"
        assert (row["due_at"], row["due_kind"], row["satisfaction"]) == (NOW, "next_reply", "good")
        assert (row["remote_status"], row["remote_form"]) == ("31", "8")
        assert row["remote_url"] == "https://acme.example/7"
        assert row["snippet"] == "Where is my parcel?"
        assert row["waiting_since"] == row["created_at"] == NOW - 90 * MINUTE
        assert desk.store.all("SELECT tag FROM ticket_tag") == [("parcel",)]
        assert desk.store.all("SELECT remote_id, value FROM ticket_field") == [("61", '"blue"')]
        assert customers.record(desk.store, row["customer_id"]).name == "Ann Baker"
        assert "ticket.pulled" in desk.hand.kinds()
        assert events.broken_at(desk.store) is None

    def test_a_solved_one_is_read_and_nobody_waits(self, desk: Helpdesk) -> None:
        desk.pull(remote_ticket(status=Status.SOLVED))
        row = desk.row()
        assert row["solved_at"] == row["updated_at"]
        assert row["waiting_since"] is None
        assert row["last_seen_at"] >= row["last_message_at"]

    def test_a_number_that_is_taken_gets_the_accounts_name(self, desk: Helpdesk) -> None:
        desk.hand.customer()
        assert desk.store.value(
            "SELECT reference FROM ticket WHERE id = ?", desk.hand.ticket(reference="7")
        )
        desk.pull(remote_ticket("7"))
        assert desk.row()["reference"] == "acme-7"

    def test_card_numbers_never_enter(self, desk: Helpdesk) -> None:
        desk.pull(
            remote_ticket(subject=f"My card {PAN}", description=f"It is {PAN}.", custom={"61": PAN})
        )
        dump = "\n".join(
            str(row)
            for table in ("ticket", "remote_ticket", "ticket_field", "event", "ticket_fts")
            for row in desk.store.all(f"SELECT * FROM {table}")
        )
        assert "1111 1111 1111" not in dump
        assert dump.count("1111") >= 4, "the last four stay"
        found = desk.store.all("SELECT data FROM event WHERE kind = 'pii.masked'")
        assert sorted(row[0].split('"where":')[1].split('"')[1] for row in found) == [
            "field", "inbound", "subject"
        ]  # fmt: skip

    def test_one_that_is_being_made_here_is_not_taken_for_another(self, desk: Helpdesk) -> None:
        desk.hand.customer()
        made = desk.hand.ticket(account=ACCOUNT)
        uid = desk.store.value("SELECT uid FROM ticket WHERE id = ?", made)
        assert desk.pull(remote_ticket(external_id=uid)).passed == 1
        assert desk.store.value("SELECT count(*) FROM ticket") == 1


class TestTwice:
    def test_a_second_time_writes_no_row(self, desk: Helpdesk) -> None:
        tickets = [remote_ticket(str(number), custom={"61": "x"}) for number in range(60)]
        first = desk.pull(*tickets, stream="tickets", expected=500, is_last=False)
        assert (first.new, first.same) == (60, 0)
        before, log = desk.changes(), len(desk.hand.kinds())
        again = desk.pull(*tickets, stream="tickets", expected=500, is_last=False)
        assert (again.new, again.changed, again.same) == (0, 0, 60)
        assert desk.changes() == before
        assert len(desk.hand.kinds()) == log

    def test_the_cursor_comes_with_the_last_rows(
        self, desk: Helpdesk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tickets = [remote_ticket(str(number)) for number in range(30)]
        real, left = apply._take, [27]

        def dies(*values: object) -> object:
            left[0] -= 1
            if left[0] < 0:
                raise KeyboardInterrupt
            return real(*values)  # type: ignore[arg-type]

        monkeypatch.setattr(apply, "_take", dies)
        with pytest.raises(KeyboardInterrupt):
            desk.pull(*tickets, stream="tickets")
        assert desk.store.value("SELECT count(*) FROM ticket") == 25
        assert remote.cursor(desk.store, ACCOUNT, "tickets") == ""
        monkeypatch.setattr(apply, "_take", real)
        assert desk.pull(*tickets, stream="tickets").new == 5
        assert remote.cursor(desk.store, ACCOUNT, "tickets") == "c1"

    def test_between_transactions_others_may_write(self, desk: Helpdesk) -> None:
        breaths: list[bool] = []
        tickets = [remote_ticket(str(number)) for number in range(60)]
        apply_page(
            desk.desk, ACCOUNT, page(*tickets),
            breathe=lambda: breaths.append(desk.store.db.in_transaction),
        )  # fmt: skip
        assert len(breaths) >= 3
        assert not any(breaths)

    def test_how_far_the_first_pull_is(self, desk: Helpdesk) -> None:
        tickets = [remote_ticket(str(number)) for number in range(60)]
        desk.pull(*tickets, stream="tickets", expected=10_000, is_last=False)
        row = remote.account(desk.store, ACCOUNT)
        assert row is not None
        assert row.progress == "60 of 10,000"
        desk.pull(remote_ticket("99"), stream="tickets", expected=10_000, cursor="c2")
        row = remote.account(desk.store, ACCOUNT)
        assert row is not None
        assert row.progress == ""


class TestChanges:
    def test_the_row_follows(self, desk: Helpdesk) -> None:
        desk.pull(remote_ticket())
        desk.pull(
            remote_ticket(
                minutes=5, status=Status.PENDING, subject="Found", tags=("vip",),
                assignee=COLLEAGUE.id, requester=BOB.id, custom={"61": 3},
            )
        )  # fmt: skip
        row = desk.row()
        assert (row["status"], row["subject"], row["tags"]) == (2, "Found", '["vip"]')
        assert row["waiting_since"] is None
        assert customers.record(desk.store, row["customer_id"]).name == "Bob Carter"
        name = desk.store.value("SELECT name FROM agent WHERE id = ?", row["assignee_id"])
        assert name == "Cleo Colleague"
        logged = desk.one("SELECT actor, data FROM event WHERE kind = 'ticket.changed_remotely'")
        assert logged[0] == "sync"
        assert "vip" not in logged[1]
        assert "Found" not in logged[1]

    def test_reopened_is_logged_and_waits(self, desk: Helpdesk) -> None:
        desk.pull(remote_ticket(status=Status.SOLVED))
        desk.pull(remote_ticket(minutes=9, status=Status.OPEN))
        row = desk.row()
        assert (row["solved_at"], row["waiting_since"]) == (None, row["updated_at"])
        assert "ticket.reopened" in desk.hand.kinds()

    def test_an_older_reading_is_ignored(self, desk: Helpdesk) -> None:
        desk.pull(remote_ticket(minutes=5, subject="New"))
        assert desk.pull(remote_ticket(subject="Old")).same == 1
        assert desk.row()["subject"] == "New"

    def test_within_a_second_the_reading_made_later_counts(self, desk: Helpdesk) -> None:
        ticket = remote_ticket()
        desk.pull(ticket, at=ticket.updated_at)
        assert not desk.one("SELECT settled FROM remote_ticket")[0]
        desk.pull(ticket._replace(subject="Second"), at=ticket.updated_at + 1_000)
        assert desk.one("SELECT settled FROM remote_ticket")[0]
        desk.pull(ticket._replace(subject="First again"), at=ticket.updated_at + 200)
        assert desk.row()["subject"] == "Second"

    def test_a_reading_without_targets_keeps_them(self, desk: Helpdesk) -> None:
        desk.pull(remote_ticket(due_at=NOW, due_kind="resolution", due_known=True))
        desk.pull(remote_ticket(minutes=2, subject="x"))
        assert desk.row()["due_at"] == NOW
        desk.pull(remote_ticket(minutes=3, due_known=True))
        assert desk.row()["due_at"] is None


class TestPeople:
    def test_a_known_address_is_the_same_person(self, desk: Helpdesk) -> None:
        address = NewIdentity(IdentityKind.EMAIL, "ANN@mail.example")
        mine = customer.create(desk.desk, NewCustomer("A. Baker", addresses=(address,)))
        desk.pull(remote_ticket())
        assert desk.row()["customer_id"] == mine
        assert customers.record(desk.store, mine).name == "Ann Baker"
        history = customers.history(desk.store, mine, "name")
        assert [(one.old, one.new, one.source) for one in history] == [
            ("A. Baker", "Ann Baker", "sync")
        ]

    def test_what_the_agent_changed_stays_until_the_helpdesk_says_more(
        self, desk: Helpdesk
    ) -> None:
        desk.pull(remote_ticket())
        ann = desk.row()["customer_id"]
        customer_field.change(desk.desk, ann, "name", "Ann Becker")
        desk.store.execute("UPDATE operation SET state = 'acknowledged'")
        before = desk.changes()
        desk.pull(remote_ticket())
        assert desk.changes() == before
        desk.pull(people=(ANN._replace(name="Ann B. Baker", phone="+49 30 5550123"),))
        known = customers.record(desk.store, ann)
        assert (known.name, known.first_name) == ("Ann B. Baker", "Ann")
        assert people.find(desk.store, IdentityKind.PHONE, "+49305550123") == [ann]

    def test_a_change_on_its_way_is_not_undone_and_both_are_kept(self, desk: Helpdesk) -> None:
        desk.pull(remote_ticket())
        ann = desk.row()["customer_id"]
        customer_field.change(desk.desk, ann, "name", "Ann Becker")
        desk.pull(people=(ANN._replace(name="Ann Bakker"),))
        assert customers.record(desk.store, ann).name == "Ann Becker"
        said = [one.new for one in customers.history(desk.store, ann, "name")]
        assert said == ["Ann Becker", "Ann Bakker", "Ann Becker"]
        before = desk.changes()
        desk.pull(people=(ANN._replace(name="Ann Bakker"),))
        assert desk.changes() == before

    def test_names_that_are_taken_get_a_number(self, desk: Helpdesk) -> None:
        desk.store.execute("INSERT INTO team (name) VALUES ('Support')")
        groups = (RemoteName("500", "Support"), RemoteName("501", "Support"))
        desk.pull(groups=groups)
        names = "SELECT name FROM team ORDER BY id"
        assert desk.store.all(names) == [("Support",), ("Support (2)",)]
        before = desk.changes()
        desk.pull(groups=groups)
        assert desk.changes() == before
        desk.pull(groups=(RemoteName("500", "First line"), groups[1]))
        assert desk.store.all(names) == [("First line",), ("Support",)]

    def test_a_renamed_organisation_is_found_by_its_new_name(self, desk: Helpdesk) -> None:
        person = ANN._replace(organisation="70")
        desk.pull(people=(person,), organisations=(RemoteName("70", "Old Ltd"),))
        desk.pull(people=(person,), organisations=(RemoteName("70", "New Ltd"),))
        assert desk.one("SELECT organisation FROM customer_search") == ("New Ltd",)
        assert remote.local_id(desk.store, ACCOUNT, remote_names.ORGANISATION.kind, "70") == 1

    def test_the_agent_is_never_a_second_one(self, desk: Helpdesk) -> None:
        desk.pull(people=(ME._replace(email="other@desk.example"),))
        assert desk.store.all("SELECT id FROM agent ORDER BY id") == [(1,), (2,)]
        assert desk.store.value("SELECT name FROM agent WHERE id = 1") == "Me"

    def test_a_requester_nobody_named_gets_a_name_later(self, desk: Helpdesk) -> None:
        desk.pull(remote_ticket(requester="333"), people=())
        nameless = desk.row()["customer_id"]
        assert customers.record(desk.store, nameless).name == "Customer 333"
        desk.pull(people=(RemotePerson("333", "Zoe", "end-user"),))
        assert customers.record(desk.store, nameless).name == "Zoe"

    def test_a_colleague_can_be_a_requester(self, desk: Helpdesk) -> None:
        desk.pull(remote_ticket(requester=COLLEAGUE.id))
        name = customers.record(desk.store, desk.row()["customer_id"]).name
        assert name == "Cleo Colleague"

    def test_two_there_who_are_one_here_do_not_quarrel(self, desk: Helpdesk) -> None:
        desk.pull(remote_ticket(), remote_ticket("8", requester=BOB.id))
        ann, bob = desk.row("7")["customer_id"], desk.row("8")["customer_id"]
        customer_merge.merge(desk.desk, bob, ann)
        desk.pull(remote_ticket(), remote_ticket("8", requester=BOB.id))
        before = desk.changes()
        desk.pull(remote_ticket(), remote_ticket("8", requester=BOB.id))
        assert desk.changes() == before
        assert customers.record(desk.store, ann).name == "Ann Baker"

    def test_merged_at_the_helpdesk_is_merged_here(self, desk: Helpdesk) -> None:
        desk.pull(remote_ticket(), remote_ticket("8", requester=BOB.id))
        ann, bob = desk.row("7")["customer_id"], desk.row("8")["customer_id"]
        both = BOB._replace(addresses=(("email", "ann@mail.example"),))
        desk.pull(remote_ticket(minutes=3, requester=BOB.id), people=(both,))
        assert people.survivor(desk.store, ann) == bob
        assert remote.local_id(desk.store, ACCOUNT, "customer", ANN.id) == bob
        assert desk.row("7")["customer_id"] == bob
        actor = desk.one("SELECT actor FROM customer_merge")
        assert actor == ("sync",)
        before = desk.changes()
        desk.pull(remote_ticket(minutes=3, requester=BOB.id), people=(both,))
        assert desk.changes() == before


class TestErased:
    def test_a_pull_brings_nobody_back(self, desk: Helpdesk) -> None:
        desk.pull(remote_ticket())
        ann = desk.row()["customer_id"]
        privacy.erase(desk.desk, ann)
        desk.pull(remote_ticket(minutes=3, subject="Ann Baker again"))
        assert customers.record(desk.store, ann).name == "erased"
        assert desk.row()["subject"] == "(erased)"
        assert desk.pull(remote_ticket("8")).new == 0, "made before: not taken in anew"

    def test_who_writes_again_gets_a_record_of_their_own(self, desk: Helpdesk) -> None:
        desk.pull(remote_ticket())
        ann = desk.row()["customer_id"]
        privacy.erase(desk.desk, ann)
        desk.hand.wait(3_600)
        later = NOW + 30 * MINUTE
        desk.pull(remote_ticket("8", minutes=100, created_at=later), at=later)
        desk.pull(remote_ticket("8", minutes=100, created_at=later), at=later)
        assert desk.row("8")["customer_id"] != ann
        name = customers.record(desk.store, desk.row("8")["customer_id"]).name
        assert name == "Ann Baker"
