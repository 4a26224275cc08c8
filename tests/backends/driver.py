"""Drives a backend's flow without a network: over a fake server, or over prepared answers."""

import json
from collections.abc import Iterable, Mapping
from email.utils import parsedate_to_datetime
from typing import Any, Protocol, TypeVar
from urllib.parse import parse_qs, urlsplit

from csr_desk.backends.failures import BackendFailure, NoAnswer, NotSent
from csr_desk.backends.wire import Flow, Request, Response
from csr_desk.domain.instants import to_instant
from tests.fakes.zendesk import wire
from tests.fakes.zendesk.faults import Dropped
from tests.fakes.zendesk.openapi import check

_Result = TypeVar("_Result")
# Later calls of an export send its cursor alone (spec/zendesk.md 3.1).
_NEWER = {"GET /api/v2/incremental/tickets/cursor: query start_time is missing"}
_BEFORE = frozenset({"connect", "connect_timeout", "tls"})


class Deliverer(Protocol):
    """A server that answers a request, perhaps behind a bad line."""

    def deliver(self, request: wire.Request) -> wire.Answer: ...


def run(flow: Flow[_Result], fake: Deliverer, signed: Mapping[str, str] | None = None) -> _Result:
    """Return what a flow comes to over a fake; requests are checked against the OpenAPI file."""
    answer: Response | BackendFailure | None = None
    while True:
        try:
            request = flow.throw(answer) if isinstance(answer, Exception) else _next(flow, answer)
        except StopIteration as ended:
            found: _Result = ended.value
            return found
        answer = _delivered(request, fake, signed or {})


def play(
    flow: Flow[_Result], answers: Iterable[Response | BackendFailure]
) -> tuple[_Result, list[Request]]:
    """Return what a flow comes to over prepared answers, and what it asked for."""
    asked: list[Request] = []
    waiting = iter(answers)
    answer: Response | BackendFailure | None = None
    while True:
        try:
            request = flow.throw(answer) if isinstance(answer, Exception) else _next(flow, answer)
        except StopIteration as ended:
            return ended.value, asked
        asked.append(request)
        answer = next(waiting)


def said(body: Any, status: int = 200, **headers: str) -> Response:
    """Return an answer with a JSON body; header names are written with underscores."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(status, named, content)


def _next(flow: Flow[Any], answer: Response | None) -> Request:
    return next(flow) if answer is None else flow.send(answer)


def _delivered(
    request: Request, fake: Deliverer, signed: Mapping[str, str]
) -> Response | BackendFailure:
    asked = fakes_form(request, signed)
    if not request.absolute:
        assert set(check(asked)) <= _NEWER
    try:
        given = fake.deliver(asked)
    except Dropped as dropped:
        return NotSent(dropped.why) if dropped.why in _BEFORE else NoAnswer(dropped.why)
    at = given.header("date")
    return Response(
        given.status,
        {name.lower(): value for name, value in given.headers.items()},
        given.body,
        to_instant(parsedate_to_datetime(at)) if at else None,
    )


def fakes_form(request: Request, signed: Mapping[str, str]) -> wire.Request:
    """Return a request as the fake takes it; one to another host goes without credentials."""
    if request.absolute:
        parts = urlsplit(request.absolute)
        given = parse_qs(parts.query, keep_blank_values=True)
        return wire.Request(request.method, parts.path, given, {}, host=parts.netloc)
    query: dict[str, list[str]] = {}
    for name, value in request.query:
        query.setdefault(name, []).append(value)
    headers = {**dict(request.headers), **signed}
    if request.content_type:
        headers["Content-Type"] = request.content_type
    return wire.Request(request.method, request.path, query, headers, request.body)
