"""The three lines of the bars, each put together to fit a width."""

from collections.abc import Iterable, Sequence

from csr_desk.domain.article_week import LEAST, MOST
from csr_desk.domain.bars import (
    GAP,
    MUTED,
    NO_SHIFT,
    PLAIN,
    STRONG,
    WARNING,
    Contact,
    Glance,
    KeyEntry,
    Limits,
    Part,
    Piece,
    age,
    clock,
    unlogged,
)
from csr_desk.domain.models import Phase


def clock_line(glance: Glance, limits: Limits, width: int, hud: Sequence[Part] = ()) -> list[Piece]:
    """Return the top line: the contact in focus or the state, then the other open contacts.

    Between them stands what there is room for of the figures of the shift.
    """
    one = glance.focused
    if one is None:
        left = [Piece(glance.state, STRONG), Piece(f" {clock(glance.state_s)}")]
    else:
        left = [Piece(f"#{one.number} {one.channel} {one.who}", STRONG)]
        left += _phases(one)
        if one.unlogged_s is not None:
            left += [Piece(GAP), unlogged(one.unlogged_s, limits)]
        others = _others(glance.others, limits)
        # What runs and what waits to be logged must be seen; what is due also stands in the header.
        if one.due is not None and _size((*left, *others, one.due)) + 2 * len(GAP) <= width:
            left += [Piece(GAP), one.due]
    others = _others(glance.others, limits)
    room = width - _size((*left, *others)) - (2 if others else 1) * len(GAP)
    figures = [] if glance.state == NO_SHIFT else _folded(hud, room)
    gap = [Piece(GAP)] if figures and others else []
    return _both_ends(left, [*figures, *gap, *others], width)


def _folded(parts: Sequence[Part], room: int) -> list[Piece]:
    """Return the parts that fit into so many cells, in their order; the lowest ranks first."""
    kept: set[int] = set()
    for place in sorted(range(len(parts)), key=lambda place: parts[place].rank):
        size = _size(parts[place].pieces) + (len(GAP) if kept else 0)
        if size > room:
            break
        room -= size
        kept.add(place)
    found: list[Piece] = []
    for place in sorted(kept):
        found += [Piece(GAP)] if found else []
        found += parts[place].pieces
    return found


def _phases(one: Contact) -> list[Piece]:
    found: list[Piece] = []
    for phase in Phase:
        seconds = one.seconds.get(phase, 0)
        if phase is one.phase or seconds:
            role = STRONG if phase is one.phase else MUTED
            found.append(Piece(f"{GAP}{phase.value} {clock(seconds)}", role))
    return found


def _others(others: Sequence[Contact], limits: Limits) -> list[Piece]:
    if not others:
        return []
    # The most urgent unlogged contact first: the end of the line is what a narrow window cuts.
    ordered = sorted(others, key=lambda one: -(one.unlogged_s or 0))
    found = [Piece(f"{len(others)} more: ", MUTED)]
    for index, one in enumerate(ordered):
        name = f"{', ' if index else ''}{one.channel} #{one.number}"
        found.append(Piece(name, PLAIN, f"interaction:{one.number}"))
        if one.unlogged_s is not None:
            word = unlogged(one.unlogged_s, limits)
            found.append(Piece(f" {word.text}", word.role))
    return found


def status_line(glance: Glance, width: int) -> list[Piece]:
    """Return the status line: network, age of the data, outbox, state, handled of plan."""
    left = [Piece(glance.network, glance.network_role)]
    spare = []
    if glance.sync_age_s is not None:
        spare.append(Piece(f"  synced {age(glance.sync_age_s)} ago", MUTED))
    if glance.articles:
        words = f"  articles {glance.articles} of {LEAST}-{MOST}"
        spare.insert(0, Piece(words, MUTED, "go.knowledge"))
    if glance.bare_secret:
        spare.append(Piece("  secret in a file", WARNING))
    rest = _outbox(glance, ",")
    right = [Piece(glance.state), Piece(f"{GAP}handled {glance.handled}/{glance.plan}", STRONG)]
    # What waits and what the agent does must be seen, before what seldom changes.
    while spare and _size((*left, *spare, *rest, *right)) + len(GAP) > width:
        spare.pop(0)
    if _size((*left, *rest, *right)) + len(GAP) > width:
        rest = _outbox(glance, "")
    return _both_ends([*left, *spare, *rest], right, width)


def _outbox(glance: Glance, mark: str) -> list[Piece]:
    """Return how many changes wait, and what of them is not only a matter of time.

    `mark` stands between the counts.
    """
    found = [Piece(f"{GAP}outbox {glance.outbox}", PLAIN, "go.outbox")]
    counts = ((glance.in_doubt, "in doubt"), (glance.held, "held"), (glance.rejected, "refused"))
    word = "conflict" if glance.conflicts == 1 else "conflicts"
    for count, name in (*counts, (glance.conflicts, word)):
        if count:
            found.append(Piece(f"{mark} {count} {name}", WARNING, "go.outbox"))
    return found


def footer_line(entries: Iterable[KeyEntry], width: int) -> list[Piece]:
    """Return as many keys, in the order given, as a width takes; blocked ones are dimmed."""
    found: list[Piece] = []
    used = 0
    for entry in entries:
        gap = GAP if found else ""
        size = len(gap) + len(entry.key) + 1 + len(entry.title)
        if used + size > width:
            continue
        used += size
        found.append(Piece(f"{gap}{entry.key}", MUTED if entry.blocked else STRONG, entry.command))
        role = MUTED if entry.blocked else PLAIN
        found.append(Piece(f" {entry.title}", role, entry.command))
    return found


def _size(pieces: Iterable[Piece]) -> int:
    return sum(len(piece.text) for piece in pieces)


def _both_ends(left: list[Piece], right: list[Piece], width: int) -> list[Piece]:
    """Join two halves with the second at the right edge, or cut where the width ends."""
    space = max(width - _size((*left, *right)), len(GAP)) if right else 0
    return [*left, Piece(" " * space), *right]
