"""One pass over all bytes of a file: its digest, and the counts that tell its encoding."""

import codecs
import hashlib
import io
import re
from dataclasses import dataclass
from pathlib import Path

from csr_desk.errors import Refused

_CHUNK = 1 << 18
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(slots=True)
class Survey:
    """Counts over all bytes of a file, made in one pass."""

    digest: str = ""
    size: int = 0
    zeros_even: int = 0
    zeros_odd: int = 0
    controls: int = 0
    good: int = 0
    bad: int = 0


def read(path: Path) -> tuple[bytes, Survey]:
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


def _survey(file: io.BufferedReader) -> tuple[bytes, Survey]:
    digest, found, head = hashlib.sha256(), Survey(), b""
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


def _count_text(text: str, found: Survey) -> None:
    bad = len(re.findall("[\udc80-\udcff]", text))
    found.bad += bad
    found.good += len(re.findall(r"[^\x00-\x7f]", text)) - bad
