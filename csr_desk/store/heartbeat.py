"""The last second the desk was seen alive, in a file of eight bytes.

Written every second without waiting for the disk: it survives a killed process. A power cut may
lose it; the session row in the store, written every fifteen seconds, then bounds the loss.
"""

import os
import struct
from contextlib import suppress
from pathlib import Path

from csr_desk import errors
from csr_desk.domain.instants import Instant

_FORMAT = struct.Struct("<q")


class Heartbeat:
    """Writes and reads the eight bytes."""

    def __init__(self, path: Path) -> None:
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
        try:
            self._file = os.open(path, flags, 0o600)
        except OSError as error:
            raise errors.CannotMakeStore(f"{path} cannot be made: {error.strerror}") from error

    def beat(self, at: Instant) -> None:
        """Note that the desk was alive at an instant; on a full disk the last beat stands."""
        with suppress(OSError):
            os.pwrite(self._file, _FORMAT.pack(at), 0)

    def last(self) -> Instant:
        """Return the last instant noted; 0 when there is none."""
        os.lseek(self._file, 0, os.SEEK_SET)
        raw = os.read(self._file, _FORMAT.size)
        return int(_FORMAT.unpack(raw)[0]) if len(raw) == _FORMAT.size else 0

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)
