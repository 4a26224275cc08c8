"""The secret of an account at work: read once, renewed once by whoever comes first.

Order of a renewal: lock across processes → read what is kept, for another one may have renewed it
→ ask → keep the new pair durably → use it. A helpdesk that rotates its tokens knows only the newest
pair, so no two renewals are ever in flight.
"""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from csr_desk.backends.failures import NoAnswer, NotSent, SignedOut, TryLater
from csr_desk.backends.oauth.pair import Pair
from csr_desk.domain.instants import SECOND, Instant
from csr_desk.errors import SignInNeeded
from csr_desk.refused_secret import RefusedSecret
from csr_desk.secrets import Secret
from csr_desk.token_lock import renewing
from csr_desk.tokens import Kept

AHEAD_S = 60
"""Seconds before its end at which a token is renewed."""

LOST = (
    "The sign-in was renewed, but the answer with the new tokens was lost on its way, and the old"
    " ones are worthless since: sign in again. Nothing else is lost"
)

Refresh = Callable[[Secret], Awaitable[Pair]]


class Keys:
    """Gives the secret of one account to its driver; belongs to one event loop.

    `find` reads what is kept, in a thread because it may take seconds; `refresh` trades a refresh
    token for a new pair; `learn` is told every secret that no log may hold; `refused` keeps one
    from being sent again and again.
    """

    def __init__(
        self,
        name: str,
        data: Path,
        find: Callable[[], Kept],
        now: Callable[[], Instant],
        refresh: Refresh | None = None,
        learn: Callable[[str], None] = lambda secret: None,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        refused: RefusedSecret | None = None,
    ) -> None:
        self.problem = ""
        """Why the newest pair could not be kept; it is used and tried to keep again."""
        self._name, self._data = name, data
        self._find, self._refresh, self._learn = find, refresh, learn
        self._now, self._sleep = now, sleep
        self._refused_secret = refused
        self._lock = asyncio.Lock()
        self._kept: Kept | None = None
        self._unanswered: Secret | None = None
        self._refused: tuple[Secret, str] | None = None
        self._resumes_at: Instant = 0
        self._ahead_s: float = AHEAD_S

    def __repr__(self) -> str:
        return f"Keys({self._name})"

    async def current(self) -> str:
        """Return the secret, renewed when its time is nearly over.

        Raises SignedOut when there is none, NotSent when it is over and cannot be renewed now.
        """
        kept = self._kept or await self._read()
        if self.problem:
            await self._try_to_keep(kept)
        if self._refused_secret is not None:
            self._refused_secret.expect_open(kept.pair.access.reveal(), self._now())
        if not self._is_over(kept, self._ahead_s):
            return kept.pair.access.reveal()
        used = kept.pair.access.reveal()
        try:
            return await self.renewed(used) or used
        except NotSent:
            if self._is_over(kept, 0):
                raise
            return used

    async def renewed(self, used: str) -> str | None:
        """Return another secret than one that was refused or is over; None when there is none.

        Raises SignedOut when the helpdesk refuses, NotSent when it cannot be asked now.
        """
        async with self._lock:
            kept = await self._read()
            if kept.pair.access != Secret(used):
                return kept.pair.access.reveal()
            if self._refresh is None or kept.is_fixed or kept.pair.refresh is None:
                if self._refused_secret is not None:
                    self._refused_secret.note(used, self._now())
                self._kept = None  # the next request reads what the agent may have kept since
                return None
            async with renewing(self._data, self._name, self._sleep):
                kept = await self._read()
                if kept.pair.access != Secret(used):
                    return kept.pair.access.reveal()
                assert kept.pair.refresh is not None
                pair = await self._asked(self._refresh, kept.pair.refresh)
                self._kept = kept._replace(pair=pair)
                self._ahead_s = self._ahead_of(pair)
                self._note(pair)
                await self._try_to_keep(self._kept)
                return pair.access.reveal()

    async def _asked(self, refresh: Refresh, token: Secret) -> Pair:
        """Ask for a new pair; what failed for now is NotSent to the request that waits."""
        if self._refused is not None and self._refused[0] == token:
            raise SignedOut(self._refused[1])
        if self._now() < self._resumes_at:
            wait_s = (self._resumes_at - self._now()) / SECOND
            raise NotSent("The helpdesk takes no sign-ins at the moment", after_s=wait_s)
        try:
            pair = await refresh(token)
        except NoAnswer as failure:
            # It may have been applied. The one way to know is to ask again: a helpdesk that
            # has rotated refuses the old token, and nothing is worse than before.
            self._unanswered = token
            self._wait(failure.after_s)
            raise NotSent(failure.words, after_s=failure.after_s) from failure
        except TryLater as failure:
            self._wait(failure.after_s)
            raise NotSent(failure.words, after_s=failure.after_s) from failure
        except SignedOut as failure:
            words = LOST if self._unanswered == token else failure.words
            self._refused = (token, words)
            raise SignedOut(words) from failure
        self._unanswered = self._refused = None
        # A helpdesk that names no new refresh token leaves the old one good (RFC 6749 section 6).
        return pair if pair.refresh is not None else pair._replace(refresh=token)

    def _wait(self, after_s: float | None) -> None:
        """Let nobody ask before the helpdesk wants it: others wait for the same renewal."""
        if after_s is not None:
            self._resumes_at = self._now() + int(after_s * SECOND)

    async def _read(self) -> Kept:
        if self.problem and self._kept is not None:
            return self._kept  # what is kept elsewhere is older and worthless
        try:
            self._kept = await asyncio.to_thread(self._find)
        except SignInNeeded as error:
            raise SignedOut(str(error)) from error
        self._note(self._kept.pair)
        return self._kept

    async def _try_to_keep(self, kept: Kept) -> None:
        """Keep a new pair; one that cannot be kept is used all the same, as there is no other."""
        try:
            await asyncio.to_thread(kept.keep, self._name, kept.pair)
        except SignInNeeded as error:
            self.problem = f"The new sign-in could not be kept: {error}"
        else:
            self.problem = ""

    def _ahead_of(self, pair: Pair) -> float:
        """Return how early a fresh pair is renewed: a short life is not spent on renewals."""
        if pair.expires_at is None:
            return AHEAD_S
        return min(AHEAD_S, (pair.expires_at - self._now()) / SECOND / 4)

    def _is_over(self, kept: Kept, ahead_s: float) -> bool:
        until = kept.pair.expires_at
        return until is not None and until - int(ahead_s * SECOND) <= self._now()

    def _note(self, pair: Pair) -> None:
        for secret in pair.secrets:
            self._learn(secret)
