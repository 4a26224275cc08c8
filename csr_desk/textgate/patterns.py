"""Patterns that are compiled when they are first used: wide character sets cost the start."""

import re
from collections.abc import Callable, Iterator

Found = re.Match[str] | None


class LatePattern:
    """A regular expression with the methods of a compiled one that the gate uses."""

    match: Callable[[str], Found]
    fullmatch: Callable[[str], Found]
    search: Callable[[str], Found]
    finditer: Callable[[str], Iterator[re.Match[str]]]
    sub: Callable[[str | Callable[[re.Match[str]], str], str], str]

    def __init__(self, source: str, flags: int = 0) -> None:
        self.pattern = source
        self.flags = flags

    def __getattr__(self, name: str) -> object:
        # Reached only until the methods of the compiled pattern stand on the object itself.
        compiled = re.compile(self.pattern, self.flags)
        for method in ("match", "fullmatch", "search", "finditer", "sub"):
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)
