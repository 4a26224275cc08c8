"""The tags in use, for completion: read by hopping along the index, never by counting a table."""

from csr_desk.store.connection import Store

MOST = 400
COUNTED = 100

_USED = """
WITH RECURSIVE used(tag) AS (
  SELECT min(tag) FROM ticket_tag
  UNION ALL
  SELECT (SELECT min(tag) FROM ticket_tag WHERE tag > used.tag) FROM used WHERE used.tag IS NOT NULL
  LIMIT ?1
)
SELECT tag, (SELECT count(*) FROM (SELECT 1 FROM ticket_tag t WHERE t.tag = used.tag LIMIT ?2))
FROM used WHERE tag IS NOT NULL
"""


def used_tags(store: Store) -> list[tuple[str, int]]:
    """Return the tags in use, each with how many tickets have it, counted up to 100."""
    return [(row[0], row[1]) for row in store.all(_USED, MOST, COUNTED)]
