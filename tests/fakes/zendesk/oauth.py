"""OAuth: authorization code with PKCE, rotating refresh tokens, expiry, and who is signed in."""

import base64
import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from tests.fakes.zendesk.wire import Answer, Json, Refused, Request, answer, forbidden, stamp

if TYPE_CHECKING:
    from tests.fakes.zendesk.core import Core

CODE_LIFE = timedelta(seconds=120)
REFRESH_LIFE = 2_592_000
SCOPES = {
    f"{resource}{right}"
    for resource in ("", "tickets:", "users:", "auditlogs:", "organizations:", "hc:", "apps:",
                     "triggers:", "automations:", "targets:", "webhooks:", "macros:")
    for right in ("read", "write")
}  # fmt: skip


@dataclass(frozen=True)
class Tokens:
    """One pair of tokens; `expires` is None when the access token lives for ever."""

    id: int
    user_id: int
    client_id: str
    scope: str
    access: str
    refresh: str
    made: datetime
    expires: datetime | None
    refresh_expires: datetime


@dataclass
class _Code:
    user_id: int
    at: datetime
    query: dict[str, str]


@dataclass
class OAuth:
    """Clients, codes and tokens; `clients` None accepts any client id, `consent` is the user's."""

    core: "Core"
    clients: set[str] | None = None
    consent: bool = True
    user_id: int = 0
    api_tokens: dict[str, str] = field(default_factory=dict)
    codes: dict[str, _Code] = field(default_factory=dict)
    by_access: dict[str, Tokens] = field(default_factory=dict)
    by_refresh: dict[str, Tokens] = field(default_factory=dict)
    dead_refresh: set[str] = field(default_factory=set)

    def issue(
        self,
        user_id: int,
        *,
        client_id: str = "csr_desk",
        scope: str = "read write",
        expires_in: int | None = None,
        refresh_expires_in: int = REFRESH_LIFE,
    ) -> Tokens:
        """Make a pair of tokens for a user; `expires_in` in seconds."""
        now = self.core.now()
        expires = None if expires_in is None else now + timedelta(seconds=expires_in)
        refresh_expires = now + timedelta(seconds=refresh_expires_in)
        made = Tokens(
            self.core.new_id(), user_id, client_id, scope, self.core.token(40),
            self.core.token(40), now, expires, refresh_expires,
        )  # fmt: skip
        self.by_access[made.access] = self.by_refresh[made.refresh] = made
        return made

    def kill(self, tokens: Tokens) -> None:
        """Make both tokens of a pair worthless."""
        self.by_access.pop(tokens.access, None)
        self.by_refresh.pop(tokens.refresh, None)
        self.dead_refresh.add(tokens.refresh)

    def expire(self, access: str) -> bool:
        """Let an access token run out now; tell whether it was alive."""
        tokens = self.by_access.get(access)
        if tokens is None:
            return False
        self.by_access[access] = replace(tokens, expires=self.core.now())
        return True

    def authorize(self, query: dict[str, str]) -> str:
        """Return where the browser is sent back to, with a code or an error."""
        target, state = query.get("redirect_uri", ""), query.get("state", "")
        if self.clients is not None and query.get("client_id") not in self.clients:
            raise Refused(401, {"error": "invalid_client", "error_description": "Unknown client"})
        if not self.consent:
            words = "The end-user or authorization server denied the request."
            back = {"error": "access_denied", "error_description": words, "state": state}
        else:
            code = self.core.token(32)
            self.codes[code] = _Code(self.user_id, self.core.now(), dict(query))
            back = {"code": code, "state": state}
        return f"{target}{'&' if '?' in target else '?'}{urlencode(back)}"

    def token_answer(self, given: Json) -> Answer:
        """Answer `POST /oauth/tokens`; raises Refused 400 or 401 in OAuth's own words."""
        client = str(given.get("client_id") or "")
        if not client or (self.clients is not None and client not in self.clients):
            raise _refused("invalid_client", "Client authentication failed", 401)
        match given.get("grant_type"):
            case "authorization_code":
                user_id, scope = self._redeem(given, client)
            case "refresh_token":
                user_id, scope = self._rotate(given, client)
            case _:
                raise _refused("unsupported_grant_type", "The grant type is not supported")
        made = self.issue(
            user_id,
            client_id=client,
            scope=str(given.get("scope") or scope),
            expires_in=_expiry(given),
            refresh_expires_in=int(given.get("refresh_token_expires_in") or REFRESH_LIFE),
        )
        return answer(self._shown(made), 201)

    def _shown(self, made: Tokens) -> Json:
        lives = None if made.expires is None else int((made.expires - made.made).total_seconds())
        return {
            "access_token": made.access, "refresh_token": made.refresh, "token_type": "bearer",
            "scope": made.scope, "expires_in": lives,
            "refresh_token_expires_in": int((made.refresh_expires - made.made).total_seconds()),
        }  # fmt: skip

    def _redeem(self, given: Json, client: str) -> tuple[int, str]:
        code = self.codes.pop(str(given.get("code")), None)
        if code is None or self.core.now() >= code.at + CODE_LIFE:
            raise _refused("invalid_grant", "The authorization code is invalid or expired")
        asked = code.query
        if given.get("redirect_uri") != asked.get("redirect_uri") or client != asked["client_id"]:
            raise _refused("invalid_grant", "The redirect uri or client does not match")
        challenge = asked.get("code_challenge")
        if challenge and challenge != s256(str(given.get("code_verifier") or "")):
            raise _refused("invalid_grant", "The code verifier does not match the challenge")
        return code.user_id, asked.get("scope", "read")

    def _rotate(self, given: Json, client: str) -> tuple[int, str]:
        refresh = str(given.get("refresh_token"))
        tokens = self.by_refresh.get(refresh)
        if refresh in self.dead_refresh:
            self.core.note("refresh_token_reused", refresh[:6])
        if tokens is None or self.core.now() >= tokens.refresh_expires:
            raise _refused("invalid_grant", "The refresh token is invalid, expired or revoked")
        if tokens.client_id != client:
            raise _refused("invalid_grant", "The refresh token was issued to another client")
        self.kill(tokens)
        return tokens.user_id, tokens.scope

    def current(self, request: Request) -> Tokens:
        """Return the pair whose access token a request carries; raises Refused 401."""
        word, _, access = request.header("authorization").partition(" ")
        tokens = self.by_access.get(access) if word.lower() == "bearer" else None
        if tokens is None or (tokens.expires is not None and self.core.now() >= tokens.expires):
            words = "The access token provided is expired, revoked, malformed or invalid."
            raise Refused(401, {"error": "invalid_token", "error_description": words})
        return tokens

    def signed_in(self, request: Request, path: str) -> Json | None:
        """Return who sends a request, None for nobody; raises Refused 401 or 403 (section 2)."""
        word, _, rest = request.header("authorization").partition(" ")
        if word.lower() == "bearer":
            tokens = self.current(request)
            _check_scope(tokens.scope, request.method, path)
            return self.core.state.tables["users"].get(tokens.user_id)
        if word.lower() != "basic":
            return None
        try:
            name, _, secret = base64.b64decode(rest).decode().partition(":")
        except ValueError:
            return None
        email = name.removesuffix("/token")
        if not name.endswith("/token") or self.api_tokens.get(secret, None) not in (email, "*"):
            return None
        users = self.core.state.rows("users")
        return next((row for row in users if row["email"] == email), None)


def token_record(tokens: Tokens) -> Json:
    """Return a token as `GET oauth/tokens/current` shows it, never whole."""
    return {
        "id": tokens.id, "user_id": tokens.user_id, "client_id": tokens.client_id,
        "token": tokens.access[:10], "refresh_token": tokens.refresh[:10],
        "scopes": tokens.scope.split(), "created_at": stamp(tokens.made), "used_at": None,
        "expires_at": stamp(tokens.expires) if tokens.expires else None,
        "refresh_token_expires_at": stamp(tokens.refresh_expires),
    }  # fmt: skip


def s256(verifier: str) -> str:
    """Return the PKCE challenge of a verifier (RFC 7636, S256)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _expiry(given: Json) -> int | None:
    value = given.get("expires_in")
    if value is None:
        return None
    if not 300 < int(value) < 172_800:
        raise _refused("invalid_request", "expires_in must be between 300 and 172800 seconds")
    return int(value)


def _check_scope(scope: str, method: str, path: str) -> None:
    granted = set(scope.split())
    right = "read" if method == "GET" else "write"
    resource = path.split("/")[0].removesuffix(".json")
    if not granted <= SCOPES:
        raise forbidden("You do not have access to this page: unknown scope.")
    narrow = f"{resource}:{right}" in granted and "audits" not in path
    if right not in granted and not narrow:
        raise forbidden("You are not authorized to perform this action with this token's scope.")


def _refused(error: str, description: str, status: int = 400) -> Refused:
    return Refused(status, {"error": error, "error_description": description})
