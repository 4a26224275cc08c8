"""What a file is, told by its bytes: encoding, format and delimiter; a name only breaks ties."""

import codecs
import csv
import hashlib
import io
import json
import re
from dataclasses import dataclass
from pathlib import Path

from csr_desk.errors import Refused

_CHUNK = 1 << 18
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FOREIGN = (
    (b"SQLite format 3", "a database"),
    (b"%PDF", "a PDF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
)
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class Nature:
    """What a file is: its format (csv, json, jsonl, xlsx), encoding, size in bytes and SHA-256."""

    format: str
    encoding: str
    size: int
    sha256: str


@dataclass(slots=True)
class _Survey:
    """Counts over all bytes of a file, made in one pass."""

    digest: str = ""
    size: int = 0
    zeros_even: int = 0
    zeros_odd: int = 0
    controls: int = 0
    good: int = 0
    bad: int = 0


def nature(path: Path) -> Nature:
    """Tell what a file is; Refused with one sentence when it holds nothing that can be imported."""
    head, survey = _read(path)
    if not survey.size:
        raise Refused(f"{path} is empty", "Export it again; nothing was changed.")
    for magic, what in _FOREIGN:
        if head.startswith(magic):
            raise Refused(f"{path} is {what}, not a table", "Export it as CSV, JSON or XLSX.")
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return Nature("xlsx", "", survey.size, survey.digest)
    encoding = _encoding(path, head, survey)
    text = head.decode(encoding, errors="replace").lstrip("\ufeff \t\r\n")
    if not text:
        raise Refused(f"{path} holds only blanks", "Export it again; nothing was changed.")
    return Nature(_text_format(text, path), encoding, survey.size, survey.digest)


def _read(path: Path) -> tuple[bytes, _Survey]:
    """Return the first bytes and the survey of a file; Refused when it cannot be read."""
    if path.is_dir():
        raise Refused(f"{path} is a folder", "Name the files in it.")
    if path.exists() and not path.is_file():
        raise Refused(f"{path} is no ordinary file", "Save it to disk first.")
    try:
        with path.open("rb") as file:
            return _survey(file)
    except FileNotFoundError:
        raise Refused(f"{path} does not exist", "Check the name; nothing was changed.") from None
    except PermissionError:
        raise Refused(f"{path} may not be read", "Make it readable for you.") from None
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}", "Copy it again.") from None


def _survey(file: io.BufferedReader) -> tuple[bytes, _Survey]:
    digest, found, head = hashlib.sha256(), _Survey(), b""
    utf8 = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    while chunk := file.read(_CHUNK):
        head = head or chunk
        digest.update(chunk)
        if chunk.isascii() and not utf8.getstate()[0]:
            found.controls += _count_controls(chunk)
        else:
            _count_text(utf8.decode(chunk), found)
            found.controls += _count_controls(chunk)
        if b"\0" in chunk:
            even = chunk[::2].count(0)
            zeros = chunk.count(0)
            found.zeros_even += even
            found.zeros_odd += zeros - even
        found.size += len(chunk)
    _count_text(utf8.decode(b"", True), found)
    found.digest = digest.hexdigest()
    return head, found


def _count_controls(chunk: bytes) -> int:
    return len(_CONTROLS.findall(chunk))


def _count_text(text: str, found: _Survey) -> None:
    bad = len(re.findall("[\udc80-\udcff]", text))
    found.bad += bad
    found.good += len(re.findall(r"[^\x00-\x7f]", text)) - bad


def _encoding(path: Path, head: bytes, survey: _Survey) -> str:
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


def _text_format(text: str, path: Path) -> str:
    if text[0] == "[":
        return "json"
    if text[0] != "{":
        return "csv"
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > 1 and lines[1].lstrip().startswith("{"):
        try:
            json.loads(lines[0])
        except ValueError:
            return "jsonl" if path.suffix.lower() in {".jsonl", ".ndjson"} else "json"
        return "jsonl"
    return "jsonl" if path.suffix.lower() in {".jsonl", ".ndjson"} else "json"


def delimiter(sample: str) -> str:
    """Return the delimiter of a table's first lines: the one that cuts them most evenly."""
    best, best_score = ",", (0.0, 0)
    for mark in DELIMITERS:
        counts = [
            len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=mark) if row
        ]
        counts = counts[:-1] if len(counts) > 2 else counts  # the last line may be cut
        if not counts or counts[0] < 2:
            continue
        even = sum(count == counts[0] for count in counts) / len(counts)
        if (even, counts[0]) > best_score:
            best, best_score = mark, (even, counts[0])
    return best
