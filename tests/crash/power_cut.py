"""A disk that remembers what was only written and what was synced, to cut the power anywhere.

SQLite works on real files through a VFS that also records every write, truncation, sync and
deletion. The disk after a power cut holds all that a finished sync promised, and of the rest a
random choice: whole writes, torn writes in sectors of 512 bytes, or nothing.
Model: sqlite.org/testing.html, "Crash testing".
"""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import apsw

SECTOR = 512
_NAME = "recording"


@dataclass(frozen=True, slots=True)
class Step:
    """One call that changes a file, or `sync`; `ack` is a promise made to the agent."""

    kind: str
    file: str
    offset: int = 0
    data: bytes = b""
    promise: Any = None


@dataclass
class Record:
    """What the disk held before, and every step since."""

    before: dict[str, bytes]
    steps: list[Step] = field(default_factory=list)

    def ack(self, promise: Any) -> None:
        """Note that from here on the agent was told something."""
        self.steps.append(Step("ack", "", promise=promise))

    def whole_file(self, file: str, content: bytes) -> None:
        """Note a file that was replaced as a whole, durably."""
        self.steps.append(Step("replace", file, data=content))

    def promises(self, cut: int) -> list[Any]:
        """Return what was promised before a cut."""
        return [step.promise for step in self.steps[:cut] if step.kind == "ack"]


class _File(apsw.VFSFile):
    def __init__(self, base: str, name: Any, flags: list[int], steps: list[Step]) -> None:
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        self.name = Path(path).name if path else ""
        self.steps = steps
        super().__init__(base, name, flags)

    def xWrite(self, data: Any, offset: int) -> None:
        super().xWrite(data, offset)
        self._note("write", offset, bytes(data))

    def xTruncate(self, newsize: int) -> None:
        super().xTruncate(newsize)
        self._note("truncate", newsize)

    def xSync(self, flags: int) -> None:
        super().xSync(flags)
        self._note("sync")

    def _note(self, kind: str, offset: int = 0, data: bytes = b"") -> None:
        if self.name:
            self.steps.append(Step(kind, self.name, offset, data))


class _Disk(apsw.VFS):
    def __init__(self, base: str, steps: list[Step]) -> None:
        self.below, self.steps = base, steps
        super().__init__(_NAME, base)

    def xOpen(self, name: Any, flags: list[int]) -> _File:
        return _File(self.below, name, flags, self.steps)

    def xDelete(self, filename: str, syncdir: bool) -> None:
        super().xDelete(filename, syncdir)
        self.steps.append(Step("delete", Path(filename).name))
        if syncdir:
            self.steps.append(Step("sync", Path(filename).name))


@contextmanager
def recording(folder: Path) -> Iterator[Record]:
    """Record every step on the disk of what happens inside, on connections opened inside."""
    files = [path for path in folder.iterdir() if path.is_file()]
    record = Record({path.name: path.read_bytes() for path in files})
    base = apsw.vfs_names()[0]
    disk = _Disk(base, record.steps)
    apsw.set_default_vfs(_NAME)
    try:
        yield record
    finally:
        apsw.set_default_vfs(base)
        disk.unregister()


class Platter:
    """Plays a record forward once and gives a disk after a power cut at each step asked for."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.at = 0
        self.synced = {name: bytearray(data) for name, data in record.before.items()}
        self.pending: dict[str, list[Step]] = {}

    def forward(self, cut: int) -> None:
        """Let the steps before a cut happen."""
        for step in self.record.steps[self.at : cut]:
            if step.kind == "sync":
                for each in self.pending.pop(step.file, []):
                    _apply(self.synced, each)
            elif step.kind == "replace":
                self.synced[step.file] = bytearray(step.data)
            elif step.kind != "ack":
                self.pending.setdefault(step.file, []).append(step)
        self.at = cut

    def image(self, rng: random.Random) -> dict[str, bytearray]:
        """Return the files as a power cut may leave them now."""
        files = {name: bytearray(data) for name, data in self.synced.items()}
        for steps in self.pending.values():
            luck = rng.choice((0.0, 0.5, 0.9, 1.0))
            for step in steps:
                if rng.random() < luck:
                    _apply(files, step)
                elif step.kind == "write" and rng.random() < 0.5:
                    _tear(files, step, rng)
        return files


def _apply(files: dict[str, bytearray], step: Step) -> None:
    if step.kind == "delete":
        files.pop(step.file, None)
        return
    content = files.setdefault(step.file, bytearray())
    if step.kind == "truncate":
        del content[step.offset :]
        return
    if len(content) < step.offset:
        content.extend(bytes(step.offset - len(content)))
    content[step.offset : step.offset + len(step.data)] = step.data


def _tear(files: dict[str, bytearray], step: Step, rng: random.Random) -> None:
    """Let some sectors of a write reach the disk: any of them, for a disk may reorder."""
    first, end = step.offset, step.offset + len(step.data)
    while first < end:
        last = min((first // SECTOR + 1) * SECTOR, end)
        if rng.random() < 0.5:
            part = step.data[first - step.offset : last - step.offset]
            _apply(files, Step("write", step.file, first, part))
        first = last


def cuts(
    record: Record, number: int, seed: int, check: Callable[[int, dict[str, bytearray]], None]
) -> None:
    """Cut the power `number` times, spread over the whole record, and check each disk."""
    rng = random.Random(seed)
    platter = Platter(record)
    points = sorted(rng.randint(0, len(record.steps)) for _ in range(number))
    for point in points:
        platter.forward(point)
        check(point, platter.image(rng))
