"""What the figures read of escalations: tiers, what was opened after a contact, the target."""

from dataclasses import replace

import pytest

from csr_desk.actions import escalation, follow_up, transfer, wrap_draft
from csr_desk.actions import interaction as contacts
from csr_desk.domain import kpi
from csr_desk.domain.escalation import Step
from csr_desk.domain.instants import DAY, HOUR
from csr_desk.domain.models import Channel, Interaction
from csr_desk.domain.wrap_up import WrapUp
from csr_desk.store import escalations, timeline
from tests.desk import TestDesk

SIMPLE = escalation.Wanted("T2", "defect", "Problem: it smokes")
RESOLVED = WrapUp(reason="order/late", outcome="resolved", told="told by phone")


def contact(hand: TestDesk, ticket_id: int, *, ended: bool = False) -> Interaction:
    one = contacts.open_contact(hand.desk, ticket_id, Channel.EMAIL)
    if ended:
        hand.wait(60)
        contacts.end(hand.desk, one.id)
        hand.wait(60)
    return timeline.interaction(hand.store, one.id)


def follow_ons(hand: TestDesk) -> list[tuple[int, str]]:
    found = [kpi.FollowOn(*row) for row in escalations.follow_ons(hand.store, 1)]
    return [(one.contact, one.kind) for one in found]


def targets(hand: TestDesk, as_of: int | None = None) -> list[tuple[str, int | None]]:
    rows = escalations.escalation_targets(hand.store, 1, 0, 2**60, as_of or hand.desk.now())
    return [(one.state, one.settled_at) for one in (kpi.SlaTarget(*row) for row in rows)]


class TestTiers:
    def test_a_contact_has_the_tier_it_was_escalated_to_last(self, hand: TestDesk) -> None:
        one = hand.ticket()
        found = contact(hand, one)
        escalation.make(hand.desk, one, SIMPLE, found.id)
        escalation.make(hand.desk, one, SIMPLE._replace(tier="T3"), found.id)
        assert escalations.tiers_of_contacts(hand.store, 1) == {found.id: "T3"}
        assert escalations.tiers_of_contacts(hand.store, 2) == {}

    def test_one_taken_back_has_none(self, hand: TestDesk) -> None:
        one = hand.ticket()
        found = contact(hand, one)
        made = escalation.make(hand.desk, one, SIMPLE, found.id)
        escalation.undo(hand.desk, made.id)
        assert escalations.tiers_of_contacts(hand.store, 1) == {}


class TestFollowOns:
    def test_what_is_opened_while_the_contact_runs_is_none(self, hand: TestDesk) -> None:
        one = hand.ticket()
        escalation.make(hand.desk, one, SIMPLE, contact(hand, one).id)
        assert follow_ons(hand) == []

    def test_what_is_opened_after_its_end_is_one(self, hand: TestDesk) -> None:
        one = hand.ticket()
        found = contact(hand, one, ended=True).id
        escalation.make(hand.desk, one, SIMPLE, found)
        transfer.make(hand.desk, one, transfer.Wanted("knows her", None, 2, True), found)
        follow_up.add(
            hand.desk, "call", hand.desk.now(), ticket_id=one, interaction_id=found, kind="callback"
        )
        follow_up.add(hand.desk, "look", hand.desk.now(), ticket_id=one, interaction_id=found)
        assert follow_ons(hand) == [
            (found, "escalation"),
            (found, "transfer"),
            (found, "callback"),
        ]

    def test_outside_a_contact_it_is_the_last_one_of_the_ticket(self, hand: TestDesk) -> None:
        one, other = hand.ticket(), hand.ticket("Another")
        contact(hand, one, ended=True)
        last = contact(hand, one, ended=True).id
        contact(hand, other, ended=True)
        escalation.make(hand.desk, one, SIMPLE)
        assert follow_ons(hand) == [(last, "escalation")]

    def test_what_was_taken_back_is_none(self, hand: TestDesk) -> None:
        one = hand.ticket()
        found = contact(hand, one, ended=True).id
        escalation.undo(hand.desk, escalation.make(hand.desk, one, SIMPLE, found).id)
        transfer.undo(
            hand.desk, transfer.make(hand.desk, one, transfer.Wanted("why", None, 2), found).id
        )
        follow_up.add(
            hand.desk,
            "call",
            hand.desk.now() + DAY,
            ticket_id=one,
            interaction_id=found,
            kind="callback",
            by_hand=True,
        )
        follow_up.undo(hand.desk)
        assert follow_ons(hand) == []

    def test_a_callback_goes_with_its_wrap_up_and_stays_when_it_is_dropped(
        self, hand: TestDesk
    ) -> None:
        one = hand.ticket()
        found = contact(hand, one, ended=True)
        wanted = replace(RESOLVED, next_action="callback")
        wrap_draft.commit(hand.desk, found, wanted, follow_up_at=hand.desk.now() + DAY)
        assert follow_ons(hand) == [(found.id, "callback")]
        kept = int(hand.store.value("SELECT id FROM follow_up WHERE kind = 'callback'"))
        follow_up.drop(hand.desk, kept)
        assert follow_ons(hand) == [(found.id, "callback")]
        follow_up.undo(hand.desk)
        wrap_draft.take_back(hand.desk, found.id)
        assert follow_ons(hand) == []


class TestTarget:
    def test_it_runs_until_it_is_accepted_or_late(self, hand: TestDesk) -> None:
        made = escalation.make(hand.desk, hand.ticket(), SIMPLE)
        assert targets(hand) == []
        assert targets(hand, made.due_at) == []
        assert targets(hand, made.due_at + 1) == [("breached", made.due_at)]

    @pytest.mark.parametrize(
        ("after", "state"), [(HOUR, "met"), (DAY, "met"), (DAY + 1000, "breached")]
    )
    def test_acceptance_ends_it_and_later_steps_do_not_move_it(
        self, hand: TestDesk, after: int, state: str
    ) -> None:
        made = escalation.make(hand.desk, hand.ticket(), SIMPLE)
        hand.wait(after / 1000)
        escalation.step(hand.desk, made.id, Step.ACCEPTED)
        at = hand.desk.now()
        hand.wait(2 * 86_400)
        for one in (Step.ANSWERED, Step.ACCEPTED, Step.CLOSED):
            escalation.step(hand.desk, made.id, one, "new part")
        assert targets(hand) == [(state, at)]

    def test_an_answer_is_an_acceptance(self, hand: TestDesk) -> None:
        made = escalation.make(hand.desk, hand.ticket(), SIMPLE)
        escalation.step(hand.desk, made.id, Step.ANSWERED, "new part")
        assert targets(hand) == [("met", hand.desk.now())]

    def test_closed_in_time_without_acceptance_it_is_neither(self, hand: TestDesk) -> None:
        made = escalation.make(hand.desk, hand.ticket(), SIMPLE)
        escalation.step(hand.desk, made.id, Step.CLOSED)
        hand.wait(3 * 86_400)
        assert targets(hand) == []

    def test_closed_too_late_without_acceptance_it_is_breached(self, hand: TestDesk) -> None:
        made = escalation.make(hand.desk, hand.ticket(), SIMPLE)
        hand.wait(2 * 86_400)
        escalation.step(hand.desk, made.id, Step.CLOSED)
        assert targets(hand) == [("breached", made.due_at)]

    def test_only_the_period_and_only_ones_own_count(self, hand: TestDesk) -> None:
        made = escalation.make(hand.desk, hand.ticket(), SIMPLE)
        hand.wait(2 * 86_400)
        now = hand.desk.now()
        read = escalations.escalation_targets
        assert len(read(hand.store, 1, made.due_at, now)) == 1
        assert read(hand.store, 1, made.due_at + 1, now) == []
        assert read(hand.store, 1, 0, made.due_at) == []
        assert read(hand.store, 2, 0, now) == []

    def test_one_taken_back_counts_nowhere(self, hand: TestDesk) -> None:
        made = escalation.make(hand.desk, hand.ticket(), SIMPLE)
        escalation.undo(hand.desk, made.id)
        hand.wait(3 * 86_400)
        assert targets(hand) == []
