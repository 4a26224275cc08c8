"""The one idempotency key the API has: on creating tickets (fact 4)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tests.fakes.zendesk.wire import Answer, Request, bad_request

if TYPE_CHECKING:
    from tests.fakes.zendesk.core import Core

KEY_LIFE = timedelta(hours=2)


@dataclass(frozen=True)
class _Kept:
    at: datetime
    digest: str
    answer: Answer


class IdempotencyKeys:
    """First answers by key, for two hours; and which key belongs to which external id."""

    def __init__(self, core: "Core") -> None:
        self._core = core
        self._kept: dict[str, _Kept] = {}
        self._external: dict[str, str] = {}

    def repeated(self, request: Request) -> Answer | None:
        """Return the first answer to this key again; raises Refused 400 for another body."""
        kept = self._kept.get(request.header("idempotency-key"))
        if kept is None or self._core.now() >= kept.at + KEY_LIFE:
            return None
        if kept.digest != _digest(request):
            text = "Request parameters don't match the given idempotency key"
            raise bad_request("IdempotentRequestError", text)
        headers = {**kept.answer.headers, "x-idempotency-lookup": "hit"}
        return Answer(kept.answer.status, headers, kept.answer.body)

    def keep(self, request: Request, given: Answer) -> Answer:
        """Remember a first answer; return it with the lookup header."""
        key = request.header("idempotency-key")
        if not key:
            return given
        self._kept[key] = _Kept(self._core.now(), _digest(request), given)
        return Answer(given.status, {**given.headers, "x-idempotency-lookup": "miss"}, given.body)

    def watch(self, request: Request, external_id: str | None) -> None:
        """Write down a second key for one external id, or a missing key."""
        key = request.header("idempotency-key")
        if not key:
            self._core.note("create_without_idempotency_key", str(external_id))
        former = self._external.setdefault(str(external_id), key) if external_id else key
        if former != key:
            self._core.note("second_idempotency_key", str(external_id))


def _digest(request: Request) -> str:
    return hashlib.sha256(request.body).hexdigest()
