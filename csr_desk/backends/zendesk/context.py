"""What every call to Zendesk works with: the account's settings and one way to ask.

`Zendesk.ask` yields a request and hands back an answer that can be used; every other answer is
raised as csr_desk.backends.failures says (csr_desk.backends.zendesk.answers).
"""

from typing import NamedTuple, TypeVar

import msgspec

from csr_desk.backends.base import Settings
from csr_desk.backends.failures import NoAnswer
from csr_desk.backends.wire import Flow, Request, Response
from csr_desk.backends.zendesk import answers, limits

API_ROOT = "/api/v2"
JSON_TYPE = "application/json"

_Answer = TypeVar("_Answer")
Query = tuple[tuple[str, str], ...]


class Zendesk(NamedTuple):
    """The shared context of all flows: `host` is the account's own, with its port if it has one."""

    settings: Settings
    host: str

    @property
    def home(self) -> str:
        """Return the account's address without a slash at its end."""
        return self.settings.url.removesuffix("/")

    def ask(self, request: Request) -> Flow[Response]:
        """Ask and return a 2xx answer with a whole body; raises what any other answer means."""
        response = yield request
        return answers.read(request, response, self.settings.now())

    def get(self, path: str, query: Query = (), *, budget: str = limits.API) -> Flow[Response]:
        """Read a path below `/api/v2`."""
        return (yield from self.ask(Request("GET", API_ROOT + path, query, budget=budget)))


def decoded(response: Response, shape: type[_Answer]) -> _Answer:
    """Return the body of an answer as `shape`; NoAnswer when it is not what Zendesk sends."""
    try:
        return msgspec.json.decode(response.body, type=shape)
    except (ValueError, RecursionError) as error:
        raise NoAnswer(f"The answer is not what Zendesk sends ({error}).") from error
