"""Contacts, wrap-up and log: the clock runs across processes."""

import pytest

from tests.cli.line import Line


def test_a_whole_contact_counts_every_second(line: Line) -> None:
    number = line.ticket()
    begun = line.json("start", number, "--channel", "phone")
    assert begun == {"interaction": 1, "ticket": number, "phase": "talk"}
    line.wait(100)
    assert line.json("hold")["phase"] == "hold"
    line.wait(20)
    assert line.json("resume")["phase"] == "talk"
    line.wait(30)
    assert line.json("end")["phase"] == "acw"
    line.wait(15)
    done = line.json(
        *("wrap", "--reason", "order/late", "--outcome", "resolved", "--cause", "carrier"),
        *("--tag", "Parcel", "--tag", "a,b", "--note", "The depot has it."),
    )
    assert done == {"interaction": 1, "ticket": number, "handle_time": 165}
    (record,) = line.json("log")
    assert record == {
        "id": 1,
        "ticket": number,
        "customer": "Ann Baker",
        "customer_id": 1,
        "channel": "phone",
        "direction": "in",
        "started_at": "2026-11-23T09:00:00+00:00",
        "ended_at": "2026-11-23T09:02:30+00:00",
        "wrapped_at": "2026-11-23T09:02:45+00:00",
        "synced_at": None,
        "talk": 130,
        "hold": 20,
        "after_call_work": 15,
        "handle_time": 165,
        "wall_time": 165,
        "reason": "order/late",
        "outcome": "resolved",
        "cause": "carrier",
        "tags": ["a", "b", "parcel"],
        "note": "The depot has it.",
        "agent": "me",
        "flags": [],
    }


def test_a_wall_clock_that_is_set_changes_no_duration(line: Line) -> None:
    line.ok("start", line.ticket())
    line.wait(60)
    line.hands.wall = line.hands.wall.replace(hour=5)
    line.ok("end")
    (record,) = line.json("log")
    assert (record["talk"], record["ended_at"]) == (60, "2026-11-23T09:01:00+00:00")


def test_the_text_form_says_the_same(line: Line) -> None:
    number = line.ticket()
    assert line.ok("start", number).out == f"Contact 1 on ticket #{number}: talk.\n"
    line.wait(61)
    assert line.ok("end").out == f"Contact 1 on ticket #{number}: after-call work.\n"
    said = line.ok("wrap", "--reason", "order/late", "--outcome", "pending_customer")
    assert said.out == f"Contact 1 on ticket #{number} is logged: 1:01 handle time.\n"
    head, row = line.ok("log").out.splitlines()
    assert head.split()[:3] == ["ID", "STARTED", "TICKET"]
    assert "1:01" in row
    assert "order/late" in row


def test_a_contact_by_customer_makes_its_ticket(line: Line) -> None:
    line.ticket(who="Bo <bo@b.example>")
    begun = line.json("start", "--customer", "bo@b.example", "--direction", "out")
    shown = line.json("show", begun["ticket"])
    assert (shown["customer"], shown["channel"]) == ("Bo", "phone")
    assert shown["interactions"][0]["direction"] == "out"


def test_a_live_call_keeps_the_clock(line: Line) -> None:
    line.ok("start", line.ticket(), "--channel", "phone")
    said = line.ok("start", line.ticket("Second"), "--channel", "chat")
    assert "Contact 1 is on the line" in said.err
    refused = line("focus", "2")
    assert refused.code == 1
    assert "contact 1 is on the line" in refused.err
    line.ok("end", "1")
    assert line.json("focus", "2")["interaction"] == 2


@pytest.mark.parametrize("verb", ["hold", "resume", "end", "wrap"])
def test_without_a_contact_the_sentence_says_how_to_begin(line: Line, verb: str) -> None:
    said = line(verb)
    assert (said.code, said.out) == (1, "")
    assert said.err == "no contact is open. Begin one with `csr-desk start`.\n"


def test_open_contacts_without_focus_are_named(line: Line) -> None:
    line.ok("start", line.ticket())
    line.ok("end")
    line.ok("start", line.ticket("Second"))
    line.ok("wrap", "2", "--reason", "order/late", "--outcome", "pending_customer")
    said = line("wrap")
    assert "open are 1" in said.err
    assert "`csr-desk wrap 1`" in said.err


def test_start_takes_a_ticket_or_a_customer(line: Line) -> None:
    line.ticket()
    for arguments in ((), ("1", "--customer", "Ann Baker")):
        assert line("start", *arguments).code == 2


class TestWrap:
    def test_everything_that_is_missing_is_named_with_its_choices(self, line: Line) -> None:
        line.ok("start", line.ticket())
        said = line("wrap")
        assert said.code == 1
        assert "--reason is missing. --outcome is missing." in said.err
        assert "returns/label|exchange" in said.err
        assert "resolved, pending_customer" in said.err
        assert line.json("log")[0]["ended_at"] is None

    def test_a_near_miss_is_asked_about(self, line: Line) -> None:
        line.ok("start", line.ticket())
        said = line("wrap", "--reason", "order/lat", "--outcome", "resolvd")
        assert 'Did you mean "order/late"?' in said.err
        assert 'Did you mean "resolved"?' in said.err
        assert "returns/" not in said.err

    def test_an_untold_customer_blocks_the_end(self, line: Line) -> None:
        line.ok("start", line.ticket())
        answer = ("wrap", "--reason", "order/late", "--outcome", "resolved")
        assert "--told" in line(*answer).err
        assert line.ok(*answer, "--told", "mailed by the shop").code == 0

    def test_a_callback_makes_its_follow_up(self, line: Line) -> None:
        number = line.ticket()
        line.ok("start", number)
        line.ok(*_callback("--due", "4m", "--note", "ring again"))
        rows = line.json("queue", "--view", "follow-ups")
        assert [row["ticket"] for row in rows] == [number]

    def test_a_callback_without_a_time_is_said(self, line: Line) -> None:
        line.ok("start", line.ticket())
        said = line.ok(*_callback("--next-action", "callback"))
        assert "--due says when" in said.err

    def test_a_wrong_time_is_usage_and_changes_nothing(self, line: Line) -> None:
        line.ok("start", line.ticket())
        assert line(*_callback("--due", "soonish")).code == 2
        assert line.json("log")[0]["wrapped_at"] is None

    def test_twice_is_refused(self, line: Line) -> None:
        line.ok("start", line.ticket())
        line.ok(*_callback())
        said = line(*_callback(), "1")
        assert said.code == 1
        assert "already logged" in said.err


def _callback(*more: str) -> tuple[str, ...]:
    return ("wrap", "--reason", "order/late", "--outcome", "callback", *more)
