"""`log`: one record for each contact, newest first."""

from csr_desk.cli import rows
from csr_desk.cli.context import Context
from csr_desk.cli.parser import Parser
from csr_desk.cli.when import begin, end
from csr_desk.reports import log

NO_LIMIT = 1_000_000_000


def arguments(verb: str, parser: Parser) -> None:
    """Add the period."""
    times = "ISO 8601, a date, today, yesterday, or 2h ago"
    parser.add_argument("--since", metavar="T", help=times)
    parser.add_argument("--until", metavar="T", help="the same; a date is taken whole")
    parser.add_argument("--limit", metavar="N", type=int, default=0, help="default: all")


def run(context: Context) -> int:
    """Print the records."""
    options = context.options
    with context.desk() as desk:
        now, zone = desk.now(), desk.zone
        found = log.records(
            desk.store,
            now,
            since=begin(options.since, now, zone) if options.since else 0,
            until=end(options.until, now, zone) if options.until else None,
            limit=options.limit if options.limit > 0 else NO_LIMIT,
        )
        if context.out.as_json:
            context.out.document([one.as_json(zone, now) for one in found])
            return 0
        rows.log_table(context.out, desk, found)
    if not found:
        context.out.note("No contact is in the log for this time.")
    return 0
