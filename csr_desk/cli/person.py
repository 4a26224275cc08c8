"""`customer export` and `customer erase`: what the desk has on a person, and letting it go."""

from pathlib import Path
from typing import Any

from csr_desk.actions import erasure_words, privacy
from csr_desk.actions.privacy import Erasure
from csr_desk.cli import who
from csr_desk.cli.context import Context
from csr_desk.reports import person


def export(context: Context) -> int:
    """Print everything on a person as one JSON document, or write it to a private file."""
    target = context.options.out
    with context.desk() as desk:
        customer_id = who.customer(desk, context.options.id, look_around=False)
        found = person.document(desk.store, customer_id, desk.now())
        rows = person.count(found)
        written = person.write(found, Path(target).absolute()) if target else None
        privacy.note_export(desk, customer_id, rows)
    if written is None:
        context.out.document(found)
    else:
        words = f"{rows} rows on this person are in {written}; only you can read it."
        context.out.answer({"customer": customer_id, "file": str(written), "rows": rows}, words)
    return 0


def erase(context: Context) -> int:
    """Erase a person and print what went; exit code 1 when something of them is left."""
    dry_run = context.options.dry_run
    with context.desk() as desk:
        customer_id = who.customer(desk, context.options.id, look_around=False)
        done = (privacy.preview if dry_run else privacy.erase)(desk, customer_id)
    words = erasure_words.preview(done) if dry_run else erasure_words.report(done)
    context.out.answer(_document(done, dry_run=dry_run), "\n".join(words))
    return 1 if done.problem or done.left else 0


def _document(done: Erasure, *, dry_run: bool) -> dict[str, Any]:
    return {
        "customer": done.customer_id,
        "dry_run": dry_run,
        "rows": done.counts,
        "backups_removed": [str(path) for path in done.removed],
        "backup": str(done.backup) if done.backup else None,
        "left": [{"place": one.place, "kind": one.sort} for one in done.left],
        "shared": list(done.shared),
        "unreadable": [str(path) for path in done.unreadable],
        "open_tickets": list(done.open_tickets),
        "remote_tickets": list(done.remote),
        "problem": done.problem,
    }
