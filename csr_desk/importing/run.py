"""`import`: reads files of any kind the desk knows into the store, again and again if need be."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from csr_desk.domain.clock import Clock
from csr_desk.errors import Refused
from csr_desk.importing import plan
from csr_desk.importing.intake import Intake
from csr_desk.importing.map_file import Mapping, load
from csr_desk.importing.plan import Plan
from csr_desk.importing.rawrow import RawRow
from csr_desk.importing.rejects import Rejects
from csr_desk.importing.result import FileResult
from csr_desk.importing.target import Outcome, Target
from csr_desk.importing.values import BadValue
from csr_desk.store import events
from csr_desk.store.connection import Store

ROWS_A_TRANSACTION = 1_000

Progress = Callable[[Path, int, int, int], None]
"""Called after each transaction with the file, bytes done, bytes in all, rows done."""


class _RolledBack(Exception):
    """Ends a dry run: everything inside it is undone."""


@dataclass(frozen=True, slots=True)
class _Run:
    """What all files of one call share."""

    target: Target
    intake: Intake
    dry_run: bool
    progress: Progress
    rejects_folder: Path | None


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
    run = _Run(target, Intake(target), dry_run, progress or _silent, folder)
    done = _import_all(run, [each for each in plans if isinstance(each, Plan)])
    return [each if isinstance(each, FileResult) else done[id(each)] for each in plans]


def _import_all(run: _Run, plans: list[Plan]) -> dict[int, FileResult]:
    """Import files in the order of their kinds; a dry run is one transaction that is undone."""
    results: dict[int, FileResult] = {}
    with suppress(_RolledBack), run.target.store.transaction() if run.dry_run else nullcontext():
        for each in sorted(plans, key=lambda one: one.rank):
            results[id(each)] = _import(run, each)
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


def _import(run: _Run, ready: Plan) -> FileResult:
    result = ready.result()
    source = ready.source
    rejects = Rejects(source.path, source.columns, ready.reader.shield, run.rejects_folder)
    try:
        rows: Iterator[RawRow] = iter(source.rows())
        for first in rows:  # one row ahead, so that no empty transaction ends the file
            with run.target.store.transaction():
                batch = islice(chain((first,), rows), ROWS_A_TRANSACTION)
                done = _take_all(run, ready, batch, result, rejects)
                run.intake.finish_batch()
            run.progress(source.path, done, source.nature.size, result.rows)
    except Refused as refusal:
        result.problem = refusal
    except OSError as error:
        said = f"{source.path} could not be read to its end: {error.strerror}"
        result.problem = Refused(said, "Import it again; the rows before are kept.")
    finally:
        rejects.close()
    result.rejected, result.problems = rejects.count, rejects.first
    result.rejected_file = None if rejects.path is None else str(rejects.path)
    if not run.dry_run:
        with run.target.store.transaction():
            _log(run.target, ready, result)
    return result


def _take_all(
    run: _Run, ready: Plan, rows: Iterable[RawRow], result: FileResult, rejects: Rejects
) -> int:
    as_record = ready.source.has_records
    done = 0
    for row in rows:
        result.rows += 1
        done = row.done
        try:
            if row.problem:
                raise BadValue(row.problem)
            outcome = run.intake.take(ready.build(row.values))
        except BadValue as error:
            rejects.add(row, str(error), as_record=as_record, keep=not run.dry_run)
            continue
        if outcome is Outcome.IMPORTED:
            result.imported += 1
        elif outcome is Outcome.UPDATED:
            result.updated += 1
        else:
            result.unchanged += 1
    return done


def _log(target: Target, ready: Plan, result: FileResult) -> None:
    """Write the one event of a file: what came in and from which bytes, nothing personal."""
    events.append(
        target.store,
        target.new_uid,
        target.at,
        target.actor,
        "import.finished",
        import_kind=result.kind,
        masked=ready.reader.masked,
        sha256=ready.source.nature.sha256,
        bytes=ready.source.nature.size,
        rows=result.rows,
        imported=result.imported,
        updated=result.updated,
        unchanged=result.unchanged,
        rejected=result.rejected,
    )
