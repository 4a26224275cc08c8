"""A plain text as the HTML of a comment that shows it as it was written.

Zendesk fills `{{placeholders}}` in agents' comments, drops the ones it does not know, and reads no
Markdown in `html_body`. Whatever looks like template code goes into `<code>` with its braces as
character references: either of the two keeps the server's hands off it (spec/zendesk.md 6.2).
"""

import html
import re

from csr_desk.backends.plain_text import sound

_TEMPLATE = re.compile(r"\{\{[^\n]{0,200}?\}\}+|\{%[^\n]{0,200}?%\}|\{\{+|\{%")
_BRACES = str.maketrans({"{": "&#123;", "}": "&#125;", "%": "&#37;"})
_TRAILING = re.compile(r" +(?=\n|$)")
_SPACES = re.compile(r"^ +| {2,}", re.MULTILINE)
_PARAGRAPHS = re.compile(r"\n{2,}")


def to_html(text: str) -> str:
    """Return the paragraphs of a text as HTML: lines, blank lines and runs of spaces are kept."""
    clean = _TRAILING.sub("", sound(text)).strip("\n")
    parts = _PARAGRAPHS.split(clean)
    gaps = [0, *(len(found[0]) - 2 for found in _PARAGRAPHS.finditer(clean))]
    return "".join(
        f"<p>{'<br>' * gap}{_lines(part)}</p>" for part, gap in zip(parts, gaps, strict=True)
    )


def _lines(text: str) -> str:
    pieces: list[str] = []
    done = 0
    for found in _TEMPLATE.finditer(text):
        pieces.append(html.escape(text[done : found.start()], quote=False))
        inside = html.escape(found[0], quote=False).translate(_BRACES)
        pieces.append(f"<code>{inside}</code>")
        done = found.end()
    pieces.append(html.escape(text[done:], quote=False))
    return _SPACES.sub(_kept, "".join(pieces)).replace("\n", "<br>")


def _kept(spaces: re.Match[str]) -> str:
    """Hold a run of spaces with no-break ones; the line may still be broken at its last one."""
    is_indent = spaces.start() == 0 or spaces.string[spaces.start() - 1] == "\n"
    if is_indent:
        return "&nbsp;" * len(spaces[0])
    return "&nbsp;" * (len(spaces[0]) - 1) + " "
