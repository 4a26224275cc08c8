"""The words of the bars: clock line, status line and footer, as pieces that fit a width.

Names come in cleaned and cut (csr_desk.text.line). Every colour has its word beside it.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from csr_desk.domain.models import Phase

PLAIN, STRONG, MUTED, WARNING, ERROR = "plain", "strong", "muted", "warning", "error"
GAP = "  "


class Piece(NamedTuple):
    """A run of text in one role; `command` is what a click on it gives."""

    text: str
    role: str = PLAIN
    command: str = ""


class Contact(NamedTuple):
    """An open contact: its number, channel, customer, seconds by phase, seconds unlogged."""

    number: int
    channel: str
    who: str
    phase: Phase
    seconds: dict[Phase, int]
    unlogged_s: int | None = None


class Glance(NamedTuple):
    """What the bars show; `focused` is None while a state receives the seconds."""

    focused: Contact | None = None
    others: tuple[Contact, ...] = ()
    state: str = "no shift"
    state_s: int = 0
    network: str = "local"
    outbox: int = 0
    in_doubt: int = 0
    held: int = 0
    handled: int = 0
    plan: int = 0
    sync_age_s: int | None = None


class Limits(NamedTuple):
    """When an unlogged contact turns amber and red, in seconds."""

    amber_s: int = 1200
    red_s: int = 1680


class KeyEntry(NamedTuple):
    """One command in the footer: its name, key, title and whether it is blocked now."""

    command: str
    key: str
    title: str
    blocked: bool


def clock(seconds: int) -> str:
    """Return seconds as `04:12`, from an hour on as `1:04:12`."""
    minutes, rest = divmod(max(seconds, 0), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes:02}:{rest:02}"


def age(seconds: int) -> str:
    """Return an age in one unit: `40s`, `21m`, `3h`, `2d`."""
    for unit, size in (("d", 86_400), ("h", 3_600), ("m", 60)):
        if seconds >= size:
            return f"{seconds // size}{unit}"
    return f"{max(seconds, 0)}s"


def unlogged(seconds: int, limits: Limits) -> Piece:
    """Return the unlogged clock of a contact: a word for each colour (product.md section 11)."""
    if seconds >= limits.red_s:
        return Piece(f"log now {age(seconds)}", ERROR)
    if seconds >= limits.amber_s:
        return Piece(f"log soon {age(seconds)}", WARNING)
    return Piece(f"unlogged {age(seconds)}", MUTED)


def clock_line(glance: Glance, limits: Limits, width: int) -> list[Piece]:
    """Return the top line: the contact in focus or the state, then the other open contacts."""
    one = glance.focused
    if one is None:
        left = [Piece(glance.state, STRONG), Piece(f" {clock(glance.state_s)}")]
    else:
        left = [Piece(f"#{one.number} {one.channel} {one.who}", STRONG)]
        left += _phases(one)
        if one.unlogged_s is not None:
            left += [Piece(GAP), unlogged(one.unlogged_s, limits)]
    return _both_ends(left, _others(glance.others, limits), width)


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
    """Return the status line: network, age of the sync, outbox, state, handled of plan."""
    left = [Piece(glance.network, STRONG)]
    if glance.sync_age_s is not None:
        left.append(Piece(f" {age(glance.sync_age_s)} ago", MUTED))
    left.append(Piece(f"{GAP}outbox {glance.outbox}"))
    if glance.in_doubt:
        left.append(Piece(f" {glance.in_doubt} in doubt", WARNING))
    if glance.held:
        left.append(Piece(f" {glance.held} held", WARNING))
    right = [Piece(glance.state), Piece(f"{GAP}handled {glance.handled}/{glance.plan}", STRONG)]
    return _both_ends(left, right, width)


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


def _both_ends(left: list[Piece], right: list[Piece], width: int) -> list[Piece]:
    """Join two halves with the second at the right edge, or cut where the width ends."""
    used = sum(len(piece.text) for piece in (*left, *right))
    space = max(width - used, len(GAP)) if right else 0
    return [*left, Piece(" " * space), *right]
