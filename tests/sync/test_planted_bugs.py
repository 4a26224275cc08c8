"""Bugs planted on purpose: a simulation that does not find them finds nothing.

Without a bug the same seeds are sound: they are the first of those in test_simulation.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from csr_desk.actions import outbox
from csr_desk.backends.freshdesk import preparing
from csr_desk.backends.zendesk.backend import ZendeskBackend
from csr_desk.sync import doubt, outcomes, push, reading
from tests.sync.simulation import FAULTS, run
from tests.sync.test_simulation import folder, made_template, template
from tests.sync.vendor_freshdesk import FEW_FRESHDESK
from tests.sync.vendors import ZENDESK, Vendor

__all__ = ["folder", "template"]
SEEDS = 120

each = pytest.mark.parametrize("vendor", [ZENDESK, FEW_FRESHDESK], ids=lambda one: one.name)


LATE = {"late": 3.0, "drop_after": 1.0, "drop_before": 1.0}
"""What only a second look, half a minute later, sees."""


def caught(
    folder: Path,
    template: Path,
    vendor: Vendor = ZENDESK,
    faults: Mapping[str, float] = FAULTS,
) -> list[str]:
    """Return what the first seed that notices says."""
    for seed in range(SEEDS):
        place = folder / str(seed)
        place.mkdir()
        broken = run(seed, place, template, vendor=vendor, faults=faults)
        if broken:
            return broken
    return []


@each
def test_a_retry_without_reading_back_is_caught(
    folder: Path, template: Path, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look(account: Any, ticket_id: int, marker: str) -> Any:
        bundle = push.operations.bundle(account.desk.store, marker)
        outcomes.send_again(account, bundle)
        reading.doubt_base(account, ticket_id)
        return True
        yield

    monkeypatch.setattr(push, "look", look)
    found = caught(folder, template, vendor)
    assert any("times" in words or "twice" in words for words in found)


def test_a_single_look_is_caught(
    folder: Path, template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is still on its way at the first look stands there at the second."""
    monkeypatch.setattr(doubt, "_is_safe", lambda account, joined, bundle: True)
    assert caught(folder, template, FEW_FRESHDESK, LATE)


@each
def test_what_arrives_late_is_seen_by_the_second_look(
    folder: Path, template: Path, vendor: Vendor
) -> None:
    assert caught(folder, template, vendor, LATE) == []


def test_tags_sent_as_additions_are_caught(
    folder: Path, template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list that is sent takes the place of the one that is there."""
    monkeypatch.setattr(preparing, "tags_after", lambda write, tags: sorted(write.add_tags))
    assert any("lost" in words for words in caught(folder, template, FEW_FRESHDESK))


def test_a_new_key_for_each_try_is_caught(
    folder: Path, template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real: Callable[..., Any] = ZendeskBackend.send
    tries = iter(range(10**6))

    def send(self: ZendeskBackend, write: Any, body: str) -> Any:
        marker = f"{write.marker}-{next(tries)}"
        keys = json.loads(body)
        keys["ticket"]["metadata"]["csr_desk_op"] = marker
        return real(self, write._replace(marker=marker), json.dumps(keys))

    monkeypatch.setattr(ZendeskBackend, "send", send)
    assert caught(folder, template)


def test_no_order_within_a_ticket_is_caught(
    folder: Path, template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = push.operations.in_turn

    def shuffled(store: Any, ticket_id: int) -> Any:
        return sorted(real(store, ticket_id), key=lambda one: one.uid)

    monkeypatch.setattr(push.operations, "in_turn", shuffled)
    assert caught(folder, template)


def test_the_template_is_an_empty_store(tmp_path: Path) -> None:
    assert made_template(tmp_path).stat().st_size > 0


def test_a_message_for_later_that_keeps_its_first_place_is_caught(
    folder: Path, template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "_take_turn", lambda desk, uid: None)
    found = caught(folder, template)
    assert any("order" in words or "stands before" in words for words in found)


@each
def test_a_reply_over_a_new_word_is_caught(
    folder: Path, template: Path, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outcomes, "is_stale", lambda account, ticket_id, joined: False)
    found = caught(folder, template, vendor)
    assert any("went out over" in words for words in found)
