import pytest

from csr_desk import errors
from csr_desk.actions import follow_up, interaction, play, shift, views, wrap_up
from csr_desk.actions.ticket import Change, change
from csr_desk.domain.models import Status
from csr_desk.domain.wrap_up import WrapUp
from csr_desk.store.views import SHIPPED, Base, Filter, Sort, named
from tests.desk import TestDesk

MINE, UNASSIGNED, OPEN, WAITING, FOLLOW_UPS, _ = SHIPPED


def due(hand: TestDesk, ticket_id: int, minutes: int) -> int:
    hand.store.execute(
        "UPDATE ticket SET due_at = ? WHERE id = ?", hand.desk.now() + minutes * 60_000, ticket_id
    )
    return ticket_id


def test_the_nearest_deadline_comes_first(hand: TestDesk) -> None:
    later = due(hand, hand.ticket(), 30)
    sooner = due(hand, hand.ticket(), 10)
    assert play.next_best(hand.desk, MINE) == sooner
    opened = play.play(hand.desk, MINE)
    assert opened is not None
    assert opened.ticket_id == sooner
    assert play.next_best(hand.desk, MINE) == later
    assert "play.next" in hand.kinds()


def test_nothing_to_play_is_none(hand: TestDesk) -> None:
    assert play.next_best(hand.desk, MINE) is None
    assert play.play(hand.desk, OPEN) is None


def test_a_colleagues_and_a_snoozed_ticket_are_passed_over(hand: TestDesk) -> None:
    theirs, snoozed, mine = (due(hand, hand.ticket(), n) for n in (1, 2, 3))
    change(hand.desk, theirs, Change(assignee_id=2))
    hand.store.execute(
        "UPDATE ticket SET snoozed_until = ? WHERE id = ?", hand.desk.now() + 60_000, snoozed
    )
    assert play.next_best(hand.desk, OPEN) == mine
    hand.wait(61)
    assert play.next_best(hand.desk, OPEN) == snoozed


def test_skipped_tickets_come_back_at_the_end_of_the_round(hand: TestDesk) -> None:
    first, second = (due(hand, hand.ticket(), n) for n in (1, 2))
    play.skip(hand.desk, first, "  needs the supervisor ")
    assert play.skipped(hand.desk) == [(first, "needs the supervisor")]
    assert play.next_best(hand.desk, MINE) == second
    play.skip(hand.desk, second)
    assert play.next_best(hand.desk, MINE) == first
    assert play.skipped(hand.desk) == []
    assert hand.kinds().count("play.skipped") == 2
    assert "play.round_ended" in hand.kinds()


def test_a_skip_masks_a_card_number_and_refuses_an_unknown_ticket(hand: TestDesk) -> None:
    ticket_id = hand.ticket()
    play.skip(hand.desk, ticket_id, "card 4111 1111 1111 1111")
    assert "4111 1111 1111" not in play.skipped(hand.desk)[0][1]
    with pytest.raises(errors.Refused):
        play.skip(hand.desk, 99)


def test_what_was_handled_in_this_shift_does_not_come_again_until_the_customer_writes(
    hand: TestDesk,
) -> None:
    ticket_id = due(hand, hand.ticket(), 1)
    opened = play.play(hand.desk, MINE)
    assert opened is not None
    hand.wait(60)
    wrap_up.commit(hand.desk, opened.id, WrapUp("order/late", "no_contact", "", "none"))
    change(hand.desk, ticket_id, Change(status=Status.OPEN))
    assert play.next_best(hand.desk, MINE) is None
    hand.wait(60)
    follow_up.add(hand.desk, "call back", hand.desk.now(), ticket_id=ticket_id)
    assert play.next_best(hand.desk, FOLLOW_UPS) == ticket_id
    hand.store.execute("UPDATE follow_up SET done_at = 1")
    hand.store.insert(
        "message", uid="m", ticket_id=ticket_id, at=hand.desk.now(), kind="public",
        author_kind="customer", author="Ann", channel="email", body="And now", state="received",
    )  # fmt: skip
    assert play.next_best(hand.desk, MINE) == ticket_id


def test_paused_work_is_played_only_where_it_is_the_view(hand: TestDesk) -> None:
    ticket_id = hand.ticket()
    change(hand.desk, ticket_id, Change(status=Status.PENDING))
    assert play.next_best(hand.desk, MINE) is None
    assert play.next_best(hand.desk, WAITING) == ticket_id


def test_a_ticket_somebody_is_in_contact_about_is_left_alone(hand: TestDesk) -> None:
    ticket_id = hand.ticket(assign_to_me=False)
    shift_id = shift.start(hand.desk).id
    hand.store.insert(
        "interaction", uid="i", ticket_id=ticket_id, customer_id=1, channel="chat", direction="in",
        agent_id=2, shift_id=shift_id, started_at=hand.desk.second(),
    )  # fmt: skip
    assert play.next_best(hand.desk, UNASSIGNED) is None


def test_play_never_opens_what_is_open_here_already(hand: TestDesk) -> None:
    ticket_id = hand.ticket(channel="phone")
    opened = interaction.open_contact(hand.desk, ticket_id, interaction.Channel.PHONE)
    assert play.next_best(hand.desk, MINE) is None
    assert opened.ticket_id == ticket_id


def test_views_are_saved_changed_and_removed(hand: TestDesk) -> None:
    wanted = Filter(priorities=(4,), text="refund")
    saved = views.save(hand.desk, "  Urgent   refunds ", wanted, Sort.NEWEST)
    assert (saved.name, saved.filter, saved.sort) == ("Urgent refunds", wanted, Sort.NEWEST)
    again = views.save(hand.desk, "urgent REFUNDS", Filter(assignee="me"))
    assert again.base is Base.MINE
    assert hand.store.value("SELECT count(*) FROM saved_view") == 1
    views.remove(hand.desk, "urgent refunds")
    with pytest.raises(errors.Refused):
        named(hand.store, "urgent refunds")


@pytest.mark.parametrize("name", ["", "  ", "Mine", "all open", "x" * 41])
def test_names_that_no_saved_view_can_have(hand: TestDesk, name: str) -> None:
    with pytest.raises(errors.Refused):
        views.save(hand.desk, name, Filter())


def test_a_view_of_the_desk_cannot_be_removed(hand: TestDesk) -> None:
    with pytest.raises(errors.Refused, match="view of the desk"):
        views.remove(hand.desk, "mine")
