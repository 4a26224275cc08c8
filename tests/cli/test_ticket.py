"""The verb `ticket`: several fields as one change, and what a helpdesk asks for along with it."""

import json

import pytest

from csr_desk.store.connection import Store
from tests.cli.conftest import Line


@pytest.fixture
def work(line: Line) -> Line:
    line.ok("new", "--channel", "email", "--customer", "ann@example.com", "--subject", "Late")
    return line


def test_fields_and_tags_change_together(work: Line) -> None:
    said = work.json(
        "ticket", "1", "--status", "pending", "--priority", "high", "--tag", "+parcel,late"
    )
    assert said["ticket"] == "1"
    assert (said["message"], said["state"]) == (None, "acknowledged")
    row = work.json("show", "1")
    assert (row["status"], row["priority"]) == ("pending", "high")
    assert sorted(row["tags"]) == ["late", "parcel"]
    work.ok("ticket", "1", "--tag=-late", "--assign", "none")
    row = work.json("show", "1")
    assert (row["tags"], row["assignee"]) == (["parcel"], None)


def test_nothing_different_is_no_change(work: Line) -> None:
    said = work.json("ticket", "1", "--assign", "me")
    assert (said["operation"], said["state"]) == (None, None)
    assert "nothing was different" in work.ok("ticket", "1", "--assign", "me").out


def test_solving_without_an_answer_needs_a_reason(work: Line) -> None:
    said = work("ticket", "1", "--status", "solved")
    assert said.code == 1
    assert work.json("ticket", "1", "--status", "solved", "--why", "told by phone")["operation"]
    assert work.json("show", "1")["status"] == "solved"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["1"], "nothing to change"),
        (["1", "--status", "gone"], "invalid choice"),
        (["1", "--assign", "Nobody Here"], "no colleague"),
        (["1", "--group", "Nowhere"], "no group"),
        (["77", "--priority", "low"], "no ticket 77"),
        (["1", "--field", "Cause=x"], "no field Cause"),
    ],
)
def test_what_cannot_be_is_one_sentence(work: Line, arguments: list[str], words: str) -> None:
    said = work("ticket", *arguments)
    assert said.code in (1, 2)
    assert words in said.err.lower().replace("cause", "Cause")


def test_what_the_helpdesk_wants_is_given_along(work: Line) -> None:
    store = Store(work.data / "desk.db")
    with store.transaction():
        store.execute("UPDATE ticket SET account = 'zd', remote_id = '1'")
        data = json.dumps({"options": [["c_late", "Late"], ["c_lost", "Lost"]]})
        rows = [("zd", "5", "Cause", "tagger", 1, "", data)]
        store.insert_many("INSERT INTO remote_field VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
    said = work("ticket", "1", "--status", "solved", "--why", "told")
    assert said.code == 1
    assert "wants these fields filled first: Cause" in said.err
    done = work.json("ticket", "1", "--status", "solved", "--why", "told", "--field", "cause=lost")
    assert done["state"] == "queued"
    assert store.all("SELECT remote_id, value FROM ticket_field") == [("5", '"c_lost"')]
    store.close()


def test_a_ticket_is_linked_and_merged_by_its_options(work: Line) -> None:
    for subject in ("Later", "Latest"):
        work.ok("new", "--channel", "email", "--customer", "ann@example.com", "--subject", subject)
    assert "linked to #2 (same-issue)" in work.ok("ticket", "1", "--link", "same-issue=2").out
    said = work.json("ticket", "2", "--merge-into", "#3", "--tag", "again")
    assert (said["ticket"], said["state"]) == ("2", "acknowledged")
    assert work.json("show", "2")["status"] == "closed"
    assert work.json("show", "3")["tags"] == ["again"]


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (("--merge-into", "1"), 1, "into itself"),
        (("--merge-into", "77"), 1, "77"),
        (("--link", "twin=2"), 2, "no link twin"),
        (("--link", "related"), 2, "KIND=TICKET"),
    ],
)
def test_what_cannot_be_joined_is_one_sentence(
    work: Line, options: tuple[str, str], code: int, words: str
) -> None:
    said = work("ticket", "1", *options)
    assert said.code == code
    assert words in said.err
