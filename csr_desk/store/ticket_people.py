"""Everything in the store that names the people of some tickets, for a text that must not."""

import json

from csr_desk.domain.anonymous import Known, pieces_of
from csr_desk.store.connection import Store

_TICKETS = "(SELECT value FROM json_each(?1))"
_WHO = f"""WITH RECURSIVE who(id) AS (
  SELECT customer_id FROM ticket WHERE id IN {_TICKETS}
  UNION SELECT c.id FROM customer c JOIN who ON c.merged_into = who.id
  UNION SELECT c.merged_into FROM customer c JOIN who ON c.id = who.id
    WHERE c.merged_into IS NOT NULL)
"""
_NAMES = f"""{_WHO}
SELECT name FROM customer WHERE id IN who UNION SELECT first_name FROM customer WHERE id IN who
UNION SELECT old FROM field_history WHERE field = 'name' AND customer_id IN who
UNION SELECT new FROM field_history WHERE field = 'name' AND customer_id IN who
UNION SELECT author FROM message WHERE ticket_id IN {_TICKETS}
UNION SELECT name FROM agent
"""
_VALUES = f"""{_WHO}
SELECT value FROM identity WHERE customer_id IN who
UNION SELECT normal FROM identity WHERE customer_id IN who
UNION SELECT value FROM customer_field WHERE customer_id IN who
UNION SELECT old FROM field_history WHERE field <> 'name' AND customer_id IN who
UNION SELECT new FROM field_history WHERE field <> 'name' AND customer_id IN who
UNION SELECT o.name FROM organisation o JOIN customer c ON c.organisation_id = o.id
  WHERE c.id IN who
UNION SELECT number FROM customer_order WHERE customer_id IN who
UNION SELECT tracking FROM customer_order WHERE customer_id IN who
UNION SELECT number FROM invoice WHERE customer_id IN who
UNION SELECT reference FROM ticket WHERE id IN {_TICKETS}
UNION SELECT email FROM agent
"""
_SHORTEST_VALUE = 3
"""Values of fewer letters, such as a country or a level, are in every text and name nobody."""


def known(store: Store, ticket_ids: list[int]) -> Known:
    """Return names and other values of the customers of some tickets, and of who wrote in them."""
    ids = json.dumps(ticket_ids)
    names = [row[0] for row in store.all(_NAMES, ids)]
    values = [line for row in store.all(_VALUES, ids) for line in str(row[0] or "").splitlines()]
    long_enough = [one for one in pieces_of(values) if len(one) >= _SHORTEST_VALUE]
    return Known(pieces_of(names), tuple(long_enough))
