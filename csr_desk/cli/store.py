"""`backup`, `restore`, `verify`: the store as a file."""

from pathlib import Path

from csr_desk import errors, paths
from csr_desk.cli.context import Context
from csr_desk.cli.parser import Parser
from csr_desk.domain.instants import Instant, to_instant
from csr_desk.reports import verify
from csr_desk.store import anchor, backup, migrations
from csr_desk.store.connection import Store, translated
from csr_desk.store.lock import InstanceLock, opening


def arguments(verb: str, parser: Parser) -> None:
    """Add the file."""
    if verb == "backup":
        parser.add_argument("file", metavar="FILE", nargs="?", help="default: the backups folder")
    elif verb == "restore":
        parser.add_argument("file", metavar="FILE", help="a file that `csr-desk backup` wrote")


def run(context: Context) -> int:
    """Do it and print what came of it."""
    return {"backup": _backup, "restore": _restore, "verify": _verify}[context.verb](context)


def _now(context: Context) -> Instant:
    return to_instant(context.environment.machine.now())


def _backup(context: Context) -> int:
    context.require_store()
    places = context.places
    anchor.expect_store(places.database, places.anchor)
    default = backup.name(_now(context), "manual")
    target = Path(context.options.file).absolute() if context.options.file else None
    if target is None:
        paths.make_folder(places.backups)
        target = places.backups / default
    elif target.is_dir():
        target = target / default
    with translated(places.database):
        store = Store(places.database, read_only=True)
        try:
            written = backup.write(store, target)
        finally:
            store.close()
    size = written.stat().st_size
    words = f"Backup {written}: {size:,} bytes, checked."
    context.out.answer({"file": str(written), "bytes": size}, words)
    return 0


def _restore(context: Context) -> int:
    places, source = context.places, Path(context.options.file).absolute()
    context.unlock(source)
    _expect_backup(source, places.database)
    paths.prepare(places)
    lock = InstanceLock(places.lock)
    lock.acquire()
    try:
        aside = backup.restore(source, places.database, _now(context))
        # Both speak of the store that stood here before.
        places.heartbeat.unlink(missing_ok=True)
        places.anchor.unlink(missing_ok=True)
        store = Store(places.database)
        try:
            anchor.write(store, places.anchor)
        finally:
            store.close()
    finally:
        lock.release()
    kept = f" The former store is kept as {aside}." if aside else ""
    document = {"file": str(source), "store": str(places.database)}
    document |= {"kept": str(aside)} if aside else {}
    context.out.answer(document, f"{source} is the store now.{kept}")
    return 0


def _expect_backup(source: Path, database: Path) -> None:
    """Raise what speaks against restoring a file, before anything is touched."""
    if not source.is_file():
        raise errors.Refused(f"there is no file {source}", "Name a file of the backups folder.")
    if database.exists() and source.samefile(database):
        raise errors.Refused(f"{source} is the store itself", "Name a backup of it.")
    problem = backup.inspect(source)
    if problem:
        raise errors.DamagedStore(f"{source} cannot be restored: {problem}", "Choose another file.")
    store = Store(source, read_only=True)
    try:
        found = migrations.version(store)
    finally:
        store.close()
    if found > migrations.latest():
        known = migrations.latest()
        raise errors.NewerStore(f"{source} has schema {found}; this program knows {known}")


def _verify(context: Context) -> int:
    context.require_store()
    checks = _checks(context)
    ok = all(one.ok for one in checks)
    out = context.out
    if out.as_json:
        rows = [{"name": one.name, "ok": one.ok, "detail": one.detail} for one in checks]
        out.document({"ok": ok, "checks": rows})
    else:
        found = [
            (one.name, "ok" if one.ok else "WRONG", "" if one.detail == verify.FINE else one.detail)
            for one in checks
        ]
        out.table(("CHECK", "RESULT", "FOUND"), found)
    if not ok:
        out.note(
            "The store is not in order: keep it, and run `csr-desk restore` with the newest file"
            f" of {context.places.backups}."
        )
    return 0 if ok else 1


def _checks(context: Context) -> list[verify.Check]:
    places = context.places
    try:
        anchor.expect_store(places.database, places.anchor)
        with translated(places.database):
            # Not while `encrypt` puts another file in place: its log would belong to the former.
            with opening(places.data):
                store = Store(places.database)
            try:
                return verify.run(store, places.anchor, _now(context), context.config)
            finally:
                store.close()
    except (errors.DamagedStore, errors.ForeignFile, errors.NewerStore) as error:
        return [verify.Check("open", False, error.message)]
