"""What the bars show: pieces of text in a role, clocks and ages in words.

Names come in cleaned and cut (csr_desk.text.line). Every colour has its word beside it.
"""

from typing import NamedTuple

from csr_desk.domain.models import Phase

PLAIN, STRONG, MUTED, WARNING, ERROR = "plain", "strong", "muted", "warning", "error"
GOOD = "good"
GAP = "  "
NO_SHIFT = "no shift"


class Piece(NamedTuple):
    """A run of text in one role; `command` is what a click on it gives."""

    text: str
    role: str = PLAIN
    command: str = ""


class Part(NamedTuple):
    """A piece of the line that may be left out; of two that do not fit, the higher rank goes."""

    rank: int
    pieces: tuple[Piece, ...]


class Contact(NamedTuple):
    """An open contact: its number, channel, customer, seconds by phase, seconds unlogged.

    `due` says what is due next on its ticket.
    """

    number: int
    channel: str
    who: str
    phase: Phase
    seconds: dict[Phase, int]
    unlogged_s: int | None = None
    due: Piece | None = None


class Glance(NamedTuple):
    """What the bars show; `focused` is None while a state receives the seconds."""

    focused: Contact | None = None
    others: tuple[Contact, ...] = ()
    state: str = NO_SHIFT
    state_s: int = 0
    network: str = "local"
    network_role: str = STRONG
    bare_secret: bool = False
    outbox: int = 0
    in_doubt: int = 0
    held: int = 0
    rejected: int = 0
    conflicts: int = 0
    handled: int = 0
    plan: int = 0
    articles: int = 0
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
