"""What a sign-in gives: an access token, the token that renews it, and until when it lasts."""

import json
from typing import NamedTuple

from csr_desk.domain.instants import Instant
from csr_desk.secrets import Secret


class Pair(NamedTuple):
    """An access token; `refresh` None when it cannot be renewed, `expires_at` None for never."""

    access: Secret
    refresh: Secret | None = None
    expires_at: Instant | None = None

    @property
    def secrets(self) -> tuple[str, ...]:
        """Return what no log may hold."""
        found = (self.access, self.refresh)
        return tuple(secret.reveal() for secret in found if secret is not None)

    def to_text(self) -> str:
        """Return the pair as it is kept; a token that cannot be renewed is kept as it is."""
        if self.refresh is None and self.expires_at is None:
            return self.access.reveal()
        refresh = None if self.refresh is None else self.refresh.reveal()
        kept = {
            "access": self.access.reveal(),
            "refresh": refresh,
            "expires_at": self.expires_at,
        }
        return json.dumps(kept)


def pair_of(text: str, source: str) -> Pair:
    """Return the pair of a kept text; whatever is no pair is a token by itself."""
    text = text.strip()
    try:
        kept = json.loads(text) if text.startswith("{") else None
    except (ValueError, RecursionError):
        kept = None
    if not isinstance(kept, dict) or not isinstance(kept.get("access"), str):
        return Pair(Secret(text, source))
    refresh, expires_at = kept.get("refresh"), kept.get("expires_at")
    return Pair(
        Secret(kept["access"], source),
        Secret(refresh, source) if isinstance(refresh, str) and refresh else None,
        expires_at if isinstance(expires_at, int) else None,
    )
