"""The program with one command that fails by an error of its own; run by test_refusals.py."""

import sys

from csr_desk.__main__ import script
from csr_desk.screens.everywhere import Everywhere

SECRET = "sk-live-4242-secret"


def fail(self: Everywhere) -> None:
    """Stand in for the hold key, which works in the editor too."""
    token, customer = SECRET, "maria@example.org"
    raise RuntimeError(f"could not hold with {token!r} for {customer}")


if __name__ == "__main__":
    setattr(Everywhere, "do_call_hold_toggle", fail)  # noqa: B010
    sys.argv[0] = "csr-desk"
    script()
