"""Run a file of vectors: `python tests/vectors.py KIND FILE`, KIND one of hostile, pan, kpi, sla.

One line per failing case; the last line is `N passed, M failed`; exit 0 only when M is 0.
"""

import importlib
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.vector_kinds import KINDS, Result


def main(arguments: list[str]) -> int:
    """Run the vectors of one file and print what failed."""
    if len(arguments) != 2 or arguments[0] not in KINDS:
        print(f"usage: python tests/vectors.py {{{','.join(KINDS)}}} FILE", file=sys.stderr)
        return 2
    kind, file = arguments[0], Path(arguments[1])
    if not file.is_file():
        print(f"{file} is not a file; name a vector file of kind {kind}", file=sys.stderr)
        return 2
    module = importlib.import_module(f"tests.vector_kinds.{kind}")
    result: Result = module.run(file)
    for note in result.notes:
        print(note)
    for failure in result.failures:
        print(f"FAIL {failure}")
    print(f"{result.passed} passed, {len(result.failures)} failed")
    return 0 if not result.failures else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
