"""The handover sheet: what a shift leaves open, now and as it was kept."""

import stat
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from csr_desk.actions import (
    customer,
    draft,
    escalation,
    follow_up,
    interaction,
    message,
    shift,
    wrap_up,
)
from csr_desk.domain.instants import HOUR, MINUTE
from csr_desk.domain.models import Channel, DraftKind
from csr_desk.domain.wrap_up import WrapUp
from csr_desk.errors import Refused
from csr_desk.reports import handover
from tests.desk import TestDesk

UTC = ZoneInfo("UTC")


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[TestDesk]:
    made = TestDesk(tmp_path)
    made.customer("Ann\x1b[31m Baker")
    yield made
    made.heartbeat.close()
    made.store.close()


def logged(hand: TestDesk, outcome: str, ticket: int | None = None) -> int:
    one = interaction.open_contact(hand.desk, ticket or hand.ticket(), Channel.PHONE)
    hand.wait(60)
    wrap_up.commit(hand.desk, one.id, WrapUp("order/late", outcome))
    return one.ticket_id


def sheet(hand: TestDesk) -> handover.Sheet:
    return handover.sheet(hand.store, 1, hand.desk.now())


def test_nothing_open_says_so(hand: TestDesk) -> None:
    shift.start(hand.desk)
    found = sheet(hand)
    assert found.count == 0
    assert handover.as_text(found, UTC).endswith("Nothing is open.")


def test_each_section_has_what_belongs_there(hand: TestDesk) -> None:
    now = hand.desk.now()
    waits, inside = logged(hand, "pending_customer"), logged(hand, "pending_internal")
    logged(hand, "resolved")
    high = hand.ticket()
    escalation.make(hand.desk, high, escalation.Wanted("T2", "Fault", "Steps tried"))
    follow_up.add(hand.desk, "Ring about it", now + HOUR, ticket_id=waits, kind="callback")
    follow_up.add(hand.desk, "Look at the refund", now + 2 * HOUR, ticket_id=waits)
    done = follow_up.add(hand.desk, "Long done", now + HOUR)
    follow_up.done(hand.desk, done)
    draft.save(hand.desk, inside, DraftKind.REPLY, "half of an ans")
    message.reply(hand.desk, high, "soon there")
    running = interaction.open_contact(hand.desk, hand.ticket(), Channel.PHONE)
    found = sheet(hand)
    assert {name: count for name, count in found.counts.items() if count} == {
        **dict.fromkeys(("unlogged", "escalations", "callbacks", "drafts", "unsent"), 1),
        "pending_customer": 1,
        "pending_internal": 1,
        "tasks": 2,
    }
    assert [row.id for row in found.sections["unlogged"]] == [running.id]
    assert [row.ticket_id for row in found.sections["pending_customer"]] == [waits]
    assert found.sections["unsent"][0].state == "waiting"
    lines = handover.as_text(found, UTC).splitlines()
    assert sum(line.startswith("  ") for line in lines) == found.count


def test_a_callback_says_when_it_stands_in_the_queue(hand: TestDesk) -> None:
    due = hand.desk.now() + HOUR
    follow_up.add(hand.desk, "Ring", due, kind="callback", number="+15550100")
    document = handover.as_json(sheet(hand), UTC)
    assert document["callbacks"][0]["due"] == "2026-11-23T10:00:00+00:00"
    assert document["callbacks"][0]["shown_from"] == "2026-11-23T09:55:00+00:00"
    assert "(in the queue from 09:55)" in handover.as_text(sheet(hand), UTC)


def test_who_came_again_waits_no_longer_for_the_first_contact(hand: TestDesk) -> None:
    ticket = logged(hand, "pending_customer")
    hand.wait(60)
    logged(hand, "resolved", ticket)
    assert sheet(hand).sections["pending_customer"] == []


def test_foreign_text_is_clean_on_the_sheet(hand: TestDesk) -> None:
    logged(hand, "pending_customer")
    assert "\x1b" not in handover.as_text(sheet(hand), UTC)


def test_the_sheet_of_the_end_is_kept_and_shows_what_became_of_it(hand: TestDesk) -> None:
    shift.start(hand.desk)
    ticket = hand.ticket()
    task = follow_up.add(hand.desk, "Check it", hand.desk.now() + HOUR, ticket_id=ticket)
    hand.wait(60)
    ended = shift.end(hand.desk)
    hand.wait(600)
    follow_up.add(hand.desk, "Of the next shift", hand.desk.now() + HOUR)
    follow_up.done(hand.desk, task)
    kept = handover.required(hand.store, 1, ended.id)
    assert (kept.at, kept.is_kept) == (hand.desk.now() - 10 * MINUTE, True)
    assert [(row.words, row.state) for row in kept.sections["tasks"]] == [("Check it", "done")]


def test_what_is_kept_holds_no_words(hand: TestDesk) -> None:
    shift.start(hand.desk)
    who = customer.create(hand.desk, customer.NewCustomer("Zoe Quill"))
    follow_up.add(hand.desk, "Zoe wants it", hand.desk.now() + HOUR, customer_id=who)
    shift.end(hand.desk)
    data = hand.store.value("SELECT data FROM handover")
    assert "Zoe" not in data


def test_before_a_shift_ended_none_was_kept(hand: TestDesk) -> None:
    shift.start(hand.desk)
    with pytest.raises(Refused, match="no handover sheet was kept"):
        handover.required(hand.store, 1)


def test_a_file_is_private_and_never_written_over(hand: TestDesk, tmp_path: Path) -> None:
    logged(hand, "pending_customer")
    found, path = sheet(hand), tmp_path / "handover.txt"
    handover.write(path, found, UTC)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text(encoding="utf-8") == handover.as_text(found, UTC) + "\n"
    with pytest.raises(Refused):
        handover.write(path, found, UTC)
