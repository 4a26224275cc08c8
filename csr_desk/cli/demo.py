"""`demo`: a sample store of its own beside the agent's, made once and then gone on with."""

import sys

from csr_desk import errors
from csr_desk.cli.context import Context
from csr_desk.cli.parser import Parser
from csr_desk.cli.progress import Bar
from csr_desk.demo import sample
from csr_desk.demo.sample import MOST, SEED, TICKETS
from csr_desk.domain.instants import to_instant


def arguments(verb: str, parser: Parser) -> None:
    """Add the size of the sample."""
    parser.add_argument("--tickets", metavar="N", type=int, help=f"how many (default {TICKETS})")
    parser.add_argument("--seed", metavar="S", type=int, help=f"of the dice (default {SEED})")
    parser.add_argument("--build-only", action="store_true", help="do not open the desk")


def run(context: Context) -> int:
    """Make the sample where it is missing or another one is asked for, then open it."""
    options = context.options
    tickets, seed = options.tickets or TICKETS, SEED if options.seed is None else options.seed
    if not 1 <= tickets <= MOST or options.tickets == 0:
        raise errors.Usage(f"--tickets takes 1 to {MOST:,}", "Nothing was made.")
    places = sample.beside(context.places)
    fixed = options.tickets is not None or options.seed is not None
    present = sample.present(places)
    if present is None or (fixed and present != (seed, tickets)):
        now = to_instant(context.environment.machine.now())
        with Bar(sys.stderr) as bar:
            sample.build(
                places,
                now,
                tickets,
                seed,
                lambda done, whole: bar.show("sample", done, whole, f"{done:,} tickets"),
            )
        context.out.note(f"A sample of {tickets:,} tickets is in {places.data}.")
    if options.build_only:
        size = places.database.stat().st_size
        words = f"The sample is in {places.data}. Open it with `csr-desk demo`."
        context.out.answer({"data": str(places.data), "tickets": tickets, "bytes": size}, words)
        return 0
    return context.environment.open_screen(places)
