"""A secret that a helpdesk keeps refusing is left alone, so that no script locks its agent out.

Freshdesk locks an agent out after several wrong keys (spec/freshdesk.md 1), and each start of the
desk or of `csr-desk sync` would send it once more. What was refused is known by a salted hash in a
file beside the tokens; another secret is sent at once, and so is this one when the agent asks.
"""

import hashlib
import hmac
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from csr_desk.backends.failures import SignedOut
from csr_desk.domain.instants import DAY, MINUTE, Instant
from csr_desk.errors import SignInNeeded
from csr_desk.token_file import TokenFile

FREE = 3
"""How often one secret may be refused before it is left alone for a while."""

FIRST_REST = 15 * MINUTE
"""How long after that; twice as long after each further refusal, a day at most."""


class RefusedSecret:
    """What is known of the refused secret of one account at one address."""

    def __init__(self, data: Path, account: str, url: str) -> None:
        self._file = TokenFile(data, account, "refused")
        self._salt = f"{account} {url}"
        self._known: dict[str, Any] | None = None
        self._is_noted = False

    def expect_open(self, secret: str, now: Instant) -> None:
        """Raise SignedOut when a secret was refused in this process, or so often that it rests."""
        if self._known is not None and not self._is_noted and self._rest(secret, now) <= 0:
            return
        self._known = self._read()
        rest = self._rest(secret, now)
        self._is_noted = self._is_noted and self._is(secret, self._known)
        if self._is_noted and rest <= 0:
            raise SignedOut("The helpdesk refused this secret: sign in again")
        if rest > 0:
            minutes = -(-rest // MINUTE)
            raise SignedOut(
                f"The helpdesk refused this secret {self._known['times']} times: it is not sent"
                f" again for {minutes} min, so that you are not locked out"
            )

    def note(self, secret: str, now: Instant) -> None:
        """Keep that a secret was refused; where that cannot be written it is known here alone."""
        known = self._read()
        if not self._is(secret, known):
            known = {"hash": self._hash(secret), "times": 0}
        self._known = known | {"times": int(known["times"]) + 1, "at": now}
        self._is_noted = True
        with suppress(SignInNeeded):
            self._file.write(json.dumps(self._known))

    def forget(self) -> None:
        """Let every secret be sent: the helpdesk has taken one."""
        self._known = None
        self._file.remove()

    def _rest(self, secret: str, now: Instant) -> Instant:
        """Return for how many milliseconds a secret must rest, 0 or less for none."""
        known = self._known or {}
        if not self._is(secret, known) or known["times"] < FREE:
            return 0
        length = min(FIRST_REST << min(int(known["times"]) - FREE, 7), DAY)
        # A clock that was set back must not stretch the rest.
        return length - max(now - int(known["at"]), 0) if now + DAY > int(known["at"]) else 0

    def _is(self, secret: str, known: dict[str, Any]) -> bool:
        return hmac.compare_digest(str(known.get("hash", "")), self._hash(secret))

    def _hash(self, secret: str) -> str:
        return hashlib.sha256(f"{self._salt}\0{secret}".encode()).hexdigest()

    def _read(self) -> dict[str, Any]:
        """Return what the file has; nothing where there is none or it is not ours."""
        try:
            found = json.loads(self._file.read() or "{}")
            return {
                "hash": str(found["hash"]),
                "times": int(found["times"]),
                "at": int(found["at"]),
            }
        except (SignInNeeded, ValueError, LookupError, TypeError):
            return {}
