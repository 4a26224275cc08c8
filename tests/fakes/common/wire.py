"""What passes between a client and the fake server: requests, answers, refusals."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Request:
    """One request as it reaches the server; header names are matched without case."""

    method: str
    url_path: str
    query: dict[str, list[str]] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    host: str = ""

    def header(self, name: str) -> str:
        """Return a header's value, or an empty text."""
        wanted = name.lower()
        return next((value for key, value in self.headers.items() if key.lower() == wanted), "")

    def first(self, name: str, default: str = "") -> str:
        """Return the first value of a query parameter."""
        values = self.query.get(name) or [default]
        return values[0]

    def ids(self, name: str = "ids") -> list[int]:
        """Return the numbers of a comma-separated query parameter."""
        return [int(part) for part in self.first(name).split(",") if part.strip().isdigit()]

    def json(self) -> Json:
        """Return the JSON object of the body; nothing when the type is missing (trap 2)."""
        if "json" not in self.header("content-type").lower() or not self.body:
            return {}
        try:
            found = json.loads(self.body)
        except ValueError as error:
            raise Refused(400, {"error": "InvalidJSON", "description": str(error)}) from error
        return found if isinstance(found, dict) else {}


@dataclass(frozen=True)
class Answer:
    """One answer of the server; `delay` is how many seconds it took on the way."""

    status: int
    headers: dict[str, str]
    body: bytes = b""
    delay: float = 0.0

    def json(self) -> Any:
        """Return the decoded body."""
        return json.loads(self.body)

    def header(self, name: str) -> str:
        """Return a header's value, or an empty text."""
        wanted = name.lower()
        return next((value for key, value in self.headers.items() if key.lower() == wanted), "")


class Refused(Exception):
    """The server refuses: a status and the body that says why."""

    def __init__(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        super().__init__(status, body)
        self.status, self.body, self.headers = status, body, headers or {}


def answer(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> Answer:
    """Return an answer with a JSON body, or without one when `body` is None."""
    if body is None:
        return Answer(status, dict(headers or {}))
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    kind = {"Content-Type": "application/json; charset=utf-8"}
    return Answer(status, {**kind, **(headers or {})}, text.encode())


def stamp(instant: datetime) -> str:
    """Return an instant as the API writes it: UTC, one-second resolution."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_stamp(text: str) -> datetime:
    """Return the instant of a time stamp, its fraction cut off; raises ValueError."""
    found = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).replace(microsecond=0)
