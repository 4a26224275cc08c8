"""The rating of a remote ticket into the store; inside the caller's transaction."""

from csr_desk.actions import shield
from csr_desk.actions.desk import Desk
from csr_desk.backends.records import RemoteRating, RemoteTicket
from csr_desk.domain.instants import Instant
from csr_desk.store import answers, answers_write, people
from csr_desk.store.answers_write import NewAnswer, Taken, Writer


def take_rating(
    desk: Desk, account: str, ticket_id: int, ticket: RemoteTicket, known: RemoteTicket | None
) -> None:
    """Take in the rating of a ticket; a changed one replaces it, a reading too old is ignored.

    Where the helpdesk does not say when it was given, that is the ticket's last change at the
    first reading that shows it.
    """
    rating = ticket.rating
    if rating is None:
        return
    if rating.at is None and known is not None and ticket.updated_at < known.updated_at:
        return
    comment = shield.quietly(desk, rating.comment)
    owner = desk.store.value("SELECT customer_id FROM ticket WHERE id = ?", ticket_id)
    key = f"{account}:rating:{ticket.id}:{rating.id}"
    answer = NewAnswer(
        key,
        account,
        "csat",
        rating.scale,
        rating.value,
        _given_at(desk, key, rating, comment, ticket.updated_at),
        people.survivor(desk.store, int(owner)),
        ticket_id,
        comment,
    )
    writer = Writer(desk.store, desk.new_uid, desk.now(), desk.actor, desk.agent_id)
    if answers_write.take(writer, answer) is not Taken.SAME and comment != rating.comment:
        shield.masked(desk, rating.comment, "survey", ticket_id=ticket_id)


def _given_at(
    desk: Desk, key: str, rating: RemoteRating, comment: str, changed_at: Instant
) -> Instant:
    """Return when a rating was given: as told, as noted before, or the ticket's last change."""
    if rating.at is not None:
        return rating.at
    old = answers.by_key(desk.store, key)
    if old is not None and (old.raw, old.comment) == (rating.value, comment):
        return old.at
    return changed_at
