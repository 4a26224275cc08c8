"""Responses as a file that `csr-desk import --kind canned` takes in again.

JSON lines carry everything letter by letter. In CSV a text that a spreadsheet would run as a
formula gets an apostrophe, and tabs become spaces.
"""

import csv
import io
import json
import os
from pathlib import Path
from typing import Any

from csr_desk import errors, text
from csr_desk.actions.desk import Desk
from csr_desk.domain.instants import iso
from csr_desk.domain.models import Scope
from csr_desk.store import canned as store
from csr_desk.store.canned import Response

COLUMNS = (
    "id", "shortcut", "title", "body", "folder", "language", "scope", "product", "channels",
    "tags", "set_status", "valid_until", "follow_up_days",
)  # fmt: skip
PRIVATE = 0o600


def export(desk: Desk, path: Path, scope: Scope | None = None) -> int:
    """Write the responses the agent may use, without archived ones; return how many.

    The ending of the name chooses: `.csv`, or `.jsonl` for anything that must stay as it is. An
    existing file is not overwritten. Raises Refused where the file cannot be written.
    """
    ending = path.suffix.lower()
    if ending not in (".csv", ".jsonl"):
        raise errors.Refused(f"{path.name} ends in neither .csv nor .jsonl", "Name it so.")
    chosen = [
        one for one in store.every(desk.store, desk.agent_id) if scope is None or one.scope is scope
    ]
    content = as_csv(chosen) if ending == ".csv" else as_json_lines(chosen)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
        with open(handle, "w", encoding="utf-8", newline="") as file:
            file.write(content)
    except FileExistsError as error:
        raise errors.Refused(f"{path} exists already", "Name another file.") from error
    except OSError as error:
        raise errors.Refused(f"{path} cannot be written: {error.strerror}", "") from error
    return len(chosen)


def as_json_lines(responses: list[Response]) -> str:
    """Return the responses as one JSON object a line."""
    return "".join(json.dumps(_record(one), ensure_ascii=False) + "\n" for one in responses)


def as_csv(responses: list[Response]) -> str:
    """Return the responses as a table, safe to open in a spreadsheet."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in responses:
        record = _record(one)
        writer.writerow([text.csv_cell(_flat(record[name])) for name in COLUMNS])
    return sheet.getvalue()


def _record(one: Response) -> dict[str, Any]:
    status = "" if one.set_status is None else one.set_status.word
    record: dict[str, Any] = {
        "id": one.uid,
        "shortcut": one.name,
        "title": one.title,
        "body": one.body,
        "folder": one.folder,
        "language": one.language,
        "scope": one.scope.value,
        "product": one.product,
        "channels": list(one.channels),
        "tags": list(one.tags),
        "set_status": status,
        "valid_until": "" if one.valid_until is None else iso(one.valid_until),
        "follow_up_days": "" if one.follow_up_days is None else one.follow_up_days,
    }
    if status:
        # The words of a Zendesk macro, by which the import knows what a response sets.
        record["actions"] = [{"field": "status", "value": status}]
    return record


def _flat(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)
