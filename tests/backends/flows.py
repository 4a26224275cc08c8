"""Small helpers for flows: run one against a list of answers, and make answers."""

from collections.abc import Iterable
from typing import TypeVar

from csr_desk.backends.failures import BackendFailure
from csr_desk.backends.wire import Flow, Request, Response

T = TypeVar("T")


def answer(status: int = 200, body: bytes = b"{}", **headers: str) -> Response:
    """Return an answer; header names with `_` for `-`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(status, named, body)


def play(
    flow: Flow[T], outcomes: Iterable[Response | BackendFailure] = ()
) -> tuple[T, list[Request]]:
    """Run a flow against outcomes in order; return its result and what it asked."""
    waiting, asked = iter(outcomes), list[Request]()
    try:
        request = next(flow)
        while True:
            asked.append(request)
            outcome = next(waiting, None)
            assert outcome is not None, f"nothing answers {request.method} {request.path}"
            if isinstance(outcome, BackendFailure):
                request = flow.throw(outcome)
            else:
                request = flow.send(outcome)
    except StopIteration as done:
        return done.value, asked
