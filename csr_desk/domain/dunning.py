"""How far a bill is: paid, due, or reminded for the nth time."""

from collections.abc import Sequence

from csr_desk.domain.instants import DAY, Instant


def state(balance: int, due_at: Instant | None, now: Instant, steps: Sequence[int]) -> str:
    """Return the state of a bill in words; `steps` are days after the due date, in order.

    `balance` is what is still to be paid in minor units; below zero the customer paid too much.
    """
    if balance < 0:
        return "overpaid"
    if balance == 0:
        return "paid"
    if due_at is None or now <= due_at:
        return "open"
    reached = sum(now - due_at >= days * DAY for days in steps)
    return f"reminder {reached} due" if reached else "overdue"
