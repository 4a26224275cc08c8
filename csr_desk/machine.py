"""The outside world of one process, handed in by `__main__` so that tests can hand in another."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple


class Machine(NamedTuple):
    """Wall clock, steady seconds, boot id, maker of ids."""

    now: Callable[[], datetime]
    monotonic: Callable[[], float]
    boot: str
    new_uid: Callable[[], str]
