"""The encoding of a text file, told by its mark, its zero bytes and its control characters."""

import codecs
from pathlib import Path

from csr_desk.errors import Refused
from csr_desk.importing.survey import Survey

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
DELIMITERS = ",;\t|"


def encoding_of(path: Path, head: bytes, survey: Survey) -> str:
    """Return the encoding of a file by its first bytes and its survey; Refused for a binary."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    zeros = survey.zeros_even + survey.zeros_odd
    if zeros:
        if survey.size % 2 == 0 and zeros * 20 > survey.size:
            if survey.zeros_odd > 20 * survey.zeros_even:
                return "utf-16-le"
            if survey.zeros_even > 20 * survey.zeros_odd:
                return "utf-16-be"
        if wide := _wide(head):
            return wide
        raise Refused(f"{path} is a binary file, not a table", "Export it as CSV, JSON or XLSX.")
    if survey.controls * 50 > survey.size:
        raise Refused(f"{path} is a binary file, not a table", "Export it as CSV, JSON or XLSX.")
    if not survey.bad or survey.good > 10 * survey.bad:
        return "utf-8"
    return "cp1252"


def _wide(head: bytes) -> str:
    """Find UTF-16 without a mark in scripts with few zero bytes, by its line ends and commas."""
    for name in ("utf-16-le", "utf-16-be"):
        try:
            text = head[: len(head) // 2 * 2].decode(name)
        except UnicodeDecodeError:
            continue
        if "\n" in text and "\0" not in text and sum(text.count(mark) for mark in DELIMITERS) > 1:
            return name
    return ""
