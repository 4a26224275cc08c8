"""The table of endpoints: which function answers which method and path."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.fakes.common.wire import Answer, Json, Request
from tests.fakes.freshdesk.bodies import File, read_body, told_by_type
from tests.fakes.freshdesk.core import Core
from tests.fakes.freshdesk.refusals import refuse


@dataclass
class Call:
    """One request on its way to its handler: who sends it and what the path named."""

    core: Core
    request: Request
    me: Json
    args: tuple[str, ...]
    body: Json = field(default_factory=dict)
    files: tuple[File, ...] = ()

    @property
    def id(self) -> int:
        """The first number of the path."""
        return int(self.args[0])

    def only(self, *names: str) -> None:
        """Refuse query parameters the endpoint does not know."""
        known = {*names, "page", "per_page"}
        unknown = [name for name in self.request.query if name not in known]
        refuse([(name, "invalid_field", "Unexpected/invalid field") for name in unknown])

    def location(self, path: str) -> dict[str, str]:
        """Return the header that names what was made."""
        return {"Location": f"{self.core.base_url}/api/v2/{path}"}


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


def find(method: str, path: str) -> tuple[Handler, tuple[str, ...]] | None:
    """Return the handler of a path below /api/v2, and what the path named."""
    for pattern, handler, _ in _TABLE.get(method, []):
        match = pattern.fullmatch(path)
        if match is not None:
            return handler, match.groups()
    return None


def methods(path: str) -> list[str]:
    """Return the methods a path answers."""
    return [method for method in _TABLE if find(method, path) is not None]


def endpoints() -> list[tuple[str, str]]:
    """Return every (method, pattern) the fake answers."""
    return [(method, pattern) for method, rows in _TABLE.items() for _, _, pattern in rows]


def called(core: Core, request: Request, me: Json, args: tuple[str, ...]) -> Call:
    """Return the call of a request, its body read; raises Refused 400 or 415."""
    if request.method == "GET":
        return Call(core, request, me, args)
    body, files = read_body(request)
    if "custom_fields" in body and "multipart" in request.header("content-type"):
        kinds = {row["name"]: row["type"] for row in core.state.rows("ticket_fields")}
        body["custom_fields"] = {
            name: told_by_type(text, kinds.get(name, ""))
            for name, text in body["custom_fields"].items()
        }
    return Call(core, request, me, args, body, files)
