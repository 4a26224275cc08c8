"""A search on a connection of its own that the next key interrupts."""

import threading
from collections.abc import Callable
from pathlib import Path

import apsw

from csr_desk.store.connection import Store
from csr_desk.store.search import stages
from csr_desk.store.search_hits import Hit


class Searcher:
    """A search on its own read-only connection, for a worker thread; the next key interrupts it."""

    def __init__(self, path: Path, opener: Callable[[Path], Store] | None = None) -> None:
        self._store = opener(path) if opener else Store(path, read_only=True)
        self._one_at_a_time = threading.Lock()
        self._generation = 0

    def find(self, text: str, limit: int = 50, *, best_first: bool = True) -> list[Hit] | None:
        """Return what `find` returns, or None when a newer search interrupted this one."""
        generation = self._generation
        with self._one_at_a_time:
            found: dict[tuple[str, int], Hit] = {}
            try:
                for hit in stages(self._store, text, limit, best_first):
                    if generation != self._generation:
                        return None
                    found.setdefault((hit.kind, hit.id), hit)
            except apsw.InterruptError:
                return None
            return None if generation != self._generation else list(found.values())[:limit]

    def interrupt(self) -> None:
        """Stop the search that runs; it returns None."""
        self._generation += 1
        self._store.db.interrupt()

    def close(self) -> None:
        """Stop what runs and close the connection."""
        self.interrupt()
        with self._one_at_a_time:
            self._store.close()
