"""Requests and answers as values: a backend asks, whoever drives it does the sending.

A backend's call is a generator (`Flow`): it yields a `Request` and is sent the `Response`, or has a
failure of csr_desk.backends.failures thrown into it. So one and the same code runs over a real
connection, over a fake server, and in a simulation that owns clock, network and chance.
"""

from collections.abc import Generator, Mapping
from typing import NamedTuple, TypeAlias, TypeVar

from csr_desk.domain.instants import Instant

_Result = TypeVar("_Result")


class Request(NamedTuple):
    """One request to a helpdesk: `path` begins with `/`, the host is the account's own.

    `budget` names the rate budget it draws on. `absolute` is set for a file on another host in
    place of `path`: it goes out without credentials. `is_file` lets the answer be as large as one.
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    content_type: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    budget: str = ""
    absolute: str = ""
    is_file: bool = False

    @property
    def is_read(self) -> bool:
        """Tell whether the request changes nothing, so that it may be repeated at will."""
        return self.method in ("GET", "HEAD")


class Response(NamedTuple):
    """An answer: header names in lower case, `at` the helpdesk's own clock where it told it."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    at: Instant | None = None


Flow: TypeAlias = Generator[Request, Response, _Result]
