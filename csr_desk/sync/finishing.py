"""The end of a change: acknowledged, and the ticket taken in as the helpdesk has it now."""

from csr_desk.backends.writes import Applied
from csr_desk.sync import outcomes, reading
from csr_desk.sync.account import SyncAccount
from csr_desk.sync.joining import Joined


def finish(
    account: SyncAccount, ticket_id: int, joined: Joined, marker: str, applied: Applied
) -> None:
    """Acknowledge a change and take in the ticket as it is now, in one transaction."""
    with account.desk.store.transaction():
        outcomes.acknowledged(account, joined, marker, applied)
        if joined.is_create:
            reading.know_ticket(account, ticket_id, applied.remote_id)
        reading.took(account, ticket_id, joined, applied)
