from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csr_desk.domain.models import IdentityKind
from csr_desk.store import people, search_hits, search_terms
from csr_desk.store.connection import Store
from csr_desk.store.people import NewIdentity
from csr_desk.store.queue_rows import plan_of
from csr_desk.store.search import find
from csr_desk.store.searcher import Searcher
from tests.store.queue_world import NOW, empty_store, fill, ticket


def say(store: Store, number: int, ticket_id: int, body: str, state: str = "received") -> None:
    store.insert(
        "message", id=number, uid=f"m{number}", ticket_id=ticket_id, at=NOW + number,
        kind="public", author_kind="customer", author="A", channel="email", body=body, state=state,
    )  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = empty_store(tmp_path)
    with made.transaction():
        for number in range(1, 6):
            people.refresh_search(made, number)
        people.add_identity(made, 2, NewIdentity(IdentityKind.PHONE, "+43 1 555 0199"))
        people.add_identity(made, 3, NewIdentity(IdentityKind.EMAIL, "li.lei@example.com"))
    subjects = ["Refund for order A-77", "Café noisy", "[ORDER-1] where", 'NEAR the "end" OR not']
    fill(made, [ticket(n, subject=text) for n, text in enumerate(subjects, start=1)])
    with made.transaction():
        say(made, 1, 1, "I want my money back, please refund it")
        say(made, 2, 2, "It is as loud as the walrus " + "x " * 300)
        say(made, 3, 3, "a secret that was dropped", "dropped")
        made.insert("customer_order", number="A-77", customer_id=4, status="shipped")
        made.insert(
            "canned", uid="r1", name="refund", title="Refund on its way", body="Dear customer",
            created_at=NOW, updated_at=NOW,
        )  # fmt: skip
        made.insert(
            "article", uid="a1", title="Return policy", body="A refund takes 14 days",
            created_at=NOW, updated_at=NOW,
        )  # fmt: skip
    yield made
    made.close()


def found(store: Store, text: str, **more: bool) -> list[tuple[str, int]]:
    return [(hit.kind, hit.id) for hit in find(store, text, **more)]


def test_words_find_tickets_messages_responses_and_articles_newest_first(store: Store) -> None:
    assert found(store, "refund") == [("ticket", 1), ("canned", 1), ("article", 1)]
    assert found(store, "loud wal") == [("ticket", 2)]
    assert set(found(store, "refund", best_first=True)) == set(found(store, "refund"))


def test_accents_case_and_unfinished_words_do_not_matter(store: Store) -> None:
    assert ("ticket", 2) in found(store, "cafe")
    assert ("ticket", 2) in found(store, "CAFÉ")
    assert ("customer", 2) in found(store, "angst")
    assert found(store, "refu") == found(store, "refund")
    assert found(store, "refu ") == []  # a finished word is meant as it stands


def test_one_letter_asks_nothing(store: Store) -> None:
    assert find(store, "r") == []
    assert find(store, "refund o") == find(store, "refund ")
    assert find(store, "") == find(store, " \t") == []


def test_addresses_and_numbers_are_looked_up_first(store: Store) -> None:
    assert found(store, "1003")[0] == ("ticket", 3)
    assert found(store, "#1003")[0] == ("ticket", 3)
    assert found(store, "LI.LEI@example.com")[0] == ("customer", 3)
    assert found(store, "+43 1 555 0199")[0] == ("customer", 2)
    assert found(store, "0199")[0] == ("customer", 2)
    assert found(store, "0043 (1) 555-0199")[0] == ("customer", 2)
    order = find(store, "a-77")[0]
    assert (order.kind, order.id, order.reference) == ("customer", 4, "A-77")


def test_exact_look_ups_use_their_indexes(store: Store) -> None:
    for sql, index in (
        ("SELECT customer_id FROM identity WHERE reversed >= ? AND reversed < ?", "reversed"),
        ("SELECT 1 FROM customer_order o WHERE o.number = ? COLLATE NOCASE", "order_number"),
        (f"{search_hits.TICKETS} WHERE t.reference = ?", "autoindex"),
    ):
        plan = plan_of(store, sql, *["1"] * sql.count("?"))
        assert index in plan[0], plan
        assert not [line for line in plan if "SCAN" in line]


def test_a_dropped_message_and_a_merged_customer_are_not_found(store: Store) -> None:
    assert find(store, "secret") == []
    with store.transaction():
        store.execute("UPDATE customer SET merged_into = 1 WHERE id = 2")
        people.refresh_search(store, 2)
    assert ("customer", 2) not in found(store, "angstrom")
    assert found(store, "0199")[0] == ("customer", 1)  # the survivor has the number


def test_the_snippet_shows_the_word_in_its_surroundings(store: Store) -> None:
    body = "filler " * 100 + "the walrus sang\nand left " + "filler " * 100
    shown = search_hits.around(body, "wal")
    assert "walrus sang and left" in shown
    assert shown.startswith("…")
    assert len(shown) <= search_hits.WINDOW + 1


SYNTAX = [
    '"',
    '""',
    "*",
    "a*",
    "NEAR(a b)",
    "a OR",
    "AND",
    "-",
    "col:x",
    "{a b}:c",
    "^a",
    "(",
    ")",
    "a\0b",
    "'; DROP TABLE ticket; --",
    "%",
    "_",
    "\\",
    "a AND",
    "NOT x",
    "+",
    "body : x",
]


@pytest.mark.parametrize("text", SYNTAX)
def test_what_is_typed_is_never_syntax(store: Store, text: str) -> None:
    find(store, text)
    find(store, f"refund {text}", best_first=True)
    assert search_terms.ticket_ids(store, text) is not None


def test_operators_are_ordinary_words(store: Store) -> None:
    assert ("ticket", 4) in found(store, 'near "end" or')
    assert found(store, "refund NOT") == []


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(max_size=40))
def test_any_text_can_be_searched_for(store: Store, text: str) -> None:
    for best_first in (False, True):
        for hit in find(store, text, best_first=best_first):
            assert hit.kind in ("ticket", "customer", "canned", "article")


@settings(max_examples=200)
@given(text=st.text(max_size=60))
def test_an_expression_is_only_quoted_phrases(text: str) -> None:
    expression = search_terms.expression(text)
    for part in expression.split(" AND ") if expression else []:
        inner = part.removesuffix("*")
        assert inner[0] == inner[-1] == '"'
        assert '"' not in inner[1:-1].replace('""', "")


def test_too_frequent_words_are_left_out_beside_others(store: Store) -> None:
    with store.transaction():
        store.insert_many(
            "INSERT INTO message (id, uid, ticket_id, at, kind, author_kind, author, channel, body,"
            " state) VALUES (?, ?, 1, ?, 'public', 'agent', 'x', 'email', ?, 'sent')",
            [(n, f"b{n}", NOW, "the parcel" if n % 2 else "hello") for n in range(10, 6_000)],
        )
    assert search_terms.telling(store, "message_fts", "the walrus ") == '"walrus"'
    assert search_terms.telling(store, "message_fts", "the parcel ") == '"the" AND "parcel"'
    assert search_terms.telling(store, "message_fts", "the ") == '"the"'
    assert len(search_terms.ranked(store, "message_fts", '"the"', 9_000)) == search_terms.SAMPLE
    assert search_terms.newest(store, "message_fts", '"the"', 2) == [5_999, 5_997]


def test_a_searcher_reads_beside_the_desk_and_stops_when_told(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    searcher = Searcher(store.path)
    hits = searcher.find("refund")
    assert hits is not None
    assert ("ticket", 1) in [(hit.kind, hit.id) for hit in hits]

    def typed_on() -> Iterator[search_hits.Hit]:
        yield hits[0]
        searcher.interrupt()
        yield hits[0]

    monkeypatch.setattr("csr_desk.store.searcher.stages", lambda *arguments: typed_on())
    assert searcher.find("refund") is None
    searcher.close()
