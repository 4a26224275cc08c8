"""Whole shifts through the desk: the acceptance day, random days, nights, clocks that change."""

import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from csr_desk.config import Config
from csr_desk.domain.instants import SECOND
from csr_desk.reports import log, report, report_text, verify
from csr_desk.store.connection import Store
from tests import replay
from tests.replaying.drawn import drawn
from tests.shared import shared


def store_of(folder: Path) -> Store:
    return Store(folder / "desk.db", read_only=True)


def acceptance(name: str) -> dict[str, Any]:
    return dict(json.loads(shared(f"acceptance/{name}").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> tuple[replay.Replay, Path]:
    folder = tmp_path_factory.mktemp("shift60")
    played = replay.Replay(acceptance("shift60.json"), folder, acceptance("expected.json"))
    played.play()
    return played, folder


def test_every_event_of_the_acceptance_day_is_injected_or_comes(
    day: tuple[replay.Replay, Path],
) -> None:
    assert day[0].skipped == []
    assert day[0].problems == []
    assert day[0].checkpoints.waiting == []


def test_the_acceptance_day_is_as_expected_whole(day: tuple[replay.Replay, Path]) -> None:
    assert list(day[0].differences(acceptance("expected.json"))) == []


def test_a_wrong_expectation_is_told(day: tuple[replay.Replay, Path]) -> None:
    wrong = acceptance("expected.json")
    wrong["figures"]["aht"]["num"] += 1
    wrong["figures"]["handover"]["tasks"].pop()
    wrong["interactions"][7]["talk_s"] += 1
    wrong["interactions"][9]["logged_remote"] = None
    wrong["figures"]["never_heard_of"] = 1
    told = [line.split(":")[0] for line in day[0].differences(wrong)]
    assert told == [
        *("figures.aht.num", "figures.handover.tasks", "figures.never_heard_of"),
        *("interactions[8].talk_s", "interactions[10].logged_remote"),
    ]


def test_the_log_of_the_acceptance_day_holds(day: tuple[replay.Replay, Path]) -> None:
    folder = day[1]
    checks = verify.run(Store(folder / "desk.db"), folder / "state.json", 0)
    assert [check for check in checks if not check.ok] == []


def test_no_card_number_of_the_script_reaches_the_disk(day: tuple[replay.Replay, Path]) -> None:
    for file in day[1].rglob("*"):
        if file.is_file():
            assert b"4111 1111 1111 1111" not in file.read_bytes()
            assert b"4111-1111-1111-1111" not in file.read_bytes()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_another_day_gives_what_it_must(
    tmp_path: Path, seed: int, capsys: pytest.CaptureFixture[str]
) -> None:
    script, expected = drawn(seed)
    ended = replay.Replay(script, tmp_path, expected).run()
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1].endswith(" passed, 0 failed"), lines
    assert (ended, len(lines)) == (0, 1)


def test_a_type_of_event_nobody_knows_is_a_failure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script, _ = night(("-05:00", "-05:00"), ("2026-11-23", "2026-11-24"), 0)
    odd = {"n": 0, "by": "agent", "type": "tea.make", "at": script["events"][0]["at"]}
    script["events"].insert(1, odd)
    assert replay.Replay(script, tmp_path).run() == 1
    assert "FAIL event 0 tea.make: nothing here knows" in capsys.readouterr().out


def night(offsets: tuple[str, str], dates: tuple[str, str], moved: int) -> tuple[Any, int]:
    """A night shift over midnight; `moved` seconds are what the clock face is off by its end."""
    (first, second), (before, after) = dates, offsets
    events = [
        ("agent", "shift.start", f"{first}T22:00:00{before}", {}),
        ("agent", "state", f"{first}T22:00:00{before}", {"state": "AVAILABLE"}),
        (
            *("agent", "ix.open", f"{first}T23:50:00{before}"),
            {"ix": 1, "channel": "phone", "customer": "Ann", "ticket": "N1", "direction": "in"},
        ),
        ("agent", "ix.hold", f"{second}T00:05:00{before}", {"ix": 1}),
        ("agent", "ix.resume", f"{second}T00:06:10{before}", {"ix": 1}),
        ("agent", "ix.end", f"{second}T00:10:00{before}", {"ix": 1}),
        (
            *("agent", "ix.wrap", f"{second}T00:12:00{before}"),
            {"ix": 1, "reason": "order/late", "outcome": "resolved", "tags": []},
        ),
        (
            *("agent", "ix.open", f"{second}T00:50:00{before}"),
            {"ix": 2, "channel": "chat", "customer": "Bo", "ticket": "N2", "direction": "in"},
        ),
        ("agent", "ix.end", f"{second}T04:00:00{after}", {"ix": 2}),
        (
            *("agent", "ix.wrap", f"{second}T04:01:00{after}"),
            {"ix": 2, "reason": "product/info", "outcome": "pending_customer", "tags": []},
        ),
        ("agent", "shift.end", f"{second}T06:00:00{after}", {}),
    ]
    script = {
        "about": "night",
        "events": [
            {"n": n, "by": by, "type": kind, "at": at, **more}
            for n, (by, kind, at, more) in enumerate(events, 1)
        ],
    }
    return script, 8 * 3600 + moved


@pytest.mark.parametrize(
    ("offsets", "dates", "moved"),
    [
        (("-05:00", "-05:00"), ("2026-11-23", "2026-11-24"), 0),
        (("-04:00", "-05:00"), ("2026-10-31", "2026-11-01"), 3600),
        (("-05:00", "-04:00"), ("2027-03-13", "2027-03-14"), -3600),
        (("+11:00", "+10:30"), ("2027-04-03", "2027-04-04"), 1800),
    ],
    ids=["midnight", "autumn", "spring", "half an hour"],
)
def test_a_night_shift_is_as_long_as_it_was(
    tmp_path: Path, offsets: tuple[str, str], dates: tuple[str, str], moved: int
) -> None:
    script, length = night(offsets, dates, moved)
    assert replay.Replay(script, tmp_path).run() == 0
    store = store_of(tmp_path)
    chat, call = log.records(store, 0)
    assert (call.talk, call.hold, call.after_call_work) == (900 + 230, 70, 120)
    assert (chat.talk, chat.after_call_work) == (3 * 3600 + 600 + moved, 60)
    states = report_text.as_json(report.shift(store, Config(), 1, 0), ZoneInfo("UTC"))["states"]
    assert sum(states.values()) == length
    start, end = store.one("SELECT started_at, ended_at FROM shift") or (0, 0)
    assert (end - start) // SECOND == length
