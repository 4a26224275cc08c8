"""What the reading tests begin with: a context without a server, answers, recorded exchanges."""

import json
from typing import Any

from csr_desk.backends.base import Settings
from csr_desk.backends.freshdesk.context import Freshdesk
from csr_desk.backends.wire import Response
from csr_desk.domain.instants import Instant, parse_instant
from tests.shared import shared

URL = "https://desk.freshdesk.com"
HOST = "desk.freshdesk.com"
NOON = parse_instant("2026-11-22T12:00:00+00:00")
OWN_HEADERS = {"x-freshdesk-api-version": "latest=v2; requested=v2"}


def settings(url: str = URL) -> Settings:
    return Settings("desk", url, "token", "", "", lambda: NOON, lambda: "uid")


def context(url: str = URL, host: str = HOST) -> Freshdesk:
    return Freshdesk(settings(url), host)


def at(text: str) -> Instant:
    return parse_instant(text)


def recorded(name: str) -> Any:
    """Return the exchange of a file in `made/`."""
    path = shared(f"fixtures/freshdesk/made/{name}.json")
    return json.loads(path.read_text(encoding="utf-8"))


def answer_of(exchange: Any) -> Response:
    """Return the answer of a recorded exchange."""
    given = exchange["response"]
    headers = {name.lower(): value for name, value in given["headers"].items()}
    body = given["body"]
    return Response(given["status"], headers, b"" if body is None else json.dumps(body).encode())


def listed(*rows: Any, link: str = "", status: int = 200) -> Response:
    """Return an answer that is a list, with the header of a next page where one is named."""
    headers = {**OWN_HEADERS, **({"link": link} if link else {})}
    return Response(status, headers, json.dumps(list(rows)).encode(), NOON)


def one(row: Any) -> Response:
    """Return an answer that is one record."""
    return Response(200, dict(OWN_HEADERS), json.dumps(row).encode(), NOON)


def ticket_row(id_: int = 41, updated_at: str = "2026-11-20T09:05:00Z", **more: Any) -> Any:
    """Return a ticket as a list has it."""
    requester = {"id": 7, "name": "Zoë", "email": "zoe@customer.example"}
    return {
        "id": id_, "updated_at": updated_at, "created_at": "2026-11-20T09:00:00Z",
        "subject": "Lamp", "status": 2, "priority": 1, "source": 1, "requester_id": 7,
        "requester": requester, "tags": [], "custom_fields": {}, "due_by": "2026-11-23T09:00:00Z",
        "fr_due_by": "2026-11-21T09:00:00Z", "nr_due_by": None, **more,
    }  # fmt: skip
