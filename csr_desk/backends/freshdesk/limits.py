"""The rate budgets of a Freshdesk account, one for each family of paths.

Live accounts tell 40 calls a minute for everything below `/tickets`, conversations and time entries
with it, 40 for contacts, 100 for the rest; three quarters of each are taken, since other agents and
apps draw on the same ones (spec/freshdesk.md 9). Answers tell the numbers of their own family. A
part is kept for what the agent sends and opens, however much there is to read ahead.
"""

from typing import Final

from csr_desk.backends.base import Budget

TICKETS: Final = "tickets"
CONTACTS: Final = "contacts"
OTHER: Final = "other"
FILES: Final = "files"

BUDGETS: Final[dict[str, Budget]] = {
    TICKETS: Budget(30, 60, is_told=True, kept=0.4),
    CONTACTS: Budget(30, 60, is_told=True, kept=0.4),
    OTHER: Budget(75, 60, is_told=True, kept=0.2),
    FILES: Budget(120, 60, is_told=True),
}


def family(path: str) -> str:
    """Return the budget that a path below `/api/v2` draws on."""
    first = path.lstrip("/").partition("/")[0]
    return first if first in (TICKETS, CONTACTS) else OTHER
