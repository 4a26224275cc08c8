"""Where a JSON file keeps its records, and under which names their fields stand."""

from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from csr_desk.errors import Refused
from csr_desk.importing.json_file import is_array, read_document
from csr_desk.importing.json_objects import flatten, unwrapped
from csr_desk.importing.json_rows import BESIDE, rows
from csr_desk.importing.sniff import Nature

_SAMPLE_RECORDS = 20
_KNOWN = (
    "tickets", "users", "contacts", "customers", "orders", "macros", "canned_responses",
    "responses", "articles", "agents", "chats", "results", "data", "records", "rows", "items",
)  # fmt: skip


@dataclass(slots=True)
class Shape:
    """Where a JSON file keeps its records, the columns of the first ones, and lists beside them."""

    collection: str = ""
    columns: list[str] = field(default_factory=list)
    beside: dict[str, Any] = field(default_factory=dict)


def shape(path: Path, nature: Nature) -> Shape:
    """Find the records of a JSON file; Refused with one sentence when there are none."""
    found = Shape()
    if nature.format == "json" and not is_array(path, nature):
        document = read_document(path, nature)
        found.collection = _collection(path, document)
        found.beside = {name: document[name] for name in BESIDE if name in document}
    names: dict[str, None] = {}
    for row in islice(rows(path, nature, found.collection), _SAMPLE_RECORDS):
        if row.problem and not names and nature.format == "json":
            raise Refused(f"{path}: {row.problem}", "Export it again; nothing was changed.")
        names.update(dict.fromkeys(flatten(row.values) if not row.problem else ()))
    if not names:
        raise Refused(f"{path} holds no records", "Export it again; nothing was changed.")
    found.columns = list(names)
    return found


def _collection(path: Path, document: dict[str, Any]) -> str:
    lists = [
        name
        for name, value in document.items()
        if isinstance(value, list) and value and isinstance(value[0], dict)
    ]
    record = unwrapped({name: value for name, value in document.items() if name not in BESIDE})
    is_record = any(not isinstance(value, (dict, list)) for value in record.values())
    for name in _KNOWN:
        if name in lists and not (name in BESIDE and is_record):
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
