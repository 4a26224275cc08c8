"""Plain texts that travel: made sound for JSON and HTML, and compared after a helpdesk had them."""

import html
import re

_LINE_ENDS = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_TAB = "    "
_TAGS = re.compile(r"<[^>]*>")
_BREAKS = re.compile(r"</p>|</div>|</li>|<br\s*/?>", re.IGNORECASE)


def sound(text: str) -> str:
    """Return a text that JSON and HTML can carry: \\n ends lines, no control characters."""
    return _UNPRINTABLE.sub("", _LINE_ENDS.sub("\n", whole(text))).replace("\t", _TAB)


def whole(text: str) -> str:
    """Return a text with the halves of surrogate pairs joined, or replaced where one is lost."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def same_words(one: str, other: str) -> bool:
    """Tell whether two plain texts say the same, however their white space was treated."""
    return squeezed(one) == squeezed(other)


def squeezed(text: str) -> str:
    """Return a text with every run of white space as one space."""
    return " ".join(text.split())


def words_of(markup: str) -> str:
    """Return the words of a comment's HTML, roughly: for comparing, not for showing."""
    return html.unescape(_TAGS.sub("", _BREAKS.sub("\n", markup)))
