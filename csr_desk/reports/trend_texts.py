"""What customers and agents wrote in the contacts of a week, without anybody's personal data."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from csr_desk.domain import anonymous, kpi
from csr_desk.domain.trend_phrases import recurring as recurring_phrases
from csr_desk.store import ticket_people
from csr_desk.store.connection import Store

OTHER: Final = "other/"
UNLISTED: Final = "other/unlisted"

_MOST_TEXTS: Final = 400
"""Contacts of a week whose texts are read for phrases: the newest."""

_MOST_UNLISTED: Final = 10
_LINE: Final = 120
_TEXT: Final = 600
_SHOWN: Final = 3

_SAID = f"""
SELECT i.id, i.ticket_id, t.reference, t.subject, coalesce(w.note, ''),
  coalesce((SELECT substr(m.body, 1, {_TEXT}) FROM message m WHERE m.ticket_id = i.ticket_id
    AND m.kind = 'public' AND m.author_kind = 'customer' AND m.state <> 'dropped'
    ORDER BY m.at, m.id LIMIT 1), '')
FROM json_each(?1) j
JOIN interaction i ON i.id = j.value
JOIN ticket t ON t.id = i.ticket_id
LEFT JOIN wrap_up w ON w.id = (
  SELECT max(id) FROM wrap_up WHERE interaction_id = i.id AND undone_at IS NULL)
ORDER BY j.key
"""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A contact to look at: its ticket, and in one line what it was about."""

    interaction: int
    ticket: int
    reference: str
    words: str


@dataclass(frozen=True, slots=True)
class Recurring:
    """A phrase that came back in contacts wrapped up as `other`, with some of them."""

    words: str
    contacts: int
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class _Said:
    interaction: int
    ticket: int
    reference: str
    subject: str
    note: str
    first: str


def evidence(store: Store, ids: Sequence[int]) -> tuple[Evidence, ...]:
    """Return contacts in the order given, each with its subject without personal data."""
    return tuple(_evidence(store, one, one.subject) for one in _said(store, ids))


def unlisted(store: Store, contacts: Sequence[kpi.Contact]) -> tuple[Evidence, ...]:
    """Return what was noted where no code fits, the newest ten first (taxonomy, rule 3)."""
    ids = _newest([one for one in contacts if one.reason == UNLISTED])[:_MOST_UNLISTED]
    return tuple(_evidence(store, one, one.note or one.subject) for one in _said(store, ids))


def recurring(store: Store, contacts: Sequence[kpi.Contact]) -> tuple[Recurring, ...]:
    """Return the phrases that come back in contacts with a reason of `other`."""
    others = [one for one in contacts if one.reason is not None and one.reason.startswith(OTHER)]
    said = _said(store, _newest(others)[:_MOST_TEXTS])
    known = ticket_people.known(store, [one.ticket for one in said])
    texts = [
        (one.interaction, anonymous.without("\n".join((one.subject, one.note, one.first)), known))
        for one in said
    ]
    by_contact = {one.interaction: one for one in said}
    return tuple(
        Recurring(
            phrase.words,
            len(phrase.contacts),
            tuple(
                _evidence(store, by_contact[one], by_contact[one].subject)
                for one in phrase.contacts[:_SHOWN]
            ),
        )
        for phrase in recurring_phrases(texts)
    )


def article_missing(store: Store, contacts: Sequence[kpi.Contact]) -> frozenset[int]:
    """Return the contacts after which the agent said that no article answers them."""
    rows = store.all(
        "SELECT interaction_id FROM article_missing"
        " WHERE interaction_id IN (SELECT value FROM json_each(?))",
        json.dumps([one.id for one in contacts]),
    )
    return frozenset(row[0] for row in rows)


def _newest(contacts: Sequence[kpi.Contact]) -> list[int]:
    newest = sorted(contacts, key=lambda one: (one.started_at, one.id), reverse=True)
    return [one.id for one in newest]


def _said(store: Store, ids: Sequence[int]) -> list[_Said]:
    return [_Said(*row) for row in store.all(_SAID, json.dumps(list(ids)))]


def _evidence(store: Store, one: _Said, words: str) -> Evidence:
    clean = anonymous.without(words, ticket_people.known(store, [one.ticket]))
    line = " ".join(clean.split())
    if len(line) > _LINE:
        line = f"{line[: _LINE - 1].rstrip()}…"
    return Evidence(one.interaction, one.ticket, one.reference, line)
