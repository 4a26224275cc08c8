"""How Freshdesk says no; texts are invented, status, shape and code are what counts."""

from collections.abc import Sequence

from tests.fakes.common.wire import Json, Refused

Fault = tuple[str, str, str]
MANDATORY = "It should not be blank as this is a mandatory field"


def invalid(*faults: Fault, status: int = 400) -> Refused:
    """Return a refusal of fields: (field, code, message) each, all at once."""
    rows: list[Json] = [
        {"field": name, "message": message, "code": code} for name, code, message in faults
    ]
    return Refused(status, {"description": "Validation failed", "errors": rows})


def refuse(faults: Sequence[Fault]) -> None:
    """Raise Refused 400 when anything is wrong."""
    if faults:
        raise invalid(*faults)


def coded(status: int, code: str, message: str) -> Refused:
    """Return a refusal of the request as a whole."""
    return Refused(status, {"code": code, "message": message})


def access_denied() -> Refused:
    return coded(403, "access_denied", "You are not authorized to perform this action.")


def not_found() -> Refused:
    """Return a 404, whose body is empty."""
    return Refused(404, None)


def not_allowed(allow: str = "GET") -> Refused:
    """Return a 405, which names what is allowed."""
    return Refused(405, {"message": "method not allowed"}, {"Allow": allow})


def conflict(field: str, user_id: int | None = None) -> Refused:
    """Return a 409 over a value that is taken, with the other record's id where known."""
    row: Json = {
        "field": field,
        "message": "It should be a unique value",
        "code": "duplicate_value",
    }
    if user_id is not None:
        row["additional_info"] = {"user_id": user_id}
    return Refused(409, {"description": "Validation failed", "errors": [row]})
