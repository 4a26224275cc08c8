"""A store with contacts whose every text is given, and the report of their day."""

import json
from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from csr_desk.config import Config
from csr_desk.domain.instants import MINUTE, Instant
from csr_desk.reports import report
from csr_desk.reports.report import Written
from csr_desk.store import people
from csr_desk.store.connection import Store
from tests.desk import TestDesk

ZONE = ZoneInfo("America/Detroit")


def day_of(folder: Path, texts: Sequence[str]) -> tuple[Store, Written]:
    """Return a day with one contact for each text, which stands in all its fields."""
    desk = TestDesk(folder)
    store, end = desk.store, desk.desk.now()
    with store.transaction():
        store.insert("shift", uid="s", agent_id=1, started_at=end - 60 * MINUTE)
        for number, words in enumerate(texts, 1):
            _contact(store, number, words, end)
    return store, report.day(store, Config(), 1, end + MINUTE, ZONE)


def _contact(store: Store, number: int, words: str, end: Instant) -> None:
    customer = people.insert_customer(store, uid=f"c{number}", at=end, name=words, salt="salt")
    listed = json.dumps([words])
    ticket = {
        "uid": f"t{number}",
        "reference": f"{words} {number}",
        "subject": words,
        "customer_id": customer,
        "channel": "email",
        "created_at": end,
        "updated_at": end,
    }
    contact = {
        "uid": f"i{number}",
        "ticket_id": store.insert("ticket", **ticket),
        "customer_id": customer,
        "channel": words,
        "direction": "in",
        "agent_id": 1,
        "shift_id": 1,
        "started_at": end - 5 * MINUTE,
        "ended_at": end - MINUTE,
        "phase": "acw",
        "wrapped_at": end,
        "order_number": words,
        "flags": listed,
    }
    number = store.insert("interaction", **contact)
    wrap_up = {
        "interaction_id": number,
        **dict.fromkeys(("reason", "outcome", "cause", "note", "next_action"), words),
        "tags": listed,
        "at": end,
        "actor": "Me",
    }
    store.insert("wrap_up", **wrap_up)
    more = {"interaction_id": number, "phase": "talk", "delta_s": 200, "kind": "corrected"}
    store.insert("time_correction", **more, at=end, reason="typed by hand")
