"""What a response does beside its text: tags, a state, a promised date; shown before it is done."""

from collections.abc import Iterable
from dataclasses import dataclass

from csr_desk.actions.desk import Desk
from csr_desk.domain import placeholders
from csr_desk.domain.models import Status
from csr_desk.store import canned as store
from csr_desk.store import tickets

PROMISE = "promise.date"


@dataclass(frozen=True, slots=True)
class Effects:
    """What using responses does on a ticket; `promises` and `expired` are for the agent to read."""

    tags: tuple[str, ...] = ()
    status: Status | None = None
    promises: bool = False
    expired: bool = False

    @property
    def sentences(self) -> tuple[str, ...]:
        """Return it in words, nothing for a response that is text alone."""
        said = ["This response is no longer valid."] if self.expired else []
        if self.tags:
            said.append(f"Adds the {'tag' if len(self.tags) == 1 else 'tags'} {_list(self.tags)}.")
        if self.status is not None:
            said.append(f"Sets the ticket to {self.status.word} when it is sent.")
        if self.promises:
            said.append("Promises a date: it needs a follow-up.")
        return tuple(said)


def effects(desk: Desk, canned_ids: Iterable[int], ticket_id: int | None = None) -> Effects:
    """Return what the responses of one message do together; the last state named counts.

    Tags and the state the ticket has already are left out.
    """
    known = None if ticket_id is None else tickets.ticket(desk.store, ticket_id)
    now, used = desk.now(), [store.response(desk.store, one) for one in canned_ids]
    has = known.tags if known else ()
    tags = dict.fromkeys(tag for one in used for tag in one.tags if tag not in has)
    states = [one.set_status for one in used if one.set_status is not None]
    status = states[-1] if states else None
    return Effects(
        tuple(tags),
        None if known is not None and known.status is status else status,
        any(PROMISE in names(one.body) for one in used),
        any(one.valid_until is not None and one.valid_until <= now for one in used),
    )


def names(body: str) -> tuple[str, ...]:
    """Return the placeholders of a text by the desk's own names, each once."""
    return tuple(dict.fromkeys(span.name for span in placeholders.unfilled(body)))


def _list(words: tuple[str, ...]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
