"""Children of the test process: to be killed, to lose rights, to race each other."""

import os
import sys
import traceback
import warnings
from collections.abc import Callable


class Child:
    """A forked process that runs one function, after `go` where it must wait for others."""

    def __init__(self, work: Callable[[], str], gate: int | None = None) -> None:
        self._read, write = os.pipe()
        with warnings.catch_warnings():
            # The child calls no code that a thread of the parent could hold a lock of.
            warnings.simplefilter("ignore", DeprecationWarning)
            self.pid = os.fork()
        if self.pid == 0:
            _run(work, write, gate)
        os.close(write)

    def result(self) -> tuple[int, str]:
        """Wait for the end; return the exit code, negative for a signal, and what it said."""
        with os.fdopen(self._read, "rb") as pipe:
            said = pipe.read().decode()
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1]), said


def _run(work: Callable[[], str], write: int, gate: int | None) -> None:
    code = 1
    try:
        if gate is not None:
            os.read(gate, 1)
        os.write(write, work().encode())
        code = 0
    except BaseException as error:
        os.write(write, "".join(traceback.format_exception(error)).encode())
        raise
    finally:
        sys.stdout.flush()
        os._exit(code)


def race(number: int, work: Callable[[int], str]) -> list[tuple[int, str]]:
    """Start a function in many processes, let them all go at once, and return their results."""
    gate, opener = os.pipe()
    try:
        children = [Child(lambda n=n: work(n), gate) for n in range(number)]  # type: ignore[misc]
        os.write(opener, b"g" * number)
        return [child.result() for child in children]
    finally:
        os.close(gate)
        os.close(opener)
