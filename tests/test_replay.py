"""Whole shifts through the actions: the acceptance day, a night shift, the nights clocks change."""

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
from tests.shared import shared

FIGURES = (
    *("aht", "mean_talk", "mean_hold", "mean_acw", "held_contacts", "occupancy", "utilisation"),
    *("fcr_reported", "fcr_issue_7d_provisional", "fcr_issue_7d_matured", "fcr_strict_customer"),
    *("escalation_rate", "transfer_rate", "contacts_per_customer", "log_local_30min"),
    *("reopen_rate_7d", "chat_wall_mean_for_contrast", "sla_first_response"),
)


def store_of(folder: Path) -> Store:
    return Store(folder / "desk.db", read_only=True)


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shift60")
    script = json.loads(shared("acceptance/shift60.json").read_text(encoding="utf-8"))
    assert replay.Replay(script, folder).run() == 0
    return folder


@pytest.fixture(scope="module")
def expected() -> dict[str, Any]:
    text = shared("acceptance/expected.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def test_every_contact_of_the_acceptance_day_to_the_second(
    day: Path, expected: dict[str, Any]
) -> None:
    zone = ZoneInfo("America/Detroit")
    records = {one.id: one.as_json(zone, 0) for one in log.records(store_of(day), 0)}
    names = {
        "talk_s": "talk",
        "hold_s": "hold",
        "acw_s": "after_call_work",
        "handle_s": "handle_time",
        "wall_s": "wall_time",
        "opened": "started_at",
        "contact_end": "ended_at",
        "logged_local": "wrapped_at",
        **{name: name for name in ("ticket", "customer", "channel", "reason", "outcome")},
    }
    assert len(records) == 60
    for row in expected["interactions"]:
        ours = {name: records[row["id"]][key] for name, key in names.items()}
        assert ours == {name: row[name] for name in names}


def test_the_figures_of_the_acceptance_day(day: Path, expected: dict[str, Any]) -> None:
    written = report.shift(store_of(day), Config(), 1, 0)
    answer = report_text.as_json(written, ZoneInfo("America/Detroit"))
    wanted = expected["figures"]
    for name in FIGURES:
        assert {key: answer["figures"][name][key] for key in wanted[name]} == wanted[name], name
    for channel, figure in wanted["aht_by_channel"].items():
        assert {key: answer["aht_by_channel"][channel][key] for key in figure} == figure
    assert answer["figures"]["triage_spam"]["value"] == wanted["triage_spam"]
    assert answer["states"] == wanted["states_s"]
    assert sum(answer["states"].values()) == 30_600
    assert answer["reasons"] == wanted["top_reasons"]
    assert answer["outcomes"] == wanted["outcomes"]


def test_the_late_first_responses_of_the_acceptance_day(
    day: Path, expected: dict[str, Any]
) -> None:
    late = store_of(day).all(
        "SELECT t.reference FROM sla_fact f JOIN ticket t ON t.id = f.ticket_id"
        " WHERE f.target = 'first_response' AND f.state = 'breached' ORDER BY f.ticket_id"
    )
    wanted = expected["figures"]["sla_first_response_breached"]
    assert [row[0] for row in late] == [f"T{number:02}" for number in wanted]


def test_the_log_of_the_acceptance_day_holds(day: Path) -> None:
    checks = verify.run(Store(day / "desk.db"), day / "state.json", 0)
    assert [check for check in checks if not check.ok] == []


def test_no_card_number_of_the_script_reaches_the_disk(day: Path) -> None:
    for file in day.rglob("*"):
        if file.is_file():
            assert b"4111 1111 1111 1111" not in file.read_bytes()
            assert b"4111-1111-1111-1111" not in file.read_bytes()


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
