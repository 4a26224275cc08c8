"""What stands beside the conversation on a wide terminal: the customer and the last contacts."""

from datetime import tzinfo

from textual.content import Content

from csr_desk import text
from csr_desk.domain.instants import Instant
from csr_desk.store.ticket_facts import Facts
from csr_desk.widgets.moments import moment

WIDTH = 34


def side(facts: Facts, now: Instant, zone: tzinfo) -> Content:
    """Return the facts of a customer as lines; nothing in them is read as markup."""
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
    if facts.note:
        lines += [Content(""), _strong("Note"), text.plain(text.clean(facts.note, limit=240))]
    lines += [Content(""), _strong("Recent contacts")]
    for one in facts.recent:
        lines.append(_line(f"{moment(one.at, now, zone)}  {one.channel.replace('_', ' ')}"))
        lines.append(_line(f"  {one.reason or 'no reason'} → {one.outcome or 'no outcome'}"))
    if not facts.recent:
        lines.append(Content.styled("none logged yet", "dim"))
    return Content("\n").join(lines)


def _strong(words: str) -> Content:
    return _line(words).stylize("bold")


def _line(words: str) -> Content:
    return Content(text.line(words, WIDTH - 3))
