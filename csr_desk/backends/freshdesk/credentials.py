"""The account's credentials on a request: the agent's API key as the name of HTTP Basic."""

from base64 import b64encode

from csr_desk.backends.wire import Request

# The password may be any text; the documentation's own examples send this one.
_PASSWORD = "X"


def authorised(request: Request, secret: str) -> Request:
    """Return a request with credentials; a file on another host stays without."""
    if request.absolute:
        return request
    pair = f"{secret}:{_PASSWORD}"
    value = f"Basic {b64encode(pair.encode()).decode('ascii')}"
    kept = tuple(pair for pair in request.headers if pair[0].lower() != "authorization")
    return request._replace(headers=(*kept, ("Authorization", value)))
