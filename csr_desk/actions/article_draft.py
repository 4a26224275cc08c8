"""An article out of tickets: what was asked, what was answered, and nobody's personal data."""

import re
from collections import Counter

from csr_desk import errors
from csr_desk.actions import shield
from csr_desk.actions.article_form import Form
from csr_desk.actions.canned_form import LONGEST_TITLE
from csr_desk.actions.desk import Desk
from csr_desk.domain import anonymous, greeting
from csr_desk.domain.anonymous import Known
from csr_desk.store import ticket_people, tickets

MOST = 20
"""Tickets that are read for one draft."""

TEXTS = 3
"""Problems and answers that are taken over: more of them tell the same."""

LONGEST = 1_500
_TAGS = 5
_CLOSING = re.compile(
    r"^(?:(?:kind|best|warm)?\s*regards|best wishes|sincerely|yours\b.*|cheers|thanks|thank you|"
    r"(?:mit )?(?:freundlichen|besten|viele[n]?|liebe[n]?) gr(?:üße|üßen|uesse|uß|uss)n?|"
    r"cordialement|saludos|atentamente|cordiali saluti|met vriendelijke groet)[\s,.]*$",
    re.IGNORECASE,
)
_SAID = (
    "SELECT substr(body, 1, 20000) FROM message WHERE ticket_id = ? AND author_kind = ?"
    " AND kind = 'public' AND state <> 'dropped' ORDER BY at {order}, id {order} LIMIT 1"
)


def draft(desk: Desk, ticket_ids: list[int]) -> Form:
    """Return a form filled from tickets, to be edited and then saved; nothing is stored by it.

    The problem is what the customers wrote first, the answer what they were told last. Raises
    Refused without tickets and for more than twenty.
    """
    if not 0 < len(ticket_ids) <= MOST:
        raise errors.Refused(
            f"an article is drafted from 1 to {MOST} tickets, not from {len(ticket_ids)}",
            "Mark those that tell the same problem.",
        )
    known = ticket_people.known(desk.store, ticket_ids)
    found = [tickets.ticket(desk.store, one) for one in ticket_ids]
    title = next((words for one in found if (words := _clean(desk, one.subject, known))), "")
    counted = Counter(tag for one in found for tag in one.tags)
    tags = [tag for tag, count in counted.most_common() if count * 2 >= len(found)][:_TAGS]
    drafted = Form(
        title=" ".join(title.split())[:LONGEST_TITLE],
        problem=_texts(desk, ticket_ids, "customer", known),
        body=_texts(desk, ticket_ids, "agent", known),
        language=_language(desk, ticket_ids),
        tags=tuple(tag for tag in tags if not anonymous.tells(tag, known)),
    )
    with desk.store.transaction():
        desk.log("kb.draft_from_tickets", tickets=ticket_ids)
    return drafted


def _texts(desk: Desk, ticket_ids: list[int], author: str, known: Known) -> str:
    """Return what customers or agents wrote, each different text once, apart by an empty line."""
    order = "ASC" if author == "customer" else "DESC"
    found: dict[str, None] = {}
    for one in ticket_ids:
        body = desk.store.value(_SAID.format(order=order), one, author)
        words = _clean(desk, _core(str(body or "")), known)[:LONGEST].strip()
        if words and not anonymous.tells(words, known):
            found.setdefault(words)
    return "\n\n".join(list(found)[:TEXTS])


def _core(body: str) -> str:
    """Return a message without its greeting, its closing with what follows, and quoted lines."""
    greeted = greeting.find_greeting(body)
    lines = (body[greeted.end :].lstrip(" ,.:-–—") if greeted else body).splitlines()
    kept: list[str] = []
    for line in lines:
        if _CLOSING.match(line.strip()) or line.rstrip() == "--":
            break
        if not line.lstrip().startswith(">"):
            kept.append(line.rstrip())
    return "\n".join(kept).strip()


def _clean(desk: Desk, words: str, known: Known) -> str:
    return anonymous.without(shield.quietly(desk, words), known).strip()


def _language(desk: Desk, ticket_ids: list[int]) -> str:
    """Return the language of the first customer; the desk's own where it is not known."""
    sql = "SELECT c.language FROM ticket t JOIN customer c ON c.id = t.customer_id WHERE t.id = ?"
    return str(desk.store.value(sql, ticket_ids[0]) or desk.config.desk.language)
