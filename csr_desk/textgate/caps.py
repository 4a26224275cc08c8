"""How much of a text is shown; what is cut ends in an ellipsis."""

from csr_desk.textgate.characters import ELLIPSIS
from csr_desk.textgate.clusters import cut


def shorten(text: str, limit: int) -> str:
    """Return text with at most `limit` characters (≥ 1), the last an ellipsis where it was cut."""
    return text if len(text) <= limit else cut(text, limit - 1) + ELLIPSIS


def _lines_in_full(text: str, line_limit: int) -> bool:
    return len(text) <= line_limit or all(len(line) <= line_limit for line in text.split("\n"))


def bounded(text: str, *, limit: int, line_limit: int, newline_limit: int) -> str:
    """Return text within all three limits, unchanged when it keeps them."""
    if text.count("\n") > newline_limit:
        text = "\n".join([*text.split("\n", newline_limit)[:newline_limit], ELLIPSIS])
    if not _lines_in_full(text, line_limit):
        text = "\n".join(shorten(line, line_limit) for line in text.split("\n"))
    if len(text) <= limit:
        return text
    # The ellipsis of this cut may be one too many for the line it comes to stand on.
    above, line_end, last = shorten(text, limit).rpartition("\n")
    return above + line_end + shorten(last, line_limit)
