"""Customers of the small world, a past contact with a promise, and what stands on the screen."""

from textual.events import Key
from textual.pilot import Pilot
from textual.widgets import Static

from csr_desk.actions import follow_up
from csr_desk.actions import interaction as contacts
from csr_desk.actions import wrap_up as wrap_ups
from csr_desk.domain.instants import DAY
from csr_desk.domain.models import Channel, IdentityKind
from csr_desk.domain.wrap_up import WrapUp
from csr_desk.screens.customer import CustomerScreen
from csr_desk.store import people
from csr_desk.store.people import NewIdentity
from tests.desk import TestDesk
from tests.screens.conftest import host_of

SCREENS = {
    "queue": "tests.screens.sample:SampleQueue",
    "ticket": "tests.screens.sample:SampleTicket",
}


def person(world: TestDesk, name: str, *addresses: str) -> int:
    """Add a customer with e-mail addresses and telephone numbers."""
    kinds = {True: IdentityKind.EMAIL, False: IdentityKind.PHONE}
    with world.store.transaction():
        return people.insert_customer(
            world.store, uid=world.hands.uid(), at=world.desk.now(), name=name, salt="s",
            addresses=[NewIdentity(kinds["@" in one], one) for one in addresses],
        )  # fmt: skip


def late_parcel(world: TestDesk, ticket_id: int = 1, note: str = "asked the carrier") -> int:
    """Log a call about a late parcel with a promise; returns the contact."""
    one = contacts.open_contact(world.desk, ticket_id, Channel.PHONE)
    world.wait(252)
    wanted = WrapUp("order/late", "pending_customer", "", "none", (), note, "told by phone")
    wrap_ups.commit(world.desk, one.id, wanted)
    follow_up.add(
        world.desk, "call back with news", world.desk.now() + DAY, ticket_id=ticket_id,
        interaction_id=one.id,
    )  # fmt: skip
    world.wait(60)
    return one.id


async def show(pilot: Pilot[int], customer_id: int = 1) -> CustomerScreen:
    """Go to a record."""
    await host_of(pilot).go("customer", customer_id=customer_id)
    await pilot.pause()
    place = host_of(pilot).place
    assert isinstance(place, CustomerScreen)
    return place


def words(pilot: Pilot[int], selector: str) -> str:
    """Return what a Static of the screen on top says."""
    return str(pilot.app.screen.query_one(selector, Static).content)


def painted(pilot: Pilot[int]) -> list[str]:
    """Return the lines of the screen as they are painted."""
    return [strip.text for strip in pilot.app.screen._compositor.render_strips()]


async def burst(pilot: Pilot[int], *keys: str) -> None:
    """Let keys arrive all at once, as from a fast hand or a slow terminal, and come to rest."""
    named = {"enter": "\r", "escape": "\x1b", "tab": "\t"}
    for key in keys:
        event = Key(key, named.get(key, key if len(key) == 1 else None))
        event.set_sender(pilot.app)
        pilot.app.post_message(event)
    await pilot.pause()
    await host_of(pilot).rest()
    await pilot.pause()
