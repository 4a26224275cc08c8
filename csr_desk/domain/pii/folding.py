"""One alphabet for the detectors: digits of every script, dashes, spaces and dots become ASCII."""

import re
import unicodedata

# Invisible characters (zero-width, soft hyphen, bidi marks, keycap) become this one: they join.
GLUE = "\x7f"

_INVISIBLE_BEYOND_CF = "\u034f\u115f\u1160\u17b4\u17b5\u20e3\u2800\u3164\uffa0"
_DASHES_BEYOND_PD = "\u2212\u2043\u02d7\u2796"
_DOTS = "·‧∙・●▪◦。．․･⋅｡"
_MARKS = {"，": ",", "、": ",", "،": ",", "：": ":", "；": ";", "／": "/", "⁄": "/", "∕": "/"}
_BRACKETS = {"（": "(", "）": ")", "［": "[", "］": "]", "【": "[", "】": "]"}
_OTHERS = {"＋": "+", "＃": "#", "＿": "_", "＊": "*", "｜": "|", "＝": "=", "×": "*"}
_QUOTES = "“”„‟‘’‚‛«»‹›「」『』《》〈〉"


class _Folding(dict[int, str]):
    """Works out each character once, when it is first met, so that nothing is built at import."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = character if code < 128 else _folded(character)
        self[code] = folded
        return folded


def _folded(character: str) -> str:
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    for table in (_MARKS, _BRACKETS, _OTHERS):
        if character in table:
            return table[character]
    category = unicodedata.category(character)
    if category == "Pd" or character in _DASHES_BEYOND_PD:
        return "-"
    if category in ("Zs", "Zl", "Zp") or character == "\x85":
        return " "
    if category == "Cf" or character in _INVISIBLE_BEYOND_CF or "\ufe00" <= character <= "\ufe0f":
        return GLUE
    if character in _DOTS:
        return "."
    return '"' if character in _QUOTES else character


_TABLE = _Folding()
# Superscripts and circled digits are digits to a reader, though not decimals to `\d`.
_NOT_DIGIT = r"[^\d²³¹⁰-⁹₀-₉①-⑨⑴-⑼⒈-⒐➀-➈❶-❾]*+"
_SOME_DIGITS = re.compile(rf"(?:{_NOT_DIGIT}.){{3}}", re.DOTALL)


# What never folds is left alone at the speed of the regex engine: the letters of most texts.
_FOLDABLE = re.compile(
    "[^\x00-\x7f€•À-ÖØ-öø-ʯͰ-ͽΆ-ԯא-תء-غف-ي\u3041-\u3096\u30a1-\u30fa一-鿿가-힣]+"
)


def fold(text: str) -> str:
    """Return the text with look-alikes folded, one character for one, so that offsets stay true."""
    if text.isascii():
        return text
    return _FOLDABLE.sub(lambda found: found[0].translate(_TABLE), text)


def has_digits(text: str) -> bool:
    """Say whether the text has the three digits of the shortest thing worth masking."""
    return _SOME_DIGITS.match(text) is not None
