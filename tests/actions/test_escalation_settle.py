"""What the store tells of escalations: taken up, answered, over with the ticket, open again."""

import json

import pytest

from csr_desk import errors
from csr_desk.actions import escalation, escalation_settle, message, ticket, transfer
from csr_desk.actions.ticket import Change
from csr_desk.domain.escalation import Step
from csr_desk.domain.instants import DAY
from csr_desk.domain.models import AuthorKind, MessageKind, Status
from csr_desk.store import directory, escalations, remote, tickets
from tests.desk import TestDesk

SIMPLE = escalation.Wanted("T2", "defect", "Problem: it smokes")
INES = 3


@pytest.fixture
def group(hand: TestDesk) -> int:
    with hand.store.transaction():
        directory.keep_team(hand.store, "Warehouse", "T2", ["Ines Roth"])
        assert hand.store.value("SELECT id FROM agent WHERE name = 'Ines Roth'") == INES
    return int(hand.store.value("SELECT id FROM team"))


@pytest.fixture
def bare(hand: TestDesk) -> int:
    """A group of a helpdesk: nobody knows who is in it."""
    with hand.store.transaction():
        return hand.store.insert("team", name="Second level")


def made(hand: TestDesk, team_id: int | None, ticket_id: int | None = None) -> int:
    wanted = SIMPLE._replace(team_id=team_id)
    return escalation.make(hand.desk, ticket_id or hand.ticket(), wanted).id


def says(
    hand: TestDesk, agent_id: int, words: str, kind: MessageKind = MessageKind.INTERNAL
) -> int:
    return message.receive(
        hand.desk, 1, words, author="They", author_kind=AuthorKind.AGENT, kind=kind,
        agent_id=agent_id,
    )  # fmt: skip


def became(hand: TestDesk) -> list[tuple[str, bool]]:
    found = escalation_settle.settle(hand.desk)
    assert escalation_settle.settle(hand.desk) == []
    return [(one.escalation.step.value, one.is_again) for one in found]


def step(hand: TestDesk, number: int) -> str:
    return escalations.escalation(hand.store, number).step.value


class TestTakenUp:
    def test_one_of_the_team_who_has_the_ticket_accepted_it(
        self, hand: TestDesk, group: int
    ) -> None:
        number = made(hand, group)
        assert became(hand) == []
        hand.wait(600)
        ticket.change(hand.desk, 1, Change(assignee_id=INES))
        at = hand.desk.now()
        hand.wait(60)
        assert became(hand) == [("accepted", False)]
        assert hand.store.value("SELECT accepted_at FROM escalation") == at
        told = hand.store.value("SELECT data FROM event WHERE kind = 'escalation.accepted'")
        assert json.loads(told)["by"] == "assignee"
        assert step(hand, number) == "accepted"

    def test_somebody_else_who_has_the_ticket_did_not(self, hand: TestDesk, group: int) -> None:
        made(hand, None)
        ticket.change(hand.desk, 1, Change(assignee_id=2))
        assert became(hand) == []

    def test_a_tier_is_every_team_of_it(self, hand: TestDesk, group: int) -> None:
        made(hand, None)
        ticket.change(hand.desk, 1, Change(assignee_id=INES))
        assert became(hand) == [("accepted", False)]

    def test_who_had_the_ticket_before_accepted_nothing(self, hand: TestDesk, group: int) -> None:
        one = hand.ticket()
        ticket.change(hand.desk, one, Change(assignee_id=INES))
        made(hand, group, one)
        assert became(hand) == []

    def test_in_a_group_of_a_helpdesk_whoever_has_it_is_of_the_group(
        self, hand: TestDesk, bare: int
    ) -> None:
        made(hand, bare)
        ticket.change(hand.desk, 1, Change(assignee_id=2))
        assert became(hand) == [("accepted", False)]

    def test_outside_the_group_nobody_accepted_it(self, hand: TestDesk, bare: int) -> None:
        with hand.store.transaction():
            other = hand.store.insert("team", name="Elsewhere")
        made(hand, bare)
        ticket.change(hand.desk, 1, Change(assignee_id=2, team_id=other))
        assert became(hand) == []


class TestAnswered:
    @pytest.mark.parametrize("kind", list(MessageKind))
    def test_a_word_of_the_team_is_the_answer(
        self, hand: TestDesk, group: int, kind: MessageKind
    ) -> None:
        made(hand, group)
        hand.wait(60)
        says(hand, INES, "The plug is\nreplaced.", kind)
        assert became(hand) == [("answered", False)]
        row = hand.store.one("SELECT answer, accepted_at, answered_at FROM escalation")
        assert row == ("The plug is replaced.", hand.desk.now(), hand.desk.now())

    def test_what_was_said_before_and_by_others_is_none(self, hand: TestDesk, group: int) -> None:
        hand.ticket()
        says(hand, INES, "Earlier.")
        made(hand, group, 1)
        says(hand, 2, "I pass by.")
        message.note(hand.desk, 1, "My own word.")
        assert became(hand) == []

    def test_in_a_bare_group_any_colleague_answers_and_outside_it_none(
        self, hand: TestDesk, bare: int
    ) -> None:
        made(hand, bare)
        says(hand, 2, "Done.")
        assert became(hand) == [("answered", False)]

    def test_the_word_of_the_agent_stands_above_it(self, hand: TestDesk, group: int) -> None:
        number = made(hand, group)
        says(hand, INES, "I look at it.")
        assert became(hand) == [("answered", False)]
        escalation.step(hand.desk, number, Step.ACCEPTED)
        assert became(hand) == []
        says(hand, INES, "It was the plug.")
        assert became(hand) == [("answered", False)]
        assert escalations.escalation(hand.store, number).answer == "It was the plug."

    def test_the_desk_of_a_colleague_settles_nothing_of_mine(
        self, hand: TestDesk, group: int
    ) -> None:
        from dataclasses import replace

        made(hand, group)
        message.note(hand.desk, 1, "My own word.")
        theirs = replace(hand.desk, agent_id=INES)
        assert escalation_settle.settle(theirs) == []


class TestOver:
    def test_it_is_closed_with_its_ticket_and_comes_back_with_it(
        self, hand: TestDesk, group: int
    ) -> None:
        number = made(hand, group)
        escalation.step(hand.desk, number, Step.ACCEPTED)
        ticket.change(hand.desk, 1, Change(status=Status.SOLVED, told="by phone"))
        assert became(hand) == []
        assert step(hand, number) == "closed"
        open_tasks = "SELECT count(*) FROM follow_up WHERE dropped_at IS NULL AND done_at IS NULL"
        assert hand.store.value(open_tasks) == 0
        hand.wait(3600)
        ticket.change(hand.desk, 1, Change(status=Status.OPEN))
        assert became(hand) == [("accepted", True)]
        assert hand.store.value(open_tasks) == 1
        assert [one for one in hand.kinds() if one.startswith("escalation")] == [
            "escalation.opened",
            "escalation.accepted",
            "escalation.closed",
            "escalation.reopened",
        ]

    def test_after_a_week_it_stays_closed(self, hand: TestDesk, group: int) -> None:
        number = made(hand, group)
        ticket.change(hand.desk, 1, Change(status=Status.SOLVED, told="by phone"))
        became(hand)
        hand.wait(8 * DAY / 1000)
        ticket.change(hand.desk, 1, Change(status=Status.OPEN))
        assert became(hand) == []
        assert step(hand, number) == "closed"

    def test_one_closed_by_hand_stays_closed(self, hand: TestDesk, group: int) -> None:
        number = made(hand, group)
        escalation.step(hand.desk, number, Step.CLOSED)
        ticket.change(hand.desk, 1, Change(status=Status.SOLVED, told="by phone"))
        ticket.change(hand.desk, 1, Change(status=Status.OPEN))
        assert became(hand) == []
        assert step(hand, number) == "closed"


class TestUndo:
    def test_group_note_and_task_are_as_before(self, hand: TestDesk, group: int) -> None:
        one = hand.ticket(body="It smokes.")
        before = tickets.ticket(hand.store, one)
        number = made(hand, group, one)
        escalation.undo(hand.desk, number)
        after = tickets.ticket(hand.store, one)
        assert (after.team_id, after.assignee_id) == (before.team_id, before.assignee_id)
        assert hand.store.value("SELECT snippet FROM ticket") == "It smokes."
        assert escalations.of_ticket(hand.store, one) == []
        states = hand.store.all("SELECT state FROM message WHERE kind = 'internal'")
        assert states == [("dropped",)]
        assert hand.store.value("SELECT dropped_at FROM follow_up") == hand.desk.now()
        assert hand.kinds()[-1] == "escalation.undone"
        made(hand, group, one)

    def test_within_the_window_nothing_has_left_to_the_helpdesk(
        self, hand: TestDesk, bare: int
    ) -> None:
        with hand.store.transaction():
            remote.link(hand.store, "zd", "team", "77", bare)
        hand.desk.account = "zd"
        one = hand.ticket()
        number = made(hand, bare, one)
        waits = hand.store.all("SELECT kind, not_before FROM operation WHERE kind = 'note'")
        assert waits == [("note", hand.desk.now() + 15_000)]
        escalation.undo(hand.desk, number)
        left = hand.store.all("SELECT kind FROM operation WHERE state <> 'dropped'")
        assert left == [("create",)]
        assert tickets.ticket(hand.store, one).team_id is None

    def test_what_has_left_is_followed_by_a_word_and_the_group_goes_back(
        self, hand: TestDesk, bare: int
    ) -> None:
        with hand.store.transaction():
            remote.link(hand.store, "zd", "team", "77", bare)
        hand.desk.account = "zd"
        number = made(hand, bare)
        with hand.store.transaction():
            hand.store.execute("UPDATE operation SET state = 'acknowledged'")
        escalation.undo(hand.desk, number)
        rows = hand.store.all("SELECT kind, payload FROM operation WHERE state = 'queued'")
        assert {kind for kind, _ in rows} == {"note", "update"}
        change = next(json.loads(payload) for kind, payload in rows if kind == "update")
        assert change["after"] == {"team_id": None}
        bodies = [one.body for one in tickets.messages(hand.store, 1)]
        assert bodies[-1] == "The escalation to T2 · Second level was taken back."

    def test_what_somebody_changed_since_then_stays(self, hand: TestDesk, group: int) -> None:
        with hand.store.transaction():
            other = hand.store.insert("team", name="Elsewhere")
        number = made(hand, group)
        ticket.change(hand.desk, 1, Change(team_id=other))
        escalation.undo(hand.desk, number)
        assert tickets.ticket(hand.store, 1).team_id == other

    def test_not_once_it_was_taken_up_nor_after_ten_minutes(
        self, hand: TestDesk, group: int
    ) -> None:
        number = made(hand, group)
        escalation.step(hand.desk, number, Step.ACCEPTED)
        with pytest.raises(errors.Refused, match="is accepted"):
            escalation.undo(hand.desk, number)
        late = made(hand, None)
        hand.wait(601)
        with pytest.raises(errors.Refused, match="more than ten minutes old"):
            escalation.undo(hand.desk, late)

    @pytest.mark.parametrize("warm", [True, False])
    def test_a_transfer_goes_back_to_whom_it_was(
        self, hand: TestDesk, group: int, warm: bool
    ) -> None:
        one = hand.ticket()
        wanted = transfer.Wanted("why", team_id=group, is_warm=warm)
        number = transfer.make(hand.desk, one, wanted).id
        transfer.undo(hand.desk, number)
        after = tickets.ticket(hand.store, one)
        assert (after.team_id, after.assignee_id) == (None, hand.desk.agent_id)
        assert escalations.last_transfer(hand.store, one) is None
        assert hand.kinds()[-1] == "transfer.undone"
        with pytest.raises(errors.Refused, match="taken back"):
            transfer.undo(hand.desk, number)
        transfer.make(hand.desk, one, wanted)
