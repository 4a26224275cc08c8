"""An escalation to a group of a helpdesk: what a pull brings says who took it up and answered."""

from csr_desk.actions import escalation, escalation_settle
from csr_desk.domain.queue_row import Status
from csr_desk.store import escalations
from tests.sync.remote_world import ANN, COLLEAGUE, ME, NOW, Helpdesk, remote_ticket
from tests.sync.remote_world import message as words


def escalated(desk: Helpdesk) -> int:
    """Escalate ticket 7 to the group Support; its note and group have reached the helpdesk."""
    desk.pull(remote_ticket(assignee=ME.id))
    group = int(desk.store.value("SELECT id FROM team WHERE name = 'Support'"))
    made = escalation.make(
        desk.desk, desk.id(), escalation.Wanted("T2", "defect", "It smokes", group)
    )
    with desk.store.transaction():
        desk.store.execute("UPDATE operation SET state = 'acknowledged'")
    desk.hand.wait(600)
    return made.id


def became(desk: Helpdesk) -> list[tuple[str, str]]:
    found = escalation_settle.settle(desk.desk)
    assert escalation_settle.settle(desk.desk) == []
    return [(one.escalation.step.value, one.escalation.answer) for one in found]


def test_the_person_who_has_it_in_the_group_accepted_it_when_the_helpdesk_says(
    desk: Helpdesk,
) -> None:
    number = escalated(desk)
    desk.pull(remote_ticket(minutes=64, assignee=ME.id, group="500"))
    assert became(desk) == []
    desk.pull(remote_ticket(minutes=65, assignee=COLLEAGUE.id, group="500"))
    assert became(desk) == [("accepted", "")]
    at = desk.store.value("SELECT accepted_at FROM escalation WHERE id = ?", number)
    assert at == NOW + 5 * 60_000


def test_a_note_of_the_group_is_the_answer_and_our_own_is_none(desk: Helpdesk) -> None:
    escalated(desk)
    desk.pull(remote_ticket(minutes=65, assignee=ME.id, group="500"))
    talk = (
        words("1", 0, ANN, "Where?"),
        words("2", 5, COLLEAGUE, "Before it was escalated.", is_public=False),
        words("3", 91, ME, "Any news?", is_public=False),
    )
    desk.talk(*talk)
    assert became(desk) == []
    desk.talk(*talk, words("4", 97, COLLEAGUE, "The plug\nis replaced.", is_public=False))
    assert became(desk) == [("answered", "The plug is replaced.")]


def test_solved_there_it_is_closed_here_and_reopened_there_it_runs_again(desk: Helpdesk) -> None:
    number = escalated(desk)
    desk.pull(remote_ticket(minutes=65, assignee=ME.id, group="500", status=Status.SOLVED))
    assert became(desk) == []
    assert escalations.escalation(desk.store, number).step.value == "closed"
    desk.pull(remote_ticket(minutes=66, assignee=ME.id, group="500", status=Status.OPEN))
    assert became(desk) == [("open", "")]
