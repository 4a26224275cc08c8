"""`customer merge`, `customer export`, `customer erase`: a person's records and their data."""

from csr_desk import errors
from csr_desk.actions import customer_merge
from csr_desk.cli import who
from csr_desk.cli.context import Context
from csr_desk.cli.parser import Parser
from csr_desk.cli.who_candidates import CUSTOMER, described

ACTS = ("merge", "export", "erase")


def arguments(verb: str, parser: Parser) -> None:
    """Add the act and the customers."""
    parser.add_argument("act", metavar="|".join(ACTS), choices=ACTS)
    parser.add_argument("id", metavar="ID", help="the person; with merge, the record that goes")
    parser.add_argument("into", metavar="INTO", nargs="?", help="with merge: the record that stays")
    parser.add_argument("--out", metavar="FILE", help="with export: a new file, private to you")
    parser.add_argument("--dry-run", action="store_true", help="with erase: only say what would go")


def run(context: Context) -> int:
    """Do it and print what came of it; Usage for an option of another act."""
    options = context.options
    given = {"INTO": options.into, "--out": options.out, "--dry-run": options.dry_run}
    own = {"merge": "INTO", "export": "--out", "erase": "--dry-run"}[options.act]
    for name, value in given.items():
        if value and name != own:
            raise errors.Usage(f"customer {options.act} takes no {name}")
    if options.act == "merge":
        return _merge(context)
    # Deferred: the document and the erasure need modules that joining two records does not.
    from csr_desk.cli import person

    return person.export(context) if options.act == "export" else person.erase(context)


def _merge(context: Context) -> int:
    if context.options.into is None:
        raise errors.Usage("customer merge needs INTO", "Name the record that stays.")
    with context.desk() as desk:
        gone = who.customer(desk, context.options.id)
        kept = who.customer(desk, context.options.into)
        merge_id = customer_merge.merge(desk, gone, kept)
        words = f"{CUSTOMER}{gone} is now part of {described(desk, kept)}."
    context.out.answer({"merge": merge_id, "customer": kept, "merged": gone}, words)
    return 0
