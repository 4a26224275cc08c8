"""Records out of JSON and JSON Lines: arrays are decoded element by element, never held whole."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from csr_desk.importing.json_file import read_document
from csr_desk.importing.json_objects import unwrapped
from csr_desk.importing.rawrow import RawRow
from csr_desk.importing.sniff import Nature
from csr_desk.importing.text_file import CHUNK, open_text

_ELEMENT_LIMIT = 32 << 20
_BETWEEN = re.compile(r"[ \t\r\n,]*")
BESIDE = ("users", "groups", "organizations", "contacts")


def rows(path: Path, nature: Nature, collection: str) -> Iterator[RawRow]:
    """Yield the records of a JSON or JSON Lines file."""
    if nature.format == "jsonl":
        return _lines(path, nature)
    if not collection:
        return _elements(path, nature)
    return _members(read_document(path, nature), collection, nature.size)


def _members(document: dict[str, Any], collection: str, size: int) -> Iterator[RawRow]:
    if collection == ".":
        members: list[Any] = [{n: v for n, v in document.items() if n not in BESIDE}]
    else:
        members = document[collection]
    for number, member in enumerate(members, 1):
        yield _row(number, member, size * number // len(members))


def _row(number: int, record: Any, done: int) -> RawRow:
    if isinstance(record, dict):
        return RawRow(number, unwrapped(record), "", done)
    return RawRow(number, {"record": record}, "the entry is no JSON object", done)


def _lines(path: Path, nature: Nature) -> Iterator[RawRow]:
    text, raw = open_text(path, nature)
    with text:
        for number, line in enumerate(text, 1):
            line = line.strip().lstrip("\ufeff")
            if not line:
                continue
            try:
                record = json.loads(line)
            except (ValueError, RecursionError) as error:
                problem = f"the line is broken JSON: {error}"
                yield RawRow(number, {"record": line}, problem, raw.tell())
                continue
            yield _row(number, record, raw.tell())


def _elements(path: Path, nature: Nature) -> Iterator[RawRow]:
    """Decode a top-level array one element at a time; what is broken ends the file."""
    text, raw = open_text(path, nature)
    decoder = json.JSONDecoder()
    with text:
        buffer, at, number = text.read(CHUNK), 0, 0
        at = buffer.index("[") + 1
        while True:
            at = _BETWEEN.match(buffer, at).end()  # type: ignore[union-attr]
            if buffer.startswith("]", at):
                return
            try:
                record, end = decoder.raw_decode(buffer, at)
            except RecursionError:
                yield RawRow(number + 1, {}, "the entry is nested too deeply", raw.tell())
                return
            except ValueError as error:
                left = buffer[at:]
                more = text.read(max(CHUNK, len(left)))
                if not more or len(left) > _ELEMENT_LIMIT:
                    yield _broken(number + 1, left, error, raw.tell())
                    return
                buffer, at = left + more, 0
                continue
            at = end
            number += 1
            yield _row(number, record, raw.tell())


def _broken(number: int, buffer: str, error: ValueError, done: int) -> RawRow:
    problem = f"the JSON breaks at entry {number} ({error}); the rest of the file was not read"
    return RawRow(number, {"record": buffer[:1_000]}, problem, done)
