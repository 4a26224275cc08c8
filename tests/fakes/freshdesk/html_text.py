"""What Freshdesk makes of HTML: it rewrites what is sent, and tells text badly (section 10)."""

import html
import re

MARKER = re.compile(r"\[csrdesk:([0-9A-Za-z_-]+)\]")
_LINK = re.compile(r"<a\s+([^>]*)>", re.IGNORECASE)
_PARAGRAPH = re.compile(r"<p(?:\s[^>]*)?>(.*?)</p>", re.IGNORECASE | re.DOTALL)
_SCRIPT = re.compile(r"<(script|style)\b.*?</\1>", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(r"\s*<br\s*/?>", re.IGNORECASE)
_BLOCK_END = re.compile(r"</(?:div|p|li|h\d)>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_SPACE = re.compile(r"\s+")


def rewritten(text: str) -> str:
    """Return HTML as it is kept: wrapped in divs, no paragraph spacing, links dressed up."""
    text = _SCRIPT.sub("", text)
    text = _PARAGRAPH.sub(r"<div>\1</div>", text)
    text = _LINK.sub(_linked, text)
    text = text.replace("<br></div>", "<br>\n</div>")
    return text if _is_one_div(text) else f"<div>{text}</div>"


def _linked(match: re.Match[str]) -> str:
    kept = re.sub(r'\s*\b(?:target|rel)="[^"]*"', "", match[1])
    return f'<a {kept.strip()} rel="noreferrer" target="_blank">'


def _is_one_div(text: str) -> bool:
    return text.startswith("<div") and text.endswith("</div>") and text.count("<div") == 1


def body_text(text: str) -> str:
    """Return what `body_text` tells: a line break is a space."""
    flat = _TAG.sub("", _BLOCK_END.sub(" ", _BREAK.sub(" ", text)))
    return html.unescape(flat).replace("\n", "").strip()


def description_text(text: str) -> str:
    """Return what `description_text` tells: it keeps line breaks."""
    flat = _TAG.sub("", _BLOCK_END.sub("\n", _BREAK.sub("\n", text)))
    return html.unescape(flat).strip()


def squeezed(text: str) -> str:
    """Return the words of a text or an HTML text with single spaces between."""
    return _SPACE.sub(" ", html.unescape(_TAG.sub(" ", text))).strip()


def words_of(text: str) -> str:
    """Return the words of a message without an operation's marker."""
    return squeezed(MARKER.sub("", text))
