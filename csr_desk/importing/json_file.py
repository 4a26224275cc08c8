"""A JSON file as a whole: whether it is one array, and its one object, of bounded size."""

import json
from pathlib import Path
from typing import Any

from csr_desk.errors import Refused
from csr_desk.importing.sniff import Nature
from csr_desk.importing.text_file import CHUNK, open_text

_DOCUMENT_LIMIT = 64 << 20


def is_array(path: Path, nature: Nature) -> bool:
    """Tell whether the file is one JSON array."""
    text, _ = open_text(path, nature)
    with text:
        return text.read(CHUNK).lstrip("\ufeff \t\r\n").startswith("[")


def read_document(path: Path, nature: Nature) -> dict[str, Any]:
    """Read a file that is one JSON object; Refused when it is too large, broken or no object."""
    if nature.size > _DOCUMENT_LIMIT:
        raise Refused(f"{path} is one JSON object of {nature.size >> 20} MB", "Save it as JSONL.")
    text, _ = open_text(path, nature)
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
