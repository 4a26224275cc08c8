"""A store whose every text field takes hostile values, written past the actions by plain SQL."""

import json
from collections.abc import Sequence
from pathlib import Path

from csr_desk.actions import interaction, shift, ticket, wrap_up
from csr_desk.config import AccountConfig, Config, DeskConfig
from csr_desk.domain.instants import DAY, HOUR
from csr_desk.domain.models import Channel
from csr_desk.domain.wrap_up import WrapUp
from tests.desk import TestDesk
from tests.vector_kinds import follow_store

BATCH = 20
FOUND_BY = "zzfoundhere"
"""The word by which the search finds every message."""

LONGEST = 100_000
"""Characters of a value that are stored; what is longer is judged at the gate and the widgets."""

ACCOUNT = "work"
"""The helpdesk at which nothing of the outbox has arrived."""

Foreign = str | bytes

_FILL = (
    "UPDATE agent SET name = ?2 WHERE id = 2 + ?1",
    "UPDATE team SET name = ?3 WHERE id = ?1",
    "UPDATE organisation SET name = ?3 WHERE id = ?1",
    "UPDATE customer SET name = ?2, first_name = ?2, note = ?2, language = ?2 WHERE id = ?1",
    "UPDATE identity SET value = ?2 WHERE customer_id = ?1",
    "UPDATE customer_field SET value = ?2 WHERE customer_id = ?1",
    "UPDATE customer_order SET number = ?2, status = ?2, tracking = ?2, note = ?2 WHERE id = ?1",
    "UPDATE order_line SET product = ?2 WHERE order_id = ?1",
    "UPDATE invoice SET number = ?2 WHERE id = ?1",
    "UPDATE field_history SET old = ?2, new = ?2, actor = ?2 WHERE customer_id = ?1",
    "UPDATE ticket SET subject = ?2, snippet = ?2, tags = ?4 WHERE id = ?1",
    "UPDATE message SET body = ?5, author = ?2 WHERE ticket_id = ?1",
    "UPDATE draft SET body = ?2, cursor = 0 WHERE ticket_id = ?1 AND kind = 'reply'",
    "UPDATE draft SET extra = ?6 WHERE ticket_id = ?1 AND kind = 'wrap_up'",
    "UPDATE canned SET name = ?3, title = ?2, body = ?2, folder = ?2 WHERE id = ?1",
    "UPDATE saved_view SET name = ?3 WHERE id = ?1",
    "UPDATE follow_up SET text = ?2 WHERE ticket_id = ?1",
    "UPDATE wrap_up SET note = ?2, told = ?2, tags = ?4, correction_reason = ?2, actor = ?2"
    " WHERE interaction_id IN (SELECT id FROM interaction WHERE ticket_id = ?1)",
    "UPDATE attachment SET name = ?2, content_type = ?2, scan = ?2, error = ?2"
    " WHERE remote_id = ?1",
    "UPDATE operation SET error = ?2, payload = json_object('before', json_object('subject', ?2),"
    " 'after', json_object('subject', ?2)) WHERE uid IN ('held' || ?1, 'clash' || ?1)",
    "UPDATE conflict SET base = json_quote(?2), mine = json_quote(?2), theirs = json_quote(?2)"
    " WHERE ticket_id = ?1",
    "UPDATE account SET words = ?2 WHERE ?1 = 1",
)


def halves() -> tuple[Sequence[int], Sequence[int]]:
    """Return the numbers of a batch in two parts, each of which a dialog shows."""
    return range(1, BATCH // 2 + 1), range(BATCH // 2 + 1, BATCH + 1)


def storable(value: Foreign) -> str:
    """Return a value as any reader of files hands it on: text, without lone surrogates."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value[:LONGEST].encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class HostileStore(TestDesk):
    """Customers and tickets 1 to BATCH, contacts before and after their wrap-up."""

    def __init__(self, folder: Path) -> None:
        helpdesk = AccountConfig(ACCOUNT, "zendesk", "https://acme.zendesk.com")
        config = Config(desk=DeskConfig(zone="UTC"), accounts={ACCOUNT: helpdesk})
        super().__init__(folder, config=config)
        self.store.db.execute("PRAGMA synchronous = OFF")
        shift.start(self.desk)
        for number in range(1, BATCH + 1):
            self._make(number)
        for number in range(1, BATCH + 1):
            self._talk(number)
            self._leave(number)
        for number in range(1, BATCH + 1):
            follow_store.make(self, self.logged(number), number)
        self.holders = [self._hold_files(numbers) for numbers in halves()]
        self.store.insert("account", name=ACCOUNT, state="stopped")
        self.store.execute("UPDATE ticket SET status = 1, solved_at = NULL")

    def _make(self, number: int) -> None:
        store, at = self.store, self.desk.now()
        assert self.customer(f"Customer {number}") == number
        rows: dict[str, dict[str, object]] = {
            "organisation": {"id": number, "name": f"Organisation {number}"},
            "agent": {"id": 2 + number, "name": "x"},
            "team": {"id": number, "name": f"Team {number}"},
            "saved_view": {"id": number, "name": f"View {number}", "filter": "{}"},
            "identity": {"kind": "social", "value": "x", "normal": f"x{number}"},
            "customer_field": {"name": "city", "value": "x"},
            "customer_order": {"id": number, "number": "x", "placed_at": at},
            "order_line": {"order_id": number, "product": "x"},
            "invoice": {"id": number, "number": "x", "issued_at": at},
            "canned": {
                "id": number, "uid": f"canned{number}", "name": f"name{number}", "title": "x",
                "body": "x", "created_at": at, "updated_at": at,
            },
            "field_history": {
                "field": "note", "old": "x", "new": "x", "at": at, "actor": "x", "source": "agent"
            },
        }  # fmt: skip
        theirs = ("identity", "customer_field", "customer_order", "invoice", "field_history")
        with store.transaction():
            for table, values in rows.items():
                owner = {"customer_id": number} if table in theirs else {}
                store.insert(table, **owner, **values)
            store.execute(
                "UPDATE customer SET organisation_id = ?1, verified_at = ?2 WHERE id = ?1",
                number,
                at,
            )

    def _talk(self, number: int) -> None:
        """Make the ticket with a message, a contact that is logged and one that waits."""
        assert ticket.create(self.desk, number, "x", Channel.PHONE, body="x") == number
        for _ in range(2):
            one = interaction.open_contact(self.desk, number, Channel.PHONE)
            self.wait(60)
            interaction.end(self.desk, one.id)
            if _ == 0:
                wrap_up.commit(self.desk, one.id, WrapUp("order/late", "resolved", told="x"))
            else:
                interaction.park(self.desk, one.id)
        at = self.desk.now()
        with self.store.transaction():
            self.store.execute("UPDATE ticket SET team_id = ?1 WHERE id = ?1", number)
            self.store.insert(
                "follow_up", uid=f"follow{number}", ticket_id=number, customer_id=number,
                text="x", due_at=at - HOUR, created_at=at - DAY,
            )  # fmt: skip
            for kind in ("reply", "wrap_up"):
                self.store.insert("draft", ticket_id=number, kind=kind, body="x", updated_at=at)

    def _leave(self, number: int) -> None:
        """Make what has not arrived: a held reply, a field that clashes, a file not fetched."""
        at, store = self.desk.now(), self.store
        message = store.value("SELECT min(id) FROM message WHERE ticket_id = ?", number)
        with store.transaction():
            for uid, kind, state, text in (
                (f"clash{number}", "update", "conflict", None),
                (f"held{number}", "reply", "held", message),
            ):
                store.insert(
                    "operation", uid=uid, account=ACCOUNT, ticket_id=number, message_id=text,
                    kind=kind, payload="{}", state=state, release_at=at, created_at=at,
                )  # fmt: skip
            store.insert(
                "conflict", account=ACCOUNT, ticket_id=number, operation_uid=f"clash{number}",
                field="subject", base="0", mine="0", theirs="0", at=at,
            )  # fmt: skip
            store.insert(
                "attachment", ticket_id=number, message_id=message, name="x", remote_id=str(number)
            )

    def _hold_files(self, numbers: Sequence[int]) -> int:
        """Make one more ticket, whose message has a file for each of some numbers."""
        made = ticket.create(self.desk, 1, "Files", Channel.PHONE, body="x")
        message = self.store.value("SELECT max(id) FROM message WHERE ticket_id = ?", made)
        with self.store.transaction():
            for number in numbers:
                self.store.insert(
                    "attachment", ticket_id=made, message_id=message, name="x",
                    remote_id=str(number),
                )  # fmt: skip
        return made

    def fill(self, values: Sequence[Foreign]) -> None:
        """Write value 1 into every text of customer, ticket and contact 1, and so on."""
        with self.store.transaction():
            for number in range(1, BATCH + 1):
                value = storable(values[number - 1]) if number <= len(values) else ""
                self._fill(number, value)

    def _fill(self, number: int, value: str) -> None:
        waiting = self.waiting(number)
        typed = {str(waiting): {"note": value, "tags": value, "told": value}}
        bindings = (
            number,
            value,
            f"{value} {number}",  # where the store wants different ones
            json.dumps([value]),
            f"{value}\n{FOUND_BY}",
            json.dumps(typed),
        )
        for statement in _FILL:
            most = max(place for place in range(1, 7) if f"?{place}" in statement)
            used = bindings[:most]
            self.store.execute(statement, *used)
        follow_store.fill(self.store, number, value)
        self.store.execute("DELETE FROM ticket_tag WHERE ticket_id = ?", number)
        self.store.execute("INSERT INTO ticket_tag VALUES (?, ?)", value, number)

    def waiting(self, number: int) -> int:
        """Return the contact of a ticket that waits for its wrap-up."""
        sql = "SELECT max(id) FROM interaction WHERE ticket_id = ? AND wrapped_at IS NULL"
        return int(self.store.value(sql, number))

    def logged(self, number: int) -> int:
        """Return the contact of a ticket that is logged."""
        sql = "SELECT min(id) FROM interaction WHERE ticket_id = ? AND wrapped_at IS NOT NULL"
        return int(self.store.value(sql, number))

    def undelivered(self, kind: str, number: int) -> int:
        """Return the line of the outbox for the `clash` of a ticket, or its `held` reply."""
        if kind == "clash":
            return -int(self.store.value("SELECT id FROM conflict WHERE ticket_id = ?", number))
        sql = "SELECT seq FROM operation WHERE uid = ?"
        return int(self.store.value(sql, f"{kind}{number}"))
