"""What a run of `sync` came to: counts for each account, and the exit code they mean."""

from typing import Any, NamedTuple

from csr_desk import errors
from csr_desk.actions import helpdesks
from csr_desk.actions.desk import Desk
from csr_desk.actions.helpdesks import Standing
from csr_desk.cli.when import duration
from csr_desk.domain.instants import SECOND
from csr_desk.store import remote_order

_PULLED = (
    "SELECT count(DISTINCT e.ticket_id) FROM event e JOIN ticket t ON t.id = e.ticket_id"
    " WHERE e.seq > ? AND t.account = ? AND e.kind IN ('ticket.pulled', 'ticket.changed_remotely',"
    " 'ticket.deleted_remotely', 'ticket.merged_remotely', 'message.pulled',"
    " 'message.changed_remotely')"
)
"""How many tickets have something new from the helpdesk since an event."""

_ON_THEIR_WAY = ("waiting", "queued", "trying", "blocked")


class Before(NamedTuple):
    """How an account stood before a run; `event` is the last one of the log."""

    acknowledged: int
    event: int


class Answer(NamedTuple):
    """What a run came to; times in seconds, `cursor_age` None before the first pull.

    `unread` tickets have something new that a later run fetches.
    """

    account: str
    pushed: int
    pulled: int
    standing: Standing
    cursor_age: int | None
    error: errors.DeskError | None
    unread: int = 0

    @property
    def queued(self) -> int:
        """Return how many operations are still on their way."""
        return sum(self.standing.unsent.get(state, 0) for state in _ON_THEIR_WAY)

    def count(self, state: str) -> int:
        """Return how many operations stand in a state."""
        return self.standing.unsent.get(state, 0)


def before(desk: Desk, account: str) -> Before:
    """Return how an account stands now, to be compared afterwards."""
    last = desk.store.value("SELECT max(seq) FROM event") or 0
    return Before(_acknowledged(desk, account), last)


def after(
    desk: Desk, account: str, started: Before | None, error: errors.DeskError | None
) -> Answer:
    """Return what changed since."""
    standing = helpdesks.standing(desk.store, account)
    pulled_at = standing.row.pulled_at if standing.row else None
    pushed = pulled = 0
    if started is not None:
        pushed = _acknowledged(desk, account) - started.acknowledged
        pulled = int(desk.store.value(_PULLED, started.event, account))
    age = None if pulled_at is None else max(desk.now() - pulled_at, 0) // SECOND
    unread = remote_order.behind(desk.store, account)
    return Answer(account, pushed, pulled, standing, age, error, unread)


def document(one: Answer) -> dict[str, Any]:
    """Return a `sync` answer of cli.md."""
    row = one.standing.row
    return {
        "account": one.account,
        "pushed": one.pushed,
        "pulled": one.pulled,
        "queued": one.queued,
        "in_doubt": one.count("in_doubt"),
        "held": one.count("held"),
        "conflicts": one.standing.conflicts,
        "rejected": one.count("rejected"),
        "unread": one.unread,
        "cursor_age": one.cursor_age,
        "state": row.state if row else "new",
        "words": row.words if row else "",
    }


def words(one: Answer) -> str:
    """Return the answer as a line."""
    age = "never" if one.cursor_age is None else f"{duration(one.cursor_age)} ago"
    counts = [
        (one.queued, "still to send"),
        (one.count("in_doubt"), "in doubt"),
        (one.count("held"), "held"),
        (one.standing.conflicts, "conflict" if one.standing.conflicts == 1 else "conflicts"),
        (one.count("rejected"), "rejected"),
        (one.unread, "still to read"),
    ]
    left = "".join(f", {count} {what}" for count, what in counts if count)
    row = one.standing.row
    far = f", {row.progress} tickets so far" if row is not None and row.progress else ""
    return f"{one.account}: {one.pushed} sent, {one.pulled} fetched{far}{left}; last look {age}."


def problem(one: Answer) -> errors.DeskError | None:
    """Return why the account is not in step, with its exit code; None when it is."""
    if one.error is not None:
        return one.error
    row = one.standing.row
    if row is None:
        return None
    said = f"{one.account}: {row.words}" if row.words else f"{one.account} stands still"
    again = f"Run `csr-desk account add {one.account}` to sign in anew."
    if row.state == "sign_in":
        return errors.SignInNeeded(said, again)
    if row.state == "offline":
        return errors.Unreachable(said)
    if row.state == "waiting":
        return errors.Busy(said, "Run it again later; nothing is lost.")
    if row.state == "stopped":
        return errors.Refused(said, f"When it is settled: `csr-desk account add {one.account}`.")
    return None


def _acknowledged(desk: Desk, account: str) -> int:
    sql = "SELECT count(*) FROM operation WHERE account = ? AND state = 'acknowledged'"
    return int(desk.store.value(sql, account))
