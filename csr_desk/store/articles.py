"""Articles as the store has them: the list without texts, one whole, words, versions, counts."""

import json
from dataclasses import dataclass

from csr_desk import errors
from csr_desk.domain import folding, letters
from csr_desk.domain.canned_fit import Entry
from csr_desk.domain.instants import Instant
from csr_desk.domain.models import Scope
from csr_desk.store import search_terms
from csr_desk.store.canned import LOOK_INTO
from csr_desk.store.connection import Row, Store


@dataclass(frozen=True, slots=True)
class Article:
    """One article whole: `problem` is what it is about, `body` the answer.

    `key` names it at a helpdesk, None for one of this desk; `reviewed_at` is when somebody last
    said that it is right.
    """

    id: int
    title: str
    problem: str
    body: str
    product: str
    folder: str
    language: str
    tags: tuple[str, ...]
    owner: str
    version: int
    valid_until: Instant | None
    reviewed_at: Instant | None
    updated_at: Instant
    archived_at: Instant | None
    uses: int
    url: str
    key: str | None

    def expired(self, now: Instant) -> bool:
        """Tell whether the article is no longer valid."""
        return self.valid_until is not None and self.valid_until <= now


@dataclass(frozen=True, slots=True)
class Version:
    """What a change of an article replaced: its texts, when, and by whom they were changed."""

    version: int
    title: str
    problem: str
    body: str
    at: Instant
    actor: str


_ARTICLE = (
    "SELECT x.id, x.title, x.problem, x.body, x.product, x.folder, x.language, x.tags,"
    " coalesce(a.name, ''), x.version, x.valid_until, x.reviewed_at, x.updated_at, x.archived_at,"
    " x.uses, x.url, x.external_key FROM article x LEFT JOIN agent a ON a.id = x.owner_id"
)


def article(store: Store, article_id: int) -> Article:
    """Return one article; Refused when there is none."""
    row = store.one(f"{_ARTICLE} WHERE x.id = ?", article_id)
    if row is None:
        raise errors.Refused(f"there is no article {article_id}", "`csr-desk find` looks them up.")
    values = (*row[:7], tuple(json.loads(row[7])), *row[8:])
    return Article(*values)


def entries(store: Store, *, archived: bool = False) -> list[Entry]:
    """Return what a find needs of all articles, without their texts; the name is the product."""
    state = "IS NOT NULL" if archived else "IS NULL"
    rows = store.all(
        "SELECT id, product, title, folder, owner_id, language, tags, uses, valid_until,"
        f" updated_at FROM article WHERE archived_at {state}"
    )
    return [_entry(row) for row in rows]


def _entry(row: Row) -> Entry:
    name, title = folding.fold(row[1]), folding.fold(row[2])
    tags = () if row[6] == "[]" else tuple(json.loads(row[6]))
    folded = (name, title, letters.mask(name + title))
    values = (*row[:4], Scope.ALL, *row[4:6], (), tags, *row[7:], *folded)
    return Entry(*values)


def with_word(store: Store, word: str) -> frozenset[int]:
    """Return the articles that have a word, or one that begins with it, in their texts."""
    expression = search_terms.expression(word)
    if not expression:
        return frozenset()
    sql = "SELECT rowid FROM article_fts WHERE article_fts MATCH ?"
    return frozenset(
        row[0] for row in store.db.execute(sql, (f"{{problem body}} : ({expression})",))
    )


def near_word(store: Store, word: str) -> frozenset[int]:
    """Return articles with a word like the typed one in their answer; reads `LOOK_INTO` texts."""
    if len(word) < 4 or not word.isalnum():
        return frozenset()
    rows = store.db.execute(
        "SELECT rowid, body FROM article_fts WHERE article_fts MATCH ? ORDER BY rowid DESC LIMIT ?",
        (f"body : {search_terms.quoted(word[:2], prefix=True)}", LOOK_INTO),
    )
    return frozenset(row[0] for row in rows if letters.near_in(word, folding.fold(row[1])))


def versions(store: Store, article_id: int) -> list[Version]:
    """Return what the changes of an article replaced, the newest first."""
    rows = store.all(
        "SELECT version, title, problem, body, at, actor FROM article_version"
        " WHERE article_id = ? ORDER BY version DESC",
        article_id,
    )
    return [Version(*row) for row in rows]


def missing_since(store: Store, since: Instant) -> list[tuple[str, int]]:
    """Return for which reasons an article was missing since an instant, the most often first."""
    rows = store.all(
        "SELECT coalesce((SELECT reason FROM wrap_up w WHERE w.interaction_id = m.interaction_id"
        " AND w.undone_at IS NULL ORDER BY w.id DESC LIMIT 1), m.reason), count(*)"
        " FROM article_missing m WHERE m.at >= ? GROUP BY 1 ORDER BY 2 DESC, 1",
        since,
    )
    return [(str(row[0]), int(row[1])) for row in rows]
