"""Answers to surveys: read by signs, once each, the last of a survey counts, bad rows told."""

import csv
import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from csr_desk.domain.instants import DAY, HOUR, to_instant
from csr_desk.importing import kinds
from csr_desk.store import answers, events
from csr_desk.store.people import hashed
from tests.importing.conftest import NOON, Hall, counts

NOW = to_instant(NOON)
TICKETS = ["Ticket ID", "Subject", "Requester", "Requester email", "Created at"]
HEAD = ["ticket_id", "csat", "comment", "answered_at"]


@pytest.fixture
def shop(hall: Hall) -> Hall:
    """Return a hall with three tickets, two of them of one customer; a contact on 17 and on 18."""
    rows = [
        [17, "Broken", "Ann", "ann@a.org", "2026-11-01"],
        [18, "Late", "Ann", "ann@a.org", "2026-11-02"],
        [19, "Lost", "Ben", "ben@b.org", "2026-11-03"],
    ]
    hall.take(hall.table("tickets.csv", [TICKETS, *rows]))
    with hall.store.transaction():
        hall.store.execute("INSERT OR IGNORE INTO agent (id, name) VALUES (1, 'me'), (2, 'Zoe')")
        shift = hall.store.insert("shift", uid="s", agent_id=1, started_at=NOW - 2 * DAY)
        for number, (ticket, agent, ago) in enumerate(
            [(1, 1, 2 * DAY), (2, 1, DAY), (2, 2, HOUR), (3, 2, DAY)]
        ):
            hall.store.insert(
                "interaction", uid=f"i{number}", ticket_id=ticket, customer_id=1 + (ticket == 3),
                channel="phone", direction="in", agent_id=agent, shift_id=shift,
                started_at=NOW - ago,
            )  # fmt: skip
    return hall


def values(hall: Hall, kind: str = "csat", agent_id: int | None = None) -> list[object]:
    return [one.value for one in answers.read(hall.store, kind, agent_id=agent_id)]


def reasons(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return [" ".join(row) for row in list(csv.reader(file))[1:]]


def test_a_table_is_known_by_its_columns_and_changes_nothing_twice(shop: Hall) -> None:
    rows = [[17, 5, "fine", "2026-11-19 10:00"], ["#18", 2, "", "2026-11-20 09:00"]]
    path = shop.table("scores.csv", [HEAD, *rows])
    first = shop.take(path)
    assert (first.kind, counts(first)) == ("answers", (2, 0, 0, 0))
    before = shop.store.all("SELECT * FROM survey_answer")
    assert counts(shop.take(path)) == (0, 0, 2, 0)
    assert shop.store.all("SELECT * FROM survey_answer") == before
    assert values(shop) == [5, 2]


def test_the_last_answer_of_a_survey_counts_whatever_came_first(shop: Hall) -> None:
    good = ["17", "5", "mended", "2026-11-20 11:00"]
    bad = ["17", "1", "still broken", "2026-11-19 11:00"]
    newest_first = shop.table("csat.csv", [HEAD, good, bad])
    assert counts(shop.take(newest_first)) == (2, 0, 0, 0)
    assert values(shop) == [5]
    assert counts(shop.take(newest_first)) == (0, 0, 2, 0)
    # Of one day, without a time, the later row counts; and it does again after another import.
    same_day = [["18", "1", "", "2026-11-20"], ["18", "4", "", "2026-11-20"]]
    path = shop.table("csat_2.csv", [HEAD, *same_day])
    shop.take(path)
    assert values(shop) == [4, 5]
    assert counts(shop.take(path)) == (0, 0, 2, 0)
    assert values(shop) == [4, 5]
    known = answers.read(shop.store, "csat", as_of=to_instant(NOON) - DAY)
    assert [one.value for one in known] == [1]


def test_a_row_with_a_number_of_its_own_is_corrected_in_place(shop: Hall) -> None:
    head = ["response_id", *HEAD]
    shop.take(shop.table("csat.csv", [head, ["r1", 17, 2, "", "2026-11-19"]]))
    again = shop.table("csat.csv", [head, ["r1", 17, 4, "sorry", "2026-11-19"]])
    assert counts(shop.take(again)) == (0, 1, 0, 0)
    assert [(one.value, one.comment) for one in answers.read(shop.store, "csat")] == [(4, "sorry")]


def test_an_answer_belongs_to_the_last_own_contact_before_it(shop: Hall) -> None:
    rows = [
        [17, 5, "", "2026-11-19 10:00"],
        [18, 4, "", "2026-11-20 11:30"],  # the colleague's contact on it was later than mine
        [19, 1, "", "2026-11-20 11:30"],  # I never had this one
    ]
    shop.take(shop.table("csat.csv", [HEAD, *rows]))
    assert values(shop, agent_id=1) == [5, 4]
    assert values(shop) == [5, 4, 1]
    own = answers.read(shop.store, "csat", agent_id=1)
    assert [one.interaction_id for one in own] == [1, 2]


def test_a_date_means_its_whole_day_a_time_means_itself(shop: Hall) -> None:
    rows = [[17, 5, "", "2026-11-18"], [18, 4, "", "2026-11-19 08:00"]]
    shop.take(shop.table("csat.csv", [HEAD, *rows]))
    assert values(shop, agent_id=1) == [5]  # the contact of the other one was at noon


def test_customers_are_found_by_address(shop: Hall) -> None:
    head = ["email", "nps", "date"]
    rows = [["ANN@a.org", 9, "2026-11-20 11:00"], ["ben@b.org", 0, "2026-11-20 11:00"]]
    result = shop.take(shop.table("nps.csv", [head, *rows]))
    assert (result.kind, counts(result)) == ("answers", (2, 0, 0, 0))
    assert values(shop, "nps") == [9, 0]
    assert values(shop, "nps", 1) == [9]
    again = shop.table("nps.csv", [head, ["ann@a.org", 3, "2026-11-20 11:30"]])
    shop.take(again)
    assert values(shop, "nps", 1) == [3]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["17", "csat", "7", "", "2026-11-20"], "the score 7 is outside the scale"),
        (["17", "csat", "0", "", "2026-11-20"], "outside the scale"),
        (["17", "csat", "4.5", "", "2026-11-20"], "is no score"),
        (["17", "nps", "11", "", "2026-11-20"], "the score 11 is outside the scale 0-10 of nps"),
        (["17", "mood", "4", "", "2026-11-20"], "“mood” is no kind of survey"),
        (["17", "", "4", "", "2026-11-20"], "does not say which survey"),
        (["17", "csat", "4", "", ""], "the answer has no date"),
        (["17", "csat", "4", "", "yesterday"], "is no date"),
        (["17", "csat", "", "", "2026-11-20"], "the row has no score"),
        (["17", "csat", "offered", "", "2026-11-20"], "the survey was not answered"),
        (["", "csat", "4", "", "2026-11-20"], "names neither a ticket nor a customer"),
        (["99", "csat", "4", "", "2026-11-20"], "ticket 99 is not here; import the tickets first"),
        (["17", "csat", "4", "1-6", "2026-11-20"], "not on “1-6”"),
    ],
)
def test_bad_rows_are_kept_with_their_reasons(shop: Hall, row: list[str], reason: str) -> None:
    head = ["ticket", "kind", "score", "scale", "answered_at"]
    good = ["18", "csat", "3", "", "2026-11-20"]
    path = shop.table("answers.csv", [head, row, good])
    result = shop.take(path)
    assert counts(result) == (1, 0, 0, 1)
    assert result.rejected_file is not None
    assert reason in reasons(Path(result.rejected_file))[0]
    assert values(shop) == [3]


@pytest.mark.parametrize(
    ("said", "counts_as"),
    [
        ("good", "good"), ("Bad, I'm unsatisfied", "bad"), ("4/5", 4), ("5 of 5", 5), ("1", 1),
        ("Extremely Happy", "good"), ("neutral", 3), ("-101", "bad"), ("100", 3), ("103", "good"),
    ],
)  # fmt: skip
def test_words_faces_and_codes_of_helpdesks(shop: Hall, said: str, counts_as: object) -> None:
    head = ["ticket", "Survey results", "Feedback", "date"]
    path = shop.table("csat.csv", [head, [17, said, "", "2026-11-20"]])
    assert counts(shop.take(path, kind="answers")) == (1, 0, 0, 0), shop.take(path).problems
    assert values(shop) == [counts_as]


def test_one_row_may_answer_several_questions(shop: Hall) -> None:
    head = ["ticket", "csat", "nps", "ces", "date"]
    rows = [[17, 4, 10, 6, "2026-11-20"], [18, "", 2, "-", "2026-11-20"]]
    assert counts(shop.take(shop.table("survey.csv", [head, *rows]))) == (2, 0, 0, 0)
    assert [values(shop, kind) for kind in ("csat", "nps", "ces")] == [[4], [10, 2], [6]]
    assert values(shop, "ces", 1) == [6]


def test_the_ratings_of_helpdesks_as_json(shop: Hall) -> None:
    zendesk = {"satisfaction_ratings": [
        {"id": 62, "url": "https://shop.zendesk.com/api/v2/satisfaction_ratings/62.json",
         "ticket_id": 17, "requester_id": 7, "assignee_id": 8, "score": "bad",
         "comment": "<b>slow</b>", "created_at": "2026-11-20T10:00:00Z",
         "updated_at": "2026-11-20T10:00:00Z"},
        {"id": 63, "ticket_id": 18, "requester_id": 7, "score": "offered",
         "created_at": "2026-11-20T10:00:00Z"},
    ]}  # fmt: skip
    result = shop.take(shop.records("zendesk_ratings.json", zendesk))
    assert (result.kind, counts(result)) == ("answers", (1, 0, 0, 1))
    assert [one.comment for one in answers.read(shop.store, "csat")] == ["slow"]
    freshdesk = [{"id": 5, "survey_id": 1, "user_id": 3, "agent_id": 9, "feedback": "ok",
                  "group_id": 2, "ticket_id": 19, "created_at": "2026-11-20T10:30:00Z",
                  "ratings": {"default_question": -103}}]  # fmt: skip
    result = shop.take(shop.records("freshdesk_ratings.json", freshdesk))
    assert (result.kind, counts(result)) == ("answers", (1, 0, 0, 0))
    assert values(shop) == ["bad", "bad"]


def test_a_ticket_is_found_by_its_number_at_the_helpdesk(shop: Hall) -> None:
    with shop.store.transaction():
        shop.store.insert("account", name="work")
        shop.store.execute("UPDATE ticket SET account = 'work', remote_id = '5001' WHERE id = 2")
    shop.take(shop.table("csat.csv", [HEAD, [5001, 4, "", "2026-11-20"]]))
    assert [one.ticket_id for one in answers.read(shop.store, "csat")] == [2]


def test_another_source_and_its_words_by_a_map(shop: Hall) -> None:
    mapped = shop.write("map.toml", 'kind = "answers"\nsource = "survey tool"\ndates = "dmy"\n'
                                    '[columns]\n"Vorgang" = "ticket"\n"Q1" = "nps"\n')  # fmt: skip
    path = shop.table("q.csv", [["Vorgang", "Q1", "Datum"], [17, 9, "20.11.2026 10:00"]])
    result = shop.take(path, mapping=mapped)
    assert (result.kind, counts(result)) == ("answers", (1, 0, 0, 0))
    [one] = answers.read(shop.store, "nps")
    assert (one.value, one.at) == (9, NOW - 2 * HOUR)
    assert shop.store.value("SELECT source FROM survey_answer") == "import survey tool"


def test_a_survey_after_each_contact_counts_for_each(shop: Hall) -> None:
    head = ["interaction", "csat", "at"]
    rows = [[2, 5, "2026-11-20 10:00"], [3, 1, "2026-11-20 11:30"], [2, 4, "2026-11-20 11:30"],
            [9, 4, "2026-11-20"], ["x", 4, "2026-11-20"]]  # fmt: skip
    result = shop.take(shop.table("calls.csv", [head, *rows]))
    assert (result.kind, counts(result)) == ("answers", (3, 0, 0, 2))
    assert "contact 9 is not in the log here" in result.problems[0]
    assert values(shop, agent_id=1) == [4]  # contact 2 is mine, and its second answer counts
    assert values(shop, agent_id=2) == [1]
    assert {one.ticket_id for one in answers.read(shop.store, "csat")} == {2}


def test_sheets_lines_and_tabs_alike(shop: Hall) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEAD, [17, 4, "fine", NOON.replace(tzinfo=None)], [18, 2.0, None, "2026-11-19"]):
        sheet.append(row)
    path = shop.folder / "csat.xlsx"
    book.save(path)
    assert counts(shop.take(path)) == (2, 0, 0, 0)
    assert counts(shop.take(path)) == (0, 0, 2, 0)
    lines = shop.write("more.jsonl", '{"ticket_id": 19, "nps": 7, "date": "2026-11-20"}\n')
    assert counts(shop.take(lines)) == (1, 0, 0, 0)
    tabs = shop.write("ces.tsv", "ticket\tces\tscale\tdate\n17\t2\t1-5\t2026-11-20\n")
    assert counts(shop.take(tabs)) == (1, 0, 0, 0)
    assert [values(shop, kind) for kind in ("csat", "nps", "ces")] == [[2, 4], [7], [2]]
    assert answers.read(shop.store, "ces", scale="1-7") == []


def test_an_erased_customer_stays_erased(shop: Hall) -> None:
    with shop.store.transaction():
        shop.store.execute("INSERT INTO meta VALUES ('erased:1', 1)")
    result = shop.take(shop.table("csat.csv", [HEAD, [17, 4, "x", "2026-11-20"]]))
    assert counts(result) == (0, 0, 0, 1)
    assert "was erased" in result.problems[0]


def test_a_dry_run_writes_nothing(shop: Hall) -> None:
    path = shop.table("csat.csv", [HEAD, [17, 5, "", "2026-11-20"]])
    assert counts(shop.take(path, dry_run=True)) == (1, 0, 0, 0)
    assert shop.count("survey_answer") == 0
    assert not list(events.read(shop.store, "kind = 'survey.answered'"))


def test_the_log_has_what_the_figures_need_and_no_word(shop: Hall) -> None:
    card = "4111 1111 1111 1111"
    shop.take(shop.table("csat.csv", [HEAD, [17, 1, f"my card {card}", "2026-11-20 10:00"]]))
    [event] = events.read(shop.store, "kind = 'survey.answered'")
    comment = answers.read(shop.store, "csat")[0].comment
    assert "my card" in comment
    assert card not in comment
    assert event.data == {
        "answer": 1, "answered_at": NOW - 2 * HOUR, "comment": hashed(shop.store, 1, comment),
        "scale": "1-5", "survey": "ticket:1", "survey_kind": "csat", "value": 1,
    }  # fmt: skip
    assert (event.ticket_id, event.customer_id, event.interaction_id) == (1, 1, 1)
    assert "card" not in json.dumps(event.data)
    assert [e.data["import_kind"] for e in events.read(shop.store, "kind = 'import.finished'")] == [
        "tickets", "answers",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "columns", "kind"),
    [
        ("export.csv", ["Ticket ID", "Subject", "Status", "Satisfaction Score"], "tickets"),
        ("customers.csv", ["id", "name", "email", "rating"], "customers"),
        ("x.csv", ["ticket", "rating", "date"], "answers"),
        ("x.csv", ["email", "nps_score", "created_at"], "answers"),
        ("orders.csv", ["order_id", "customer_id", "total", "rating"], "orders"),
        ("ratings.csv", ["id", "survey_id", "ticket_id", "ratings.default_question"], "answers"),
    ],
)
def test_the_kind_is_guessed_by_signs(name: str, columns: list[str], kind: str) -> None:
    assert kinds.guess(Path(name), columns) == kind
