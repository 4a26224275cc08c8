"""The German words of due times, and what people say around them, as the English ones."""

import re

_GERMAN = {
    "heute": "today",
    "morgen": "tomorrow",
    "übermorgen": "day after tomorrow",
    "uebermorgen": "day after tomorrow",
    "montag": "monday",
    "dienstag": "tuesday",
    "mittwoch": "wednesday",
    "donnerstag": "thursday",
    "freitag": "friday",
    "samstag": "saturday",
    "sonnabend": "saturday",
    "sonntag": "sunday",
    "januar": "january",
    "februar": "february",
    "märz": "march",
    "maerz": "march",
    "mai": "may",
    "juni": "june",
    "juli": "july",
    "oktober": "october",
    "okt": "oct",
    "dezember": "december",
    "dez": "dec",
    "früh": "morning",
    "frueh": "morning",
    "vormittag": "morning",
    "mittag": "noon",
    "mittags": "noon",
    "nachmittag": "afternoon",
    "abend": "evening",
    "feierabend": "close",
    "stunde": "hours",
    "stunden": "hours",
    "std": "hours",
    "minute": "minutes",
    "minuten": "minutes",
    "tag": "days",
    "tage": "days",
    "tagen": "days",
    "woche": "weeks",
    "wochen": "weeks",
}
_NUMBERS = {
    **dict.fromkeys(("a", "an", "one", "ein", "eine", "einem", "einen", "einer"), "1"),
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "six": "6",
    "seven": "7",
    "eight": "8",
    "nine": "9",
    "zwei": "2",
    "drei": "3",
    "vier": "4",
    "fünf": "5",
    "sechs": "6",
    "sieben": "7",
    "acht": "8",
    "neun": "9",
    "ten": "10",
    "zehn": "10",
}
_FILLERS = frozenset(
    {"by", "until", "till", "before", "latest", "within", "around", "about", "um", "bis", "zum"}
    | {"gegen", "den", "dem", "der", "die", "spätestens", "innerhalb", "von", "nächste", "uhr"}
    | {"nächsten", "nächster", "nächstes", "kommenden", "kommende", "diesen"}
)
_COUNTED = re.compile(
    r"\b(\w+)(?=\s+(?:minutes?|hours?|days?|weeks?|minuten?|stunden?|tage?n?|wochen?)\b)"
)
_HALF_HOUR = re.compile(r"\b(?:half an hour|(?:einer |eine )?halben?n? stunde)\b")
_CLOSE = re.compile(r"\b(?:the )?(?:end of (?:the )?day|eod|close of business|cob)\b")
_HOUR = re.compile(r"(?<![\d:.])(\d{1,2}) ?uhr\b")
_AM_BEFORE_A_DAY = re.compile(r"(^|[^\d\s]\s+)am\s+")
_WORD = re.compile(r"[^\W\d_]+")


def english(typed: str) -> str:
    """Return a due time in lower case with German words and number words in the English form."""
    plain = _CLOSE.sub("close", _HALF_HOUR.sub("30 minutes", typed.casefold().strip()))
    plain = _HOUR.sub(r"\1:00", plain)
    plain = _AM_BEFORE_A_DAY.sub(r"\1", plain)
    plain = _COUNTED.sub(lambda found: _NUMBERS.get(found[1], found[1]), plain)
    plain = _WORD.sub(lambda found: _word(found[0]), plain)
    return re.sub(r"\bclose\b", "today close", plain) if plain.split() == ["close"] else plain


def _word(word: str) -> str:
    return "" if word in _FILLERS else _GERMAN.get(word, word)
