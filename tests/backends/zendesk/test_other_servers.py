"""Answers that the reference allows and another server may give: everything still comes through.

Each manner turns every JSON answer of the fake into another one that says the same.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from csr_desk.backends.records import RemoteTicket
from csr_desk.backends.wire import Flow
from csr_desk.backends.writes import HandleTime, PersonWrite, Write
from csr_desk.backends.zendesk import bodies, finding, saving, sending
from csr_desk.backends.zendesk.catalogue import catalogue
from csr_desk.backends.zendesk.identity import identify
from csr_desk.backends.zendesk.streams import changed
from csr_desk.backends.zendesk.talk import talk
from csr_desk.backends.zendesk.tickets import one_ticket, tickets
from csr_desk.backends.zendesk.views import view, view_counts
from csr_desk.domain.queue_row import Status
from tests.backends.driver import run
from tests.backends.zendesk.desk_side import Account, reply
from tests.fakes.zendesk.wire import Answer, Request

Manner = Callable[[Any], Any]
_SIDE = ("users", "groups", "organizations", "metric_sets", "ticket_forms")


def ids_as_text(found: Any) -> Any:
    """Turn the numbers of all ids into text."""
    if isinstance(found, list):
        return [ids_as_text(one) for one in found]
    if not isinstance(found, dict):
        return found
    told = {
        key: [str(one) for one in value]
        if key.endswith("_ids") and isinstance(value, list)
        else ids_as_text(value)
        for key, value in found.items()
    }
    return {
        key: str(value) if (key == "id" or key.endswith("_id")) and type(value) is int else value
        for key, value in told.items()
    }


def backwards(found: Any) -> Any:
    """Turn the order of all keys around."""
    if isinstance(found, list):
        return [backwards(one) for one in found]
    if not isinstance(found, dict):
        return found
    return {key: backwards(found[key]) for key in reversed(found)}


def null_for_empty(found: Any) -> Any:
    """Say null for empty lists and texts, also where nothing is side-loaded."""
    if isinstance(found, list):
        return [null_for_empty(one) for one in found]
    if not isinstance(found, dict):
        return found
    return {
        key: None if value in ("", [], {}) and key not in _LISTS else null_for_empty(value)
        for key, value in found.items()
    }


_LISTS = ("tickets", "comments", "audits", "views", "macros", "results", "identities", "users")


def without_side_loads(found: Any) -> Any:
    """Say null where something stands beside what was asked for."""
    if not isinstance(found, dict) or not ({"tickets", "comments", "ticket"} & found.keys()):
        return found
    return found | {key: None for key in _SIDE if key in found}


def empty_list_for_object(found: Any) -> Any:
    """Say [] for objects without keys or of no interest, as some languages write them."""
    if isinstance(found, list):
        return [empty_list_for_object(one) for one in found]
    if not isinstance(found, dict):
        return found
    told = {key: empty_list_for_object(value) for key, value in found.items()}
    for key in ("via", "satisfaction_rating", "slas", "restriction", "photo", "user_fields"):
        if key in told:
            told[key] = []
    return told


def times_with_fractions(found: Any) -> Any:
    """Write creation times with fractions and an offset; stamps are for the letter."""
    if isinstance(found, list):
        return [times_with_fractions(one) for one in found]
    if not isinstance(found, dict):
        return found
    told = {key: times_with_fractions(value) for key, value in found.items()}
    if isinstance(made := told.get("created_at"), str):
        told["created_at"] = made.replace("Z", ".000+00:00")
    return told


def more_keys(found: Any) -> Any:
    """Add keys nobody knows, and an envelope with a count and links to another host."""
    if isinstance(found, dict):
        told = {key: more_keys(value) for key, value in found.items()}
        return told | {"new_feature": {"deep": [1, None, {}]}}
    return [more_keys(one) for one in found] if isinstance(found, list) else found


MANNERS = (
    ids_as_text,
    backwards,
    null_for_empty,
    without_side_loads,
    empty_list_for_object,
    times_with_fractions,
    more_keys,
)


class Other:
    """The fake with another manner of speaking."""

    def __init__(self, account: Account, manner: Manner) -> None:
        self.account, self.manner = account, manner

    def deliver(self, request: Request) -> Answer:
        """Answer in that manner."""
        given = self.account.server.deliver(request)
        try:
            found = json.loads(given.body)
        except ValueError:
            return given
        told = self.manner(found)
        return replace(given, body=json.dumps(told).encode())

    def run(self, flow: Flow[Any]) -> Any:
        """Run a flow over it."""
        self.account.later(70)
        return run(flow, self, self.account.signed)


@pytest.fixture(params=MANNERS, ids=lambda manner: manner.__name__)
def other(request: pytest.FixtureRequest, account: Account) -> Other:
    """Give the fake in each manner."""
    return Other(account, request.param)


def test_everything_is_read(account: Account, other: Other) -> None:
    zendesk, names = account.zendesk, account.names
    plain = Other(account, lambda found: found)
    ids = tuple(str(names[name]) for name in ("broken", "late"))
    view_id = str(names["All unsolved tickets"])
    readings: tuple[Callable[[], Flow[Any]], ...] = (
        lambda: identify(zendesk),
        lambda: changed(zendesk, ""),
        lambda: tickets(zendesk, ids),
        lambda: talk(zendesk, ids[0]),
        lambda: catalogue(zendesk),
        lambda: view(zendesk, view_id),
        lambda: view_counts(zendesk, (view_id,)),
    )
    plain.run(view_counts(zendesk, (view_id,)))  # the first count is still being made
    for reading in readings:
        assert shape_of(other.run(reading())) == shape_of(plain.run(reading()))


def shape_of(found: Any) -> Any:
    """Return what a reading must have: who and how many, not each value."""
    return {
        name: len(value) if isinstance(value, tuple | dict) else None
        for name in ("tickets", "messages", "ids", "agents", "groups", "fields", "forms")
        if isinstance(value := getattr(found, name, None), tuple)
        and not (name == "groups" and hasattr(found, "tickets"))
    } | ({"counts": found} if isinstance(found, dict) else {})


def test_a_reply_is_sent_and_found(account: Account, other: Other) -> None:
    write = update(
        account, other, comment=reply(), add_tags=("vip",), fields={"status": Status.PENDING}
    )
    sent = other.run(sending.send(account.zendesk, write, bodies.body(write)))
    found = other.run(finding.find(account.zendesk, write)).applied
    assert (found.reference, found.message) == (sent.reference, sent.message)
    assert sent.reference
    assert sent.ticket.stamp == account.ticket("broken")["updated_at"]


def test_a_sum_is_added(account: Account, other: Other) -> None:
    fields = {one.role: one.id for one in other.run(catalogue(account.zendesk)).fields if one.role}
    write = update(
        account,
        other,
        handle_time=HandleTime(30, 0, 12),
        time_total_field=fields["time_total"],
        time_last_field=fields["time_last"],
    )
    assert other.run(sending.send(account.zendesk, write, bodies.body(write))).reference


def test_a_new_ticket_is_made_and_found(account: Account, other: Other) -> None:
    write = account.create(comment=reply(), subject="Hello")
    made = other.run(sending.send(account.zendesk, write, bodies.body(write)))
    found = other.run(finding.find(account.zendesk, write)).applied
    assert found.remote_id == made.remote_id
    assert found.message == made.message is not None


def test_a_customer_is_made_and_changed(account: Account, other: Other) -> None:
    new = PersonWrite("p", "c-uid", None, {"name": "Ann", "email": "ann@new.example"})
    made = other.run(saving.save_person(account.zendesk, new))
    change = PersonWrite("q", "c-uid", made.remote_id, {"name": "Anna"})
    assert other.run(saving.save_person(account.zendesk, change)).person.name == "Anna"
    assert other.run(saving.find_person(account.zendesk, change)).applied is not None


def update(account: Account, other: Other, **more: Any) -> Write:
    base = other.run(one_ticket(account.zendesk, str(account.names["broken"])))
    assert isinstance(base, RemoteTicket)
    return Write("m-1", "u-1", base.id, base, began_at=account.now(), **more)
