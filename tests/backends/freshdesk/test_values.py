import pytest

from csr_desk.backends.freshdesk import limits, values
from csr_desk.domain.queue_row import Priority, Status


@pytest.mark.parametrize(
    ("number", "status", "own"),
    [
        (2, Status.OPEN, None),
        (3, Status.PENDING, None),
        (4, Status.SOLVED, None),
        (5, Status.CLOSED, None),
        ("5", Status.CLOSED, None),
        (6, Status.OPEN, "6"),
        (99, Status.OPEN, "99"),
        (None, Status.OPEN, None),
        ("new", Status.OPEN, None),
    ],
)
def test_statuses(number: object, status: Status, own: str | None) -> None:
    assert values.status(number) is status  # type: ignore[arg-type]
    assert values.custom_status(number) == own  # type: ignore[arg-type]


def test_every_status_and_priority_can_be_written_and_read_again() -> None:
    for status in (Status.OPEN, Status.PENDING, Status.SOLVED, Status.CLOSED):
        assert values.status(values.status_number(status)) is status
    assert {values.status_number(one) for one in Status} == {2, 3, 4, 5}
    for priority in Priority:
        assert values.priority(values.priority_number(priority)) is (priority or Priority.LOW)
    assert values.priority(None) is Priority.NONE
    assert values.priority(9) is Priority.NONE


@pytest.mark.parametrize(
    ("path", "family"),
    [
        ("/tickets", "tickets"),
        ("/tickets/41/conversations", "tickets"),
        ("/tickets/41/time_entries", "tickets"),
        ("/tickets/archived/41", "tickets"),
        ("/contacts/7", "contacts"),
        ("/agents/me", "other"),
        ("/ticket_fields", "other"),
        ("/surveys/satisfaction_ratings", "other"),
        ("/search/solutions", "other"),
    ],
)
def test_each_path_draws_on_the_bucket_of_its_family(path: str, family: str) -> None:
    assert limits.family(path) == family
    assert limits.BUDGETS[family].is_told


def test_the_budgets_leave_a_quarter_of_what_was_seen_live_to_others() -> None:
    seen = {"tickets": 40, "contacts": 40, "other": 100}
    for name, total in seen.items():
        assert limits.BUDGETS[name].requests <= 0.75 * total
        assert limits.BUDGETS[name].seconds == 60
