"""`follow-up` and `pop` as typed."""

import fcntl

import pytest

from tests.cli.line import Line

KEYS = {
    "follow_up", "kind", "text", "number", "due_at", "state", "overdue", "ticket", "customer",
    "customer_id",
}  # fmt: skip


@pytest.fixture
def work(line: Line) -> Line:
    line.config.write_text('[desk]\nzone = "UTC"\n')
    line.ticket(who="+49 30 5550000")
    return line


def test_a_follow_up_is_added_listed_moved_and_done(work: Line) -> None:
    made = work.json("follow-up", "add", "tomorrow 10", "Ask the carrier", "--ticket", "1")
    assert set(made) == KEYS
    assert made["due_at"] == "2026-11-24T10:00:00+00:00"
    assert (made["ticket"], made["customer_id"], made["state"]) == ("1", 1, "open")
    assert work.json("follow-up", "list", "--ticket", "1") == [made]
    said = work.ok("follow-up", "move", str(made["follow_up"]), "fri 14:30").out
    assert said == "Follow-up 1 is due Fri 27 Nov 14:30.\n"
    assert work.ok("follow-up", "done", "1").out == "Follow-up 1 is done.\n"
    assert work.json("follow-up", "list") == []
    assert work.json("follow-up", "list", "--all")[0]["state"] == "done"
    assert work.ok("follow-up", "undo").out == "Follow-up 1: “done” is taken back.\n"
    assert work.ok("follow-up", "drop", "1").out == "Follow-up 1 is dropped.\n"


def test_a_callback_has_a_number_and_iso_times_are_taken(work: Line) -> None:
    made = work.json(
        "follow-up", "add", "2026-11-23T12:00+01:00", "Refund", "--customer", "1", "--callback",
        "+49305550000",
    )  # fmt: skip
    assert (made["kind"], made["number"]) == ("callback", "+49305550000")
    assert made["due_at"] == "2026-11-23T11:00:00+00:00"
    assert "Refund" in work.ok("follow-up", "list").out
    assert work.json("follow-up", "list", "--due") == []
    work.wait(7_201)
    assert [one["overdue"] for one in work.json("follow-up", "list", "--due")] == [True]


@pytest.mark.parametrize(
    ("typed", "code", "words"),
    [
        (("add", "soon", "x"), 2, "“soon” is no time"),
        (("add", "tomorrow"), 2, "takes WHEN and TEXT"),
        (("add", "2020-01-01T09:00", "x"), 2, "is past"),
        (("done", "9"), 1, "there is no open follow-up 9"),
        (("done", "x"), 2, "x is no number of a follow-up"),
        (("undo",), 1, "nothing was done with a follow-up"),
    ],
)
def test_what_cannot_be_is_said(work: Line, typed: tuple[str, ...], code: int, words: str) -> None:
    said = work("follow-up", *typed)
    assert said.code == code
    assert words in said.err


def test_without_a_desk_pop_prints_who_it_is(work: Line) -> None:
    out = work.ok("pop", "--from", "030 5550000").out
    assert "customer:1" in out
    assert "Late parcel" in out
    found = work.json("pop", "--ticket", "1", "--channel", "chat")
    assert (found["shown"], found["from"], found["channel"]) == (False, "#1", "chat")
    (match,) = found["matches"]
    assert [one["ticket"] for one in match["tickets"]] == ["1"]
    assert match["contacts"] == []
    assert work.ok("pop", "--email", "nobody@x.example").out == (
        "Nobody is known by nobody@x.example.\n"
    )
    assert work("pop").code == 2


def test_an_open_desk_shows_it(work: Line) -> None:
    with (work.data / "desk.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert work.json("pop", "--from", "+49305550000")["shown"] is True
        assert work.ok("pop", "--from", "12345").out == "The open desk shows it.\n"
