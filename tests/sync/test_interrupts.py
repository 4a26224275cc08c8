"""The power goes at every step of the outbox: before and after each commit and each request.

Afterwards the desk starts again, and the helpdesk must have exactly what an undisturbed run gives
it; one more start then changes nothing (isync's `run-tests.pl`).
"""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from csr_desk.actions import interaction, message, shift, ticket, wrap_up
from csr_desk.backends.wire import Request, Response
from csr_desk.domain.models import Channel, Priority, Status
from csr_desk.domain.wrap_up import WrapUp
from csr_desk.store import remote
from csr_desk.sync import apply, pull
from tests.fakes.common.schedule import Decision, Every, Plan, Script
from tests.sync.test_simulation import folder, template
from tests.sync.vendor_freshdesk import FEW_FRESHDESK
from tests.sync.vendors import ZENDESK, Vendor
from tests.sync.world import World

__all__ = ["folder", "template"]
VENDORS = (ZENDESK, FEW_FRESHDESK)


class PowerCut(BaseException):
    """The machine is off."""


class Fuse:
    """Counts the steps of a run and cuts the power at one of them."""

    def __init__(self, at: int | None = None) -> None:
        self.at, self.step, self.armed = at, 0, False

    def blow(self) -> None:
        if not self.armed:
            return
        self.step += 1
        if self.step == self.at:
            self.armed = False
            raise PowerCut


def wired(world: World, fuse: Fuse) -> None:
    """Lay the fuse into every commit of the store and every request."""
    store, real, deliver = world.hand.store, world.hand.store.transaction, world.deliver

    @contextmanager
    def transaction() -> Iterator[None]:
        is_outer = store._depth == 0
        with real():
            yield
            if is_outer:
                fuse.blow()
        if is_outer:
            fuse.blow()

    def delivered(request: Request) -> Any:
        fuse.blow()
        outcome: Response | Any = deliver(request)
        fuse.blow()
        return outcome

    store.transaction = transaction  # type: ignore[method-assign]
    world.deliver = delivered  # type: ignore[method-assign]


def first(world: World, name: str = "late") -> int:
    """Return the local id of a seeded ticket."""
    found = remote.ticket_of(world.desk.store, "zd", str(world.server.names[name]))
    assert found is not None
    return found


def reply(world: World) -> None:
    message.reply(world.desk, first(world), "It comes on Friday.", status=Status.PENDING)


def two_notes(world: World) -> None:
    message.note(world.desk, first(world), "first")
    message.note(world.desk, first(world), "second")


def fields(world: World) -> None:
    change = ticket.Change(priority=Priority.HIGH, add_tags=("vip",))
    ticket.change(world.desk, first(world, "broken"), change)
    ticket.change(world.desk, first(world, "waiting"), ticket.Change(add_tags=("blue",)))


def new_ticket(world: World) -> None:
    made = ticket.create(world.desk, world.hand.customer("Zoe"), "New", "email", body="Hello?")
    message.reply(world.desk, made, "Hello Zoe.")


def new_without_words(world: World) -> None:
    made = ticket.create(world.desk, world.hand.customer("Zoe"), "A call", "phone")
    message.note(world.desk, made, "She calls back.")
    ticket.change(world.desk, made, ticket.Change(add_tags=("callback",)))


def wrapped(world: World) -> None:
    shift.start(world.desk)
    one = interaction.open_contact(world.desk, first(world, "waiting"), Channel.PHONE)
    world.pass_time(125)
    wrap_up.commit(
        world.desk, one.id, WrapUp("order/late", "callback", "", "none", ("p",), "Rang.")
    )


def changed_meanwhile(world: World) -> None:
    world.server.colleague_changes(world.server.names["broken"], **world.vendor.changes[2])
    fields(world)


SCENARIOS: dict[str, tuple[Callable[[World], None], Plan]] = {
    "reply": (reply, Script({})),
    "two notes": (two_notes, Script({})),
    "fields": (fields, Script({})),
    "new ticket": (new_ticket, Script({})),
    "new without words": (new_without_words, Script({})),
    "wrap-up": (wrapped, Script({})),
    "changed meanwhile": (changed_meanwhile, Script({})),
    "reply, answers lost": (
        reply, Every(Decision("drop_after", form="reset"), lambda one: one.method == "PUT", 1)
    ),
    "new ticket, answers lost": (
        new_ticket, Every(Decision("drop_after", form="reset"), lambda one: one.method == "POST", 1)
    ),
    "fields, 503 after the effect": (
        fields, Every(Decision("status_after", 503), lambda one: one.method == "PUT", 2)
    ),
}  # fmt: skip


def outcome(world: World) -> list[object]:
    """Return what the helpdesk has, without ids and times."""
    found = sorted(world.vendor.shown(world.server))
    return [one._replace(id=0, uid=one.uid and "made here") for one in found]


def lived(
    folder: Path, template: Path, name: str, cut: int | None, vendor: Vendor
) -> tuple[World, Fuse]:
    act, plan = SCENARIOS[name]
    folder.mkdir()
    world = World(folder, random.Random(5), template=template, vendor=vendor)
    world.read_all()
    world.server.requests.clear()
    act(world)
    world.line.schedule = (
        plan if not isinstance(plan, Every) else Every(plan.decision, plan.when, plan.times)
    )
    fuse = Fuse(cut)
    wired(world, fuse)
    fuse.armed = True
    try:
        world.settle()
    except PowerCut:
        world.crash()
        world.settle()
    fuse.armed = False
    return world, fuse


@pytest.mark.parametrize("vendor", VENDORS, ids=lambda one: one.name)
@pytest.mark.parametrize("name", SCENARIOS)
def test_the_power_goes_at_every_step(
    name: str, vendor: Vendor, folder: Path, template: Path
) -> None:
    whole, fuse = lived(folder / "whole", template, name, None, vendor)
    wanted = outcome(whole)
    whole.close()
    assert fuse.step > 8
    for cut in range(1, fuse.step + 1):
        world, _ = lived(folder / str(cut), template, name, cut, vendor)
        assert outcome(world) == wanted, f"cut at step {cut} of {fuse.step}"
        assert not world.moves_on()
        world.server.requests.clear()
        world.crash()
        world.settle()
        world.pass_time(60)
        world.sync_for(80)
        writes = [one.path for one in world.server.requests if one.method != "GET"]
        assert writes == [], f"another start after cut {cut} sent {writes}"
        world.close()


def first_pull(
    folder: Path, template: Path, cut: int | None, vendor: Vendor = ZENDESK
) -> tuple[list[object], int]:
    """Pull everything for the first time, cut once, and return the tickets that are here then."""
    folder.mkdir()
    world = World(folder, random.Random(5), template=template, vendor=vendor)
    world.server.colleague_changes(world.server.names["late"], **vendor.changes[0])
    world.pass_time(60)
    fuse = Fuse(cut)
    wired(world, fuse)
    fuse.armed = True
    try:
        world.settle()
    except PowerCut:
        world.crash()
        world.settle()
    fuse.armed = False
    found = world.desk.store.all("SELECT reference, subject, status FROM ticket ORDER BY reference")
    world.close()
    return found, fuse.step


@pytest.mark.parametrize("vendor", VENDORS, ids=lambda one: one.name)
def test_a_first_pull_is_cut_at_every_step(vendor: Vendor, folder: Path, template: Path) -> None:
    wanted, steps = first_pull(folder / "whole", template, None, vendor)
    assert len(wanted) >= 4
    for cut in range(1, steps + 1):
        found, _ = first_pull(folder / str(cut), template, cut, vendor)
        assert found == wanted, f"cut at step {cut} of {steps}"


@pytest.mark.parametrize("vendor", VENDORS, ids=lambda one: one.name)
def test_a_cursor_saved_before_its_rows_is_caught(
    vendor: Vendor, folder: Path, template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A planted bug: the test above must see it."""

    def changes(account: Any) -> Any:
        store = account.desk.store
        page = yield from account.backend.changed(remote.cursor(store, account.name, pull.STREAM))
        with store.transaction():
            remote.save_cursor(store, account.name, pull.STREAM, page.cursor, account.now())
            remote.set_account(store, account.name, pulled_at=account.now())
        apply.apply_page(account.desk, account.name, page)
        return not page.is_last

    def no_views(account: Any) -> Any:
        return False
        yield

    monkeypatch.setattr(pull, "changes", changes)
    monkeypatch.setattr(pull, "views", no_views)
    monkeypatch.setattr("csr_desk.backends.zendesk.streams_crawl.OVERLAP", 0)
    monkeypatch.setattr("csr_desk.backends.freshdesk.cursors.OVERLAP", 0)
    wanted, steps = first_pull(folder / "whole", template, None, vendor)
    cuts = (first_pull(folder / str(cut), template, cut, vendor)[0] for cut in range(1, steps + 1))
    assert any(found != wanted for found in cuts)
