"""Accounts to start from: a small one with everything in it, and thousands of cheap tickets."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

from tests.fakes.common.wire import stamp
from tests.fakes.freshdesk import changing, records, sla
from tests.fakes.freshdesk.files import inline_address
from tests.fakes.freshdesk.routes_talk import add_note, add_reply
from tests.fakes.freshdesk.server import FakeFreshdesk
from tests.fakes.freshdesk.setup import set_up
from tests.fakes.freshdesk.state import Ticket

LONG, MANY = 34, 12


def seed_small(server: FakeFreshdesk, *, role: str = "agent") -> None:
    """Fill an account as `seed_default` does, with six plain tickets: `late` to `waiting`."""
    seed_default(server, tickets=False, role=role)
    _everyday(server)
    _forget(server)


def seed_default(server: FakeFreshdesk, *, tickets: bool = True, role: str = "agent") -> None:
    """Fill an account: 3 agents (`Ada Agent` is me), fields, customers, 14 tickets and an archive.

    `server.names` maps names to ids: people, groups, `Globex`, fields, canned responses, and the
    tickets `late broken invoice same_a same_b waiting long many bare files custom7 solved closed
    deleted spam old archived`.
    """
    server.me_id = server.add_agent("Ada Agent", "ada@acme.example", role)
    ben = server.add_agent("Ben Colleague", "ben@acme.example")
    cleo = server.add_agent("Cleo Admin", "cleo@acme.example", "admin")
    server.add_group("Support", (server.me_id, ben, cleo))
    server.add_group("Billing", (ben,))
    globex = server.add_company("Globex", domains=["globex.example"])
    server.add_contact("Nia Okafor", "nia@customer.example", phone="+15550100")
    server.add_contact("Tomas Lind", "tomas@globex.example", company_id=globex)
    server.add_contact("Mei Tanaka", "mei@customer.example", language="ja", active=True)
    server.add_contact("Zoë Ångström", "zoe@customer.example", mobile="+44 20 7946 0000")
    set_up(server)
    if tickets:
        _everyday(server)
        _long_talks(server)
        _odd(server)
        _gone(server)
        _forget(server)


def _forget(server: FakeFreshdesk) -> None:
    server.compute_slas()
    server.markers.clear()
    server.texts.clear()
    server.index_waiting.clear()
    server.index = dict(server.state.tickets)


@contextmanager
def _ago(server: FakeFreshdesk, **span: float) -> Iterator[None]:
    with server.at(server.now() - timedelta(**span)):
        yield


def _everyday(server: FakeFreshdesk) -> None:
    names, me = server.names, server.me_id
    support = names["Support"]
    with _ago(server, hours=5):
        names["late"] = server.add_ticket("Where is my parcel?", requester="Nia Okafor")
    with _ago(server, hours=4):
        names["broken"] = server.add_ticket(
            "The lamp is broken", "It came in pieces.<br><br>Tomas", requester="Tomas Lind",
            responder_id=me, group_id=support, type="Incident", tags=["größe", "vip"],
            custom_fields={"cf_order_number": "A-17", "cf_vip": True},
        )  # fmt: skip
    with _ago(server, hours=3):
        names["invoice"] = server.add_ticket(
            "Invoice question", "VAT is missing.", requester="Mei Tanaka",
            responder_id=names["Ben Colleague"], group_id=names["Billing"], priority=2,
        )  # fmt: skip
        # Rows that share a second (trap 3).
        for name in ("same_a", "same_b"):
            names[name] = server.add_ticket(f"Same second {name}", requester="Nia Okafor")
    with _ago(server, hours=2):
        names["waiting"] = server.add_ticket(
            "Colour of the sofa", "Is it blue?", requester="Nia Okafor", responder_id=me,
            status=3, group_id=support,
        )  # fmt: skip
        add_reply(
            server, server.state.ticket(names["waiting"]), me,
            "<div>Hi Nia,<br><br></div><div>which sofa?<br><br></div>",
        )  # fmt: skip


def _long_talks(server: FakeFreshdesk) -> None:
    names = server.names
    for name, count in (("long", LONG), ("many", MANY)):
        with _ago(server, days=2):
            names[name] = server.add_ticket(
                f"A {name} talk", requester="Tomas Lind", responder_id=server.me_id
            )
        for place in range(1, count + 1):
            with _ago(server, days=2, seconds=-60 * place):
                _say(server, names[name], name, place)


def _say(server: FakeFreshdesk, ticket_id: int, name: str, place: int) -> None:
    ticket = server.state.ticket(ticket_id)
    if place % 3 == 0:
        body = f"<div>{name} note {place}</div>"
        add_note(server, ticket, server.names["Ben Colleague"], body, private=True)
    elif place % 3 == 1:
        add_reply(server, ticket, server.me_id, f"<div>{name} reply {place}<br></div>")
    else:
        changing.customer_writes(server, ticket, f"{name} words {place},<br>more &lt;3 &amp; so on")


def _odd(server: FakeFreshdesk) -> None:
    names, me = server.names, server.me_id
    with _ago(server, hours=30):
        names["bare"] = server.add_ticket(None, "", requester="Mei Tanaka", status=6, source=13)
        names["custom7"] = server.add_ticket(
            "Wo ist mein Paket? 📦", requester="Zoë Ångström", status=7, priority=4
        )
        picture = server.add_file("lamp ü.png", b"\x89PNG fake picture", "image/png")
        text = server.add_file("order.txt", b"A-17, two lamps", "text/plain")
        body = f'See here: <img src="{inline_address(server, picture)}"> Zoë'
        names["files"] = server.add_ticket(
            "Photos of the lamp", body, requester="Zoë Ångström", files=(text,)
        )
        server.customer_replies(names["files"], "And one more.", (picture,))
    names["lamp ü.png"], names["order.txt"] = picture, text
    with _ago(server, hours=28):
        server.colleague_replies(names["files"], "<div>We look into it.</div>")
        last = server.state.ticket(names["files"]).comments[-1]
        server.bounce(names["files"], last["id"])
    with _ago(server, hours=20):
        names["solved"] = server.add_ticket(
            "Thank you", requester="Mei Tanaka", responder_id=me, status=4
        )
    with _ago(server, hours=19):
        server.rate_satisfaction(names["solved"], 103)
        entry = records.time_entry(server, names["solved"], me, seconds=103, note="call")
        server.state.put("time_entries", entry)
    with _ago(server, days=9):
        names["closed"] = server.add_ticket(
            "All done", requester="Nia Okafor", status=5,
            custom_fields={"cf_root_cause": "Carrier"},
        )  # fmt: skip


def _gone(server: FakeFreshdesk) -> None:
    names = server.names
    with _ago(server, days=3):
        names["deleted"] = server.add_ticket("Please delete", requester="Nia Okafor")
        names["spam"] = server.add_ticket("Cheap watches", requester="Mei Tanaka")
    with _ago(server, days=1):
        server.delete_ticket(names["deleted"])
        server.spam_ticket(names["spam"])
    with _ago(server, days=45):
        names["old"] = server.add_ticket("From long ago", requester="Tomas Lind")
    with _ago(server, days=200):
        names["archived"] = server.add_ticket("History", requester="Tomas Lind", status=5)
        server.colleague_replies(names["archived"], "<div>Closed now.</div>")
    server.archive_ticket(names["archived"])


def seed_many(server: FakeFreshdesk, count: int, *, minutes_between: float = 1.0) -> list[int]:
    """Add many tickets cheaply, oldest first, the newest a minute old; return their ids.

    Every third has a reply; every third is `me_id`'s.
    """
    customers = [
        server.add_contact(f"Customer {number}", f"customer{number}@example.com")
        for number in range(min(count, 200))
    ]
    latest = server.instant() - timedelta(minutes=1)
    made = []
    for number in range(count):
        at = latest - timedelta(minutes=minutes_between * (count - 1 - number))
        with server.at(at):
            made.append(_cheap(server, number, customers[number % len(customers)]))
        server.state.put_ticket(made[-1])
        server.index[made[-1].id] = made[-1]
    return [ticket.id for ticket in made]


def _cheap(server: FakeFreshdesk, number: int, requester_id: int) -> Ticket:
    mine = number % 3 == 0
    values = records.ticket(
        server, requester_id, subject=f"Seeded request {number}", source=1,
        priority=1 + number % 4, responder_id=server.me_id if mine else None,
        group_id=server.names.get("Support") if mine else None, tags=[f"seed_{number % 7}"],
        custom_fields={"cf_order_number": None, "cf_vip": None},
    )  # fmt: skip
    ticket = Ticket(
        server.new_ticket_id(), values, description=f"<div>Seeded text {number}</div>",
        stats=records.stats(server),
    )  # fmt: skip
    if mine:
        body, now = f"<div>Seeded answer to {number}</div>", stamp(server.now())
        row = records.conversation(
            server, ticket.id, server.me_id, body, body_text=f"Seeded answer to {number}"
        )
        times = {**ticket.stats, "agent_responded_at": now, "first_responded_at": now}
        ticket = replace(ticket, comments=(row,), stats=times)
    return sla.computed(server, ticket)
