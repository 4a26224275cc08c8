"""Garbage in circles is collected while the keyboard rests: all of it takes longer than a key.

The young are collected as ever, in a millisecond or less. What the start made stays for good and is
never looked through again.
"""

import gc
from typing import Final

OLD: Final = 10
"""Collections of the middle generation after which the old one is due; CPython's own number."""

AT_MOST: Final = 20 * OLD
"""Collections after which it is done under the keys too: somebody has held one down for minutes."""

REST_MS: Final = 300
"""Milliseconds without a key that are a rest."""

_NEVER: Final = 1_000_000


def begin() -> None:
    """Collect garbage from now on, but never again what the start made and keeps."""
    gc.freeze()
    young, middle, _ = gc.get_threshold()
    gc.set_threshold(young, middle, _NEVER)
    gc.enable()


def collect(rested_ms: int) -> bool:
    """Collect all garbage where it is due and no key was pressed lately; tell whether it was."""
    due = gc.get_count()[2]
    if due < AT_MOST and (due < OLD or rested_ms < REST_MS):
        return False
    gc.collect()
    return True
