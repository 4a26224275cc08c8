"""Deadlines as the line mode tells them."""

from tests.cli.line import Line

SETTINGS = """
[desk]
zone = "UTC"
[calendars.office]
national = "DE"
[calendars.office.week]
mon = [["09:00", "17:00"]]
tue = [["09:00", "17:00"]]
[sla.policies.usual.target_s]
first_response = 7200
resolution = 28800
triage = 0
"""


def test_queue_and_show_tell_what_is_due_next(line: Line) -> None:
    line.config.write_text(SETTINGS)
    number = line.ticket()
    row = line.json("queue")[0]
    assert (row["due"], row["due_kind"]) == ("2026-11-23T11:00:00+00:00", "first_response")
    line.ok("reply", number, "Please tell us the number.", "--status", "pending")
    row = line.json("queue", "--view", "waiting")[0]
    assert (row["due"], row["due_kind"]) == (None, "resolution")
    shown = line.json("show", number)
    assert (shown["due"], shown["due_kind"]) == (None, "resolution")
    targets = {one["target"]: one for one in shown["fields"]["targets"]}
    assert targets["first_response"]["state"] == "met"
    assert targets["resolution"]["state"] == "paused"
    assert targets["resolution"]["left"] == 28_800
    said = line.ok("show", number).out
    assert "resolution paused, 8:00:00 of open time left" in said
    assert "solution: paused, 8 h left (8 h business)" in said


def test_a_verb_counts_what_ran_out_meanwhile(line: Line) -> None:
    line.config.write_text(SETTINGS)
    number = line.ticket()
    line.wait(3 * 3600)
    shown = line.json("show", number)
    state = {one["target"]: one["state"] for one in shown["fields"]["targets"]}
    assert state == {"first_response": "breached", "resolution": "running"}
    assert "late" in line.ok("show", number).out
    kinds = [one["name"] for one in line.json("verify")["checks"] if not one["ok"]]
    assert kinds == []


def test_doctor_names_what_the_lists_of_holidays_do_not_know(line: Line) -> None:
    line.config.write_text(SETTINGS.replace('"DE"', '"DE"\nopen_on = ["Boxing Dai"]'))
    found = {one["name"]: one for one in line("doctor", "--json").document["checks"]}
    assert not found["calendars"]["ok"]
    assert 'DE has no holiday "Boxing Dai" in 2026' in found["calendars"]["detail"]
    assert found["settings"]["ok"]
    line.config.write_text(SETTINGS)
    found = {one["name"]: one for one in line("doctor", "--json").document["checks"]}
    assert found["calendars"] == {"name": "calendars", "ok": True, "detail": "office", "mend": ""}


def test_an_unknown_place_refuses_no_verb(line: Line) -> None:
    line.config.write_text(SETTINGS.replace('"DE"', '"DX"'))
    line.ticket()
    assert line.json("queue")[0]["due"] is None
    found = {one["name"]: one for one in line("doctor", "--json").document["checks"]}
    assert 'no list of holidays for "DX"' in found["calendars"]["detail"]
