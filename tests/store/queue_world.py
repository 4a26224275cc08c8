"""A store of generated tickets for the queue's tests, and the naive answers to compare with."""

import random
from pathlib import Path
from typing import Any

from csr_desk.store import migrations
from csr_desk.store.connection import Store

NOW = 1_795_000_000_000
MINUTE = 60_000


def empty_store(folder: Path) -> Store:
    path = folder / "desk.db"
    path.touch()
    store = Store(path)
    store.db.execute("PRAGMA synchronous=OFF")
    rng = random.Random(1)
    migrations.migrate(store, NOW, lambda: f"{rng.getrandbits(64):x}", lambda version: None)
    store.insert("agent", name="Me")
    store.insert("agent", name="Colleague")
    store.insert("team", name="Returns")
    for number in range(1, 6):
        store.insert(
            "customer",
            uid=f"c{number}",
            name=["Ann Baker", "Zoë Ångström", "李雷", "محمد", "Bob O'Neil"][number - 1],
            created_at=NOW,
            updated_at=NOW,
        )
    return store


TICKET = (
    "INSERT INTO ticket (id, uid, reference, subject, customer_id, channel, status, priority,"
    " assignee_id, team_id, created_at, updated_at, waiting_since, due_at, solved_at,"
    " last_message_at, last_seen_at, snippet) VALUES"
    " (:id, :uid, :reference, :subject, :customer_id, :channel, :status, :priority,"
    " :assignee_id, :team_id, :created_at, :updated_at, :waiting_since, :due_at, :solved_at,"
    " :last_message_at, :last_seen_at, :snippet)"
)


def ticket(number: int, **more: Any) -> dict[str, Any]:
    status = more.get("status", 1)
    return {
        "id": number,
        "uid": f"t{number}",
        "reference": str(1000 + number),
        "subject": f"Late parcel {number}",
        "customer_id": 1 + number % 5,
        "channel": "email",
        "status": status,
        "priority": 2,
        "assignee_id": None,
        "team_id": None,
        "created_at": NOW,
        "updated_at": NOW,
        "waiting_since": None,
        "due_at": None,
        "solved_at": NOW if status == 4 else None,
        "last_message_at": None,
        "last_seen_at": None,
        "snippet": "",
        **more,
    }


def fill(store: Store, rows: list[dict[str, Any]]) -> None:
    with store.transaction():
        store.db.executemany(TICKET, rows)


def random_rows(rng: random.Random, count: int, *, start: int = 1) -> list[dict[str, Any]]:
    """Tickets with many equal instants, so that the id has to decide."""
    rows = []
    for number in range(start, start + count):
        status = rng.choice((0, 1, 1, 1, 2, 3, 4, 5))
        rows.append(
            ticket(
                number,
                status=status,
                priority=rng.randrange(5),
                assignee_id=rng.choice((None, 1, 1, 2)),
                team_id=rng.choice((None, 1)),
                channel=rng.choice(("email", "phone", "chat")),
                updated_at=NOW - rng.randrange(40) * MINUTE,
                due_at=rng.choice((None, NOW + rng.randrange(40) * MINUTE)),
                waiting_since=rng.choice((None, NOW - rng.randrange(9) * MINUTE)),
                solved_at=NOW - rng.randrange(40) * MINUTE if status == 4 else None,
            )
        )
    return rows
