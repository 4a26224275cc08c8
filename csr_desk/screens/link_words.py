"""What is said of the tickets that belong to a ticket: in its header, beside it, above it."""

from datetime import tzinfo

from csr_desk import text
from csr_desk.actions.seen_before import Earlier
from csr_desk.domain.bars import MUTED, PLAIN, STRONG, WARNING, Piece
from csr_desk.domain.instants import Instant
from csr_desk.domain.models import Status
from csr_desk.screens.ticket_side import WIDTH
from csr_desk.store import ticket_links
from csr_desk.store.connection import Store
from csr_desk.store.ticket_links import DUPLICATE, INCIDENT, RELATED, SAME_ISSUE, SPLIT, Link
from csr_desk.widgets.fact_lines import Fact
from csr_desk.widgets.moments import ago, day, when

KINDS = {
    SAME_ISSUE: ("same issue as", "same issue as"),
    DUPLICATE: ("duplicate of", "has the duplicate"),
    INCIDENT: ("incident of", "has the incident"),
    RELATED: ("related to", "related to"),
    SPLIT: ("split from", "split into"),
}
"""How a link reads from the one end of it, and from the other."""

_SHOWN = 6


def named(one: Link) -> str:
    """Return a link as its ticket sees it: `incident of #9`."""
    return f"{KINDS[one.kind][0 if one.is_from else 1]} #{one.reference}"


def remark(store: Store, ticket_id: int) -> str:
    """Return in a few words what a ticket belongs to, "" for nothing."""
    gone = ticket_links.merged_into(store, ticket_id)
    if gone is not None:
        return f"merged into #{text.line(gone[1], 16)}"
    counts = ticket_links.incidents(store, ticket_id)
    if counts.total:
        return f"problem, {counts.unsolved} of {counts.total} incidents open"
    found = ticket_links.of_ticket(store, ticket_id)
    if not found:
        return ""
    first = next((one for one in found if one.kind == INCIDENT), found[0])
    more = f", {len(found) - 1} more" if len(found) > 1 else ""
    return text.line(named(first), 40) + more


def beside(store: Store, ticket_id: int) -> list[Fact]:
    """Return the lines about linked tickets for the side of a ticket."""
    found = ticket_links.of_ticket(store, ticket_id)
    gone = ticket_links.merged_into(store, ticket_id)
    if not found and gone is None:
        return []
    lines: list[Fact] = [("Belongs to", "strong")]
    if gone is not None:
        lines.append((text.line(f"merged into #{gone[1]}", WIDTH - 3), "strong"))
    counts = ticket_links.incidents(store, ticket_id)
    if counts.total:
        words = f"{counts.total} incidents, {counts.unsolved} not solved"
        lines.append((text.line(words, WIDTH - 3), "strong"))
    for one in found[:_SHOWN]:
        state = "" if one.status < Status.SOLVED else f" {one.status.word}"
        lines.append((text.line(f"{named(one)}{state}", WIDTH - 3), "plain"))
        lines.append((text.line(f"  {one.subject}", WIDTH - 3), "muted"))
    if len(found) > _SHOWN:
        lines.append((f"and {len(found) - _SHOWN} more", "muted"))
    return [*lines, ("", "plain")]


def again_pieces(
    found: Earlier, now: Instant, zone: tzinfo, keys: dict[str, str], width: int
) -> list[Piece]:
    """Return the line that says what the customer came with before, what was promised, the keys."""
    who = f" by {text.line(found.by, 16)}" if found.by else ""
    came = ago(found.at, now)
    if found.is_same_ticket:
        begins = f"Seen before on this ticket {came}{who}"
    else:
        why = ", ".join(text.line(one, 24) for one in found.why)
        begins = (
            f"Same customer, same issue as #{text.line(found.reference, 12)} {came}{who} ({why})"
        )
    pieces = [Piece(begins, WARNING), *_what_came(found, now, zone)]
    if found.is_same_ticket:
        return pieces if _cells(pieces) <= width else _shorter(pieces, found, came, who, width)
    offered = [
        Piece(part, role, command)
        for command, words in (
            ("interaction.link", "links"),
            ("ticket.merge", "merges"),
            ("proposal.dismiss", "not the same"),
        )
        for part, role in ((f"  {keys[command]} ", STRONG), (words, MUTED))
    ]
    room = width - _cells(offered)
    if room < _cells(pieces):
        whole = "".join(one.text for one in pieces)
        said = whole if room > len(begins) else begins.replace("Same customer, same", "Same", 1)
        pieces = [Piece(text.line(said, max(room, 20)), WARNING)]
    return [*pieces, *offered]


def _shorter(pieces: list[Piece], found: Earlier, came: str, who: str, width: int) -> list[Piece]:
    """Return a line that fits: what was promised comes before the reason and its outcome."""
    promised = pieces[-1].text if found.promises else ""
    whole = f"Seen {came}{who}.{promised}" if promised else "".join(one.text for one in pieces)
    return [Piece(text.line(whole, width), WARNING)]


def _cells(pieces: list[Piece]) -> int:
    return sum(len(one.text) for one in pieces)


def _what_came(found: Earlier, now: Instant, zone: tzinfo) -> list[Piece]:
    pieces = []
    if found.reason:
        outcome = found.outcome.replace("_", " ")
        pieces.append(Piece(f": {text.line(found.reason, 28)}, {text.line(outcome, 20)}.", PLAIN))
    open_first = sorted(found.promises, key=lambda one: (one.done_at is not None, -one.created_at))
    for one in open_first[:1]:
        state = "kept" if one.done_at is not None else f"due {when(one.due_at, now, zone)}"
        made = ", ".join(
            part for part in (text.line(one.by, 16), day(one.created_at, now, zone)) if part
        )
        pieces.append(Piece(f" Promised: {text.line(one.text, 40)}, {state} ({made}).", PLAIN))
    return pieces
