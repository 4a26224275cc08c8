"""What the terminal can do, found out before Textual is imported, from the environment alone."""

import codecs
from collections.abc import Mapping
from typing import NamedTuple

MINIMUM_WIDTH = 60
MINIMUM_HEIGHT = 16
EXIT_USAGE = 2
EXIT_CONFIGURATION = 78
LINE_MODE = (
    "Use the line mode instead, for example: csr-desk queue, csr-desk show TICKET, csr-desk keys."
)
TRUE_COLOURS = 16_777_216


class Streams(NamedTuple):
    """Which of the three standard streams are terminals, and how text to stdout is encoded."""

    stdin_tty: bool
    stdout_tty: bool
    stderr_tty: bool
    encoding: str | None


class Refusal(NamedTuple):
    """Why the desk does not open here: one sentence and the exit code."""

    sentence: str
    code: int


class Terminal(NamedTuple):
    """What the desk may use: colours is 0 (NO_COLOR), 16, 256 or 16,777,216."""

    refusal: Refusal | None
    ascii_borders: bool
    colours: int

    @property
    def no_color(self) -> bool:
        """Tell whether the user asked for no colour at all."""
        return self.colours == 0


def look(environ: Mapping[str, str], streams: Streams) -> Terminal:
    """Return what the terminal can do, with a refusal when no full screen can be shown."""
    return Terminal(
        refusal=refuse(environ, streams),
        ascii_borders=not is_utf8(streams.encoding),
        colours=colours(environ),
    )


def refuse(environ: Mapping[str, str], streams: Streams) -> Refusal | None:
    """Return why the desk cannot open on these streams, None when it can."""
    # The driver reads from stdin, asks stdout for its size and paints on stderr.
    for name, is_tty in (
        ("input", streams.stdin_tty),
        ("output", streams.stdout_tty),
        ("error output", streams.stderr_tty),
    ):
        if not is_tty:
            sentence = f"The desk needs a terminal, and its {name} is none. {LINE_MODE}"
            return Refusal(sentence, EXIT_USAGE)
    if environ.get("TERM", "") == "dumb":
        sentence = f"TERM=dumb says that this terminal cannot show a full screen. {LINE_MODE}"
        return Refusal(sentence, EXIT_CONFIGURATION)
    return None


def is_utf8(encoding: str | None) -> bool:
    """Tell whether an encoding can carry every character; unknown names cannot."""
    try:
        return codecs.lookup(encoding or "ascii").name in {"utf-8", "utf-8-sig"}
    except LookupError:
        return False


def colours(environ: Mapping[str, str]) -> int:
    """Return how many colours to use, by NO_COLOR (not empty), COLORTERM, then TERM."""
    if environ.get("NO_COLOR"):
        return 0
    if environ.get("COLORTERM", "").strip().lower() in {"truecolor", "24bit"}:
        return TRUE_COLOURS
    term = environ.get("TERM", "").strip().lower()
    if term.endswith("-direct"):
        return TRUE_COLOURS
    return 256 if "256color" in term or term == "xterm-kitty" else 16


def too_small(width: int, height: int) -> str | None:
    """Return the sentence to show instead of the desk when a window is below 60x16, else None."""
    if width >= MINIMUM_WIDTH and height >= MINIMUM_HEIGHT:
        return None
    return f"Window {width}x{height}: make it {MINIMUM_WIDTH}x{MINIMUM_HEIGHT} or more."
