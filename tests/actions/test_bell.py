"""One bell for each deadline, in time, for one's own work only."""

from dataclasses import replace

from csr_desk.actions.bell import Bell
from csr_desk.domain.instants import MINUTE
from tests.desk import TestDesk


def due(hand: TestDesk, minutes: int, **columns: object) -> int:
    one = hand.ticket()
    values = {"due_at": hand.desk.now() + minutes * MINUTE, **columns}
    for name, value in values.items():
        hand.store.execute(f"UPDATE ticket SET {name} = ? WHERE id = ?", value, one)
    return one


def test_a_deadline_rings_once_fifteen_minutes_before(hand: TestDesk) -> None:
    bell = Bell(hand.desk)
    one = due(hand, 16)
    assert bell.ring() == []
    hand.wait(60)
    assert [ring.ticket_id for ring in bell.ring()] == [one]
    hand.wait(60)
    assert bell.ring() == []


def test_a_new_deadline_of_the_same_ticket_rings_again(hand: TestDesk) -> None:
    bell = Bell(hand.desk)
    one = due(hand, 5)
    assert len(bell.ring()) == 1
    hand.store.execute("UPDATE ticket SET due_at = due_at + 60000 WHERE id = ?", one)
    assert len(bell.ring()) == 1


def test_colleagues_paused_solved_and_late_tickets_do_not_ring(hand: TestDesk) -> None:
    due(hand, 5, assignee_id=2)
    due(hand, 5, status=2)
    due(hand, 5, status=3)
    due(hand, 5, status=4)
    due(hand, -5)
    assert Bell(hand.desk).ring() == []


def test_a_counted_deadline_rings_by_its_own_warning(hand: TestDesk) -> None:
    bell = Bell(hand.desk)
    soon = hand.desk.now() + 600 * MINUTE
    one = due(hand, 700, sla_kind="resolution", sla_at=soon, sla_warn_at=soon - 500 * MINUTE)
    late = due(hand, 700, sla_kind="resolution", sla_at=hand.desk.now(), sla_warn_at=1)
    near = due(hand, 5, sla_kind="resolution", sla_at=hand.desk.now() + MINUTE, sla_warn_at=soon)
    assert bell.ring() == []
    hand.wait(100 * 60)
    assert [(ring.ticket_id, ring.due_at) for ring in bell.ring()] == [(one, soon)]
    assert bell.ring() == []
    assert late != near


def test_the_bell_can_be_switched_off(hand: TestDesk) -> None:
    due(hand, 5)
    hand.desk.config = replace(hand.config, desk=replace(hand.config.desk, bell_before_s=0))
    assert Bell(hand.desk).ring() == []
