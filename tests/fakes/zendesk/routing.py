"""The table of endpoints: which function answers which method and path."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.fakes.zendesk.core import Core
from tests.fakes.zendesk.wire import Answer, Json, Request


@dataclass(frozen=True)
class Call:
    """One request on its way to its handler: who sends it and what the path named."""

    core: Core
    request: Request
    me: Json
    args: tuple[str, ...]

    @property
    def id(self) -> int:
        """The first number of the path."""
        return int(self.args[0])

    def wrapped(self, name: str) -> Json | None:
        """Return the body's object under `name`; None for a flat or missing body (trap 1)."""
        body = self.request.json()
        found = body.get(name)
        if isinstance(found, dict):
            extra = [key for key in body if key != name]
            self.core.unpermitted += extra
            return found
        if body:
            self.core.note("flat_body", ",".join(sorted(body)))
        elif self.request.body:
            self.core.note("content_type_missing", self.request.header("content-type"))
        return None


Handler = Callable[[Call], Answer]
_TABLE: dict[str, list[tuple[re.Pattern[str], Handler, str]]] = {}


def route(method: str, *patterns: str) -> Callable[[Handler], Handler]:
    """Register a handler; `{id}` stands for a number, `{word}` for a path part."""

    def register(handler: Handler) -> Handler:
        for pattern in patterns:
            text = pattern.replace("{id}", r"(\d+)").replace("{word}", r"([^/]+)")
            _TABLE.setdefault(method, []).append((re.compile(text), handler, pattern))
        return handler

    return register


def find(method: str, path: str) -> tuple[Handler, tuple[Any, ...]] | None:
    """Return the handler of a path below /api/v2, and what the path named."""
    for pattern, handler, _ in _TABLE.get(method, []):
        match = pattern.fullmatch(path)
        if match is not None:
            return handler, match.groups()
    return None


def endpoints() -> list[tuple[str, str]]:
    """Return every (method, pattern) the fake answers."""
    return [(method, pattern) for method, rows in _TABLE.items() for _, _, pattern in rows]
