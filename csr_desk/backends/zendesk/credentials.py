"""The account's credentials on a request: a bearer token, or the legacy e-mail and API token."""

from base64 import b64encode

from csr_desk.backends.base import Settings
from csr_desk.backends.wire import Request

OAUTH = "oauth"


def authorised(request: Request, settings: Settings, secret: str) -> Request:
    """Return a request with credentials; a file on another host stays without."""
    if request.absolute:
        return request
    if settings.auth == OAUTH:
        value = f"Bearer {secret}"
    else:
        pair = f"{settings.email}/token:{secret}"
        value = f"Basic {b64encode(pair.encode()).decode('ascii')}"
    kept = tuple(pair for pair in request.headers if pair[0].lower() != "authorization")
    return request._replace(headers=(*kept, ("Authorization", value)))
