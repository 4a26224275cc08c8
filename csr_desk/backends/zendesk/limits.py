"""The rate budgets of a Zendesk account, on the careful side of the documented limits.

The numbers are those of the smallest plan and of the reference page on rate limits; an account
that allows more says so in its answers. A request names the narrowest budget that fits it.
"""

from typing import Final

from csr_desk.backends.base import Budget

API: Final = "api"
TICKETS: Final = "tickets"
EXPORT: Final = "export"
UPDATE: Final = "update"
AUDITS: Final = "audits"
VIEW: Final = "view"
COUNTS: Final = "view_counts"
SEARCH: Final = "search"
PERSON: Final = "person"
ARTICLES: Final = "articles"
FILES: Final = "files"

BUDGETS: Final[dict[str, Budget]] = {
    API: Budget(180, 60),
    TICKETS: Budget(80, 60),
    EXPORT: Budget(10, 60),
    UPDATE: Budget(90, 60),
    AUDITS: Budget(180, 60),
    VIEW: Budget(60, 60),
    COUNTS: Budget(5, 300),
    SEARCH: Budget(90, 60),
    PERSON: Budget(1, 1),
    ARTICLES: Budget(90, 60),
    FILES: Budget(120, 60),
}
