"""A day drawn by a seed, with its figures counted by hand: no function of the desk has a part."""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

START = datetime.fromisoformat("2027-03-02T08:00:00+01:00")
PEOPLE = ("Ada", "Bo", "Cy", "Dee", "Eli", "Flo", "Gus", "Hal")
REASONS = ("order/late", "order/status", "billing/invoice", "account/access")
OUTCOMES = ("resolved", "resolved", "resolved", "pending_customer")
UNDO_S, AFTER_S = 15, 6
CONTACTS = 12


@dataclass
class Day:
    """The events so far, and the seconds they come to."""

    rng: random.Random
    events: list[dict[str, Any]] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)
    idle: int = 0
    now: int = 0

    def at(self, second: int) -> str:
        """Return a second of the day as the script writes it."""
        return (START + timedelta(seconds=second)).isoformat()

    def add(self, second: int, by: str, what: str, **more: Any) -> None:
        """Add an event."""
        self.events.append({"second": second, "by": by, "type": what, **more})


def drawn(seed: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a script and what must come of it."""
    day = Day(random.Random(seed))
    day.add(0, "agent", "shift.start")
    day.add(0, "agent", "state", state="AVAILABLE")
    # It is noticed by the next pull, half a minute later at most: within the same minute.
    down = 60 * day.rng.randint(5, 15) + day.rng.randint(0, 20)
    up = down + day.rng.randint(300, 900)
    day.add(down, "world", "net.down")
    day.add(up, "world", "net.up")
    for number in range(1, CONTACTS + 1):
        _contact(day, number, (down, up))
    end = max(day.now, up + 30) + 60
    day.idle += end - day.now
    day.add(end, "agent", "shift.end")
    events = sorted(enumerate(day.events), key=lambda one: (one[1]["second"], one[0]))
    script = {
        "about": f"drawn {seed}",
        "zone": "Europe/Berlin",
        "settings": {"undo_send_s": {"email": UNDO_S, "chat": 0}},
        "customers": list(PEOPLE),
        "events": [_written(day, n, event) for n, (_, event) in enumerate(events, 1)],
    }
    return script, _expected(day, end, (down, up))


def _written(day: Day, n: int, event: dict[str, Any]) -> dict[str, Any]:
    rest = {name: value for name, value in event.items() if name != "second"}
    return {"n": n, "at": day.at(event["second"]), **rest}


def _contact(day: Day, number: int, outage: tuple[int, int]) -> None:
    rng, ix = day.rng, {"ix": number}
    gap = rng.randint(0, 40)
    opened = day.now + gap
    day.idle += gap
    channel, customer = rng.choice(("phone", "email")), rng.choice(PEOPLE)
    ticket = f"D{number:02}"
    day.add(
        opened, "agent", "ix.open", **ix, channel=channel, direction="in", customer=customer,
        ticket=ticket,
    )  # fmt: skip
    talk, hold, acw = rng.randint(20, 200), 0, rng.randint(20, 90)
    if channel == "phone" and rng.random() < 0.5:
        hold = rng.randint(5, 60)
        day.add(opened + talk - 10, "agent", "ix.hold", **ix)
        day.add(opened + talk - 10 + hold, "agent", "ix.resume", **ix)
    ended = opened + talk + hold
    if channel == "email":
        _message(day, number, ended, outage)
    day.add(ended, "agent", "ix.end", **ix)
    wrapped = ended + acw
    reason, outcome = rng.choice(REASONS), rng.choice(OUTCOMES)
    day.add(
        wrapped, "agent", "ix.wrap", **ix, reason=reason, outcome=outcome, tags=[],
        next_action="none", op=f"w{number}",
    )  # fmt: skip
    logged = _through(wrapped, outage)
    day.add(logged, "world", "server.ack", op=f"w{number}", **ix, logs=True)
    day.now = wrapped
    times = {"talk_s": talk, "hold_s": hold, "acw_s": acw, "handle_s": talk + hold + acw}
    marks = {"opened": opened, "contact_end": ended, "logged_local": wrapped}
    day.rows.append(
        {
            "id": number, "channel": channel, "customer": customer, "ticket": ticket,
            "reason": reason, "outcome": outcome, **times, "wall_s": wrapped - opened,
            **{name: day.at(at) for name, at in marks.items()}, "logged_remote": day.at(logged),
        }
    )  # fmt: skip


def _message(day: Day, number: int, at: int, outage: tuple[int, int]) -> None:
    name = {"op": f"m{number}", "ix": number}
    release = at + UNDO_S
    day.add(at, "agent", "msg.queue", **name, kind="reply", release_at=day.at(release))
    day.add(_through(release, outage), "world", "server.ack", **name, public=True)


def _through(second: int, outage: tuple[int, int]) -> int:
    """Return when the helpdesk has what leaves at a second."""
    down, up = outage
    return up + AFTER_S if down <= second < up else second


def _expected(day: Day, end: int, outage: tuple[int, int]) -> dict[str, Any]:
    rows, count = day.rows, len(day.rows)
    handle = sum(row["handle_s"] for row in rows)
    solved = sum(row["outcome"] == "resolved" for row in rows)
    figures = {
        "shift_s": end,
        "states_s": {"HANDLING": handle, "AVAILABLE": day.idle},
        "interactions": count,
        "handle_s": handle,
        "aht": {"num": handle, "den": count, "unit": "s"},
        "mean_talk": {"num": sum(row["talk_s"] for row in rows), "den": count},
        "mean_hold": {"num": sum(row["hold_s"] for row in rows), "den": count},
        "mean_acw": {"num": sum(row["acw_s"] for row in rows), "den": count},
        "held_contacts": {"num": sum(row["hold_s"] > 0 for row in rows), "den": count},
        "by_channel": dict(Counter(row["channel"] for row in rows)),
        "outcomes": dict(Counter(row["outcome"] for row in rows)),
        "occupancy": {"num": handle, "den": end},
        "fcr_reported": {"num": solved, "den": count},
        "contacts_per_customer": {"num": count, "den": len({row["customer"] for row in rows})},
        "log_local_30min": {"num": count, "den": count},
        "log_remote_30min": {"num": count, "den": count},
        "handover": {"unlogged": 0, "outbox": 0, "held": 0, "callbacks": [], "tasks": []},
    }
    down, up = outage
    offline = f"offline since {(START + timedelta(seconds=down)):%H:%M}"
    checkpoints = [
        {"at": day.at(0), "network": "online", "outbox": 0, "follow_ups_today": 0},
        {"at": day.at(up - 1), "in_doubt": 0, "held": 0, "network": offline},
        {"at": day.at(end), "outbox": 0, "network": "online"},
    ]
    return {"as_of": day.at(end), "figures": figures, "checkpoints": checkpoints,
            "interactions": rows}  # fmt: skip
