"""One planned file into the store, transaction by transaction, and what became of its rows."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from csr_desk.errors import Refused
from csr_desk.importing.intake import Intake
from csr_desk.importing.plan import Plan
from csr_desk.importing.rawrow import RawRow
from csr_desk.importing.rejects import Rejects
from csr_desk.importing.result import FileResult
from csr_desk.importing.target import Outcome, Target
from csr_desk.importing.values import BadValue
from csr_desk.store import events

ROWS_A_TRANSACTION = 1_000
Progress = Callable[[Path, int, int, int], None]
"""Called after each transaction with the file, bytes done, bytes in all, rows done."""


@dataclass(frozen=True, slots=True)
class Run:
    """What all files of one call share."""

    target: Target
    intake: Intake
    dry_run: bool
    progress: Progress
    rejects_folder: Path | None


def import_one(run: Run, ready: Plan) -> FileResult:
    """Store the rows of one file and return what became of them; a refusal is kept in it."""
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
    run: Run, ready: Plan, rows: Iterable[RawRow], result: FileResult, rejects: Rejects
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
