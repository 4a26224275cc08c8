"""`import`: reads files of any kind the desk knows into the store, again and again if need be."""

from collections.abc import Callable, Sequence
from contextlib import nullcontext, suppress
from pathlib import Path

from csr_desk.domain.clock import Clock
from csr_desk.errors import Refused
from csr_desk.importing import plan
from csr_desk.importing.intake import Intake
from csr_desk.importing.map_file import Mapping, load
from csr_desk.importing.plan import Plan
from csr_desk.importing.result import FileResult
from csr_desk.importing.run_file import Progress, Run, import_one
from csr_desk.importing.target import Target
from csr_desk.store.connection import Store


class _RolledBack(Exception):
    """Ends a dry run: everything inside it is undone."""


def import_files(
    store: Store,
    clock: Clock,
    new_uid: Callable[[], str],
    files: Sequence[Path],
    kind: str | None = None,
    mapping: Path | Mapping | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
    actor: str = "import",
    *,
    shield: Callable[[str], str] | None = None,
    to_text: Callable[[str], str] | None = None,
    rejects_folder: Path | None = None,
) -> list[FileResult]:
    """Import files and return what became of each, in the order given.

    Files are taken in by kind, so that customers are there before their orders. A file that cannot
    be imported has its sentence in `problem` and leaves the others alone. A dry run does all the
    work and takes it back. `rejects_folder` (default: the store's) keeps rejected rows whose own
    folder may not be written. Raises ConfigError for a wrong map, Busy, DiskFull and the other
    store errors; committed transactions of 1,000 rows stay, and the same call goes on from there.
    """
    given = load(mapping) if isinstance(mapping, Path) else mapping or Mapping()
    plans: list[Plan | FileResult] = [
        _planned(Path(file), kind, given, shield, to_text) for file in files
    ]
    target = Target(store, clock.instant(), actor, new_uid)
    folder = rejects_folder or store.path.parent
    run = Run(target, Intake(target), dry_run, progress or _silent, folder)
    done = _import_all(run, [each for each in plans if isinstance(each, Plan)])
    return [each if isinstance(each, FileResult) else done[id(each)] for each in plans]


def _import_all(run: Run, plans: list[Plan]) -> dict[int, FileResult]:
    """Import files in the order of their kinds; a dry run is one transaction that is undone."""
    results: dict[int, FileResult] = {}
    with suppress(_RolledBack), run.target.store.transaction() if run.dry_run else nullcontext():
        for each in sorted(plans, key=lambda one: one.rank):
            results[id(each)] = import_one(run, each)
        if run.dry_run:
            raise _RolledBack
    return results


def _silent(path: Path, done: int, size: int, rows: int) -> None:
    """Show nothing."""


def _planned(
    path: Path,
    kind: str | None,
    mapping: Mapping,
    shield: Callable[[str], str] | None,
    to_text: Callable[[str], str] | None,
) -> Plan | FileResult:
    try:
        return plan.make(path, kind, mapping, shield, to_text)
    except Refused as refusal:
        return FileResult(str(path), problem=refusal)
