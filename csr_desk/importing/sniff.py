"""What a file is, told by its bytes: encoding, format and delimiter; a name only breaks ties."""

import csv
import io
import json
from dataclasses import dataclass
from pathlib import Path

from csr_desk.errors import Refused
from csr_desk.importing.encodings import DELIMITERS, encoding_of
from csr_desk.importing.survey import read

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


@dataclass(frozen=True, slots=True)
class Nature:
    """What a file is: its format (csv, json, jsonl, xlsx), encoding, size in bytes and SHA-256."""

    format: str
    encoding: str
    size: int
    sha256: str


def nature(path: Path) -> Nature:
    """Tell what a file is; Refused with one sentence when it holds nothing that can be imported."""
    head, survey = read(path)
    if not survey.size:
        raise Refused(f"{path} is empty", "Export it again; nothing was changed.")
    for magic, what in _FOREIGN:
        if head.startswith(magic):
            raise Refused(f"{path} is {what}, not a table", "Export it as CSV, JSON or XLSX.")
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return Nature("xlsx", "", survey.size, survey.digest)
    encoding = encoding_of(path, head, survey)
    text = head.decode(encoding, errors="replace").lstrip("\ufeff \t\r\n")
    if not text:
        raise Refused(f"{path} holds only blanks", "Export it again; nothing was changed.")
    return Nature(_text_format(text, path), encoding, survey.size, survey.digest)


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
