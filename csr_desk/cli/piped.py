"""Text that comes in from outside: through a pipe, or on the command line."""

import sys

from csr_desk import errors

_UNREADABLE = range(0xDC80, 0xDD00)
"""Where Python puts the bytes of an argument or a pipe that are not UTF-8."""


def piped() -> str:
    """Return the whole of stdin without its last line ends; Refused when it is no text."""
    try:
        found = sys.stdin.read()
    except UnicodeDecodeError as error:
        raise errors.Refused("stdin is not UTF-8", "Send the text as UTF-8.") from error
    if not is_text(found):
        raise errors.Refused("stdin is not UTF-8", "Send the text as UTF-8.")
    return found.rstrip("\n")


def is_text(words: str) -> bool:
    """Tell whether a text came in without bytes that are not UTF-8."""
    return words.isascii() or not any(ord(char) in _UNREADABLE for char in words)
