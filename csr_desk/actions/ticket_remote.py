"""What a helpdesk knows of a ticket beside what every ticket has: its own fields, in words."""

import json
from typing import NamedTuple

from csr_desk.actions.desk import Desk
from csr_desk.actions.remote_words import custom_words
from csr_desk.domain.queue_row import Status

_FIELDS = """
SELECT f.title, f.data, v.value FROM ticket_field v
JOIN remote_field f ON f.account = ?2 AND f.remote_id = v.remote_id
WHERE v.ticket_id = ?1 AND f.role = '' ORDER BY f.title
"""
_OWN = """
SELECT t.account,
  iif(EXISTS (SELECT 1 FROM survey_answer WHERE ticket_id = t.id), '', t.satisfaction),
  s.title, f.title FROM ticket t
LEFT JOIN remote_status s ON s.account = t.account AND s.remote_id = t.remote_status
LEFT JOIN remote_form f ON f.account = t.account AND f.remote_id = t.remote_form
WHERE t.id = ?
"""


class OwnStatus(NamedTuple):
    """A status of the helpdesk's own, and the one it counts as."""

    id: str
    title: str
    status: Status


def own_statuses(desk: Desk, ticket_id: int) -> list[OwnStatus]:
    """Return what a ticket's helpdesk has beside the usual statuses; empty where it has none."""
    rows = desk.store.all(
        "SELECT s.remote_id, s.title, s.status FROM remote_status s JOIN ticket t"
        " ON t.account = s.account WHERE t.id = ? AND s.status < 5"
        " AND EXISTS (SELECT 1 FROM remote_status o WHERE o.account = s.account"
        " AND o.is_default = 0) ORDER BY s.status, s.is_default DESC, s.title",
        ticket_id,
    )
    return [OwnStatus(row[0], row[1], Status(row[2])) for row in rows]


def remote_facts(desk: Desk, ticket_id: int) -> list[tuple[str, str]]:
    """Return (title, words) of a ticket's satisfaction, status, form and fields; not cleaned.

    Empty fields and unticked boxes are left out, and so are those that hold the handle time, and
    a satisfaction that stands as an answer of its own (csr_desk.store.answers).
    """
    row = desk.store.one(_OWN, ticket_id)
    if row is None:
        return []
    account, satisfaction, status, form = row
    own = [("satisfaction", satisfaction), ("status", status), ("form", form)]
    found = [(title, str(words)) for title, words in own if words]
    for title, data, text in desk.store.all(_FIELDS, ticket_id, account):
        value = json.loads(text)
        if value in (None, "", [], False):
            continue
        options = {str(one): str(label) for one, label in json.loads(data).get("options", ())}
        found.append((str(title), custom_words(options, value)))
    return found
