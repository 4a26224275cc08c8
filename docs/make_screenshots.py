"""Make docs/*.svg from the running program: `python docs/make_screenshots.py` (make screenshots).

The sample store is built for one fixed instant, so the pictures change only when the screens do.
"""

import asyncio
import json
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from csr_desk.actions import message, ticket
from csr_desk.actions.desk import Desk
from csr_desk.actions.opening import open_desk
from csr_desk.actions.session import Session
from csr_desk.app import DeskApp
from csr_desk.config import parse
from csr_desk.demo.make import make
from csr_desk.domain.instants import to_instant
from csr_desk.domain.models import OperationState, Priority, Status
from csr_desk.paths import Places
from csr_desk.store import operations, remote
from csr_desk.store.heartbeat import Heartbeat

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
SHOTS: Sequence[tuple[str, tuple[int, int], Sequence[str]]] = (
    ("queue", (120, 32), ()),
    ("ticket", (120, 32), ("j", "enter", "r", *"Hello Rosie, ")),
    ("wrap-up", (100, 28), ("f5", *"Noah", "enter", "enter", "f9")),
    ("outbox", (100, 26), ("g", "o", "j")),
    ("statistics", (120, 36), ("W", "[", "c")),
    ("macro", (100, 30), ("j", "m")),
)
WORK = "work"
SETTINGS = """
[desk]
zone = "UTC"
"""
CONNECTED = """
[accounts.work]
backend = "zendesk"
url = "https://acme.zendesk.com"
auth = "oauth"
client_id = "csr_desk"
"""


def fill_outbox(desk: Desk) -> None:
    """Put some changes of the sample on their way to a helpdesk, as the engine leaves them."""
    store = desk.store
    rows = store.all("SELECT id FROM ticket WHERE status IN (1, 2) ORDER BY queue_key LIMIT 6")
    held, clashing, refused, doubted, queued, waiting = (row[0] for row in rows)
    with store.transaction():
        for (number,) in rows:
            store.execute("UPDATE ticket SET account = ? WHERE id = ?", WORK, number)
        remote.set_account(
            store, WORK, state="online", since=desk.now(), pulled_at=desk.now() - 20_000
        )
        held_reply = message.reply(desk, held, "Your refund is on its way; it takes three days.")
        message.receive(desk, held, "Thank you, it has just arrived.", author="The customer")
        operations.move(store, [held_reply.operation], OperationState.HELD)
        store.execute("UPDATE message SET state = 'held' WHERE id = ?", held_reply.message_id)
        clash = ticket.change(desk, clashing, ticket.Change(priority=Priority.URGENT)) or ""
        operations.move(store, [clash], OperationState.CONFLICT)
        sides = {"base": Priority.NORMAL, "mine": Priority.URGENT, "theirs": Priority.LOW}
        values = {name: json.dumps(int(value)) for name, value in sides.items()}
        where = {"account": WORK, "ticket_id": clashing, "operation_uid": clash}
        store.insert("conflict", **where, field="priority", at=desk.now(), **values)
        solving = message.reply(desk, refused, "It is repaired.", status=Status.SOLVED)
        words = "Order number: is required when solving a ticket"
        operations.move(store, [solving.operation], OperationState.REJECTED, error=words)
        doubt = message.reply(desk, doubted, "Please try the new link.").operation
        operations.move(store, [doubt], OperationState.IN_DOUBT)
        note = message.note(desk, queued, "Called, nobody there.").operation
        operations.move(store, [note], OperationState.QUEUED)
        message.reply(desk, waiting, "It is blue.")


async def shoot(name: str, size: tuple[int, int], keys: Sequence[str]) -> None:
    """Press keys on a fresh sample and save the picture."""
    with tempfile.TemporaryDirectory() as folder:
        places = Places(Path(folder), Path(folder) / "config.toml")
        make(places.database, now=to_instant(NOW))
        is_connected = name == "outbox"
        config = parse(SETTINGS + CONNECTED * is_connected, places.config)
        uids = (f"{number:032x}" for number in range(10**9))
        desk = open_desk(places, config, lambda: NOW, lambda: 1.0, "shot", lambda: next(uids))
        if is_connected:
            fill_outbox(desk)
        app = DeskApp(desk, session=Session(desk, Heartbeat(places.heartbeat)))
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            for key in keys:
                await pilot.press(key)
            await pilot.pause()
            picture = app.export_screenshot(title="csr_desk")
        desk.store.close()
    (HERE / f"{name}.svg").write_text(picture, encoding="utf-8")
    print(f"docs/{name}.svg")


def main() -> None:
    """Make every picture."""
    for shot in SHOTS:
        asyncio.run(shoot(*shot))


if __name__ == "__main__":
    main()
