"""What speaks for a reason: the ticket's text, responses used, orders, words of past wrap-ups.

Bounded: a fixed number of rows whatever the size of the store, and the history is counted once for
each newest wrap-up.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from weakref import WeakKeyDictionary

from csr_desk.actions import similar
from csr_desk.actions.desk import Desk
from csr_desk.domain import guess as guessing
from csr_desk.domain.guess import Evidence, Guess
from csr_desk.domain.models import Interaction
from csr_desk.store.connection import Store

HISTORY = 300
"""How many of the newest wrap-ups are read for the words of their tickets."""

USES = 200
"""How many of the newest uses of one response are looked at."""

FIRST_MESSAGES = 2
LAST_MESSAGES = 2
MESSAGE_CHARACTERS = 1_500

LEAST_SCORE = 1.0
"""What must speak for a reason before it is offered: one plain word of the shipped table does."""

SEEN_OFTEN = 3
"""A word of fewer past tickets is a name or chance, and says nothing."""

_Counts = Mapping[str, Mapping[str, int]]
_histories: WeakKeyDictionary[Store, tuple[tuple[int, int], _Counts]] = WeakKeyDictionary()


def guesses(desk: Desk, one: Interaction, *, limit: int = 3) -> list[Guess]:
    """Return the likeliest reasons of a contact, best first; they are offered, never committed."""
    known = evidence(desk, one)
    said = _without_name(desk, one.customer_id, one.ticket_id)
    found = guessing.guess(said, known, desk.taxonomy, limit=limit)
    return [each for each in found if each.score >= LEAST_SCORE]


def ranked(desk: Desk, ticket_id: int, shares: Mapping[str, float]) -> list[Guess]:
    """Return the likeliest reasons of a ticket before there is a contact, best first.

    `shares` is how often each reason was found in tickets like it.
    """
    customer_id = desk.store.value("SELECT customer_id FROM ticket WHERE id = ?", ticket_id)
    known = Evidence(history=history(desk), similar=shares, earlier=_earlier(desk, ticket_id))
    said = _without_name(desk, customer_id, ticket_id)
    found = guessing.guess(said, known, desk.taxonomy, limit=3)
    return [each for each in found if each.score >= LEAST_SCORE]


def _without_name(desk: Desk, customer_id: int, ticket_id: int) -> str:
    """Return the text without the customer's name, by which earlier contacts would come back."""
    name = desk.store.value("SELECT name FROM customer WHERE id = ?", customer_id)
    said = text_of(desk, ticket_id)
    for word in str(name or "").split():
        said = re.sub(rf"\b{re.escape(word)}\b", " ", said, flags=re.IGNORECASE)
    return said


def text_of(desk: Desk, ticket_id: int) -> str:
    """Return what the customer wants in their own words: subject, first and last messages, notes.

    A call has no message of the customer: then the agent's notes are all there is.
    """
    said = "SELECT id, at, substr(body, 1, ?2) FROM message WHERE ticket_id = ?1"
    said += " AND author_kind = 'customer' AND state <> 'dropped'"
    rows = desk.store.all(
        f"SELECT * FROM ({said} ORDER BY at DESC, id DESC LIMIT ?3)"
        f" UNION SELECT * FROM ({said} ORDER BY at, id LIMIT ?4) ORDER BY 2, 1",
        ticket_id,
        MESSAGE_CHARACTERS,
        LAST_MESSAGES,
        FIRST_MESSAGES,
    )
    notes = desk.store.all(
        "SELECT substr(body, 1, ?2) FROM message WHERE ticket_id = ?1 AND kind = 'internal'"
        " AND agent_id = ?3 ORDER BY id DESC LIMIT 2",
        ticket_id,
        MESSAGE_CHARACTERS,
        desk.agent_id,
    )
    draft = desk.store.value(
        "SELECT substr(body, 1, ?2) FROM draft WHERE ticket_id = ?1 AND kind = 'note'",
        ticket_id,
        MESSAGE_CHARACTERS,
    )
    subject = desk.store.value("SELECT subject FROM ticket WHERE id = ?", ticket_id) or ""
    newest_first = [row[2] for row in reversed(rows)]
    return "\n".join([str(subject), *newest_first, *(row[0] for row in notes), str(draft or "")])


def evidence(desk: Desk, one: Interaction) -> Evidence:
    """Return what is known of a contact beside its text."""
    return Evidence(
        history=history(desk),
        canned=_canned(desk, one),
        similar=similar.of(desk.store, one.ticket_id),
        earlier=_earlier(desk, one.ticket_id),
        has_order=bool(
            desk.store.value(
                "SELECT EXISTS (SELECT 1 FROM customer_order WHERE customer_id = ?)",
                one.customer_id,
            )
        ),
    )


def _earlier(desk: Desk, ticket_id: int) -> str:
    """Return the reason a ticket was logged with last, `""` when it never was."""
    return str(desk.store.value(_EARLIER, ticket_id) or "")


_EARLIER = """
SELECT w.reason FROM interaction i JOIN wrap_up w ON w.interaction_id = i.id
WHERE i.ticket_id = ? AND w.undone_at IS NULL ORDER BY i.id DESC, w.id DESC LIMIT 1
"""


def history(desk: Desk) -> _Counts:
    """Return how often each word stood in the tickets of each reason, over the newest wrap-ups."""
    newest = desk.store.value("SELECT max(id) FROM wrap_up") or 0
    undone = desk.store.value("SELECT max(undone_at) FROM wrap_up WHERE id > ?", newest - HISTORY)
    stamp = (int(newest), int(undone or 0))
    known = _histories.get(desk.store)
    if known is not None and known[0] == stamp:
        return known[1]
    rows = desk.store.all(_PAST, HISTORY)
    counts = counted(
        (desk.taxonomy.redirect(reason), f"{subject} {snippet} {note}")
        for reason, subject, snippet, note in rows
    )
    _histories[desk.store] = (stamp, counts)
    return counts


def counted(past: Iterable[tuple[str, str]]) -> dict[str, Counter[str]]:
    """Return how often each word stood in the texts of each reason; rare words are left out."""
    counts: dict[str, Counter[str]] = {}
    for reason, said in past:
        counts.setdefault(reason, Counter()).update(guessing.words(said))
    often = Counter(word for words in counts.values() for word in words.elements())
    for words_of_reason in counts.values():
        for word in [one for one in words_of_reason if often[one] < SEEN_OFTEN]:
            del words_of_reason[word]
    return counts


_PAST = """
SELECT w.reason, t.subject, t.snippet, substr(w.note, 1, 300)
FROM (SELECT * FROM wrap_up ORDER BY id DESC LIMIT ?1) w
JOIN interaction i ON i.id = w.interaction_id JOIN ticket t ON t.id = i.ticket_id
WHERE w.undone_at IS NULL AND NOT EXISTS (
  SELECT 1 FROM wrap_up n WHERE n.interaction_id = w.interaction_id AND n.id > w.id
    AND n.undone_at IS NULL)
"""


def _canned(desk: Desk, one: Interaction) -> dict[str, int]:
    """Return per reason how often the responses used in this contact were used for it before."""
    counts: Counter[str] = Counter()
    used = desk.store.all(
        "SELECT DISTINCT canned_id FROM canned_use WHERE ticket_id = ? AND at >= ? LIMIT 20",
        one.ticket_id,
        one.started_at,
    )
    for (canned_id,) in used:
        for reason, number in desk.store.all(_CANNED, canned_id, USES, one.id):
            counts[desk.taxonomy.redirect(reason)] += number
    return dict(counts)


_CANNED = """
SELECT w.reason, count(*)
FROM (SELECT interaction_id FROM canned_use WHERE canned_id = ?1 AND interaction_id <> ?3
  ORDER BY id DESC LIMIT ?2) u
JOIN wrap_up w ON w.id = (
  SELECT max(id) FROM wrap_up WHERE interaction_id = u.interaction_id AND undone_at IS NULL)
GROUP BY w.reason
"""
