"""What is due next as a word with what is left; every colour has its word."""

from csr_desk.domain.bars import ERROR, MUTED, PLAIN, WARNING, Piece
from csr_desk.domain.instants import Instant
from csr_desk.domain.spans import SOON, span

DUE_WORDS = {
    "first_response": "first answer",
    "next_reply": "answer",
    "resolution": "solution",
    "triage": "triage",
    "acknowledgement": "receipt",
    "escalation": "escalation",
    "callback": "callback",
    "promise": "promise",
}


def due_piece(
    kind: str | None,
    at: Instant | None,
    now: Instant,
    *,
    left_s: int | None = None,
    warn_at: Instant | None = None,
) -> Piece | None:
    """Return `solution in 3h10` and the like, None where nothing is due.

    `left_s` are the open seconds left while it stands still; `warn_at` is from when on it is near.
    """
    word = DUE_WORDS.get(kind or "", "due")
    if left_s is not None:
        # Deferred: the first paint needs spans alone.
        from csr_desk.domain.sla.words import length

        return Piece(f"{word} paused, {length(left_s)} left", MUTED)
    if at is None:
        return None
    left = at - now
    if left < 0:
        return Piece(f"{word} late {span(-left)}", ERROR)
    near = left < SOON if warn_at is None else now >= warn_at
    return Piece(f"{word} {'soon' if near else 'in'} {span(left)}", WARNING if near else PLAIN)
