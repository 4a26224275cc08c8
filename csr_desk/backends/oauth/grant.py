"""The token endpoint: a code or a refresh token for a new pair, as flows without a socket."""

import json
from collections.abc import Mapping
from typing import Any

from csr_desk.backends.failures import Missing, NoAnswer, SignedOut, TryLater
from csr_desk.backends.oauth.attempt import Attempt, Endpoints
from csr_desk.backends.oauth.pair import Pair
from csr_desk.backends.retry_after import retry_after_s
from csr_desk.backends.wire import Flow, Request, Response
from csr_desk.domain.instants import SECOND, Instant
from csr_desk.secrets import Secret

_LONGEST_WORDS = 300
_SECRET = ("code", "code_verifier", "refresh_token")
_OVER = "The sign-in is over: sign in again"


def exchange(
    endpoints: Endpoints, client_id: str, attempt: Attempt, code: str, now: Instant
) -> Flow[Pair]:
    """Return the pair for a code, which lives two minutes; SignedOut when it is refused."""
    asked = {
        "grant_type": "authorization_code",
        "code": code,
        "client_id": client_id,
        "redirect_uri": attempt.redirect_uri,
        "code_verifier": attempt.verifier.reveal(),
    }
    return _asked(endpoints, asked, now)


def refresh(endpoints: Endpoints, client_id: str, token: Secret, now: Instant) -> Flow[Pair]:
    """Return a new pair for a refresh token; from then on the helpdesk knows no older one.

    Raises SignedOut when it is refused. After NoAnswer nobody knows which pair is good.
    """
    asked = {"grant_type": "refresh_token", "refresh_token": token.reveal(), "client_id": client_id}
    return _asked(endpoints, asked, now)


def revoke(endpoints: Endpoints) -> Flow[None]:
    """End the sign-in of the token the request carries; one that is over already counts."""
    response = yield Request("DELETE", endpoints.revoke)
    if response.status >= 500 or response.status == 429:
        raise NoAnswer(f"The helpdesk did not end the sign-in (status {response.status})")


def _asked(endpoints: Endpoints, asked: dict[str, Any], now: Instant) -> Flow[Pair]:
    asked["scope"] = endpoints.scope
    if endpoints.access_s:
        asked["expires_in"] = endpoints.access_s
    if endpoints.refresh_s:
        asked["refresh_token_expires_in"] = endpoints.refresh_s
    body = json.dumps(asked).encode()
    response = yield Request(
        "POST", endpoints.token, body=body, content_type="application/json", budget="sign_in"
    )
    hidden = tuple(str(asked[name]) for name in _SECRET if name in asked)
    return _pair(response, now, hidden)


def _pair(response: Response, now: Instant, hidden: tuple[str, ...]) -> Pair:
    """Read the answer of the token endpoint (RFC 6749 sections 5.1 and 5.2)."""
    said, wait_s = _object(response.body), retry_after_s(response, now)
    if response.status in (429, 503):
        raise TryLater("The helpdesk takes no sign-ins at the moment", after_s=wait_s)
    if 400 <= response.status < 500 and said is not None:
        raise _refused(response, said, hidden)
    if not 200 <= response.status < 300 or said is None:
        words = f"The sign-in got no answer of a helpdesk (status {response.status})"
        raise NoAnswer(words, after_s=wait_s)
    access, again = said.get("access_token"), said.get("refresh_token")
    if not isinstance(access, str) or not access:
        raise NoAnswer("The sign-in was answered without a token")
    refresh = Secret(again) if isinstance(again, str) and again else None
    return Pair(Secret(access), refresh, _expires_at(said.get("expires_in"), now))


def _refused(
    response: Response, said: Mapping[str, Any], hidden: tuple[str, ...]
) -> SignedOut | Missing:
    error, words = said.get("error"), said.get("error_description") or said.get("description")
    told = " ".join(str(words or error or response.status).split())
    for secret in hidden:  # some servers repeat what they were sent
        told = told.replace(secret, "…")
    told = told[:_LONGEST_WORDS].rstrip(".")
    if error == "invalid_grant":
        return SignedOut(f"{_OVER} (the helpdesk says: {told})")
    if error in ("invalid_client", "unauthorized_client"):
        return SignedOut(f"The helpdesk does not know this client_id: check it ({told})")
    if response.status == 404:
        return Missing(f"There is no sign-in at this address: check the url ({told})")
    return SignedOut(f"The helpdesk refused the sign-in: {told}")


def _object(body: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _expires_at(told: object, now: Instant) -> Instant | None:
    if isinstance(told, int | float) and not isinstance(told, bool) and 0 < told < 1e10:
        return now + int(told * SECOND)
    return None
