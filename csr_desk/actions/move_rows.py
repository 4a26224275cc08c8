"""Rows, drafts and links that go from one ticket to another, and back exactly as they were."""

import json
from collections.abc import Iterable
from typing import Any

from csr_desk.actions.desk import Desk
from csr_desk.domain.models import DraftKind
from csr_desk.store import ticket_links
from csr_desk.store.connection import Row, Store

GOES = (
    "message", "interaction", "follow_up", "escalation", "transfer", "verification", "canned_use",
    "article_use", "order_request", "payment", "offer", "feedback", "attachment", "survey_answer",
)  # fmt: skip
"""What hangs on a ticket and goes along when it is merged here."""

STAYS = {
    "ticket_tag": "the survivor gets the tags too",
    "ticket_alias": "the number is still the merged ticket's",
    "ticket_link": "moved by itself, where the survivor has no such link",
    "ticket_move": "says what went where",
    "proposal_dismissed": "what was turned down for this ticket",
    "draft": "joined by itself",
    "status_change": "the states of this ticket",
    "sla_fact": "the targets of this ticket",
    "sla_check": "what is to be counted",
    "play_skip": "was for this ticket",
    "presence": "who was on this ticket",
    "caller": "taken up within minutes",
    "macro_change": "what a macro did to this ticket",
    "operation": "carries changes of this ticket",
    "bundle": "requests about this ticket",
    "remote_ticket": "a helpdesk's ticket",
    "remote_view_ticket": "a helpdesk's ticket",
    "ticket_field": "a helpdesk's ticket",
    "conflict": "a helpdesk's ticket",
    "event": "the log is never changed",
}
"""What stays with a merged ticket, and why."""

_SNOOZE = " AND kind <> 'snooze'"  # it belongs to the ticket that sleeps


def move_all(store: Store, from_id: int, into_id: int) -> dict[str, list[int]]:
    """Give everything that goes along to another ticket; return the ids by table."""
    moved = {}
    for table in GOES:
        more = _SNOOZE if table == "follow_up" else ""
        sql = f"SELECT id FROM {table} WHERE ticket_id = ?{more} ORDER BY id"
        moved[table] = move(store, table, [row[0] for row in store.all(sql, from_id)], into_id)
    return moved


def move_open(store: Store, from_id: int, into_id: int) -> dict[str, list[int]]:
    """Give what is the desk's own and not finished to another ticket; return the ids by table.

    The helpdesk joins the conversations itself.
    """
    wanted = {
        "interaction": "wrapped_at IS NULL",
        "follow_up": f"done_at IS NULL AND dropped_at IS NULL{_SNOOZE}",
        "escalation": "state <> 'closed'",
        "attachment": "message_id IS NULL",
    }
    moved = {}
    for table, condition in wanted.items():
        sql = f"SELECT id FROM {table} WHERE ticket_id = ? AND {condition} ORDER BY id"
        moved[table] = move(store, table, [row[0] for row in store.all(sql, from_id)], into_id)
    return moved


def move(store: Store, table: str, ids: Iterable[int], to_id: int) -> list[int]:
    """Give rows of a table to a ticket; return their ids."""
    found = list(ids)
    store.insert_many(
        f"UPDATE {table} SET ticket_id = ? WHERE id = ?", [(to_id, one) for one in found]
    )
    return found


def move_back(store: Store, rows: dict[str, list[int]], from_id: int, into_id: int) -> None:
    """Give rows back to the ticket they came from, those that went elsewhere since left alone."""
    for table, ids in rows.items():
        if table in GOES:
            store.insert_many(
                f"UPDATE {table} SET ticket_id = ? WHERE id = ? AND ticket_id = ?",
                [(from_id, one, into_id) for one in ids],
            )


# links -------------------------------------------------------------------------------------------


def move_links(desk: Desk, from_id: int, into_id: int) -> list[list[int]]:
    """Let links of a ticket be those of another one; return (id, ends before) of each."""
    store, moved = desk.store, []
    taken = {(one.kind, one.other_id) for one in ticket_links.of_ticket(store, into_id)}
    has_problem = ticket_links.problem_of(store, into_id) is not None
    for one in ticket_links.of_ticket(store, from_id):
        is_second = one.kind == ticket_links.INCIDENT and one.is_from and has_problem
        if one.other_id == into_id or (one.kind, one.other_id) in taken or is_second:
            continue
        ends = [from_id, one.other_id] if one.is_from else [one.other_id, from_id]
        column = "ticket_id" if one.is_from else "to_id"
        store.execute(f"UPDATE ticket_link SET {column} = ? WHERE id = ?", into_id, one.id)
        moved.append([one.id, *ends])
    return moved


def move_links_back(store: Store, moved: list[list[int]]) -> None:
    """Give links back to the ticket they came from, those taken away since left alone."""
    store.insert_many(
        "UPDATE OR IGNORE ticket_link SET ticket_id = ?2, to_id = ?3 WHERE id = ?1",
        [tuple(one) for one in moved],
    )


# drafts ------------------------------------------------------------------------------------------

_COLUMNS = "kind, body, cursor, extra, began_version, updated_at, began_at"


def join_drafts(desk: Desk, from_id: int, into_id: int) -> dict[str, Any]:
    """Put what is typed on a ticket behind what is typed on another one; return both as they were.

    A reply stays a reply and a note a note; the texts of wrap-ups are kept for each contact.
    """
    store, kept = desk.store, {}
    for kind in DraftKind:
        here, there = _row(store, into_id, kind), _row(store, from_id, kind)
        if there is None:
            continue
        after = list(there) if here is None else _joined(here, there)
        _write(store, into_id, after)
        store.execute("DELETE FROM draft WHERE ticket_id = ? AND kind = ?", from_id, kind)
        kept[kind.value] = {"from": list(there), "into": here and list(here), "after": after}
    return kept


def part_drafts(desk: Desk, kept: dict[str, Any], from_id: int, into_id: int) -> None:
    """Give drafts back; one that was written on since stays too, so that nothing is lost."""
    store = desk.store
    for kind, one in kept.items():
        now = _row(store, into_id, DraftKind(kind))
        if now is not None and list(now) == one["after"]:
            store.execute("DELETE FROM draft WHERE ticket_id = ? AND kind = ?", into_id, kind)
            if one["into"] is not None:
                _write(store, into_id, one["into"])
        elif now is not None and kind == DraftKind.WRAP_UP:
            _part_wrap_ups(store, into_id, list(now), one)
        known = _row(store, from_id, DraftKind(kind))
        _write(store, from_id, one["from"] if known is None else _joined(tuple(one["from"]), known))


def _part_wrap_ups(store: Store, into_id: int, now: list[Any], one: dict[str, Any]) -> None:
    """Take the texts of the contacts that go back out of those of the survivor, as they are now."""
    typed, back = json.loads(now[3]), json.loads(one["from"][3])
    one["from"][3] = json.dumps({n: typed.get(n, text) for n, text in back.items()})
    now[3] = json.dumps({n: text for n, text in typed.items() if n not in back})
    _write(store, into_id, now)


def _row(store: Store, ticket_id: int, kind: DraftKind) -> Row | None:
    sql = f"SELECT {_COLUMNS} FROM draft WHERE ticket_id = ? AND kind = ?"
    return store.one(sql, ticket_id, kind)


def _joined(here: Row, there: Row) -> list[Any]:
    body = "\n\n".join(text for text in (here[1], there[1]) if text)
    extra, more = json.loads(here[3]), json.loads(there[3])
    for name, value in more.items():
        known = extra.get(name)
        if isinstance(known, list) and isinstance(value, list):
            extra[name] = [*known, *(one for one in value if one not in known)]
        else:
            extra.setdefault(name, value)
    seen = min(here[4], there[4])  # a word that came since on either ticket still holds the reply
    return [
        here[0],
        body,
        here[2],
        json.dumps(extra, ensure_ascii=False),
        seen,
        max(here[5], there[5]),
        here[6] if there[6] is None else there[6] if here[6] is None else min(here[6], there[6]),
    ]


def _write(store: Store, ticket_id: int, row: list[Any]) -> None:
    store.execute(
        f"INSERT OR REPLACE INTO draft (ticket_id, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        ticket_id,
        *row,
    )
