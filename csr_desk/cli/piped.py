"""Text that comes in through a pipe."""

import sys

from csr_desk import errors


def piped() -> str:
    """Return the whole of stdin without its last line ends; Refused when it is no text."""
    try:
        return sys.stdin.read().rstrip("\n")
    except UnicodeDecodeError as error:
        raise errors.Refused("stdin is not UTF-8", "Send the text as UTF-8.") from error
