"""A desk that works without pause and says what was acknowledged, until somebody kills it."""

import os
import random
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from csr_desk.actions import draft, interaction, message, shift, ticket, wrap_up
from csr_desk.actions.opening import open_desk
from csr_desk.actions.session import Session
from csr_desk.config import Config
from csr_desk.domain.models import Channel, DraftKind
from csr_desk.domain.wrap_up import WrapUp
from csr_desk.paths import Places
from csr_desk.store import people, timeline
from csr_desk.store.heartbeat import Heartbeat


def say(*words: object) -> None:
    """Acknowledge: whatever is written here must be there after the kill."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def main(folder: Path, seed: int) -> None:
    rng = random.Random(seed)
    uids = random.Random()
    desk = open_desk(
        Places(folder, folder / "config.toml"),
        Config(),
        lambda: datetime.now(UTC),
        time.monotonic,
        "worker",
        lambda: f"{uids.getrandbits(128):032x}",
    )
    session = Session(desk, Heartbeat(desk.places.heartbeat))
    session.begin()
    shift.start(desk)
    with desk.store.transaction():
        customer = people.insert_customer(
            desk.store, uid=desk.new_uid(), at=desk.now(), name="Ann Baker"
        )
    say("ready")
    while True:
        one = ticket.create(desk, customer, f"Parcel {rng.random()}", "chat", body="Where is it")
        say("ticket", one)
        contact = interaction.open_contact(desk, one, Channel.CHAT)
        say("interaction", contact.id)
        text = f"Answer {rng.random()}"
        draft.save(desk, one, DraftKind.NOTE, text, 3)
        say("draft", one, text)
        posted = message.reply(desk, one, text, interaction_id=contact.id)
        say("message", posted.message_id)
        session.tick()
        if rng.random() < 0.3:
            interaction.end(desk)
            interaction.park(desk)
            say("parked", contact.id)
            contact = timeline.unwrapped(desk.store, 1)[0]
        if contact.ended_at is not None or rng.random() < 0.8:
            wrap_up.commit(desk, contact.id, WrapUp("order/late", "pending_customer"))
            say("wrapped", contact.id)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
