"""Telling how far a long piece of work on a store file is, while the engine is at it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import apsw

Tell = Callable[[str, float | None], None]
"""Called again and again with what is being done and the share of it, 0 to 1; None: unknown."""

OFTEN = 500_000
"""Steps of the engine's machine between two calls: some milliseconds."""


def untold(_what: str, _share: float | None = None) -> None:
    """Tell nobody."""


@contextmanager
def telling(db: apsw.Connection, tell: Tell, what: str) -> Iterator[None]:
    """Tell what a connection is doing, again and again while a statement of it runs."""

    def again() -> bool:
        tell(what, None)
        return False  # the statement goes on

    tell(what, None)
    db.set_progress_handler(again, OFTEN)
    try:
        yield
    finally:
        db.set_progress_handler(None)
