"""What stands beside the conversation on a wide terminal: the customer and the last contacts."""

from collections.abc import Sequence
from datetime import tzinfo

from csr_desk import text
from csr_desk.domain.instants import Instant
from csr_desk.store import answers
from csr_desk.store.connection import Store
from csr_desk.store.follow_ups import FollowUp
from csr_desk.store.ticket_facts import Facts
from csr_desk.widgets.fact_lines import Fact
from csr_desk.widgets.moments import ago, moment
from csr_desk.widgets.wrapping import wrap

WIDTH = 34
_NOTE = 240
_TO_DO = 5
_ANSWERS = 3


def side(
    facts: Facts,
    now: Instant,
    zone: tzinfo,
    fields: Sequence[tuple[str, str]] = (),
    due: Sequence[tuple[str, str]] = (),
    tasks: Sequence[FollowUp] = (),
) -> list[Fact]:
    """Return the facts of a customer as lines; nothing in them is read as markup.

    `fields` are those that only the ticket's helpdesk has: title and words. `due` are its targets:
    how each stands, and when it is due by which clock. `tasks` are its open follow-ups.
    """
    lines = [_strong(facts.name or "unknown")]
    if facts.organisation:
        lines.append(_line(facts.organisation))
    lines += [_line(f"{kind}  {value}") for kind, value in facts.addresses]
    if facts.language:
        lines.append(_line(f"language  {facts.language}"))
    if facts.verified_at is not None:
        lines.append(_line(f"confirmed  {moment(facts.verified_at, now, zone)}"))
    count = facts.open_tickets
    lines.append(_line(f"{count} open ticket{'' if count == 1 else 's'}"))
    lines += [_line(""), _strong("Deadlines")] if due else []
    for stands, when in due:
        lines += [_line(stands), _muted(f"  {when}")]
    if facts.note:
        note, _ = wrap(text.clean(facts.note, limit=_NOTE), WIDTH - 3)
        lines += [_line(""), _strong("Note"), *(_line(one) for one in note)]
    if fields:
        lines += [_line(""), _strong("At the helpdesk")]
        lines += [_line(f"{title}  {words}") for title, words in fields]
    if tasks:
        lines += [_line(""), _strong("To do")]
        lines += [_line(f"{moment(one.due_at, now, zone)}  {one.text}") for one in tasks[:_TO_DO]]
    lines += [_line(""), _strong("Recent contacts")]
    for one in facts.recent:
        lines.append(_line(f"{moment(one.at, now, zone)}  {one.channel.replace('_', ' ')}"))
        lines.append(_line(f"  {one.reason or 'no reason'} → {one.outcome or 'no outcome'}"))
    if not facts.recent:
        lines.append(("none logged yet", "muted"))
    return lines


def answer_lines(store: Store, ticket_id: int, now: Instant) -> list[Fact]:
    """Return what the customer answered to a survey about a ticket, as lines."""
    lines: list[Fact] = []
    for one in answers.of_ticket(store, ticket_id)[:_ANSWERS]:
        words = f"{one.words}, {ago(one.at, now)}"
        lines.append(_strong(words) if one.is_bad else _line(words))
        said, _ = wrap(text.clean(one.comment, limit=_NOTE), WIDTH - 5)
        lines += [_line(f"  {row}") for row in said if row]
    return [_strong("The customer answered"), *lines, _line("")] if lines else []


def _strong(words: str) -> Fact:
    return text.line(words, WIDTH - 3), "strong"


def _muted(words: str) -> Fact:
    return text.line(words, WIDTH - 3), "muted"


def _line(words: str) -> Fact:
    return text.line(words, WIDTH - 3), "plain"
