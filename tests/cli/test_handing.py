"""The verbs `escalate` and `transfer`."""

import pytest

from csr_desk.store.connection import Store
from tests.cli.conftest import Line

TEAMS = '[teams."Accounts Receivable"]\npeople = ["Ines Roth"]\n[teams.Warehouse]\ntier = "T2"\n'


@pytest.fixture
def work(line: Line) -> Line:
    line.config.write_text(TEAMS, encoding="utf-8")
    line.ok("new", "--channel", "email", "--customer", "ann@example.com", "--subject", "It smokes")
    return line


def call(work: Line, *words: str) -> dict[str, object]:
    found = work.json(*words)
    assert isinstance(found, dict)
    return found


def test_a_case_goes_higher(work: Line) -> None:
    said = call(work, "escalate", "1", "--tier", "T2", "--summary", "It smokes. New plug tried.")
    assert (said["ticket"], said["tier"], said["team"]) == ("1", "T2", "Warehouse")
    assert (said["state"], said["clock"]) == ("open", "calendar")
    shown = work.json("show", "1")
    assert shown["group"] == "Warehouse"
    assert "It smokes. New plug tried." in shown["messages"][-1]["body"]


@pytest.mark.parametrize("deadline", ["2h", "in 2 hours"])
def test_the_summary_is_drafted_and_the_deadline_is_typed(work: Line, deadline: str) -> None:
    said = call(work, "escalate", "1", "--tier", "Warehouse", "--deadline", deadline)
    store = Store(work.data / "desk.db")
    row = store.one("SELECT summary, due_at - opened_at FROM escalation WHERE id = 1")
    store.close()
    assert row == ("Problem: It smokes\nTried: nothing yet\nPromised: nothing yet", 7_200_000)
    assert said["follow_up"] == 1


def test_a_warm_transfer_waits_for_its_answer(work: Line) -> None:
    said = call(work, "transfer", "1", "--to", "accounts receivable", "--warm", "--reason", "bill")
    assert (said["to"], said["state"]) == ("Accounts Receivable", "offered")
    assert work.json("show", "1")["group"] is None
    assert call(work, "transfer", "1", "--answer", "accepted")["state"] == "accepted"
    shown = work.json("show", "1")
    assert (shown["group"], shown["assignee"]) == ("Accounts Receivable", None)


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["escalate", "1", "--tier", "T9"], 1, "no tier or team T9"),
        (["escalate", "7", "--tier", "T2"], 1, "no ticket 7"),
        (["escalate", "1"], 2, "--tier"),
        (["transfer", "1", "--to", "Nobody"], 1, "no team or colleague Nobody"),
        (["transfer", "1"], 2, "--to"),
        (["transfer", "1", "--answer", "declined"], 1, "waits for an answer"),
    ],
)
def test_what_cannot_be_is_one_sentence(
    work: Line, words: list[str], code: int, sentence: str
) -> None:
    said = work(*words)
    assert said.code == code
    assert sentence in said.err


def test_show_says_how_it_stands(work: Line) -> None:
    work.ok("escalate", "1", "--tier", "T2", "--summary", "It smokes.", "--reason", "defect")
    fields = work.json("show", "1")["fields"]
    assert [(one["tier"], one["team"], one["state"]) for one in fields["escalations"]] == [
        ("T2", "Warehouse", "open")
    ]
    assert (fields["transfer"], fields["others"]) == (None, None)
    assert "open T2 · Warehouse, answer by" in work.ok("show", "1").out


def test_show_says_which_details_are_confirmed(work: Line) -> None:
    details = work.json("show", "customer:1")["confirmed"]
    assert {one["field"]: one["at"] for one in details} == {"name": None, "email": None}
    assert "never confirmed" in work.ok("show", "customer:1").out


def test_a_verb_finds_what_became_of_it_while_no_desk_was_open(work: Line) -> None:
    work.ok("escalate", "1", "--tier", "T2", "--summary", "It smokes.")
    work.ok("ticket", "1", "--status", "solved", "--why", "by phone")
    (one,) = work.json("show", "1")["fields"]["escalations"]
    assert one["state"] == "closed"
    work.ok("ticket", "1", "--status", "open")
    (one,) = work.json("show", "1")["fields"]["escalations"]
    assert one["state"] == "open"
