"""What a change of many tickets would do, said before it is done."""

from collections.abc import Mapping, Sequence

from csr_desk.actions import ticket
from csr_desk.actions.desk import Desk
from csr_desk.actions.ticket import Change
from csr_desk.store import tickets

NAMED = 4
"""How many tickets that are left out for one reason are named."""


def preview(
    desk: Desk, ids: Sequence[int], wanted: Change, words: str, left_out: Mapping[int, str]
) -> str:
    """Return how many tickets change, how many are so already, and which are left out and why."""
    same = sum(not ticket.differs(desk, one, wanted) for one in ids)
    lines = [f"{_counted(len(ids) - same)}: {words}."]
    if same:
        lines[0] += f" {_counted(same)} {'is' if same == 1 else 'are'} so already."
    reasons = dict.fromkeys(left_out.values())
    for why in reasons:
        those = [one for one, reason in left_out.items() if reason == why]
        names = ", ".join(f"#{tickets.ticket(desk.store, one).reference}" for one in those[:NAMED])
        more = f" and {len(those) - NAMED} more" if len(those) > NAMED else ""
        lines.append(f"Left out: {names}{more} ({why}).")
    if lines[1:]:
        return "\n".join([*lines, "One undo takes all of it back."])
    return f"{lines[0]} One undo takes all of it back."


def _counted(count: int) -> str:
    return "1 ticket" if count == 1 else f"{count} tickets"
