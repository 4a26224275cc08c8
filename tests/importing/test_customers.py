"""Customers: found again, joined, changed with history, never overwritten by a stranger."""

from tests.importing.conftest import Hall, counts

HEAD = ["customer_id", "name", "email", "phone", "city"]


def history(hall: Hall) -> list[tuple[object, ...]]:
    return hall.store.all("SELECT field, old, new, actor, source FROM field_history ORDER BY id")


def test_changed_rows_update_with_history(hall: Hall) -> None:
    hall.take(hall.table("customers.csv", [HEAD, [1, "Ann Lee", "ann@a.org", "", "Rome"]]))
    path = hall.table(
        "customers.csv", [HEAD, [1, "Ann Lee", "ann@a.org", "+39 06 123456", "Milan"]]
    )
    assert counts(hall.take(path, actor="Kim")) == (0, 1, 0, 0)
    assert history(hall) == [("city", "Rome", "Milan", "Kim", "import")]
    assert hall.store.value("SELECT identities FROM customer_search") == (
        "ann@a.org +39 06 123456 3906123456"
    )
    assert counts(hall.take(path)) == (0, 0, 1, 0)


def test_what_an_agent_changed_stays_until_the_source_says_something_new(hall: Hall) -> None:
    path = hall.table("customers.csv", [HEAD, [1, "Ann Lee", "ann@a.org", "", "Rome"]])
    hall.take(path)
    hall.store.execute("UPDATE customer_field SET value = 'Turin' WHERE name = 'city'")
    hall.store.execute(
        "INSERT INTO field_history (customer_id, field, old, new, at, actor, source)"
        " VALUES (1, 'city', 'Rome', 'Turin', 5, 'Kim', 'agent')"
    )
    assert counts(hall.take(path)) == (0, 0, 1, 0)
    newer = hall.table("customers.csv", [HEAD, [1, "Ann Lee", "ann@a.org", "", "Bari"]])
    assert counts(hall.take(newer)) == (0, 1, 0, 0)
    assert history(hall)[-1][:3] == ("city", "Turin", "Bari")


def test_a_customer_known_by_e_mail_is_joined_not_doubled(hall: Hall) -> None:
    head = ["Ticket ID", "Subject", "Requester", "Requester email"]
    hall.take(hall.table("tickets.csv", [head, [5, "Hi", "Ann", "ANN@a.org"]]))
    path = hall.table("customers.csv", [HEAD, [1, "Ann Lee", "ann@a.org", "", "Rome"]])
    assert counts(hall.take(path)) == (0, 1, 0, 0)
    assert hall.store.all("SELECT name, external_key FROM customer") == [
        ("Ann Lee", "shop:customer:1")
    ]
    assert counts(hall.take(path)) == (0, 0, 1, 0)


def test_a_second_source_fills_gaps_and_both_stay_repeatable(hall: Hall) -> None:
    one = hall.table("crm_customers.csv", [HEAD, [1, "Ann Lee", "ann@a.org", "", ""]])
    two = hall.table("shop_customers.csv", [HEAD, ["A7", "A. Lee", "ann@a.org", "", "Rome"]])
    assert [counts(result) for result in hall.take_all(one, two)] == [(1, 0, 0, 0), (0, 1, 0, 0)]
    assert hall.store.value("SELECT name FROM customer") == "Ann Lee"
    assert hall.store.value("SELECT value FROM customer_field WHERE name = 'city'") == "Rome"
    assert [counts(result) for result in hall.take_all(one, two)] == [(0, 0, 1, 0)] * 2
    order = hall.table("shop_orders.csv", [["order_id", "customer_id", "total"], [1, "A7", "9,50"]])
    assert counts(hall.take(order)) == (1, 0, 0, 0)
    assert hall.store.value("SELECT customer_id FROM customer_order") == 1


def test_two_people_of_one_source_may_share_an_address(hall: Hall) -> None:
    rows = [
        HEAD,
        [1, "Ann", "info@a.org", "555 1234", ""],
        [2, "Ben", "info@a.org", "555 1234", ""],
    ]
    path = hall.table("customers.csv", rows)
    assert counts(hall.take(path)) == (2, 0, 0, 0)
    assert counts(hall.take(path)) == (0, 0, 2, 0)


def test_another_persons_number_is_refused(hall: Hall) -> None:
    hall.take(hall.table("customers.csv", [HEAD, [1, "Ann", "ann@a.org", "", ""]]))
    result = hall.take(hall.table("customers (2).csv", [HEAD, [1, "Zoe", "zoe@z.org", "", ""]]))
    assert counts(result) == (0, 0, 0, 1)
    assert "somebody else" in result.problems[0]
    assert hall.store.value("SELECT name FROM customer") == "Ann"


def test_a_merged_customer_is_followed(hall: Hall) -> None:
    rows = [HEAD, [1, "Ann", "ann@a.org", "", ""], [2, "Anne", "anne@a.org", "", ""]]
    hall.take(hall.table("customers.csv", rows))
    hall.store.execute("UPDATE customer SET merged_into = 1 WHERE id = 2")
    orders = hall.table("orders.csv", [["order_id", "customer_id", "total"], [1, 2, "5.00"]])
    assert counts(hall.take(orders)) == (1, 0, 0, 0)
    assert hall.store.value("SELECT customer_id FROM customer_order") == 1


def test_german_columns(hall: Hall) -> None:
    path = hall.write(
        "Kunden.csv",
        "Kundennr;Vorname;Nachname;Straße;PLZ;Ort;Telefon;E-Mail\n"
        "0012;Jörg;Groß;Hauptstraße 1;01067;Dresden;0351 / 123456;joerg@example.de\n",
        "cp1252",
    )
    assert counts(hall.take(path)) == (1, 0, 0, 0)
    assert hall.store.one("SELECT name, external_key FROM customer") == (
        "Jörg Groß",
        "shop:customer:0012",
    )
    facts = hall.store.all("SELECT name, value FROM customer_field ORDER BY 1")
    assert facts == [("address", "Hauptstraße 1"), ("city", "Dresden"), ("postal_code", "01067")]
