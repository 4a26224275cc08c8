"""Hostile values in all that follows a contact: knowledge, handing over, money, macros, links."""

import json
from collections.abc import Sequence

from csr_desk.domain.instants import DAY
from csr_desk.store.connection import Store
from tests.desk import TestDesk

COUNT = 20
REASON, OTHER = "order/late", "other/unlisted"
LONGEST_WORD = 2_000
"""Characters of what the agent writes into a trend, an escalation or a note."""

FILL = (
    "UPDATE article SET title = ?2, problem = ?2, body = ?2, product = ?2, folder = ?2, tags = ?4,"
    " language = ?2 WHERE id = ?1",
    "UPDATE article_version SET title = ?2, problem = ?2, body = ?2, actor = ?2"
    " WHERE article_id = ?1",
    "UPDATE article_missing SET reason = ?2 WHERE interaction_id IN"
    " (SELECT id FROM interaction WHERE ticket_id = ?1)",
    "UPDATE team SET tier = ?2 WHERE id = ?1",
    "UPDATE escalation SET tier = ?2, reason = ?2, summary = ?2, answer = ?2, actor = ?2"
    " WHERE ticket_id = ?1",
    "UPDATE transfer SET reason = ?2, actor = ?2 WHERE ticket_id = ?1",
    "UPDATE verification SET method = ?2, note = ?2, actor = ?2 WHERE customer_id = ?1",
    "UPDATE follow_up SET number = ?2 WHERE ticket_id = ?1",
    "UPDATE order_request SET reason = ?2, actor = ?2, decider = ?2, decision = ?2,"
    " rma = CASE kind WHEN 'return' THEN ?3 END WHERE ticket_id = ?1",
    "UPDATE payment SET reference = ?3, token = ?2, actor = ?2 WHERE ticket_id = ?1",
    "UPDATE offer SET product = ?2, actor = ?2 WHERE customer_id = ?1",
    "UPDATE feedback SET recipient = ?2, text = ?2, actor = ?2 WHERE customer_id = ?1",
    "UPDATE commitment_done SET title = ?2 WHERE id = ?1",
    "UPDATE presence SET who = ?2 WHERE ticket_id = ?1",
    "UPDATE detail_confirmed SET actor = ?2 WHERE customer_id = ?1",
    "UPDATE survey_answer SET comment = ?2, source = ?2, survey = ?3 WHERE customer_id = ?1",
    "UPDATE ticket_link SET actor = ?2 WHERE ticket_id = ?1",
    "UPDATE macro SET name = ?3, folder = ?2, keywords = ?2, left_out = ?4,"
    " steps = json_object('reply', ?2, 'note', ?2, 'subject', ?2, 'add_tags', json_array(?2),"
    " 'follow_up', 'tomorrow 10', 'task', ?2, 'assignee', 'me',"
    " 'snooze', CASE ?1 % 4 WHEN 0 THEN ?2 ELSE 'fri' END) WHERE id = ?1",
)
"""Statements over ?1 the number, ?2 the value, ?3 a distinct one, ?4 a list of it as JSON."""


def make(world: TestDesk, logged: int, number: int) -> None:
    """Make one row of each kind for a ticket and its customer."""
    store, at = world.store, world.desk.now()
    follow_up = store.value("SELECT id FROM follow_up WHERE ticket_id = ?", number)
    actor = {"actor": "x", "uid": f"follow{number}"}
    line = {"line_id": number, "ticket_id": number, "agent_id": 1, "actor": "x", "at": at}
    whose = {"customer_id": number, "ticket_id": number}
    rows: tuple[tuple[str, dict[str, object]], ...] = (
        ("article", {
            "id": number, "uid": f"article{number}", "title": "x", "body": "x", "owner_id": 1,
            "created_at": at, "updated_at": at, "version": 2,
        }),
        ("article_version", {
            "article_id": number, "version": 1, "title": "x", "problem": "x", "body": "x",
            "at": at, "actor": "x",
        }),
        ("article_missing", {"interaction_id": logged, "at": at}),
        ("escalation", {
            **actor, "ticket_id": number, "team_id": number, "tier": "T2", "reason": "x",
            "summary": "x", "state": ("open", "answered")[number % 2], "opened_at": at,
            "due_at": at + DAY, "remind_at": at + DAY, "follow_up_id": follow_up,
        }),
        ("transfer", {
            **actor, "ticket_id": number, "agent_id": 2 + number, "is_warm": 1, "reason": "x",
            "state": "offered", "at": at,
        }),
        ("verification", {**whose, "method": "x", "result": "partly", "at": at, "actor": "x"}),
        ("order_request", {
            **line, "uid": f"refund{number}", "kind": "refund", "amount": 100, "currency": "EUR",
            "state": "requested",
        }),
        ("order_request", {
            **line, "uid": f"return{number}", "kind": "return", "rma": f"x{number}",
            "state": "issued",
        }),
        ("payment", {**actor, **whose, "reference": f"x{number}", "state": "active",
                     "amount": 100, "currency": "EUR", "at": at}),
        ("offer", {**actor, **whose, "product": "x", "outcome": "offered", "at": at}),
        ("feedback", {**actor, **whose, "kind": "improvement", "recipient": "x", "text": "x",
                      "agent_id": 1, "at": at}),
        ("commitment_done", {"id": number, "kind": "quiz", "agent_id": 1, "at": at}),
        ("presence", {"ticket_id": number, "who": "x", "doing": "viewing", "at": at}),
        ("detail_confirmed", {"customer_id": number, "field": "name", "act": "x", "at": at,
                              "actor": "x"}),
        ("survey_answer", {
            **whose, "uid": f"answer{number}", "interaction_id": logged, "source": "x",
            "survey": f"x{number}", "kind": "csat", "scale": "1-5", "value": 4, "answered_at": at,
        }),
        ("ticket_link", {
            "ticket_id": number, "to_id": number % COUNT + 1, "act": f"act{number}", "at": at,
            "actor": "x", "kind": ("related", "duplicate", "same_issue", "incident")[number % 4],
        }),
        ("macro", {"id": number, "uid": f"macro{number}", "name": "x", "account": "",
                   "created_at": at, "updated_at": at, "uses": 1}),
    )  # fmt: skip
    with store.transaction():
        for table, values in rows:
            store.insert(table, **values)
        store.execute(
            "UPDATE order_line SET unit_price = 1000 WHERE id = ?1 AND order_id = ?1", number
        )
        store.execute(
            "UPDATE customer_order SET currency = 'EUR', total = 1000 WHERE id = ?", number
        )
        if number % 2:
            store.execute("UPDATE wrap_up SET reason = ? WHERE interaction_id = ?", OTHER, logged)


def fill(store: Store, number: int, value: str) -> None:
    """Write a value into every text of the rows of a ticket."""
    bindings = (number, value, f"{value} {number}", json.dumps([value]))
    for statement in FILL:
        most = max(place for place in range(1, 5) if f"?{place}" in statement)
        store.execute(statement, *bindings[:most])


def fill_trend(store: Store, monday: str, at: int, words: Sequence[str]) -> None:
    """Write words into the draft of a week: the fix of two reasons, and the remarks."""
    with store.transaction():
        for place, subject in enumerate((REASON, OTHER, "")):
            said = words[place % len(words)]
            store.execute(
                "INSERT OR REPLACE INTO trend_word (week, subject, text, at, actor)"
                " VALUES (?, ?, ?, ?, ?)",
                monday, subject, said[:LONGEST_WORD], at, said[:100],
            )  # fmt: skip
