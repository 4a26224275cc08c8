"""Takes a person's text out of every table; rows that figures need stay, without words.

Every statement leaves alone what is erased already, so that a second run changes nothing, and
counts what it changed. All of it runs inside the caller's transaction.
"""

import json
from collections.abc import Iterable
from typing import Any

from csr_desk.domain.instants import Instant
from csr_desk.store import person
from csr_desk.store.connection import Store
from csr_desk.store.person import CONTACTS, OWNED, RECORDS, TICKETS, Person

ERASED = "(erased)"
NAME = "erased"
_NOTHING = '{"before":{},"after":{}}'  # what undoing an operation reads, without a value in it


def _blank(column: str) -> str:
    return f"{column} = CASE WHEN coalesce({column}, '') = '' THEN {column} ELSE :erased END"


def _filled(*columns: str) -> str:
    return " OR ".join(f"coalesce({column}, '') NOT IN ('', :erased)" for column in columns)


_STEPS: tuple[tuple[str, str], ...] = (
    ("drafts", f"DELETE FROM draft WHERE {OWNED['draft']}"),
    (
        "messages",
        "UPDATE message SET body = :erased, external_key = NULL, warnings = '',"
        " author = CASE author_kind WHEN 'customer' THEN :name ELSE author END"
        f" WHERE ({OWNED['message']}) AND (body <> :erased OR external_key IS NOT NULL"
        " OR warnings <> '' OR (author_kind = 'customer' AND author <> :name))",
    ),
    (
        "tickets",
        "UPDATE ticket SET subject = :erased, snippet = '', external_key = NULL,"
        f" version = version + 1 WHERE ({OWNED['ticket']})"
        " AND (subject <> :erased OR snippet <> '' OR external_key IS NOT NULL)",
    ),
    (
        "wrap_ups",
        f"UPDATE wrap_up SET {_blank('note')}, {_blank('told')}, {_blank('correction_reason')}"
        f" WHERE ({OWNED['wrap_up']}) AND ({_filled('note', 'told', 'correction_reason')})",
    ),
    (
        "time_corrections",
        f"UPDATE time_correction SET reason = :erased WHERE ({OWNED['time_correction']})"
        f" AND kind <> 'recovered' AND ({_filled('reason')})",
    ),
    (
        # Dropped by hand as it were: what was promised once stays promised in the figures.
        "promises",
        "INSERT INTO follow_up_change (follow_up_id, act, at, due_before)"
        " SELECT id, 'dropped', :now, due_at FROM follow_up"
        f" WHERE ({OWNED['follow_up']}) AND done_at IS NULL AND dropped_at IS NULL",
    ),
    (
        "follow_ups",
        "UPDATE follow_up SET text = :erased, number = '', dropped_at ="
        " CASE WHEN done_at IS NULL THEN coalesce(dropped_at, :now) ELSE dropped_at END"
        f" WHERE ({OWNED['follow_up']}) AND (text <> :erased OR number <> '' OR (done_at IS NULL"
        " AND dropped_at IS NULL))",
    ),
    (
        "escalations",
        f"UPDATE escalation SET {_blank('reason')}, {_blank('summary')}, {_blank('answer')}"
        f" WHERE ({OWNED['escalation']}) AND ({_filled('reason', 'summary', 'answer')})",
    ),
    (
        "transfers",
        f"UPDATE transfer SET {_blank('reason')}"
        f" WHERE ({OWNED['transfer']}) AND ({_filled('reason')})",
    ),
    (
        "identity_checks",
        f"UPDATE verification SET {_blank('note')}"
        f" WHERE ({OWNED['verification']}) AND ({_filled('note')})",
    ),
    (
        "skips",
        f"UPDATE play_skip SET reason = '' WHERE ({OWNED['play_skip']}) AND reason <> ''",
    ),
    (
        "operations",
        "UPDATE operation SET payload = :nothing, error = NULL"
        f" WHERE ({OWNED['operation']}) AND (payload <> :nothing OR error IS NOT NULL)",
    ),
    (
        "requests",
        f"UPDATE bundle SET body = '' WHERE ({OWNED['bundle']}) AND body <> ''",
    ),
    (
        # The row stays, and with it the number there: a pull must not bring the person back.
        "readings",
        "UPDATE remote_ticket SET base = '{}', wanted_at = NULL"
        f" WHERE ({OWNED['remote_ticket']}) AND (base <> '{{}}' OR wanted_at IS NOT NULL)",
    ),
    (
        "kept_forms",  # the key is that of actions/kept_form
        "DELETE FROM meta WHERE key IN (SELECT 'escalation_form:' || agent.id || ':' || one.value"
        " FROM agent, json_each(:tickets) one)",
    ),
    ("macro_changes", f"DELETE FROM macro_change WHERE {OWNED['macro_change']}"),
    ("colleagues_seen", f"DELETE FROM presence WHERE {OWNED['presence']}"),
    ("callers", f"DELETE FROM caller WHERE {OWNED['caller']}"),
    ("conflicts", f"DELETE FROM conflict WHERE {OWNED['conflict']}"),
    ("own_fields", f"DELETE FROM ticket_field WHERE {OWNED['ticket_field']}"),
    ("files", f"DELETE FROM attachment WHERE {OWNED['attachment']}"),
    ("order_requests", f"DELETE FROM order_request WHERE {OWNED['order_request']}"),
    ("payments", f"DELETE FROM payment WHERE {OWNED['payment']}"),
    ("offers", f"DELETE FROM offer WHERE {OWNED['offer']}"),
    (
        "feedback",
        f"UPDATE feedback SET {_blank('text')} WHERE ({OWNED['feedback']}) AND ({_filled('text')})",
    ),
    (
        "survey_answers",
        "UPDATE survey_answer SET comment = '', key = NULL"
        f" WHERE ({OWNED['survey_answer']}) AND (comment <> '' OR key IS NOT NULL)",
    ),
    ("order_lines", f"DELETE FROM order_line WHERE {OWNED['order_line']}"),
    (
        "invoices_of_others",
        "UPDATE invoice SET order_id = NULL WHERE order_id IN"
        f" (SELECT id FROM customer_order WHERE customer_id IN {RECORDS})"
        f" AND customer_id NOT IN {RECORDS}",
    ),
    ("invoices", f"DELETE FROM invoice WHERE customer_id IN {RECORDS}"),
    ("orders", f"DELETE FROM customer_order WHERE {OWNED['customer_order']}"),
    (
        "merges",
        "UPDATE customer_merge SET moved = json_set(moved, '$.fields', json('[]'),"
        " '$.identity', json('[]'), '$.history', json('[]'))"
        f" WHERE ({OWNED['customer_merge']}) AND (json_array_length(moved, '$.fields')"
        " + json_array_length(moved, '$.identity') + json_array_length(moved, '$.history')) > 0",
    ),
    (
        "ticket_merges",
        "UPDATE ticket_move SET moved = json_set(moved, '$.words', json('{}'))"
        f" WHERE ({OWNED['ticket_move']}) AND json_extract(moved, '$.words') <> '{{}}'",
    ),
    ("confirmed", f"DELETE FROM detail_confirmed WHERE {OWNED['detail_confirmed']}"),
    ("addresses", f"DELETE FROM identity WHERE {OWNED['identity']}"),
    ("fields", f"DELETE FROM customer_field WHERE {OWNED['customer_field']}"),
    ("field_changes", f"DELETE FROM field_history WHERE {OWNED['field_history']}"),
    ("search_entries", f"DELETE FROM customer_search WHERE {OWNED['customer_search']}"),
)

_TOMBSTONE = (
    "UPDATE customer SET name = :name, first_name = '', organisation_id = NULL, language = '',"
    " note = '', verified_at = NULL, external_key = NULL, salt = :salt, updated_at = :now,"
    " version = version + 1 WHERE id = :id AND (name <> :name OR first_name <> ''"
    " OR organisation_id IS NOT NULL OR language <> '' OR note <> '' OR verified_at IS NOT NULL"
    " OR external_key IS NOT NULL OR :changed"
    " OR NOT EXISTS (SELECT 1 FROM meta WHERE key = :mark))"
)


def run(
    store: Store, one: Person, now: Instant, salts: Iterable[str], words: Iterable[str]
) -> dict[str, int]:
    """Erase a person and return how many rows of each sort changed, sorts without any left out.

    `salts` gives each record a fresh secret in place of the one its hashes in the log were made
    with; `words` are what an agent's saved view may name the person by.
    """
    bindings: dict[str, Any] = {
        **one.bindings, "erased": ERASED, "name": NAME, "nothing": _NOTHING, "now": now
    }  # fmt: skip
    organisations = person.select(
        store, one, f"SELECT DISTINCT organisation_id FROM customer WHERE {OWNED['customer']}"
    )
    counts = {"tags": _tags(store, one), "order_numbers": _order_numbers(store, one)}
    for sort, sql in _STEPS:
        counts[sort] = _change(store, sql, bindings)
    changed = any(counts.values())
    counts["records"] = 0
    for record, salt in zip(one.records, salts, strict=False):
        mark = mark_of(record)
        named = {**bindings, "id": record, "salt": salt, "mark": mark, "changed": changed}
        counts["records"] += _change(store, _TOMBSTONE, named)
        store.execute("INSERT OR IGNORE INTO meta VALUES (?, ?)", mark, now)
    counts["organisations"] = _organisations(store, [row[0] for row in organisations])
    wanted = [word.casefold() for word in words]
    counts["saved_views"] = _saved_views(store, wanted)
    counts["searches"] = _searches(store, wanted)
    _forget_samples(store)
    return {sort: count for sort, count in counts.items() if count}


def mark_of(customer_id: int) -> str:
    """Return the key under which the store remembers that a record was erased."""
    return f"erased:{customer_id}"


def _change(store: Store, sql: str, bindings: dict[str, Any]) -> int:
    store.db.execute(sql, bindings)
    return store.db.changes()


def _tags(store: Store, one: Person) -> int:
    """Take off the tags no other person's ticket has: a label stays, a name does not."""
    own = {
        row[0]
        for row in person.select(
            store,
            one,
            f"SELECT DISTINCT tag FROM ticket_tag t WHERE {OWNED['ticket_tag']} UNION"
            f" SELECT e.value FROM ticket, json_each(tags) e WHERE ticket.id IN {TICKETS} UNION"
            f" SELECT e.value FROM wrap_up, json_each(tags) e WHERE interaction_id IN {CONTACTS}"
            " UNION SELECT e.value FROM wrap_up, json_each(before, '$.tags') e"
            f" WHERE interaction_id IN {CONTACTS}",
        )
    }
    shared = {
        row[0]
        for row in person.select(
            store,
            one,
            "SELECT DISTINCT tag FROM ticket_tag WHERE tag IN (SELECT value FROM json_each(:tags))"
            f" AND ticket_id NOT IN {TICKETS}",
            tags=json.dumps(sorted(own)),
        )
    }
    gone = own - shared
    if gone:
        _take_off(store, one, gone)
    return len(gone)


def _take_off(store: Store, one: Person, tags: set[str]) -> None:
    """Take tags off the person's tickets and wrap-ups, and out of what undo would put back."""
    named = {**one.bindings, "gone": json.dumps(sorted(tags))}
    lost = "(SELECT value FROM json_each(:gone))"
    store.db.execute(
        f"DELETE FROM ticket_tag WHERE tag IN {lost} AND ticket_id IN {TICKETS}", named
    )
    kept = f"(SELECT json_group_array(value) FROM json_each({{}}) WHERE value NOT IN {lost})"
    store.db.execute(f"UPDATE ticket SET tags = {kept.format('tags')} WHERE id IN {TICKETS}", named)
    before = kept.format("wrap_up.before, '$.tags'")
    store.db.execute(
        f"UPDATE wrap_up SET tags = {kept.format('wrap_up.tags')}, before = CASE"
        f" WHEN json_type(before, '$.tags') IS NULL THEN before"
        f" ELSE json_set(before, '$.tags', json({before})) END"
        f" WHERE interaction_id IN {CONTACTS}",
        named,
    )


def _order_numbers(store: Store, one: Person) -> int:
    """Put counters in place of order numbers: which contacts were about one order stays known."""
    rows = person.select(
        store,
        one,
        f"SELECT DISTINCT order_number FROM interaction WHERE id IN {CONTACTS}"
        " AND order_number IS NOT NULL AND order_number NOT LIKE 'erased-%' ORDER BY 1",
    )
    taken = person.select(
        store,
        one,
        f"SELECT count(DISTINCT order_number) FROM interaction WHERE id IN {CONTACTS}"
        " AND order_number LIKE 'erased-%'",
    )[0][0]
    for number, (order,) in enumerate(rows, taken + 1):
        named = {**one.bindings, "order": order, "token": f"erased-{one.id}-{number}"}
        store.db.execute(
            "UPDATE interaction SET order_number = :token"
            f" WHERE id IN {CONTACTS} AND order_number = :order",
            named,
        )
    return len(rows)


def _organisations(store: Store, ids: list[int | None]) -> int:
    gone = 0
    for one in ids:
        store.execute(
            "DELETE FROM organisation WHERE id = ?1"
            " AND NOT EXISTS (SELECT 1 FROM customer WHERE organisation_id = ?1)",
            one,
        )
        gone += store.db.changes()
    return gone


def _searches(store: Store, wanted: list[str]) -> int:
    """Remove what the agent looked for in the help centre and named the person by."""
    rows = store.all("SELECT id, words FROM article_wish")
    named = [row[0] for row in rows if any(word in row[1].casefold() for word in wanted)]
    for one in named:
        store.execute("DELETE FROM article_wish WHERE id = ?", one)
    return len(named)


def _saved_views(store: Store, wanted: list[str]) -> int:
    named = []
    for view, name, asked in store.all("SELECT id, name, filter FROM saved_view"):
        text = f"{name} {json.dumps(json.loads(asked), ensure_ascii=False)}".casefold()
        named += [view] if any(word in text for word in wanted) else []
    for view in named:
        store.execute("DELETE FROM saved_view WHERE id = ?", view)
    return len(named)


def _forget_samples(store: Store) -> None:
    """Empty the planner's samples: `ANALYZE` copies names and addresses out of the indexes."""
    if store.value("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat4'"):
        store.execute("DELETE FROM sqlite_stat4")
