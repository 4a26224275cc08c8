"""Makes the system call of one's choice fail under SQLite, as a bad or full disk does."""

import ctypes
import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import apsw

_LIBC = ctypes.CDLL(None, use_errno=True)
_INT, _SIZE, _LONG, _PTR = ctypes.c_int, ctypes.c_size_t, ctypes.c_longlong, ctypes.c_void_p
_CALLS = {
    "pwrite64": (ctypes.c_ssize_t, _INT, _PTR, _SIZE, _LONG),
    "pread64": (ctypes.c_ssize_t, _INT, _PTR, _SIZE, _LONG),
    "ftruncate": (_INT, _INT, _LONG),
    "fstat": (_INT, _INT, _PTR),
    "unlink": (_INT, ctypes.c_char_p),
}
_FALLIBLE_WRITES = ("pwrite64", "ftruncate")


@dataclass
class Faults:
    """Counts the calls; the `at`-th fails with `error`, and all later writes too when `lasting`."""

    at: int = 0
    error: int = errno.EIO
    lasting: bool = False
    short: bool = False
    seen: int = 0
    failed: list[str] = field(default_factory=list)

    def hit(self, name: str) -> bool:
        """Tell whether this call fails."""
        self.seen += 1
        late = self.lasting and self.seen > self.at > 0 and name in _FALLIBLE_WRITES
        due = self.seen == self.at or late
        if due and self.error == errno.ENOSPC and name not in _FALLIBLE_WRITES:
            self.at += 1  # only what needs room can meet a full disk
            return False
        if due:
            self.failed.append(name)
        return due


def _wrapped(name: str, prototype: Callable[..., object], faults: Faults) -> object:
    real = prototype((name, _LIBC))  # type: ignore[call-arg]

    def call(*arguments: int) -> int:
        if not faults.hit(name):
            return int(real(*arguments))  # type: ignore[operator]
        if faults.short and name == "pread64":
            return 0
        ctypes.set_errno(faults.error)
        return -1

    return prototype(call)


@contextmanager
def faulty(faults: Faults) -> Iterator[Faults]:
    """Put the faults under every SQLite file of this process while inside."""
    vfs = apsw.VFS("calls", "unix")
    kept = []
    try:
        for name, (result, *arguments) in _CALLS.items():
            call = _wrapped(name, ctypes.CFUNCTYPE(result, *arguments, use_errno=True), faults)
            kept.append(call)
            address = ctypes.cast(call, ctypes.c_void_p).value  # type: ignore[arg-type]
            assert vfs.xSetSystemCall(name, address or 0), name
        yield faults
    finally:
        for name in _CALLS:
            vfs.xSetSystemCall(name, 0)
        vfs.unregister()
