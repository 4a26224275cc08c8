"""Answers to surveys by line: imported, in the report with their interval, on the customer."""

from pathlib import Path

import pytest

from tests.cli.line import Line


@pytest.fixture
def file(line: Line) -> Path:
    """Return a table of answers about two tickets of mine and one I never touched."""
    line.ok("shift", "start")
    mine = [line.ticket("One"), line.ticket("Two", "Bo <bo@b.example>")]
    other = line.ticket("Three", "Cy <cy@c.example>")
    for ticket in mine:
        line.ok("start", ticket, "--channel", "phone")
        line.wait(60)
        line.ok("end")
        line.ok("wrap", "--reason", "order/late", "--outcome", "resolved", "--cause", "carrier")
    line.wait(60)
    at = line.hands.wall.isoformat()
    rows = [
        f"{mine[0]},bad,too slow,{line.hands.wall.replace(minute=0).isoformat()}",
        f"{mine[0]},good,mended,{at}",
        f"{mine[1]},bad,\x1b[31mrude,{at}",
        f"{other},good,,{at}",
        f"999,good,,{at}",
    ]
    made = line.data.parent / "ratings.csv"
    made.write_text("\n".join(["ticket,rating,comment,answered_at", *rows]), encoding="utf-8")
    line.wait(60)
    return made


def test_the_report_of_the_day_has_csat_with_its_interval(line: Line, file: Path) -> None:
    (found,) = line.json("import", str(file))["files"]
    assert (found["kind"], found["imported"], found["rejected"]) == ("answers", 4, 1)
    assert "ticket 999 is not here" in Path(found["rejected_file"]).read_text(encoding="utf-8")
    csat = line.json("report", "day")["figures"]["csat"]
    assert (csat["num"], csat["den"], csat["value"]) == (1, 2, 50.0)
    assert csat["wilson95"] == [9.45, 90.55]
    assert line.json("report", "shift")["figures"]["csat"]["den"] == 2
    assert line.json("import", str(file))["files"][0]["unchanged"] == 4
    assert line.json("report", "day")["figures"]["csat"]["den"] == 2
    assert "1/2" in line.ok("report", "day").out
    assert line.json("verify")["ok"]


def test_the_kind_may_be_given_and_a_dry_run_keeps_nothing(line: Line, file: Path) -> None:
    said = line.ok("import", str(file), "--kind", "answers", "--dry-run").out
    assert "answers, 5 rows: 4 would be imported" in said
    assert line.json("report", "day")["figures"]["csat"]["den"] == 0
    assert line.json("report", "day")["figures"]["csat"]["value"] is None


def test_the_timeline_of_the_customer_shows_them_without_escapes(line: Line, file: Path) -> None:
    line("import", str(file))
    timeline = line.json("show", "customer:2")["timeline"]
    assert [(one["head"], one["text"][-4:]) for one in timeline if one["kind"] == "answer"] == [
        ("bad #2", "rude")
    ]
    said = line.ok("show", "customer:2").out
    assert "bad #2" in said
    [answer] = line.json("show", "2")["fields"]["answers"]
    assert (answer["kind"], answer["scale"], answer["value"]) == ("csat", "good/bad", "bad")
    shown = line.ok("show", "2").out
    assert "answered  bad (" in shown
    assert "rude" in shown
    assert "\x1b" not in shown
    assert "\x1b" not in said


def test_recommendation_and_effort_have_figures_of_their_own(line: Line, file: Path) -> None:
    text = f"ticket,nps,ces,date\n1,10,6,{line.hands.wall.isoformat()}\n"
    file.write_text(text + f"2,3,2,{line.hands.wall.isoformat()}\n", encoding="utf-8")
    assert line.json("import", str(file))["files"][0]["imported"] == 2
    figures = line.json("report", "day")["figures"]
    assert (figures["nps"]["num"], figures["nps"]["den"], figures["nps"]["value"]) == (0, 2, 0.0)
    assert (figures["ces"]["num"], figures["ces"]["den"]) == (8, 2)
    assert figures["csat"]["den"] == 0
