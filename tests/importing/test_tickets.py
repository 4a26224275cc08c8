"""Tickets: helpdesk exports, repeated imports, work done here in between."""

from typing import Any

from csr_desk.store import events
from tests.importing.conftest import Hall, counts
from tests.shared import shared

FRESHDESK = [
    ["Ticket ID", "Subject", "Status", "Priority", "Source", "Type", "Agent", "Group",
     "Created time", "Due by Time", "Resolved time", "Last update time", "Tags", "Full name",
     "Email", "Work phone", "Company Name"],
    ["41", "Lamp flickers", "Open", "Medium", "Phone", "Question", "Sam Kingston", "Repairs",
     "2026-11-18 09:00:00", "2026-11-21 09:00:00", "", "2026-11-18 10:00:00", "lamp,vip",
     "Ann Example", "Ann@Example.org", "+49 711 1234567", "Example Ltd"],
    ["42", "Refund", "Resolved", "Urgent", "Portal", "", "No Agent", "", "2026-11-17 09:00:00", "",
     "2026-11-18 08:00:00", "2026-11-18 08:00:00", "", "Ann Example", "ann@example.org", "", ""],
]  # fmt: skip

ZENDESK: list[dict[str, Any]] = [
    {
        "id": 7, "url": "https://shop.zendesk.com/api/v2/tickets/7.json", "subject": "Wrong size",
        "description": "Too small", "status": "open", "priority": None, "requester_id": 100,
        "submitter_id": 100, "assignee_id": 200, "tags": ["size"], "via": {"channel": "email"},
        "created_at": "2026-11-18T09:00:00Z", "updated_at": "2026-11-18T11:00:00Z",
        "comments": [
            {"id": 1, "author_id": 100, "body": "Too small", "public": True,
             "created_at": "2026-11-18T09:00:00Z"},
            {"id": 2, "author_id": 200, "html_body": "<p>We <b>send</b> another.</p>",
             "public": True, "created_at": "2026-11-18T10:00:00Z"},
            {"id": 3, "author_id": 200, "body": "stock is low", "public": False,
             "created_at": "2026-11-18T11:00:00Z"},
        ],
    }
]  # fmt: skip
USERS = [
    {"id": 100, "name": "Jane Requester", "email": "jane@example.com", "role": "end-user"},
    {"id": 200, "name": "John Agent", "email": "john@example.com", "role": "agent"},
]


def test_a_freshdesk_export(hall: Hall) -> None:
    result = hall.take(hall.table("tickets.csv", FRESHDESK))
    assert (result.kind, result.source, counts(result)) == ("tickets", "freshdesk", (2, 0, 0, 0))
    rows = hall.store.all(
        "SELECT t.subject, t.status, t.priority, t.channel, a.name, g.name, t.due_kind, t.tags,"
        " c.name, t.solved_at IS NULL, t.waiting_since IS NULL FROM ticket t"
        " JOIN customer c ON c.id = t.customer_id LEFT JOIN agent a ON a.id = t.assignee_id"
        " LEFT JOIN team g ON g.id = t.team_id ORDER BY t.id"
    )
    assert rows == [
        ("Lamp flickers", 1, 2, "phone", "Sam Kingston", "Repairs", "resolution", '["lamp", "vip"]',
         "Ann Example", 1, 0),
        ("Refund", 4, 4, "web", None, None, None, "[]", "Ann Example", 0, 1),
    ]  # fmt: skip
    assert hall.count("customer") == 1
    assert hall.store.all("SELECT normal FROM identity ORDER BY 1") == [
        ("497111234567",),
        ("ann@example.org",),
    ]
    assert hall.store.all("SELECT tag FROM ticket_tag ORDER BY 1") == [("lamp",), ("vip",)]


def test_a_zendesk_export_with_people_beside_it(hall: Hall) -> None:
    path = hall.records("export.json", {"tickets": ZENDESK, "users": USERS})
    result = hall.take(path, to_text=lambda html: "We send another.")
    assert (result.source, counts(result)) == ("shop.zendesk.com", (1, 0, 0, 0))
    sql = "SELECT author_kind, author, kind, body, state FROM message ORDER BY id"
    assert hall.store.all(sql) == [
        ("customer", "Jane Requester", "public", "Too small", "received"),
        ("agent", "John Agent", "public", "We send another.", "sent"),
        ("agent", "John Agent", "internal", "stock is low", "sent"),
    ]  # fmt: skip
    assert hall.store.value("SELECT acknowledged_at FROM ticket") == 1_794_996_000_000
    assert hall.store.value("SELECT name FROM agent") == "John Agent"
    assert counts(hall.take(path, to_text=lambda html: "We send another.")) == (0, 0, 1, 0)


def test_published_answers_of_both_helpdesks(hall: Hall) -> None:
    freshdesk = shared("fixtures/freshdesk/python-freshdesk/all_tickets.json")
    assert counts(hall.take(freshdesk)) == (1, 0, 0, 0)
    assert hall.store.value("SELECT name FROM customer") == "Rachel"
    zendesk = shared("fixtures/zendesk/zd/ticket_with_users.json")
    assert counts(hall.take(zendesk)) == (1, 0, 0, 0)
    people = shared("fixtures/zendesk/dbt_zendesk/user_data.csv")
    result = hall.take(people)
    assert result.kind == "customers"
    assert result.rejected == 0
    assert hall.take(people).unchanged == result.rows


def test_a_requester_known_by_number_gets_a_name_later(hall: Hall) -> None:
    hall.take(hall.records("tickets.json", ZENDESK))
    assert hall.store.value("SELECT name FROM customer") == "Requester 100"
    users = [{**user, "url": "https://shop.zendesk.com/users/1.json"} for user in USERS]
    result = hall.take(hall.records("users.json", {"users": users}))
    assert (result.kind, counts(result)) == ("customers", (0, 2, 0, 0))
    assert hall.store.value("SELECT name FROM customer") == "Jane Requester"
    assert hall.store.value("SELECT name FROM agent") == "John Agent"
    assert hall.count("customer") == 1


def test_changed_rows_update_and_new_comments_are_added(hall: Hall) -> None:
    hall.take(hall.records("tickets.json", ZENDESK))
    later = {
        **ZENDESK[0],
        "status": "solved",
        "updated_at": "2026-11-19T11:00:00Z",
        "comments": [
            *ZENDESK[0]["comments"],
            {"id": 4, "author_id": 100, "body": "Thanks", "public": True,
             "created_at": "2026-11-19T11:00:00Z"},
        ],
    }  # fmt: skip
    path = hall.records("tickets.json", [later])
    assert counts(hall.take(path)) == (0, 1, 0, 0)
    row = hall.store.one("SELECT status, waiting_since, version, snippet FROM ticket")
    assert row == (4, None, 2, "Thanks")
    assert hall.count("message") == 4
    assert hall.store.all("SELECT status, n FROM ticket_count WHERE n > 0") == [(4, 1)]
    assert counts(hall.take(path)) == (0, 0, 1, 0)


def test_work_done_here_is_not_undone_by_the_same_file(hall: Hall) -> None:
    path = hall.table("tickets.csv", FRESHDESK)
    hall.take(path)
    hall.store.execute(
        "UPDATE ticket SET status = 4, updated_at = ?, version = 2 WHERE reference = '41'",
        hall.clock.instant(),
    )
    assert counts(hall.take(path)) == (0, 0, 2, 0)
    assert hall.store.value("SELECT status FROM ticket WHERE reference = '41'") == 4


def test_rows_without_any_date_or_number_are_known_again(hall: Hall) -> None:
    path = hall.table(
        "t.csv", [["Subject", "Requester"], ["Hi", "Ann"], ["Hi", "Ben"], ["Hi", "Ann"]]
    )
    assert counts(hall.take(path)) == (2, 0, 1, 0)
    assert counts(hall.take(path)) == (0, 0, 3, 0)


def test_numbers_of_two_sources_do_not_meet(hall: Hall) -> None:
    head = ["Ticket ID", "Subject", "Email"]
    one = hall.table("alpha_tickets.csv", [head, [1, "Alpha", "a@a.org"]])
    two = hall.table("beta_tickets.csv", [head, [1, "Beta", "b@b.org"]])
    assert [result.imported for result in hall.take_all(one, two)] == [1, 1]
    assert hall.store.all("SELECT reference FROM ticket ORDER BY id") == [("1",), ("beta-1",)]
    assert hall.store.value("SELECT value FROM meta WHERE key = 'next_reference'") == 2


def test_two_sources_under_one_name_are_noticed(hall: Hall) -> None:
    head = ["Ticket ID", "Subject", "Email", "Created at"]
    hall.take(hall.table("tickets.csv", [head, [1, "Alpha", "a@a.org", "2026-01-01"]]))
    result = hall.take(hall.table("tickets (1).csv", [head, [1, "Beta", "b@b.org", "2026-02-01"]]))
    assert counts(result) == (0, 0, 0, 1)
    assert "another one here" in result.problems[0]
    assert hall.store.value("SELECT subject FROM ticket") == "Alpha"


def test_dates_of_a_column_are_read_alike(hall: Hall) -> None:
    rows = [[i, f"S{i}", "a@b.org", f"0{i % 9 + 1}/04/2026"] for i in range(1_500)]
    rows.append([9_999, "last", "a@b.org", "23/04/2026"])
    path = hall.table("tickets.csv", [["Ticket ID", "Subject", "Email", "Created at"], *rows])
    result = hall.take(path)
    assert counts(result) == (1_501, 0, 0, 0)
    assert "Created at is read with the day before month (dates in --map)" in result.notes
    april = hall.store.value(
        "SELECT count(*) FROM ticket WHERE strftime('%m', created_at / 1000, 'unixepoch') = '04'"
    )
    assert april == 1_501


def test_one_event_a_file_without_personal_text(hall: Hall) -> None:
    hall.take(hall.table("tickets.csv", FRESHDESK), actor="Kim")
    (event,) = events.read(hall.store, "kind = 'import.finished'")
    assert event.actor == "Kim"
    assert event.data["imported"] == 2
    assert len(event.data["sha256"]) == 64
    assert "Ann" not in str(event.data)
    assert "example" not in str(event.data).lower()
    assert events.broken_at(hall.store) is None
