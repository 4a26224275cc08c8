"""The helpdesk of a replay: a stateful fake with the script's groups, people and tickets."""

from collections.abc import Iterable
from typing import Any

from csr_desk.domain.instants import Instant, parse_instant
from tests.fakes.common.faults import FaultyLine
from tests.fakes.common.schedule import Script
from tests.fakes.zendesk.seeding import seed_default
from tests.fakes.zendesk.server import FakeZendesk
from tests.replaying.script import APPROVER, ScriptClock, names_of

OWN = "own"
VIA = {"social": "twitter", "phone": "voice", "in_person": "api"}
COLLEAGUE = "Ben Colleague"


def address(name: str) -> str:
    """Return the e-mail address of a customer of the script."""
    return f"{'.'.join(name.lower().split())}@customer.example"


class Helpdesk:
    """The account at the other end, and what people there do."""

    def __init__(self, script: dict[str, Any], clock: ScriptClock) -> None:
        self.server = FakeZendesk(clock.now, subdomain="acme")
        seed_default(self.server, tickets=False)
        self.server.solve_required_fields()
        self.line = FaultyLine(self.server, Script({}), wait=clock.pass_time)
        self.numbers: dict[str, int] = {}
        self._people(script)
        self._groups(script)

    def _people(self, script: dict[str, Any]) -> None:
        self.server.add_user(APPROVER, "approver@acme.example", "agent")
        for name in people_of(script):
            self.server.add_user(name, address(name))

    def _groups(self, script: dict[str, Any]) -> None:
        me, ben = self.server.me_id, self.server.names[COLLEAGUE]
        wanted = [*names_of(script, "triage", "group"), *names_of(script, "transfer", "team")]
        for name in dict.fromkeys([*wanted, *names_of(script, "esc.open", "tier")]):
            if name != OWN and name not in self.server.names:
                self.server.names[name] = self.server.add_group(name, (me, ben))

    def write_in(self, one: dict[str, Any]) -> None:
        """Let a customer of the script's queue write in; a triaged ticket is in a group."""
        more: dict[str, Any] = {}
        if one.get("triaged"):
            more = {"priority": "normal", "assignee_id": self.server.me_id}
        self.numbers[one["ticket"]] = self.server.add_ticket(
            f"{one['channel']} of {one['customer']}",
            f"A question from {one['customer']}.",
            requester=one["customer"],
            channel=VIA.get(one["channel"], one["channel"]),
            **more,
        )

    def colleague_replies(self, number: int, body: str, *, public: bool) -> None:
        """Let a colleague answer a ticket."""
        self.server.colleague_replies(number, body, public=public, agent=COLLEAGUE)

    def public_answers(self, number: int) -> list[str]:
        """Return the public comments of the desk's agent on a ticket."""
        ticket = self.server.state.tickets[number]
        me = self.server.me_id
        return [
            str(row["body"]) for row in ticket.comments if row["public"] and row["author_id"] == me
        ]


def people_of(script: dict[str, Any]) -> list[str]:
    """Return the customers of a script, each once."""
    named: Iterable[str] = (
        *script.get("customers", []),
        *(one["customer"] for one in script.get("tickets", [])),
        *(one["customer"] for one in script["events"] if one["type"] == "ix.open"),
    )
    return list(dict.fromkeys(named))


def born(one: dict[str, Any]) -> Instant:
    """Return when a ticket of the script's queue was written."""
    return parse_instant(one["created_at"])
