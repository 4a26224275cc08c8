"""Whether words at Freshdesk are the words that were sent, after Freshdesk has rewritten them.

Freshdesk wraps texts, turns addresses into links and moves white space about, so only what is left
without any of that is compared. Some accounts add words of their own behind a text.
"""

import html
import re
import unicodedata
from enum import Enum, auto

from csr_desk.backends.freshdesk.outgoing_html import to_html

_TAGS = re.compile(r"<[^>]*>")
_UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})


class Likeness(Enum):
    """How two texts compare; LONGER is one that begins with the words sent and goes on."""

    SAME = auto()
    LONGER = auto()
    OTHER = auto()


def likeness(sent: str, found: str) -> Likeness:
    """Compare the plain text that was sent with the HTML that Freshdesk has."""
    wanted, there = essence(to_html(sent)), essence(found)
    if wanted == there:
        return Likeness.SAME
    return Likeness.LONGER if wanted and there.startswith(wanted) else Likeness.OTHER


def essence(markup: str) -> str:
    """Return the characters of an HTML text that can be seen, without white space and tags."""
    told = unicodedata.normalize("NFC", html.unescape(_TAGS.sub("", markup)))
    return "".join(one for one in told if unicodedata.category(one) not in _UNSEEN)


def holds_line(markup: str, line: str) -> bool:
    """Tell whether an HTML or plain text holds a marker line, wherever it was moved to."""
    return line in _TAGS.sub("", html.unescape(markup))
