"""A plain text as the HTML that comes through Freshdesk's own rewriting with its lines.

Freshdesk wraps what it is sent and drops the space between `<p>` paragraphs; what it keeps is a
`<div>` for each paragraph with the blank line inside, and `<br>` for a line (spec/freshdesk.md 10).
"""

import html
import re

from csr_desk.backends.plain_text import sound

_TRAILING = re.compile(r" +(?=\n|$)")
_SPACES = re.compile(r"^ +| {2,}", re.MULTILINE)
_PARAGRAPHS = re.compile(r"\n{2,}")
_HOLD = "&nbsp;"
# Freshdesk is not known to fill placeholders in what comes by the API; it is not led to try.
_TEMPLATES = re.compile(r"\{(?=[{%])")
_BRACE = "&#123;"


def to_html(text: str) -> str:
    """Return the paragraphs of a text as HTML: lines, blank lines and runs of spaces are kept."""
    clean = _TRAILING.sub("", sound(text)).strip("\n")
    gaps = [found[0] for found in _PARAGRAPHS.finditer(clean)]
    parts = zip(_PARAGRAPHS.split(clean), [*gaps, ""], strict=True)
    return "".join(f"<div>{_lines(part)}{'<br>' * len(gap)}</div>" for part, gap in parts)


def _lines(text: str) -> str:
    escaped = _TEMPLATES.sub(_BRACE, html.escape(text, quote=False))
    return _SPACES.sub(_kept, escaped).replace("\n", "<br>")


def _kept(spaces: re.Match[str]) -> str:
    """Hold a run of spaces with no-break ones; inside a line it may still be broken at its end."""
    is_indent = spaces.start() == 0 or spaces.string[spaces.start() - 1] == "\n"
    count = len(spaces[0])
    return _HOLD * count if is_indent else _HOLD * (count - 1) + " "
