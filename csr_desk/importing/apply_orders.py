"""Orders and their lines into the store."""

from dataclasses import dataclass, field

from csr_desk.importing.apply_people import People
from csr_desk.importing.records import LineRecord, OrderRecord
from csr_desk.importing.target import CACHE_LIMIT, Outcome, Target, UnknownReference

_ORDER_COLUMNS = (
    "number", "customer_id", "placed_at", "status", "currency", "tracking", "eta", "note", "total",
)  # fmt: skip


@dataclass(slots=True)
class Orders:
    """Takes orders and lines in; an order whose customer is unknown is refused."""

    target: Target
    people: People
    known: dict[str, int] = field(default_factory=dict)

    def take(self, record: OrderRecord) -> Outcome:
        """Insert or update the order of a row with the lines it brings along."""
        customer_id = self.people.lookup(record.customer)
        if customer_id is None:
            who = (record.customer.key or record.customer.name).rpartition(":")[2]
            raise UnknownReference(f"customer {who} is unknown; import the customers first")
        outcome, order_id = self._write(record, customer_id)
        lines = [self._line(line, order_id) for line in record.lines]
        if outcome is Outcome.UNCHANGED and any(line is not Outcome.UNCHANGED for line in lines):
            return Outcome.UPDATED
        return outcome

    def _write(self, record: OrderRecord, customer_id: int) -> tuple[Outcome, int]:
        store = self.target.store
        sql = f"SELECT id, {', '.join(_ORDER_COLUMNS)} FROM customer_order WHERE external_key = ?"
        old = store.one(sql, record.key)
        total = record.total if record.total is not None else (old[-1] if old else 0)
        new = (
            record.number, customer_id, record.placed_at, record.status, record.currency,
            record.tracking, record.eta, record.note, total,
        )  # fmt: skip
        if old is None:
            columns = dict(zip(_ORDER_COLUMNS, new, strict=True))
            return Outcome.IMPORTED, store.insert(
                "customer_order", **columns, external_key=record.key
            )
        if old[1:] == new:
            return Outcome.UNCHANGED, int(old[0])
        marks = ", ".join(f"{name} = ?" for name in _ORDER_COLUMNS)
        store.execute(f"UPDATE customer_order SET {marks} WHERE id = ?", *new, old[0])
        return Outcome.UPDATED, int(old[0])

    def take_line(self, record: LineRecord) -> Outcome:
        """Insert or update the order line of a row; its order must be there."""
        order_id = self.known.get(record.order_key)
        if order_id is None:
            sql = "SELECT id FROM customer_order WHERE external_key = ?"
            found = self.target.store.value(sql, record.order_key)
            if found is None:
                number = record.order_key.rpartition(":")[2]
                raise UnknownReference(f"order {number} is unknown; import the orders first")
            if len(self.known) >= CACHE_LIMIT:
                self.known.clear()
            order_id = self.known[record.order_key] = int(found)
        return self._line(record, order_id)

    def _line(self, record: LineRecord, order_id: int) -> Outcome:
        store = self.target.store
        new = (order_id, record.product, record.quantity, record.unit_price, record.discount)
        old = store.one(
            "SELECT order_id, product, quantity, unit_price, discount, id FROM order_line"
            " WHERE external_key = ?",
            record.key,
        )
        if old is not None and old[:5] == new:
            return Outcome.UNCHANGED
        before = self._sum(order_id)
        if old is None:
            sql = (
                "INSERT INTO order_line (order_id, product, quantity, unit_price, discount,"
                " external_key) VALUES (?, ?, ?, ?, ?, ?)"
            )
            store.execute(sql, *new, record.key)
        else:
            sql = (
                "UPDATE order_line SET order_id = ?, product = ?, quantity = ?, unit_price = ?,"
                " discount = ? WHERE id = ?"
            )
            store.execute(sql, *new, old[5])
        # A total that was the sum of the lines, or nothing, stays the sum of the lines.
        sql = "UPDATE customer_order SET total = ? WHERE id = ? AND (total = ? OR total = 0)"
        store.execute(sql, self._sum(order_id), order_id, before)
        return Outcome.IMPORTED if old is None else Outcome.UPDATED

    def _sum(self, order_id: int) -> int:
        sql = (
            "SELECT CAST(round(coalesce(sum(quantity * unit_price * (1 - discount)), 0))"
            " AS INTEGER) FROM order_line WHERE order_id = ?"
        )
        return int(self.target.store.value(sql, order_id))
