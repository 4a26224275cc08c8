"""Which code points of foreign text are shown as they are, replaced by a picture, or dropped."""

import unicodedata

from csr_desk.textgate.patterns import LatePattern

REPLACEMENT = "\ufffd"
ELLIPSIS = "…"
RETURN_MARK = " ↵ "
ZERO_WIDTH_JOINER = "\u200d"
EMOJI_SELECTOR = "\ufe0f"
KEYCAP = "\u20e3"

_BIDI_CONTROLS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
# Every format character (Cf) but the zero-width joiner, written out so that the answer does not
# depend on the Unicode version of the running Python.
_FORMAT_CONTROLS = (
    "\u00ad\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b\u200c\u2060-\u2065\u206a-\u206f"
    "\ufeff\ufff0-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
# Letters and marks without ink: fillers, grapheme joiner, Khmer inherent vowels, and all variation
# selectors but the one that asks for an emoji.
_FILLERS = "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u3164\uffa0\ufe00-\ufe0e\U0001d159"
DROPPED = LatePattern(f"[{_BIDI_CONTROLS}{_FORMAT_CONTROLS}{_FILLERS}]")

_CONTROLS = "\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029"
_NEVER_CHARACTERS = (
    "\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(
        chr(plane + low) for plane in range(0x10000, 0xF0000, 0x10000) for low in (0xFFFE, 0xFFFF)
    )
    + "\U000f0000-\U0010ffff"
)
FORBIDDEN = LatePattern(
    f"[{_CONTROLS}{_BIDI_CONTROLS}{_FORMAT_CONTROLS}{_FILLERS}{_NEVER_CHARACTERS}]"
)
"""Matches any code point that cleaned text never holds; a newline is not one of them."""

# Assigned after Unicode 14, the table of the oldest supported Python: emoji of Unicode 15 to 17,
# and the ideographs of extensions H, I and J that occur in names.
_NEWER_THAN_PYTHON = LatePattern(
    "[\U0001f6d8\U0001f6dc\U0001fa75-\U0001fa77\U0001fa87-\U0001fa8a\U0001fa8e\U0001fa8f"
    "\U0001faad-\U0001faaf\U0001fabb-\U0001fabf\U0001fac6\U0001fac8\U0001facd-\U0001facf"
    "\U0001fada-\U0001fadc\U0001fadf\U0001fae8-\U0001faea\U0001faef\U0001faf7\U0001faf8"
    "\U0002b739-\U0002b73f\U0002ebf0-\U0002ee5d\U00031350-\U00033479]"
)

# Scripts whose letters are whole by themselves: no marks, no joiners, unchanged by normalisation.
# Text of these alone needs no look at each character once `str.isprintable` has said yes.
SIMPLE = LatePattern(
    "[\n\x20-\x7e\xa1-\xac\xae-\u02ff\u0391-\u03ff\u0400-\u0482\u048a-\u052f\u05d0-\u05ea"
    "\u0620-\u064a\u1e00-\u1eff\u2010-\u2027\u2030-\u205e\u20a0-\u20c0\u2190-\u2328\u232b-\u27bf"
    "\u3001-\u3029\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
    "\uff01-\uff9d\U0001f300-\U0001f3fa\U0001f400-\U0001f64f\U0001f900-\U0001f9ff]*"
)


class _Shown(dict[int, int | str | None]):
    """What each code point becomes under `str.translate`; filled as characters are met."""

    def __missing__(self, code: int) -> int | str | None:
        shown = self[code] = _shown(code)
        return shown


def _shown(code: int) -> int | str | None:
    character = chr(code)
    if code < 0x20:
        return 0x2400 + code
    if code == 0x7F:
        return "\u2421"
    if DROPPED.match(character):
        return None
    if _NEWER_THAN_PYTHON.match(character):
        return code
    category = unicodedata.category(character)
    if category == "Cf":
        return code if character == ZERO_WIDTH_JOINER else None
    return REPLACEMENT if category in {"Cc", "Cs", "Co", "Cn"} else code


_TABLE = _Shown({ord(end): "\n" for end in "\n\r\x0b\x0c\x85\u2028\u2029"} | {0x09: 0x09})


def inert(text: str) -> str:
    """Return text with every code point shown, replaced or dropped; newlines and tabs remain."""
    return text.replace("\r\n", "\n").translate(_TABLE)
