"""Escalations and transfers: what they write, which step follows which, what is told when."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csr_desk import errors
from csr_desk.actions import (
    draft,
    escalation,
    escalation_watch,
    escalation_words,
    message,
    transfer,
)
from csr_desk.actions import interaction as contacts
from csr_desk.config import Config, TeamConfig
from csr_desk.domain import escalation as machine
from csr_desk.domain.escalation import Handing, Step
from csr_desk.domain.instants import DAY, HOUR, MINUTE
from csr_desk.domain.models import Channel, DraftKind
from csr_desk.store import directory, escalations, remote, tickets
from tests.desk import TestDesk

SIMPLE = escalation.Wanted("T2", "defect", "Problem: it smokes")


def notes(hand: TestDesk, ticket_id: int) -> list[str]:
    return [
        one.body for one in tickets.messages(hand.store, ticket_id) if one.kind.value == "internal"
    ]


def team(hand: TestDesk, name: str = "Warehouse", tier: str = "T2") -> int:
    with hand.store.transaction():
        directory.keep_team(hand.store, name, tier, ["Ines Roth"])
    return int(hand.store.value("SELECT id FROM team WHERE name = ?", name))


class TestEscalation:
    def test_it_is_due_in_a_day_and_leaves_a_task_and_a_note(self, hand: TestDesk) -> None:
        one = hand.ticket("It smokes")
        made = escalation.make(hand.desk, one, SIMPLE)
        assert made.due_at == hand.desk.now() + DAY
        assert made.clock == "calendar"
        task = hand.store.one("SELECT due_at, text FROM follow_up WHERE id = ?", made.follow_up_id)
        assert task == (made.due_at - HOUR, "Update the customer on the escalation to T2")
        assert notes(hand, one) == [
            "Escalated to T2: defect\nAnswer wanted by Tue 24 Nov 09:00.\n\nProblem: it smokes"
        ]
        assert "escalation.opened" in hand.kinds()

    def test_a_note_begun_stays_as_it_was_typed(self, hand: TestDesk) -> None:
        one = hand.ticket()
        draft.save(hand.desk, one, DraftKind.NOTE, "half a thou", 4)
        escalation.make(hand.desk, one, SIMPLE)
        typed = draft.load(hand.desk, one, DraftKind.NOTE)
        assert typed is not None
        assert (typed.body, typed.cursor) == ("half a thou", 4)

    def test_the_ticket_goes_to_the_team_and_stays_with_the_agent(self, hand: TestDesk) -> None:
        one, group = hand.ticket(), team(hand)
        escalation.make(hand.desk, one, SIMPLE._replace(team_id=group))
        ticket = tickets.ticket(hand.store, one)
        assert (ticket.team, ticket.assignee_id) == ("Warehouse", hand.desk.agent_id)

    def test_a_helpdesk_that_does_not_know_the_team_gets_the_note_alone(
        self, hand: TestDesk
    ) -> None:
        group = team(hand)
        hand.desk.account = "zd"
        one = hand.ticket()
        escalation.make(hand.desk, one, SIMPLE._replace(team_id=group))
        kinds = [row[0] for row in hand.store.all("SELECT kind FROM operation ORDER BY seq")]
        assert kinds == ["create", "note"]
        with hand.store.transaction():
            remote.link(hand.store, "zd", "team", "77", group)
        other = hand.ticket("Another")
        escalation.make(hand.desk, other, SIMPLE._replace(team_id=group))
        sql = "SELECT payload FROM operation WHERE ticket_id = ? AND kind = 'update'"
        assert json.loads(hand.store.value(sql, other))["after"] == {"team_id": group}

    def test_card_numbers_and_words_reach_neither_row_nor_log(self, hand: TestDesk) -> None:
        one = hand.ticket()
        words = "paid with 4111 1111 1111 1111, unhappy Marjory"
        made = escalation.make(hand.desk, one, SIMPLE._replace(summary=words, reason="Marjory"))
        assert "4111 1111" not in made.summary
        log = "".join(row[0] for row in hand.store.all("SELECT data FROM event"))
        assert "Marjory" not in log

    @pytest.mark.parametrize(
        "wanted",
        [
            SIMPLE._replace(tier=" "),
            SIMPLE._replace(reason=""),
            SIMPLE._replace(summary="\n"),
            SIMPLE._replace(due_at=1),
            SIMPLE._replace(team_id=99),
        ],
    )
    def test_what_is_missing_is_refused_and_nothing_is_written(
        self, hand: TestDesk, wanted: escalation.Wanted
    ) -> None:
        one = hand.ticket()
        before = len(hand.kinds())
        with pytest.raises(errors.Refused):
            escalation.make(hand.desk, one, wanted)
        assert len(hand.kinds()) == before

    def test_the_same_tier_is_refused_until_the_first_is_over(self, hand: TestDesk) -> None:
        one = hand.ticket()
        first = escalation.make(hand.desk, one, SIMPLE)
        with pytest.raises(errors.Refused, match="already"):
            escalation.make(hand.desk, one, SIMPLE)
        escalation.make(hand.desk, one, SIMPLE._replace(tier="T3"))
        escalation.step(hand.desk, first.id, Step.CLOSED)
        escalation.make(hand.desk, one, SIMPLE)

    def test_closing_drops_the_task(self, hand: TestDesk) -> None:
        made = escalation.make(hand.desk, hand.ticket(), SIMPLE)
        escalation.step(hand.desk, made.id, Step.ACCEPTED)
        closed = escalation.step(hand.desk, made.id, Step.CLOSED, "replaced the plug")
        assert closed.answer == "replaced the plug"
        sql = "SELECT dropped_at FROM follow_up WHERE id = ?"
        assert hand.store.value(sql, made.follow_up_id) == hand.desk.now()

    def test_the_summary_begins_with_problem_notes_and_promises(self, hand: TestDesk) -> None:
        one = hand.ticket("It smokes", body="The toaster smokes since Monday.")
        contact = contacts.open_contact(hand.desk, one, Channel.EMAIL).id
        message.note(hand.desk, one, "Asked for a picture.", interaction_id=contact)
        message.note(hand.desk, one, "Checked the lot.", interaction_id=contact)
        message.note(hand.desk, one, "From another day.")
        words = escalation_words.drafted(hand.desk, one, contact)
        assert words == (
            "Problem: It smokes: The toaster smokes since Monday.\n"
            "Tried:\n- Asked for a picture.\n- Checked the lot.\n"
            "Promised: nothing yet"
        )


class TestWatch:
    def test_each_reminder_comes_once(self, hand: TestDesk) -> None:
        made = escalation.make(hand.desk, hand.ticket(), SIMPLE)
        assert escalation_watch.look(hand.desk) == []
        hand.wait(23 * 3600)
        assert [one.is_overdue for one in escalation_watch.look(hand.desk)] == [False]
        assert escalation_watch.look(hand.desk) == []
        hand.wait(3600)
        assert escalations.escalation(hand.store, made.id).state(hand.desk.now()) == "open"
        assert escalation_watch.look(hand.desk) == []
        hand.wait(1)
        assert [one.is_overdue for one in escalation_watch.look(hand.desk)] == [True]
        assert escalation_watch.look(hand.desk) == []
        assert escalations.escalation(hand.store, made.id).state(hand.desk.now()) == "overdue"
        assert [one for one in hand.kinds() if one.startswith("escalation")] == [
            "escalation.opened",
            "escalation.reminded",
            "escalation.overdue",
        ]

    def test_an_accepted_one_is_never_overdue(self, hand: TestDesk) -> None:
        made = escalation.make(hand.desk, hand.ticket(), SIMPLE)
        escalation.step(hand.desk, made.id, Step.ACCEPTED)
        hand.wait(48 * 3600)
        assert escalation_watch.look(hand.desk) == []

    def test_a_desk_that_was_off_tells_only_that_it_is_overdue(self, hand: TestDesk) -> None:
        escalation.make(hand.desk, hand.ticket(), SIMPLE)
        hand.wait(48 * 3600)
        assert [one.is_overdue for one in escalation_watch.look(hand.desk)] == [True]
        assert escalation_watch.look(hand.desk) == []


class TestTransfer:
    def test_a_cold_one_is_done_at_once(self, hand: TestDesk) -> None:
        one, group = hand.ticket(), team(hand, "Accounts Receivable", "")
        made = transfer.make(hand.desk, one, transfer.Wanted("billing case", team_id=group))
        assert made.state is Handing.DONE
        ticket = tickets.ticket(hand.store, one)
        assert (ticket.team, ticket.assignee_id) == ("Accounts Receivable", None)
        assert notes(hand, one) == ["Transferred to Accounts Receivable: billing case"]

    @pytest.mark.parametrize("answer", [Handing.ACCEPTED, Handing.DECLINED])
    def test_a_warm_one_waits_for_the_other_side(self, hand: TestDesk, answer: Handing) -> None:
        one = hand.ticket()
        made = transfer.make(hand.desk, one, transfer.Wanted("knows her", None, 2, True))
        assert made.state is Handing.OFFERED
        assert tickets.ticket(hand.store, one).assignee_id == hand.desk.agent_id
        with pytest.raises(errors.Refused, match="already"):
            transfer.make(hand.desk, one, transfer.Wanted("again", None, 2))
        transfer.settle(hand.desk, made.id, answer)
        expected = 2 if answer is Handing.ACCEPTED else hand.desk.agent_id
        assert tickets.ticket(hand.store, one).assignee_id == expected
        with pytest.raises(errors.Refused):
            transfer.settle(hand.desk, made.id, Handing.ACCEPTED)

    def test_an_offer_taken_back_is_accepted_no_more(self, hand: TestDesk) -> None:
        one = hand.ticket()
        made = transfer.make(hand.desk, one, transfer.Wanted("knows her", None, 2, True))
        transfer.undo(hand.desk, made.id)
        with pytest.raises(errors.Refused, match="was taken back"):
            transfer.settle(hand.desk, made.id, Handing.ACCEPTED)
        assert tickets.ticket(hand.store, one).assignee_id == hand.desk.agent_id

    @pytest.mark.parametrize(
        "wanted",
        [
            transfer.Wanted("", None, 2),
            transfer.Wanted("why"),
            transfer.Wanted("why", None, 1),
            transfer.Wanted("why", 1, 2),
        ],
    )
    def test_what_is_missing_is_refused(self, hand: TestDesk, wanted: transfer.Wanted) -> None:
        with pytest.raises(errors.Refused):
            transfer.make(hand.desk, hand.ticket(), wanted)

    def test_a_helpdesk_takes_only_those_it_knows(self, hand: TestDesk) -> None:
        hand.desk.account = "zd"
        one = hand.ticket()
        with pytest.raises(errors.Refused, match="zd does not know this colleague"):
            transfer.make(hand.desk, one, transfer.Wanted("why", None, 2))
        with hand.store.transaction():
            remote.link(hand.store, "zd", "agent", "5", 2)
        transfer.make(hand.desk, one, transfer.Wanted("why", None, 2))
        kinds = [row[0] for row in hand.store.all("SELECT kind FROM operation ORDER BY seq")]
        assert kinds == ["create", "note", "update"]


def test_teams_of_the_settings_come_in_once(hand: TestDesk) -> None:
    from dataclasses import replace

    from csr_desk.actions import directory as acts

    hand.desk.config = replace(
        Config(), teams={"Warehouse": TeamConfig("T2", ("Ines Roth", "Colleague"))}
    )
    (found,) = acts.teams(hand.desk)
    assert (found.name, found.tier, found.people) == (
        "Warehouse",
        "T2",
        ("Colleague", "Ines Roth"),
    )
    acts.teams(hand.desk)
    assert hand.kinds().count("team.taken_in") == 1
    assert acts.higher(hand.desk, "t2") == ("T2", found.id)
    assert acts.higher(hand.desk, "warehouse") == ("T2", found.id)
    with pytest.raises(errors.Refused, match=r"There are: T2, Warehouse\."):
        acts.higher(hand.desk, "T9")


# the machines, by property ----------------------------------------------------------------------

steps = st.lists(st.sampled_from(Step), max_size=12)


@given(steps)
def test_closed_is_the_end_and_open_never_comes_back(wanted: list[Step]) -> None:
    now, seen = Step.OPEN, [Step.OPEN]
    for one in wanted:
        if machine.may_follow(now, one):
            now = one
            seen.append(one)
    assert seen.count(Step.OPEN) == 1
    assert Step.CLOSED not in seen[:-1]
    assert machine.may_follow(now, Step.CLOSED) is (now is not Step.CLOSED)


@given(st.sampled_from(Step), st.integers(0, 10**12), st.integers(-(10**9), 10**9))
def test_only_an_open_one_is_overdue_and_only_past_its_deadline(
    step: Step, due: int, after: int
) -> None:
    word = machine.state_word(step, due, due + after)
    assert (word == machine.OVERDUE) is (step is Step.OPEN and after > 0)


@given(st.integers(0, 10**12), st.integers(1, 100 * DAY))
def test_the_customer_is_told_between_now_and_the_deadline(opened: int, length: int) -> None:
    at = machine.update_at(opened, opened + length)
    assert opened <= at < opened + length
    if length >= 2 * HOUR:
        assert at == opened + length - HOUR
    else:
        assert at >= opened + length // 2 - MINUTE
