"""Names and cells that leave the desk: attachment file names, cells of a CSV file."""

import re
import unicodedata

from csr_desk.textgate.characters import inert
from csr_desk.textgate.clusters import cut, settle
from csr_desk.textgate.patterns import LatePattern

LONGEST_FILE_NAME = 120
_LONGEST_SUFFIX = 20
_NAMELESS = "attachment"
_NOT_IN_NAMES = LatePattern('[\x00-\x1f\x7f-\x9f\u2028\u2029\u2400-\u2426\ufffd<>:"|?*]')
_DEVICE = LatePattern(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])\s*(?:\.|$)", re.I)
_FORMULA_STARTS = tuple("=+-@＝＋－＠")
_LINE_STARTS = tuple("\t\r\n")


def _utf8_cut(text: str, size: int) -> str:
    kept = text.encode("utf-8")[: max(size, 0)].decode("utf-8", "ignore")
    return cut(text, len(kept))


def file_name(name: str) -> str:
    """Return a safe name for an attachment: one path component, at most 120 bytes, never empty.

    No control, bidi or reserved character, no leading dot or dash, no trailing dot or space, no
    Windows device name; the extension is kept.
    """
    parts = re.split(r"[/\\]", unicodedata.normalize("NFC", name[:10_000]))
    base = next((part for part in reversed(parts) if part.strip(" .")), "")
    base = settle(_NOT_IN_NAMES.sub("", inert(_NOT_IN_NAMES.sub("", base))))
    # What is stripped at the start can bare a mark, which then needs a base of its own.
    base = settle(re.sub(r"\s+", " ", base).lstrip(" .-~").rstrip(" ."))
    if _DEVICE.match(base):
        base = "_" + base
    stem, dot, suffix = base.rpartition(".")
    if not stem or len(suffix.encode("utf-8")) > _LONGEST_SUFFIX:
        stem, dot, suffix = base, "", ""
    room = LONGEST_FILE_NAME - len((dot + suffix).encode("utf-8"))
    stem = _utf8_cut(stem, room) if len(stem.encode("utf-8")) > room else stem
    return (stem.rstrip(" .") + dot + suffix).rstrip(" .") or _NAMELESS


def formula_safe(text: str, cleaned: str) -> str:
    """Return cleaned text, after an apostrophe when a spreadsheet would run it as a formula."""
    runs = cleaned.lstrip().startswith(_FORMULA_STARTS) or text.startswith(_LINE_STARTS)
    return "'" + cleaned if runs else cleaned
