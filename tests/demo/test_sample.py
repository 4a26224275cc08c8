import json
import re

from csr_desk.domain.models import IdentityKind
from csr_desk.domain.pii import mask
from csr_desk.domain.placeholder_names import NAMES, canonical
from csr_desk.domain.taxonomy_file import default
from csr_desk.store import answers, answers_log, people, tickets, views
from csr_desk.store.connection import Store

TEXTS = (
    "SELECT body FROM message UNION SELECT subject FROM ticket UNION SELECT body FROM canned"
    " UNION SELECT title FROM canned UNION SELECT body FROM article UNION SELECT note FROM wrap_up"
    " UNION SELECT text FROM follow_up UNION SELECT name FROM customer"
    " UNION SELECT value FROM identity UNION SELECT tracking FROM customer_order"
)


def test_the_engine_finds_no_fault(sample: Store) -> None:
    assert sample.value("PRAGMA integrity_check") == "ok"
    assert sample.all("PRAGMA foreign_key_check") == []


def test_counts_at_three_hundred(sample: Store) -> None:
    for table, low, high in (
        ("ticket", 300, 300),
        ("customer", 100, 100),
        ("agent", 8, 12),
        ("canned", 40, 80),
        ("macro", 5, 5),
        ("article", 12, 20),
        ("follow_up", 10, 30),
        ("saved_view", 3, 10),
        ("interaction", 200, 1_500),
        ("survey_answer", 20, 200),
    ):
        assert low <= sample.value(f"SELECT count(*) FROM {table}") <= high, table
    mine = sample.value("SELECT count(*) FROM ticket WHERE status < 4 AND assignee_id = 1")
    assert 25 <= mine <= 60


def test_every_channel_and_status_is_there(sample: Store) -> None:
    channels = {row[0] for row in sample.all("SELECT DISTINCT channel FROM ticket")}
    assert channels == {"phone", "email", "chat", "social", "in_person", "web"}
    assert {row[0] for row in sample.all("SELECT DISTINCT status FROM ticket")} == set(range(6))


def test_ticket_counts_equal_a_recount(sample: Store) -> None:
    kept = sample.all("SELECT status, assignee_id, n FROM ticket_count ORDER BY 1, 2")
    counted = sample.all(
        "SELECT status, coalesce(assignee_id, 0), count(*) FROM ticket GROUP BY 1, 2 ORDER BY 1, 2"
    )
    assert kept == counted


def test_every_ticket_has_messages_within_its_life(sample: Store, now: int) -> None:
    bad = sample.all(
        "SELECT t.id FROM ticket t LEFT JOIN message m ON m.ticket_id = t.id GROUP BY t.id"
        " HAVING count(m.id) = 0 OR min(m.at) < t.created_at OR max(m.at) <> t.last_message_at"
        " OR max(m.at) > ? OR t.updated_at < max(m.at)",
        now,
    )
    assert bad == []


def test_summaries_match_the_messages_and_tags(sample: Store) -> None:
    for ticket_id, snippet, tags, status, solved in sample.all(
        "SELECT id, snippet, tags, status, solved_at FROM ticket"
    ):
        body = sample.value(
            "SELECT body FROM message WHERE ticket_id = ? ORDER BY at DESC, id DESC LIMIT 1",
            ticket_id,
        )
        assert snippet == tickets.snippet(body)
        rows = sample.all("SELECT tag FROM ticket_tag WHERE ticket_id = ? ORDER BY 1", ticket_id)
        assert json.loads(tags) == [row[0] for row in rows]
        assert (solved is not None) == (status >= 4)


def test_threads_are_long_and_one_is_endless(sample: Store) -> None:
    sizes = [row[0] for row in sample.all("SELECT count(*) FROM message GROUP BY ticket_id")]
    assert max(sizes) == 3_000
    assert len([size for size in sizes if 30 <= size <= 200]) >= 3


def test_full_text_finds_words(sample: Store) -> None:
    for table, word in (
        ("message_fts", "refund"),
        ("message_fts", "Etikett"),
        ("ticket_fts", "invoice"),
        ("customer_fts", "example"),
        ("canned_fts", "label"),
        ("article_fts", "carrier"),
    ):
        hits = sample.value(f"SELECT count(*) FROM {table} WHERE {table} MATCH ?", word)
        assert hits > 0, (table, word)


def test_customer_search_is_what_the_store_would_write(sample: Store) -> None:
    row = sample.one(
        "SELECT c.id, s.identities FROM customer c JOIN customer_search s USING (id)"
        " JOIN identity i ON i.customer_id = c.id WHERE i.kind = 'social' LIMIT 1"
    )
    assert row is not None
    known = people.identities(sample, row[0])
    assert all(one.value in row[1] for one in known)
    assert sample.value("SELECT count(*) FROM customer") == sample.value(
        "SELECT count(*) FROM customer_search"
    )


def test_identities_are_normal(sample: Store) -> None:
    for kind, value, normal, back in sample.all(
        "SELECT kind, value, normal, reversed FROM identity"
    ):
        assert people.normal_form(IdentityKind(kind), value) == normal
        assert back == (normal[::-1] if kind == "phone" else None)


def test_some_customers_stand_there_twice(sample: Store) -> None:
    twins = sample.all(
        "SELECT c.name, count(DISTINCT i.value) FROM customer c JOIN identity i"
        " ON i.customer_id = c.id AND i.kind = 'email' GROUP BY c.name HAVING count(*) > 1"
    )
    assert len(twins) >= 3
    assert all(addresses > 1 for _, addresses in twins)


def test_segments_tile_every_past_shift(sample: Store, now: int) -> None:
    shifts = sample.all("SELECT id, started_at, ended_at FROM shift ORDER BY started_at")
    assert len(shifts) > 10
    last = 0
    for shift_id, started, ended in shifts:
        assert last <= started < ended <= now
        last = at = started
        for from_at, to_at in sample.all(
            "SELECT from_at, to_at FROM segment WHERE shift_id = ? ORDER BY id", shift_id
        ):
            assert from_at == at
            at = to_at
        assert at == ended
        last = ended
    newest = sample.value("SELECT agent_id FROM shift ORDER BY started_at DESC LIMIT 1")
    assert newest == 1


def test_contacts_lie_in_their_segments_and_are_logged(sample: Store) -> None:
    bad = sample.all(
        "SELECT i.id FROM interaction i JOIN segment s ON s.interaction_id = i.id"
        " JOIN ticket t ON t.id = i.ticket_id GROUP BY i.id"
        " HAVING min(s.from_at) <> i.started_at OR max(s.to_at) <> i.wrapped_at"
        " OR min(CASE s.phase WHEN 'acw' THEN s.from_at END) <> i.ended_at"
        " OR t.created_at > i.started_at OR t.customer_id <> i.customer_id"
    )
    assert bad == []
    assert sample.value("SELECT count(*) FROM interaction WHERE wrapped_at IS NULL") == 0
    assert sample.value("SELECT count(*) FROM interaction") == sample.value(
        "SELECT count(DISTINCT interaction_id) FROM wrap_up"
    )


def test_wrap_ups_use_the_taxonomy(sample: Store) -> None:
    taxonomy = default()
    for reason, outcome, cause, before in sample.all(
        "SELECT DISTINCT reason, outcome, cause, before FROM wrap_up"
    ):
        assert taxonomy.reason(reason) is not None
        assert taxonomy.outcome(outcome) is not None
        assert cause is not None or not reason.startswith("complaint/")
        assert cause is None or taxonomy.cause(cause) is not None
        assert set(json.loads(before)) == {"status", "solved_at", "is_spam", "tags", "at"}


def test_repeats_give_the_banner_something_to_say(sample: Store, now: int) -> None:
    week = 7 * 86_400_000
    repeats = sample.all(
        "SELECT i.customer_id, w.reason FROM interaction i JOIN wrap_up w"
        " ON w.interaction_id = i.id WHERE i.started_at > ? GROUP BY 1, 2 HAVING count(*) > 1",
        now - week,
    )
    assert len(repeats) >= 5


def test_deadlines_and_follow_ups_press(sample: Store, now: int) -> None:
    hour = 3_600_000
    mine = "FROM ticket WHERE assignee_id = 1 AND status < 2 AND due_at"
    assert sample.value(f"SELECT count(*) {mine} < ?", now) >= 1
    assert sample.value(f"SELECT count(*) {mine} BETWEEN ? AND ?", now, now + 2 * hour) >= 3
    open_tasks = "FROM follow_up WHERE done_at IS NULL AND due_at"
    assert sample.value(f"SELECT count(*) {open_tasks} < ?", now) >= 2
    assert sample.value(f"SELECT count(*) {open_tasks} BETWEEN ? AND ?", now, now + 8 * hour) >= 4


def test_uses_of_responses_add_up(sample: Store) -> None:
    assert (
        sample.all(
            "SELECT c.name FROM canned c LEFT JOIN canned_use u ON u.canned_id = c.id GROUP BY c.id"
            " HAVING c.uses <> count(u.id) OR c.last_used_at IS NOT max(u.at)"
        )
        == []
    )


def test_placeholders_of_responses_are_known(sample: Store) -> None:
    for (body,) in sample.all("SELECT body FROM canned"):
        for name in re.findall(r"\{\{([^}|]+)", body):
            assert canonical(name.strip()) in NAMES


def test_no_slot_is_left_open(sample: Store) -> None:
    texts = "SELECT body FROM message UNION ALL SELECT subject FROM ticket"
    assert [row[0] for row in sample.all(texts) if re.search(r"[{}]", row[0])] == []


def test_many_scripts_survive(sample: Store) -> None:
    text = "\n".join(row[0] for row in sample.all(TEXTS))
    assert text.encode("utf-8").decode("utf-8") == text
    for start, end in (("а", "я"), ("א", "ת"), ("ا", "ي"), ("अ", "ह"), ("ぁ", "ん"), ("一", "龥")):
        assert re.search(f"[{start}-{end}]", text), start
    assert re.search("[α-ω]", text)
    assert re.search("[가-힣]", text)
    assert "😊" in text or "❤" in text


def test_no_card_number_and_only_reserved_addresses(sample: Store) -> None:
    for (text,) in sample.all(TEXTS):
        assert mask(text).text == text
        assert not any(
            _luhn(re.sub(r"\D", "", run)) for run in re.findall(r"(?:\d[ -]?){13,19}", text)
        ), text
        for host in re.findall(r"[\w.-]+@([\w.-]+)|https?://([\w.-]+)", text):
            name = (host[0] or host[1]).rstrip(".")
            assert re.search(r"(^|\.)example\.(com|org|net|test)$", name), name


def _luhn(digits: str) -> bool:
    double = [int(one) * 2 for one in digits[-2::-2]]
    total = sum(int(one) for one in digits[-1::-2]) + sum(one // 10 + one % 10 for one in double)
    return len(digits) >= 13 and total % 10 == 0


def test_new_tickets_get_the_next_number(sample: Store) -> None:
    assert sample.value("SELECT value FROM meta WHERE key = 'next_reference'") == 301


def test_saved_views_can_be_read(sample: Store) -> None:
    assert len(views.saved(sample)) == sample.value("SELECT count(*) FROM saved_view")


def test_some_customers_answered_and_most_are_content(sample: Store) -> None:
    own = answers.read(sample, "csat", agent_id=1)
    assert 10 < len(own) < 120
    content = [one for one in own if one.value in (4, 5)]
    assert 0.5 < len(content) / len(own) < 1
    assert answers.read(sample, "nps", agent_id=1)
    assert answers_log.differences(sample) == []
    assert sample.value(
        "SELECT count(*) FROM survey_answer a JOIN interaction i ON i.id = a.interaction_id"
        " WHERE a.answered_at <= i.wrapped_at OR a.ticket_id <> i.ticket_id"
        " OR a.customer_id <> i.customer_id"
    ) == 0  # fmt: skip
