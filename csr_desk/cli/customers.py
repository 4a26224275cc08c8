"""`customer merge`: two records of one person become one, reversibly."""

from csr_desk.actions import customer_merge
from csr_desk.cli import who
from csr_desk.cli.context import Context
from csr_desk.cli.parser import Parser


def arguments(verb: str, parser: Parser) -> None:
    """Add the two customers."""
    parser.add_argument("act", metavar="merge", choices=["merge"])
    parser.add_argument("id", metavar="ID", help="the record that goes")
    parser.add_argument("into", metavar="INTO", help="the record that stays")


def run(context: Context) -> int:
    """Merge and print who stays."""
    with context.desk() as desk:
        gone = who.customer(desk, context.options.id)
        kept = who.customer(desk, context.options.into)
        merge_id = customer_merge.merge(desk, gone, kept)
        words = f"{who.CUSTOMER}{gone} is now part of {who.described(desk, kept)}."
    context.out.answer({"merge": merge_id, "customer": kept, "merged": gone}, words)
    return 0
