"""The stage of a replay: which names of the script are what at the desk and its helpdesk."""

from pathlib import Path
from typing import Any

from csr_desk.actions import play, promised, ticket, triage
from csr_desk.actions.recovery import Recovery
from csr_desk.domain.instants import Instant, iso, parse_instant, to_datetime
from csr_desk.store import remote, timeline, views
from tests.replaying.running import Running
from tests.replaying.script import ACCOUNT, Event

VIEW, PLAYED = "open", "mine"
"""The view that is the queue, and the one that is played."""


NEVER = 1 << 60
"""A deadline nobody set."""


class Stage(Running):
    """A desk that runs, with what the script's names stand for."""

    def __init__(self, script: dict[str, Any], data: Path) -> None:
        super().__init__(script, data)
        self.ids: dict[str, int] = {}
        self.tasks: dict[str, int] = {}
        self.notes: dict[int, str] = {}
        self.payments: dict[int, int] = {}
        self.refunds: dict[int, int] = {}
        self.offers: list[promised.Offer] = []
        self.blockers: list[str] = []
        self.asked: Recovery | None = None

    def take_in(self, one: dict[str, Any]) -> None:
        """Make a ticket of the script's queue at a desk without a helpdesk."""
        self.ticket(one["ticket"], one["customer"], one["channel"], mine=False)

    def customer(self, name: str) -> int:
        """Return the customer of a name."""
        found = self.desk.store.value("SELECT id FROM customer WHERE name = ?", name)
        if found is None:
            raise LookupError(f"the script names no customer {name}")
        return int(found)

    def ticket(self, name: str, customer: str, channel: str, *, mine: bool = True) -> int:
        """Return the ticket of a name of the script, made at the desk where there is none."""
        known = self.known(name)
        if known is None:
            known = ticket.create(
                self.desk,
                self.customer(customer),
                f"{channel} contact of {customer}",
                channel,
                body="" if mine else f"A question from {customer}.",
                assign_to_me=mine,
                reference=None if self.helpdesk is not None else name,
            )
        self.ids[name] = known
        return known

    def known(self, name: str) -> int | None:
        """Return the ticket of a name where the desk has it by now."""
        if name in self.ids:
            return self.ids[name]
        number = self.helpdesk.numbers.get(name) if self.helpdesk is not None else None
        if number is None:
            return None
        return remote.ticket_of(self.desk.store, ACCOUNT, str(number))

    def number(self, name: str) -> int | None:
        """Return the number a ticket has at the helpdesk, None where it is not there yet."""
        known = self.known(name)
        sql = "SELECT remote_id FROM ticket WHERE id = ?"
        found = None if known is None else self.desk.store.value(sql, known)
        return None if found is None else int(found)

    def of(self, event: Event) -> int:
        """Return the ticket of an event's contact."""
        return timeline.interaction(self.desk.store, event["ix"]).ticket_id

    def team(self, name: str) -> int | None:
        """Return a team by its name, made where nobody knows it; None for the agent's own."""
        if name == triage.OWN:
            return None
        found = self.desk.store.value("SELECT id FROM team WHERE name = ?", name)
        if found is not None:
            return int(found)
        with self.desk.store.transaction():
            return self.desk.store.insert("team", name=name)

    def carries(self, event: Event, uids: list[str]) -> None:
        """Remember the operations that a name of the script stands for."""
        if "op" not in event:
            return
        known = self.operations.setdefault(event["op"], [])
        known += [uid for uid in uids if uid not in known]

    def play(self, event: Event, wanted: int) -> None:
        """Ask the queue what comes next; one that is due later than the script's is a problem."""
        found = play.next_best(self.desk, views.named(self.desk.store, PLAYED))
        if found is None or (found != wanted and self._due(found) > self._due(wanted)):
            sql = "SELECT subject FROM ticket WHERE id = ?"
            given = self.desk.store.value(sql, found)
            words = f"the queue gives {given}, not {event['ticket']}"
            self.problems.append(f"event {event['n']}: {words}")

    def _due(self, ticket_id: int) -> Instant:
        sql = "SELECT coalesce(sla_at, due_at) FROM ticket WHERE id = ?"
        at = self.desk.store.value(sql, ticket_id)
        return NEVER if at is None else int(at)

    def logged(self, kind: str, since: Instant, until: Instant, **values: Any) -> bool:
        """Tell whether an event is in the log between two instants, with these values."""
        condition, given = "kind = ? AND at BETWEEN ? AND ?", [kind, since, until]
        for name, value in values.items():
            is_column = name in ("ticket_id", "interaction_id", "customer_id")
            column = name if is_column else f"json_extract(data, '$.{name}')"
            condition += f" AND {column} = ?"
            given.append(value)
        sql = f"SELECT EXISTS (SELECT 1 FROM event WHERE {condition})"
        return bool(self.desk.store.value(sql, *given))

    def day(self, at: Instant) -> str:
        """Return the calendar day of an instant in the script's zone."""
        return to_datetime(at, self.zone).date().isoformat()

    def same(self, event: Event, name: str, at: Instant) -> None:
        """Note where an instant is not the one that an event of the script has."""
        if name in event and parse_instant(event[name]) != at:
            self.problems.append(f"event {event['n']}: {name} is {iso(at, self.zone)}")
