"""`bench`: the benchmark of the source tree, which an installed package does not carry."""

import sys
from importlib import import_module
from pathlib import Path

import csr_desk
from csr_desk import errors


def run(arguments: list[str]) -> int:
    """Run the benchmark with its own options and return its exit code; Refused without a tree."""
    tree = Path(csr_desk.__file__).resolve().parents[1]
    if not (tree / "bench" / "__main__.py").is_file():
        raise errors.Refused(
            "the benchmark lies in the source tree, and this is an installed package",
            "Clone the repository and run `make bench` there.",
        )
    if str(tree) not in sys.path:
        sys.path.insert(0, str(tree))
    return int(import_module("bench.__main__").main(arguments))
