"""The outside world of the line mode, given by `csr_desk.__main__` or by a test."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from csr_desk.machine import Machine
from csr_desk.paths import Places


@dataclass(frozen=True)
class Environment:
    """Clocks, ids, variables; `open_screen` opens the full screen and returns its exit code.

    `random_bytes` gives as many bytes as asked that nobody can guess.
    """

    machine: Machine
    variables: Mapping[str, str]
    open_screen: Callable[[Places], int]
    random_bytes: Callable[[int], bytes]
