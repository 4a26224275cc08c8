"""What the helpdesk is asked for while a ticket is open: first what the agent looks at."""

from csr_desk import text
from csr_desk.actions import wishes
from csr_desk.domain.instants import MINUTE, Instant
from csr_desk.screens.ticket_base import TicketBase
from csr_desk.store import ticket_page

FRESH = MINUTE
"""For how long a ticket that was asked for is not asked for again."""


class TicketFetch(TicketBase):
    """Asks for the open ticket as its helpdesk has it now; tickets of no helpdesk ask nothing."""

    _seen: tuple[object, ...] = ()
    _version = (0, 0)

    def __init__(self) -> None:
        super().__init__()
        self._asked_at: dict[int, Instant] = {}

    def differs(self, ticket_id: int) -> bool:
        """Tell whether the ticket differs from what is shown; it is read only after a write."""
        version = self.desk.store.version()
        if version == self._version:
            return False
        self._version = version
        return ticket_page.fingerprint(self.desk.store, ticket_id) != self._seen

    @property
    def remote_remark(self) -> str:
        """Return what became of the ticket at its helpdesk, or what waits for the agent there."""
        store, ticket_id = self.desk.store, self.ticket_id or 0
        deleted_at, merged_into = ticket_page.gone(store, ticket_id) or (None, None)
        if merged_into is not None:
            return f"merged into #{text.line(merged_into, 20)} there"
        if deleted_at is not None:
            return "deleted at the helpdesk"
        stuck = store.value(
            "SELECT count(*) FROM operation WHERE ticket_id = ?"
            " AND state IN ('rejected', 'conflict')",
            ticket_id,
        )
        return self.host.keymap.fill(f"{stuck} in the outbox: {{go.outbox}}") if stuck else ""

    def want_fresh(self) -> bool:
        """Ask for the open ticket unless it was asked for a moment ago; tell whether it was."""
        ticket_id, now = self.ticket_id, self.desk.now()
        if ticket_id is None or now - self._asked_at.get(ticket_id, -FRESH) < FRESH:
            return False
        self._asked_at[ticket_id] = now
        return wishes.want_ticket(self.desk, ticket_id)
