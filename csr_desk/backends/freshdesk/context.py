"""What every call to Freshdesk works with: the account's settings and one way to ask.

`Freshdesk.ask` yields a request and hands back an answer that can be used; every other answer is
raised as csr_desk.backends.failures says (csr_desk.backends.freshdesk.answers).
"""

from dataclasses import dataclass, field
from typing import TypeVar

import msgspec

from csr_desk.backends import json_rows
from csr_desk.backends.base import Settings
from csr_desk.backends.failures import NoAnswer
from csr_desk.backends.freshdesk import answers, limits
from csr_desk.backends.freshdesk.directory import Directory
from csr_desk.backends.freshdesk.faces import Faces
from csr_desk.backends.freshdesk.recent import Recent
from csr_desk.backends.wire import Flow, Request, Response

API_ROOT = "/api/v2"
JSON_TYPE = "application/json"

_Answer = TypeVar("_Answer")
_Row = TypeVar("_Row", bound=msgspec.Struct)
Query = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Freshdesk:
    """The shared context of all flows: `host` is the account's own, with its port if it has one.

    `directory` remembers colleagues' names while the program runs, `faces` whom tickets are from,
    `recent` tickets for a moment.
    """

    settings: Settings
    host: str
    directory: Directory = field(default_factory=Directory, compare=False, repr=False)
    recent: Recent = field(default_factory=Recent, compare=False, repr=False)
    faces: Faces = field(default_factory=Faces, compare=False, repr=False)

    @property
    def home(self) -> str:
        """Return the account's address without a slash at its end."""
        return self.settings.url.removesuffix("/")

    def ask(self, request: Request) -> Flow[Response]:
        """Ask and return a 2xx answer with a whole body; raises what any other answer means."""
        response = yield request
        return answers.read(request, response, self.settings.now())

    def get(self, path: str, query: Query = ()) -> Flow[Response]:
        """Read a path below `/api/v2`, on the budget of its family."""
        request = Request("GET", API_ROOT + path, query, budget=limits.family(path))
        return (yield from self.ask(request))

    def get_json(self, path: str, query: Query, shape: type[_Answer]) -> Flow[_Answer]:
        """Read a path below `/api/v2` and return its answer as `shape`."""
        return decoded((yield from self.get(path, query)), shape)

    def get_row(self, path: str, query: Query, shape: type[_Row]) -> Flow[_Row]:
        """Read a path below `/api/v2` and return its one record; odd values are left out of it."""
        return row((yield from self.get(path, query)), shape)

    def write(self, method: str, path: str, body: bytes, content_type: str) -> Flow[Response]:
        """Send a change to a path below `/api/v2`, on the budget of its family."""
        request = Request(
            method,
            API_ROOT + path,
            body=body,
            content_type=content_type,
            budget=limits.family(path),
        )
        return (yield from self.ask(request))


def decoded(response: Response, shape: type[_Answer]) -> _Answer:
    """Return the body of an answer as `shape`; NoAnswer when it is not what Freshdesk sends."""
    try:
        return msgspec.json.decode(response.body, type=shape)
    except (ValueError, RecursionError) as error:
        raise NoAnswer(f"The answer is not what Freshdesk sends ({error}).") from error


def row(response: Response, shape: type[_Row]) -> _Row:
    """Return the one record of an answer; an odd value is left out rather than the whole record."""
    return json_rows.row(response.body, shape, answers.FRESHDESK)


def rows(response: Response, shape: type[_Row]) -> list[_Row]:
    """Return the records of an answer that is a list; NoAnswer for any other answer."""
    return json_rows.rows(response.body, shape, answers.FRESHDESK)
