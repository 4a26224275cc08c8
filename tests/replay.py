"""Replay a shift script: `python tests/replay.py SCRIPT --data DIR [--expected FILE]`.

`agent` and `world` events are injected through `csr_desk.actions`, and into a fake helpdesk that
the real sync engine speaks to, all on a clock of the script's own; `desk` events must come from the
product: each is looked up. An event of an unknown type is a failure. In the end the desk is
compared with the expectation, by default the file expected.json beside the script where there is
one: one line for each difference, then `N passed, M failed`; exit 1 on any.
"""

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.replaying.play import Replay as Replay


def main(arguments: list[str]) -> int:
    """Play the script that the arguments name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("script", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--expected", type=Path)
    options = parser.parse_args(arguments)
    beside = options.script.parent / "expected.json"
    found = options.expected or (beside if beside.is_file() else None)
    expected = None if found is None else json.loads(found.read_text(encoding="utf-8"))
    script = json.loads(options.script.read_text(encoding="utf-8"))
    return Replay(script, options.data, expected).run()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
