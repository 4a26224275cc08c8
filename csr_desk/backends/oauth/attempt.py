"""One attempt to sign in: the address to open, and the secrets its answer is checked with."""

import base64
import hashlib
import hmac
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import quote, urlencode

from csr_desk.backends.address import Address
from csr_desk.backends.failures import SignedOut
from csr_desk.secrets import Secret

RandomBytes = Callable[[int], bytes]

PASTED_REDIRECT = "http://127.0.0.1/callback"
"""Where the browser ends when nothing listens: the agent copies the address it shows."""

_LONGEST_WORDS = 300


class Endpoints(NamedTuple):
    """Where an account's host takes sign-ins, and what to ask for; times in seconds, 0 for none."""

    authorize: str
    token: str
    revoke: str
    scope: str
    access_s: int = 0
    refresh_s: int = 0


class Attempt(NamedTuple):
    """`url` is for the browser; `state` must come back with the code, `verifier` goes with it."""

    url: str
    state: Secret
    verifier: Secret
    redirect_uri: str

    def __repr__(self) -> str:
        return "Attempt(…)"


def begin(
    address: Address,
    endpoints: Endpoints,
    client_id: str,
    redirect_uri: str,
    random_bytes: RandomBytes,
) -> Attempt:
    """Return a new attempt; `random_bytes` gives bytes that nobody can guess.

    Source: RFC 6749 section 4.1, RFC 7636 (PKCE, S256), RFC 8252 section 7.3 (loopback).
    """
    state, verifier = _letters(random_bytes(24)), _letters(random_bytes(48))
    asked = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": redirect_uri,
        "scope": endpoints.scope,
        "state": state,
        "code_challenge": challenge(verifier),
        "code_challenge_method": "S256",
    }
    url = f"{address.origin}{endpoints.authorize}?{urlencode(asked, quote_via=quote)}"
    return Attempt(url, Secret(state), Secret(verifier), redirect_uri)


def challenge(verifier: str) -> str:
    """Return the S256 challenge of a verifier (RFC 7636 section 4.2)."""
    return _letters(hashlib.sha256(verifier.encode("ascii")).digest())


def is_same(told: str, state: Secret) -> bool:
    """Tell whether a state that came back is the attempt's, in constant time."""
    return hmac.compare_digest(told.encode("utf-8", "replace"), state.reveal().encode())


def code_of(answer: dict[str, list[str]]) -> str:
    """Return the code of an answer's parameters; SignedOut with its words when it is an error."""
    if error := _first(answer, "error"):
        said = _first(answer, "error_description") or error
        words = " ".join(said.split())[:_LONGEST_WORDS].rstrip(".")
        if error == "access_denied":
            raise SignedOut(f"The sign-in was declined: {words}")
        raise SignedOut(f"The helpdesk refused the sign-in: {words}")
    if code := _first(answer, "code"):
        return code
    raise SignedOut("The answer holds no code: open the address again and allow the access")


def _first(answer: dict[str, list[str]], name: str) -> str:
    return answer.get(name, [""])[0]


def _letters(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")
