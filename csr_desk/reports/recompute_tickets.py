"""Tickets and their public words as the event log has them; answers to surveys; articles."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from csr_desk.domain.instants import Instant
from csr_desk.domain.survey import Value
from csr_desk.store.events import Event

_LIVE: Final = frozenset({"waiting", "sent", "received"})
_ACCEPTED: Final = frozenset({"sent", "received"})


@dataclass
class Word:
    """A public message of a person of the desk."""

    ticket: int
    at: Instant
    state: str
    public: bool = True
    acknowledges: bool = False


class LoggedAnswer(NamedTuple):
    """An answer to a survey as it was taken in."""

    number: int
    kind: str
    survey: str
    scale: str
    value: Value
    at: Instant
    contact: int | None


@dataclass
class Tickets:
    """When tickets were made and who said what; tickets in `loose` an older desk logged less of."""

    created: dict[int, Instant] = field(default_factory=dict)
    words: dict[int, Word] = field(default_factory=dict)
    operations: dict[str, int] = field(default_factory=dict)
    loose: set[int] = field(default_factory=set)
    answers: dict[int, LoggedAnswer] = field(default_factory=dict)
    articles: dict[int, tuple[int, Instant, bool]] = field(default_factory=dict)

    def take(self, event: Event) -> None:
        """Take one of `KINDS` in, in the order of the log."""
        _TAKES[event.kind](self, event)

    def said(self) -> dict[int, tuple[list[Instant], list[Instant]]]:
        """Return the instants of the words on each ticket: those that stand, and the accepted."""
        found: dict[int, tuple[list[Instant], list[Instant]]] = {}
        for word in self.words.values():
            told, answered = found.setdefault(word.ticket, ([], []))
            if word.public and word.state in _LIVE:
                told.append(word.at)
            if word.public and word.state in _ACCEPTED and not word.acknowledges:
                answered.append(word.at)
        return found


def _created(all_: Tickets, event: Event) -> None:
    if event.ticket_id is not None and "created" in event.data:
        all_.created.setdefault(event.ticket_id, event.data["created"])


def _said(all_: Tickets, event: Event) -> None:
    data, ticket = event.data, event.ticket_id
    if ticket is None:
        return
    if "said" not in data:
        # Sync holds back a message that is known; anything else an older desk has logged.
        if event.kind == "message.held" and data["message"] in all_.words:
            all_.words[data["message"]].state = "held"
        else:
            all_.loose.add(ticket)
        return
    if data["by"] != "agent" or (event.kind != "message.pulled" and not data["public"]):
        return
    state = "sent" if event.kind == "message.pulled" else data["state"]
    all_.words[data["message"]] = Word(ticket, data["said"], state, data["public"])
    if data.get("operation"):
        all_.operations[data["operation"]] = data["message"]


def _moved(state: str) -> Callable[[Tickets, Event], None]:
    def take(all_: Tickets, event: Event) -> None:
        word = all_.words.get(all_.operations.get(event.data["operation"], 0))
        if word is not None:
            word.state = state

    return take


def _released(all_: Tickets, event: Event) -> None:
    if event.data.get("sent", True):
        _moved("sent")(all_, event)


def _arrived(all_: Tickets, event: Event) -> None:
    if event.data.get("carries", "reply") in ("reply", "note"):
        _moved("sent")(all_, event)


def _shelved(all_: Tickets, event: Event) -> None:
    _moved("dropped")(all_, event)


def _changed(all_: Tickets, event: Event) -> None:
    word = all_.words.get(event.data["message"])
    if word is not None:
        word.public = event.data["public"]


def _acknowledged(all_: Tickets, event: Event) -> None:
    word = all_.words.get(event.data["message"])
    if word is not None:
        word.acknowledges = True


def _loose(all_: Tickets, event: Event) -> None:
    """Let a ticket go whose rows went to another one: the log has no list of them."""
    all_.loose |= {one for one in (event.ticket_id, event.data.get("into")) if one is not None}


def _answered(all_: Tickets, event: Event) -> None:
    data = event.data
    all_.answers[data["answer"]] = LoggedAnswer(
        data["answer"],
        data["survey_kind"],
        data["survey"],
        data["scale"],
        data["value"],
        data["answered_at"],
        event.interaction_id,
    )


def _article(all_: Tickets, event: Event) -> None:
    number = event.data["article"]
    if event.kind == "article.created":
        if "owner" in event.data:
            all_.articles[number] = event.data["owner"], event.data["created"], True
    elif number in all_.articles:
        owner, at, _ = all_.articles[number]
        all_.articles[number] = owner, at, event.kind == "article.restored"


def _pairs() -> Iterator[tuple[str, Callable[[Tickets, Event], None]]]:
    for kind in ("ticket.created", "ticket.pulled", "triage.set", "triage.spam"):
        yield kind, _created
    for name in ("queued", "held", "received", "pulled"):
        yield f"message.{name}", _said
    for kind in ("message.undone", "message.dropped", "outbox.dropped", "outbox.kept_as_note"):
        yield kind, _shelved
    yield "message.sent_anyway", _moved("waiting")
    yield "operation.released", _released
    for name in ("acknowledged", "partly_acknowledged", "judged_arrived"):
        yield f"operation.{name}", _arrived
    yield "message.changed_remotely", _changed
    yield "ticket.acknowledged", _acknowledged
    for name in ("merged", "merge_undone", "split", "split_undone"):
        yield f"ticket.{name}", _loose
    yield "survey.answered", _answered
    for name in ("created", "archived", "restored"):
        yield f"article.{name}", _article


_TAKES: Final = dict(_pairs())
KINDS: Final = tuple(_TAKES)
