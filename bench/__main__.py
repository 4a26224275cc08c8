"""`csr-desk bench`: the desk against its peers, side by side in one run."""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench import pairs, report
from bench.cases import Case, cases, plan, sources

ROUNDS = 7
QUICK_ROUNDS = 2


def parser() -> argparse.ArgumentParser:
    """Return the command line of the benchmark."""
    options = argparse.ArgumentParser(prog="csr-desk bench", description=__doc__)
    options.add_argument("--json", type=Path, metavar="OUT", help="also write a JSON document")
    options.add_argument("--rounds", type=int, metavar="N", help=f"rounds (default {ROUNDS})")
    options.add_argument("--quick", action="store_true", help="10,000 tickets, two rounds")
    options.add_argument("--large", action="store_true", help="also a store of 1,000,000 tickets")
    options.add_argument("--rows", metavar="NAME,…", help="only these rows")
    return options


def chosen(every: Sequence[Case], rows: str | None) -> list[Case]:
    """Return the cases of the rows asked for; ValueError names a row that is not there."""
    if rows is None:
        return list(every)
    wanted = {name.strip() for name in rows.split(",") if name.strip()}
    known = dict.fromkeys(case.row for case in every)
    if unknown := wanted - set(known):
        raise ValueError(f"no row {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    return [case for case in every if case.row in wanted]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark and return 0 when every limit holds, 1 when one does not, 2 on misuse."""
    options = parser().parse_args(argv)
    rounds = options.rounds or (QUICK_ROUNDS if options.quick else ROUNDS)
    size = plan(quick=options.quick, huge=options.large)
    try:
        picked = chosen(cases(size), options.rows)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="csr-desk-bench-") as name:
        results = pairs.run(picked, sources(size, Path(name)), rounds, _progress)
    _progress("")
    print(report.table(results), end="")
    if options.json:
        text = json.dumps(report.document(results, rounds), indent=1, ensure_ascii=False)
        options.json.write_text(text + "\n", encoding="utf-8")
    return int(any(result.failed for result in results))


def _progress(text: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
