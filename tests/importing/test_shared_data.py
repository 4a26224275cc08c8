"""Everything under shared/data goes in without a map, in any order, any number of times."""

import random
from pathlib import Path

import pytest

from tests.importing.conftest import Hall, counts
from tests.shared import shared

EXPECTED = {
    "chinook/customers.csv": ("customers", 59),
    "chinook/support_reps.csv": ("agents", 8),
    "chinook/orders.csv": ("orders", 412),
    "chinook/order_lines.csv": ("order_lines", 2240),
    "northwind/customers.csv": ("customers", 93),
    "northwind/agents.csv": ("agents", 9),
    "northwind/orders.csv": ("orders", 830),
    "northwind/order_lines.csv": ("order_lines", 2155),
    "abcd/chats.jsonl": ("chats", 3),
    "abcd/agent_scripts.json": ("canned", 55),
}


def files() -> list[Path]:
    folder = shared("data")
    return [folder / name for name in EXPECTED]


@pytest.mark.parametrize("seed", [1, 2])
def test_every_file_in_one_call_in_any_order(hall: Hall, seed: int) -> None:
    order = files()
    random.Random(seed).shuffle(order)
    for result in hall.take_all(*order):
        kind, rows = EXPECTED["/".join(Path(result.file).parts[-2:])]
        assert (result.kind, result.rows) == (kind, rows)
        assert counts(result) == (rows, 0, 0, 0)
        assert result.rejected_file is None
        assert result.problem is None
    assert hall.count("customer") == 59 + 93 + 3
    assert hall.count("customer_order") == 412 + 830 + 2
    before = hall.dump()
    random.Random(seed + 9).shuffle(order)
    for result in hall.take_all(*order):
        assert counts(result) == (0, 0, result.rows, 0)
    after = hall.dump()
    for table in before.keys() - {"event"}:
        assert after[table] == before[table], table


def test_orders_find_the_customers_of_their_own_source(hall: Hall) -> None:
    hall.take_all(*files())
    assert hall.store.all(
        "SELECT substr(o.external_key, 1, 4), count(*) FROM customer_order o"
        " JOIN customer c ON c.id = o.customer_id"
        " WHERE substr(o.external_key, 1, 4) = substr(c.external_key, 1, 4)"
        " OR c.external_key IS NULL GROUP BY 1 ORDER BY 1"
    ) == [("abcd", 2), ("chin", 412), ("nort", 830)]
    name = hall.store.value(
        "SELECT c.name FROM customer_order o JOIN customer c ON c.id = o.customer_id"
        " WHERE o.external_key = 'chinook:order:1'"
    )
    assert name == "Leonie Köhler"


def test_facts_of_customers_and_orders(hall: Hall) -> None:
    hall.take_all(*files())
    row = hall.store.one(
        "SELECT c.id, c.name, c.first_name, o.name FROM customer c"
        " JOIN organisation o ON o.id = c.organisation_id WHERE external_key = 'chinook:customer:1'"
    )
    assert row is not None
    assert row[1:] == ("Luís Gonçalves", "Luís", "Embraer - Empresa Brasileira de Aeronáutica S.A.")
    facts = dict(
        hall.store.all("SELECT name, value FROM customer_field WHERE customer_id = ?", row[0])
    )
    assert facts["postal_code"] == "12227-000"
    assert facts["support_rep"] == "Jane Peacock"
    assert facts["address"] == "Av. Brigadeiro Faria Lima, 2170"
    northwind = hall.store.one(
        "SELECT total, status, placed_at, note FROM customer_order WHERE number = '10248'"
    )
    assert northwind is not None
    assert northwind[:3] == (44_000, "shipped", 836_438_400_000)
    assert "Freight: 32.38" in northwind[3]
    assert hall.store.value("SELECT total FROM customer_order WHERE number = '1'") == 198


def test_chats_become_solved_tickets_with_conversation_customer_and_order(hall: Hall) -> None:
    hall.take(shared("data/abcd/chats.jsonl"))
    ticket = hall.store.one(
        "SELECT id, subject, channel, status, tags, reference FROM ticket WHERE reference = '3592'"
    )
    assert ticket is not None
    assert ticket[1:4] == ("Product defect: return size", "chat", 4)
    kinds = hall.store.all(
        "SELECT author_kind, kind, count(*) FROM message WHERE ticket_id = ? GROUP BY 1, 2"
        " ORDER BY 1",
        ticket[0],
    )
    assert [(who, kind) for who, kind, _ in kinds] == [
        ("agent", "public"),
        ("customer", "public"),
        ("system", "internal"),
    ]
    order = hall.store.one("SELECT total, status FROM customer_order WHERE number = '3348917502'")
    assert order == (9_400, "")
    assert hall.store.value("SELECT product FROM order_line ORDER BY id") == "michael kors jeans"
    assert hall.store.value("SELECT name FROM customer ORDER BY id") == "Crystal Minh"


def test_agent_scripts_become_canned_responses(hall: Hall) -> None:
    hall.take(shared("data/abcd/agent_scripts.json"))
    row = hall.store.one("SELECT name, title, folder, body FROM canned ORDER BY id")
    assert row is not None
    assert row[:3] == (
        "product-defect-initiate-refund",
        "Product Defect: Initiate Refund",
        "Product Defect",
    )
    assert "\n1. All chats in this flow" in row[3]
    assert "\n   - Email Address" in row[3]


@pytest.mark.parametrize("name", ["actions_by_subflow.json", "ontology.json"])
def test_what_holds_no_records_gets_one_sentence(hall: Hall, name: str) -> None:
    before = hall.dump()
    result = hall.take(shared(f"data/abcd/{name}"))
    assert result.problem is not None
    assert "not a list of records" in result.problem.message
    assert hall.dump() == before


def test_dry_run_changes_nothing_and_tells_the_columns(hall: Hall) -> None:
    before = hall.dump()
    results = hall.take_all(*files(), dry_run=True)
    assert hall.dump() == before
    assert [result.imported for result in results] == [rows for _, rows in EXPECTED.values()]
    assert results[0].columns["support_rep_id"] == "agent_id"
    assert results[1].unmapped == ["title", "reports_to"]
