"""What a helpdesk knows of a ticket beside what every ticket has: its own fields, in words."""

import json

from csr_desk.actions.desk import Desk
from csr_desk.actions.remote_words import custom_words

_FIELDS = """
SELECT f.title, f.data, v.value FROM ticket_field v
JOIN remote_field f ON f.account = ?2 AND f.remote_id = v.remote_id
WHERE v.ticket_id = ?1 AND f.role = '' ORDER BY f.title
"""
_OWN = """
SELECT t.account, t.satisfaction, s.title, f.title FROM ticket t
LEFT JOIN remote_status s ON s.account = t.account AND s.remote_id = t.remote_status
LEFT JOIN remote_form f ON f.account = t.account AND f.remote_id = t.remote_form
WHERE t.id = ?
"""


def remote_facts(desk: Desk, ticket_id: int) -> list[tuple[str, str]]:
    """Return (title, words) of a ticket's satisfaction, status, form and fields; not cleaned.

    Empty fields and unticked boxes are left out, and so are those that hold the handle time.
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
