"""Past tickets with what was used and found in them, as a word index in memory.

Held in memory alone: what is erased in the store is gone from it with the next look (`stamp`), and
no second copy of a customer's words reaches the disk.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import apsw

from csr_desk.store.connection import Row, Store

MOST = 2_000
"""Past tickets that are held: the newest ones in which something was used or found."""

NEIGHBOURS = 40
FEWEST = 3
"""Fewer logged tickets like one are chance, and say nothing of its reason."""
CHARACTERS = 1_500
CANNED, ARTICLE, REASON = "canned", "article", "reason"

_PAST = """
WITH used(ticket_id, at) AS (
  SELECT ticket_id, at FROM (SELECT ticket_id, at FROM canned_use ORDER BY id DESC LIMIT ?1)
  UNION ALL SELECT ticket_id, at FROM article_use
  UNION ALL SELECT i.ticket_id, w.at
    FROM (SELECT interaction_id, at FROM wrap_up WHERE undone_at IS NULL
      ORDER BY id DESC LIMIT ?1) w
    JOIN interaction i ON i.id = w.interaction_id)
SELECT ticket_id FROM used GROUP BY ticket_id ORDER BY max(at) DESC LIMIT ?1
"""
_SAID = """
SELECT t.subject || char(10) || coalesce((
    SELECT group_concat(substr(body, 1, ?2), char(10)) FROM (
      SELECT body FROM message WHERE ticket_id = t.id AND author_kind = 'customer'
        AND state <> 'dropped' ORDER BY at, id LIMIT 2)), '')
  || char(10) || coalesce((
    SELECT group_concat(substr(w.note, 1, 300), char(10)) FROM wrap_up w
      JOIN interaction i ON i.id = w.interaction_id
      WHERE i.ticket_id = t.id AND w.undone_at IS NULL), '')
FROM ticket t WHERE t.id = ?1
"""
_LABELS = """
SELECT 'canned', CAST(canned_id AS TEXT) FROM canned_use WHERE ticket_id = ?1
UNION SELECT 'article', CAST(article_id AS TEXT) FROM article_use WHERE ticket_id = ?1
UNION SELECT 'reason', w.reason FROM wrap_up w JOIN interaction i ON i.id = w.interaction_id
  WHERE i.ticket_id = ?1 AND w.undone_at IS NULL AND NOT EXISTS (
    SELECT 1 FROM wrap_up n WHERE n.interaction_id = w.interaction_id AND n.id > w.id
      AND n.undone_at IS NULL)
"""
_STAMP = """
SELECT (SELECT max(id) FROM canned_use), (SELECT max(id) FROM article_use),
  (SELECT max(id) FROM wrap_up), (SELECT max(undone_at) FROM wrap_up),
  (SELECT count(*) FROM meta WHERE key LIKE 'erased%')
"""


@dataclass(frozen=True, slots=True)
class Past:
    """A past ticket as it is indexed: its words, and (kind, item) of what was used or found."""

    ticket_id: int
    words: str
    labels: tuple[tuple[str, str], ...]


def stamp(store: Store) -> tuple[object, ...]:
    """Return what differs as soon as the past does, also by an erasure."""
    return store.one(_STAMP) or ()


def past(store: Store) -> Iterator[Past]:
    """Yield the newest tickets in which something was used or found, the newest first."""
    for (ticket_id,) in store.all(_PAST, MOST):
        labels = tuple((str(kind), str(item)) for kind, item in store.all(_LABELS, ticket_id))
        said = store.value(_SAID, ticket_id, CHARACTERS)
        yield Past(ticket_id, str(said or ""), labels)


Votes = dict[str, dict[str, float]]
_NONE: Counter[tuple[str, str]] = Counter()
_MIX = (0.4, 0.4, 0.2)
"""What the nearest tickets, their reasons and all use weigh; found on the sample's history."""


def _shares(counted: Mapping[tuple[str, str], float], kind: str) -> dict[str, float]:
    """Return the share of each item of a kind."""
    total = sum(weight for label, weight in counted.items() if label[0] == kind)
    return {label[1]: weight / total for label, weight in counted.items() if label[0] == kind}


def _mixed(parts: tuple[dict[str, float], ...]) -> dict[str, float]:
    mixed: dict[str, float] = {}
    for weight, shares in zip(_MIX, parts, strict=True):
        for item, share in shares.items():
            mixed[item] = mixed.get(item, 0.0) + weight * share
    return mixed


def stop(store: Store) -> None:
    """Stop the question that runs on a connection, as another thread may."""
    store.db.interrupt()


class Index:
    """A word index of past tickets; it is made once and asked many times."""

    def __init__(self, tickets: Iterable[Past]) -> None:
        self._labels: dict[int, tuple[tuple[str, str], ...]] = {}
        self._db = apsw.Connection(":memory:")
        self._db.execute(
            "CREATE VIRTUAL TABLE past USING fts5(words, content='',"
            " tokenize='unicode61 remove_diacritics 2')"
        ).fetchall()
        self._used: Counter[tuple[str, str]] = Counter()
        self._under: dict[str, Counter[tuple[str, str]]] = {}
        with self._db:
            for one in tickets:
                self._used.update(one.labels)
                for reason in (item for kind, item in one.labels if kind == REASON):
                    self._under.setdefault(reason, Counter()).update(one.labels)
                self._labels[one.ticket_id] = one.labels
                self._db.execute(
                    "INSERT INTO past(rowid, words) VALUES (?, ?)", (one.ticket_id, one.words)
                ).fetchall()

    def __len__(self) -> int:
        """Return how many tickets it holds."""
        return len(self._labels)

    def votes(self, words: list[str], besides: int | None = None) -> Votes:
        """Return per kind how much speaks for each item, 1 for all of a kind.

        The reasons come from the tickets most like some words, each by its bm25 against the best
        one. For texts three things are mixed: what was used in those tickets, what was used under
        their reasons, and what is used at all. `besides` is a ticket that does not count.
        """
        like: dict[tuple[str, str], float] = {}
        logged = 0
        for ticket_id, weight in self._like(words, besides):
            for label in self._labels[ticket_id]:
                like[label] = like.get(label, 0.0) + weight
                logged += label[0] == REASON
        near = {kind: _shares(like, kind) for kind in (CANNED, ARTICLE, REASON)}
        if logged < FEWEST:
            near[REASON] = {}
        found = {REASON: near[REASON]}
        for kind in (CANNED, ARTICLE):
            under: dict[str, float] = {}
            for reason, share in near[REASON].items():
                for item, part in _shares(self._under.get(reason, _NONE), kind).items():
                    under[item] = under.get(item, 0.0) + share * part
            found[kind] = _mixed((near[kind], under, _shares(self._used, kind)))
        return found

    def _like(self, words: list[str], besides: int | None) -> list[tuple[int, float]]:
        """Return the tickets most like some words, with weights from 1 down."""
        if not words:
            return []
        wanted = " OR ".join('"' + word.replace('"', '""') + '"' for word in words)
        rows: list[Row] = self._db.execute(
            "SELECT rowid, -bm25(past) FROM past WHERE past MATCH ? AND rowid <> ?"
            " ORDER BY rank LIMIT ?",
            (wanted, besides or 0, NEIGHBOURS),
        ).fetchall()
        best = max((score for _, score in rows), default=0.0)
        return [(ticket_id, (score / best) ** 2) for ticket_id, score in rows if best > 0]

    def interrupt(self) -> None:
        """Stop the question that runs."""
        self._db.interrupt()

    def close(self) -> None:
        """Forget everything."""
        self._db.close()
