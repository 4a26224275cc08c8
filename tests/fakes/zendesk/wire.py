"""The refusals of Zendesk, beside what every fake passes back and forth."""

from tests.fakes.common.wire import Answer, Json, Refused, Request, answer, parse_stamp, stamp

__all__ = [
    "Answer",
    "Json",
    "Refused",
    "Request",
    "answer",
    "bad_request",
    "forbidden",
    "invalid",
    "invalid_field",
    "newer_error",
    "no_endpoint",
    "not_found",
    "parse_stamp",
    "stamp",
    "too_many_values",
]


def not_found() -> Refused:
    return Refused(404, {"error": "RecordNotFound", "description": "Not found"})


def no_endpoint() -> Refused:
    return Refused(404, {"error": "InvalidEndpoint", "description": "Not found"})


def forbidden(message: str = "You do not have access to this page.") -> Refused:
    return Refused(403, {"error": {"title": "Forbidden", "message": message}})


def bad_request(code: str, description: str) -> Refused:
    return Refused(400, {"error": code, "description": description})


def too_many_values(name: str, most: int = 100) -> Refused:
    text = f"Parameter {name} cannot specify more than {most} values"
    return Refused(400, {"error": "TooManyValues", "description": text, "max_count": most})


def newer_error(status: int, code: str, title: str) -> Refused:
    """Return a refusal in the envelope of newer endpoints."""
    return Refused(status, {"errors": [{"code": code, "title": title, "detail": title}]})


def invalid(details: dict[str, list[Json]]) -> Refused:
    """Return a 422 RecordInvalid with its details."""
    text = "Record validation errors"
    return Refused(422, {"error": "RecordInvalid", "description": text, "details": details})


def invalid_field(name: str, description: str, kind: str | None = None) -> Refused:
    """Return a 422 about one field; `kind` is the machine-readable type."""
    entry: Json = {"description": description, "error": None}
    if kind is not None:
        entry["type"] = kind
    return invalid({name: [entry]})
