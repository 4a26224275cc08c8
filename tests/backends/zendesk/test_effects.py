"""What a ticket or a comment shows of a write."""

import pytest

from csr_desk.backends.writes import HandleTime, OutComment, Write
from csr_desk.backends.zendesk.effects import in_effect, is_alike, needs_proof
from csr_desk.backends.zendesk.structs import CommentRow
from csr_desk.domain.queue_row import Priority, Status
from tests.backends.zendesk.test_bodies import BASE, UPDATE

NOW = BASE._replace(
    status=Status.PENDING,
    assignee="77",
    custom_status="88",
    subject="Pump  leaks",
    tags=("late_parcel", "vip"),
    custom={"900": 210, "901": "a", "902": ["x", "y"], "903": None, "904": True},
)


@pytest.mark.parametrize(
    ("write", "holds"),
    [
        (UPDATE._replace(fields={"status": Status.PENDING, "assignee": "77"}), True),
        (UPDATE._replace(fields={"status": 2, "group": None}), True),
        (UPDATE._replace(fields={"status": Status.SOLVED}), False),
        (UPDATE._replace(fields={"custom_status": "88", "status": Status.SOLVED}), True),
        (UPDATE._replace(fields={"custom_status": None}), True),
        (UPDATE._replace(fields={"assignee": None}), False),
        (UPDATE._replace(fields={"subject": "Pump leaks\x00"}), True),
        (UPDATE._replace(fields={"priority": Priority.NONE}), True),
        (UPDATE._replace(fields={"priority": Priority.HIGH}), False),
        (UPDATE._replace(custom={"900": "210", "901": "a", "902": ["y", "x"]}), True),
        (UPDATE._replace(custom={"900": 210.0}), True),
        (UPDATE._replace(custom={"903": "", "904": "true"}), True),
        (UPDATE._replace(custom={"903": 0}), False),
        (UPDATE._replace(custom={"901": "b"}), False),
        (UPDATE._replace(add_tags=("Late Parcel",), remove_tags=("b",)), True),
        (UPDATE._replace(add_tags=("new",)), False),
        (UPDATE._replace(remove_tags=("VIP",)), False),
    ],
)
def test_values_are_compared_as_zendesk_tells_them(write: Write, holds: bool) -> None:
    assert in_effect(write, NOW) is holds


def test_words_and_sums_need_a_proof() -> None:
    time = HandleTime(1, 0, 0)
    assert needs_proof(UPDATE._replace(comment=OutComment("x", True)))
    assert needs_proof(UPDATE._replace(handle_time=time, time_total_field="900"))
    assert not needs_proof(UPDATE._replace(handle_time=time))
    assert not needs_proof(UPDATE._replace(fields={"status": 2}))


@pytest.mark.parametrize(
    ("row", "alike"),
    [
        (CommentRow(public=True, html_body='<div dir="auto"><p>One<br>two</p></div>'), True),
        (CommentRow(public=True, plain_body="One two", html_body="<b>other</b>"), True),
        (CommentRow(public="true", body="One\n\n two "), True),
        (CommentRow(public=False, body="One two"), False),
        (CommentRow(public=True, body="One two three"), False),
        (CommentRow(public=True), False),
    ],
)
def test_comments_are_alike_in_words_and_readers(row: CommentRow, alike: bool) -> None:
    assert is_alike(OutComment("One\ntwo", True), row) is alike
