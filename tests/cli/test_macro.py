"""The verb `macro`."""

import pytest

from csr_desk.domain.macro_steps import Steps, as_text
from csr_desk.domain.models import Priority, Status
from csr_desk.store.connection import Store
from tests.cli.conftest import Line


@pytest.fixture
def work(line: Line) -> Line:
    line.ok("new", "--channel", "email", "--customer", "ann@example.com", "--subject", "Late")
    store = Store(line.data / "desk.db")
    for name, steps in (
        ("Rush", Steps(priority=Priority.URGENT, add_tags=("vip",))),
        ("Close", Steps(status=Status.SOLVED)),
    ):
        store.insert(
            "macro", uid=name, name=name, steps=as_text(steps), left_out='["type: incident"]',
            created_at=0, updated_at=0,
        )  # fmt: skip
    store.close()
    return line


def test_a_dry_run_says_it_and_changes_nothing(work: Line) -> None:
    said = work.json("macro", "1", "rush", "--dry-run")
    assert said["done"] is False
    assert said["changes"] == [
        {"what": "priority", "old": "normal", "new": "urgent"},
        {"what": "tags", "old": "none", "new": "+vip"},
    ]
    assert said["not_done_here"] == ["type: incident"]
    assert work.json("show", "1")["priority"] == "normal"


def test_it_runs_and_says_what_it_did(work: Line) -> None:
    said = work.ok("macro", "1", "Rush").out
    assert "Ticket #1 changed:" in said
    assert "priority: normal → urgent" in said
    assert "Not done by this desk: type: incident" in said
    shown = work.json("show", "1")
    assert (shown["priority"], shown["tags"]) == ("urgent", ["vip"])


def test_what_is_not_possible_is_refused(work: Line) -> None:
    assert "would stay as it is" in work.ok("macro", "1", "Close", "--dry-run").out
    assert "the customer had no answer yet" in work("macro", "1", "Close").err
    said = work("macro", "1", "Rusk")
    assert (said.code, "here is no macro Rusk" in said.err) == (1, True)
