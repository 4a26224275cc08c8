"""What the agent would like from the helpdesk next; written down here, fetched by the sync."""

from csr_desk import errors
from csr_desk.actions import shield
from csr_desk.actions.desk import LOCAL, Desk
from csr_desk.domain.instants import MINUTE
from csr_desk.store import remote

LEAST_LETTERS = 3
FRESH = 10 * MINUTE
"""How long what the help centre answered is taken for the newest."""


def want_ticket(desk: Desk, ticket_id: int) -> bool:
    """Ask for a ticket and its conversation as they are now; False for one of no helpdesk."""
    if remote.state(desk.store, ticket_id) is None:
        return False
    with desk.store.transaction():
        remote_account = str(
            desk.store.value("SELECT account FROM remote_ticket WHERE ticket_id = ?", ticket_id)
        )
        remote.set_state(desk.store, ticket_id, remote_account, wanted_at=desk.now())
    return True


def want_file(desk: Desk, attachment_id: int) -> None:
    """Ask for a file; Refused when there is none, or its helpdesk found something bad in it."""
    row = desk.store.one("SELECT scan, url FROM attachment WHERE id = ?", attachment_id)
    if row is None:
        raise errors.Refused(f"there is no file {attachment_id}")
    if row[0] == "malware_found":
        raise errors.Refused(
            "the helpdesk found malware in this file", "Ask the sender for another one."
        )
    with desk.store.transaction():
        desk.store.execute(
            "UPDATE attachment SET wanted_at = ?, error = '' WHERE id = ? AND sha256 IS NULL",
            desk.now(),
            attachment_id,
        )


def want_view(desk: Desk, account: str, view: str) -> None:
    """Ask for the tickets of a view of the helpdesk as they are now."""
    with desk.store.transaction():
        desk.store.execute(
            "UPDATE remote_view SET wanted_at = ? WHERE account = ? AND remote_id = ?",
            desk.now(),
            account,
            view,
        )


def want_articles(desk: Desk, words: str) -> None:
    """Ask the help centres of all helpdesks for articles; what was asked lately is not again."""
    words = shield.quietly(desk, " ".join(words.split()))[:200]
    helpdesks = [one.name for one in desk.config.accounts.values() if one.backend != LOCAL]
    if len(words) < LEAST_LETTERS or not helpdesks:
        return
    now = desk.now()
    with desk.store.transaction():
        for name in helpdesks:
            desk.store.execute(
                "INSERT INTO article_wish (account, words, wanted_at) VALUES (?1, ?2, ?3)"
                " ON CONFLICT DO UPDATE SET wanted_at = ?3, done_at = NULL"
                " WHERE done_at < ?3 - ?4",
                name,
                words,
                now,
                FRESH,
            )


def articles_are_here(desk: Desk, words: str) -> bool:
    """Tell whether every help centre asked for these words has answered."""
    words = shield.quietly(desk, " ".join(words.split()))[:200]
    waits = desk.store.value(
        "SELECT EXISTS (SELECT 1 FROM article_wish WHERE words = ? AND done_at IS NULL)", words
    )
    return not waits


def allow_deletions(desk: Desk, account: str) -> None:
    """Let a mass deletion at the helpdesk through for an hour; Refused for an unknown account."""
    if remote.account(desk.store, account) is None:
        raise errors.Refused(f"there is no account {account}", "`csr-desk account` lists them.")
    with desk.store.transaction():
        remote.set_account(desk.store, account, deletions_allowed_at=desk.now())
        desk.log("account.deletions_allowed", account=account)
