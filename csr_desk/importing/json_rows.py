"""Records out of JSON and JSON Lines: arrays are decoded element by element, never held whole."""

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from csr_desk.errors import Refused
from csr_desk.importing.rawrow import RawRow
from csr_desk.importing.sniff import Nature

_CHUNK = 1 << 16
_ELEMENT_LIMIT = 32 << 20
_BETWEEN = re.compile(r"[ \t\r\n,]*")
_DOCUMENT_LIMIT = 64 << 20
_SAMPLE_RECORDS = 20
_KNOWN = (
    "tickets", "users", "contacts", "customers", "orders", "macros", "canned_responses",
    "responses", "articles", "agents", "chats", "results", "data", "records", "rows", "items",
)  # fmt: skip
_BESIDE = ("users", "groups", "organizations", "contacts")


@dataclass(slots=True)
class Shape:
    """Where a JSON file keeps its records, the columns of the first ones, and lists beside them."""

    collection: str = ""
    columns: list[str] = field(default_factory=list)
    beside: dict[str, Any] = field(default_factory=dict)


def flatten(record: dict[str, Any], prefix: str = "", depth: int = 3) -> dict[str, Any]:
    """Return nested objects as dotted names; lists stay as they are."""
    flat: dict[str, Any] = {}
    for name, value in record.items():
        if isinstance(value, dict) and depth and value:
            flat.update(flatten(value, f"{prefix}{name}.", depth - 1))
        else:
            flat[f"{prefix}{name}"] = value
    return flat


def unwrapped(record: dict[str, Any]) -> dict[str, Any]:
    """Return the object inside a wrapper such as {"helpdesk_ticket": {…}}."""
    if len(record) == 1:
        (inner,) = record.values()
        if isinstance(inner, dict):
            return inner
    return record


def shape(path: Path, nature: Nature) -> Shape:
    """Find the records of a JSON file; Refused with one sentence when there are none."""
    found = Shape()
    if nature.format == "json" and not _is_array(path, nature):
        document = _document(path, nature)
        found.collection = _collection(path, document)
        found.beside = {name: document[name] for name in _BESIDE if name in document}
    names: dict[str, None] = {}
    for row in islice(rows(path, nature, found.collection), _SAMPLE_RECORDS):
        if row.problem and not names and nature.format == "json":
            raise Refused(f"{path}: {row.problem}", "Export it again; nothing was changed.")
        names.update(dict.fromkeys(flatten(row.values) if not row.problem else ()))
    if not names:
        raise Refused(f"{path} holds no records", "Export it again; nothing was changed.")
    found.columns = list(names)
    return found


def rows(path: Path, nature: Nature, collection: str) -> Iterator[RawRow]:
    """Yield the records of a JSON or JSON Lines file."""
    if nature.format == "jsonl":
        return _lines(path, nature)
    if not collection:
        return _elements(path, nature)
    return _members(_document(path, nature), collection, nature.size)


def _open(path: Path, nature: Nature) -> tuple[io.TextIOWrapper, io.FileIO]:
    raw = io.FileIO(path)
    return io.TextIOWrapper(
        io.BufferedReader(raw, _CHUNK), encoding=nature.encoding, errors="replace"
    ), raw


def _is_array(path: Path, nature: Nature) -> bool:
    text, _ = _open(path, nature)
    with text:
        return text.read(_CHUNK).lstrip("\ufeff \t\r\n").startswith("[")


def _document(path: Path, nature: Nature) -> dict[str, Any]:
    if nature.size > _DOCUMENT_LIMIT:
        raise Refused(f"{path} is one JSON object of {nature.size >> 20} MB", "Save it as JSONL.")
    text, _ = _open(path, nature)
    with text:
        try:
            document = json.load(text)
        except RecursionError:
            raise Refused(f"{path} is nested too deeply", "Nothing was changed.") from None
        except ValueError as error:
            raise Refused(f"{path} is broken JSON: {error}", "Export it again.") from None
    if not isinstance(document, dict):
        raise Refused(f"{path} holds no records", "Export it again; nothing was changed.")
    return document


def _collection(path: Path, document: dict[str, Any]) -> str:
    lists = [
        name
        for name, value in document.items()
        if isinstance(value, list) and value and isinstance(value[0], dict)
    ]
    record = unwrapped({name: value for name, value in document.items() if name not in _BESIDE})
    is_record = any(not isinstance(value, (dict, list)) for value in record.values())
    for name in _KNOWN:
        if name in lists and not (name in _BESIDE and is_record):
            return name
    if len(lists) == 1 and not is_record:
        return lists[0]
    if is_record:
        return "."
    names = ", ".join(list(document)[:3])
    raise Refused(
        f"{path} is a JSON object of {len(document)} parts ({names} …), not a list of records",
        "It holds no tickets, customers, orders or texts to import; nothing was changed.",
    )


def _members(document: dict[str, Any], collection: str, size: int) -> Iterator[RawRow]:
    if collection == ".":
        members: list[Any] = [{n: v for n, v in document.items() if n not in _BESIDE}]
    else:
        members = document[collection]
    for number, member in enumerate(members, 1):
        yield _row(number, member, size * number // len(members))


def _row(number: int, record: Any, done: int) -> RawRow:
    if isinstance(record, dict):
        return RawRow(number, unwrapped(record), "", done)
    return RawRow(number, {"record": record}, "the entry is no JSON object", done)


def _lines(path: Path, nature: Nature) -> Iterator[RawRow]:
    text, raw = _open(path, nature)
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
    text, raw = _open(path, nature)
    decoder = json.JSONDecoder()
    with text:
        buffer, at, number = text.read(_CHUNK), 0, 0
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
                more = text.read(max(_CHUNK, len(left)))
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
