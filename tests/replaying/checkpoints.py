"""What the status line and the queue say at an instant, by the functions the screens use."""

from collections.abc import Callable
from typing import Any

from csr_desk.actions import draft, glance
from csr_desk.domain.instants import Instant, iso, parse_instant
from csr_desk.domain.models import DraftKind
from csr_desk.store import follow_ups, queue_lists, timeline, untriaged, views
from tests.replaying.script import Event
from tests.replaying.stage import VIEW, Stage


class Checkpoints:
    """The instants of the expectation, each looked at when its time has come."""

    def __init__(self, stage: Stage, wanted: list[Event]) -> None:
        self.stage = stage
        self.waiting = sorted(wanted, key=lambda one: parse_instant(one["at"]))
        self.count = len(wanted)

    def until(self, at: Instant | None) -> None:
        """Look at each checkpoint before an instant, all that are left with None."""
        while self.waiting:
            when = parse_instant(self.waiting[0]["at"])
            if at is not None and when >= at:
                return
            self.stage.advance(when)
            self.look(self.waiting.pop(0))

    def look(self, wanted: Event) -> None:
        """Compare what is told now with what must be."""
        for name, value in wanted.items():
            if name in NO_VALUES:
                continue
            told = self._told(name, value)
            if told != value:
                words = f"checkpoint {wanted['at']}: {name} is {told!r}, not {value!r}"
                self.stage.problems.append(words)

    def _told(self, name: str, value: Any) -> Any:
        for start, named in NAMED.items():
            if name.startswith(start):
                return named(self.stage, name.removeprefix(start))
        if name == "outbox_operations":
            return outbox_operations(self.stage, value)
        if name == "last_seen":
            return last_seen(self.stage, value)
        teller = TELLERS.get(name)
        return "not told" if teller is None else teller(self.stage)


NO_VALUES = frozenset({"n", "at", "by", "type", "scene"})


def queue(stage: Stage) -> int:
    """Return how many tickets the queue has."""
    view = views.named(stage.desk.store, VIEW)
    return queue_lists.count_of(stage.desk.store, view, stage.desk.agent_id, stage.desk.now()).n


def breached(stage: Stage) -> int:
    """Return how many rows of the queue say that they are over their time."""
    desk = stage.desk
    view = views.named(desk.store, VIEW)
    source = queue_lists.open_view(desk.store, view, view.sort, desk.agent_id, desk.now())
    rows = [source.row(index) for index in range(source.count())]
    late = [row for row in rows if row and row.due_at is not None and row.due_at <= desk.now()]
    return len(late)


def follow_ups_today(stage: Stage) -> int:
    """Return how many open follow-ups are due today."""
    today = stage.day(stage.desk.now())
    return sum(stage.day(one.due_at) == today for one in follow_ups.open_ones(stage.desk.store))


def focus(stage: Stage) -> int | None:
    """Return the contact whose clock runs."""
    contact = glance.look(stage.desk).focused
    return None if contact is None else contact.number


def asked_for(stage: Stage) -> int | None:
    """Return the contact that the desk asked about after it was lost."""
    asked = stage.asked
    return None if asked is None or asked.interaction is None else asked.interaction.id


def last_seen(stage: Stage, value: str) -> str:
    """Return the value where the desk was seen then or later, else when it was seen."""
    if stage.asked is None:
        return "nothing was asked"
    at = stage.asked.last_seen_at
    is_later = value.endswith(" or later") and at >= parse_instant(value.split()[0])
    return value if is_later else iso(at, stage.zone)


def draft_since(stage: Stage, number: str) -> str:
    """Return since when a contact's draft stands as it is."""
    contact = timeline.interaction(stage.desk.store, int(number.removesuffix("_unchanged_since")))
    typed = draft.load(stage.desk, contact.ticket_id, DraftKind.REPLY)
    return "no draft" if typed is None else iso(typed.updated_at, stage.zone)


def messages_on(stage: Stage, name: str) -> int:
    """Return how many of the agent's messages the customer sees at the helpdesk."""
    number = stage.number(name)
    if stage.helpdesk is None or number is None:
        return 0
    return len(stage.helpdesk.public_answers(number))


def outbox_operations(stage: Stage, wanted: list[str]) -> list[str]:
    """Return the lines whose operations wait as they say, and the names of others that wait."""
    waiting = {name for name, uids in stage.operations.items() if _states(stage, uids)}
    lines = [
        line
        for line in wanted
        if line.split()[0] in waiting
        and ("in doubt" not in line)
        == ("in_doubt" not in _states(stage, stage.operations[line.split()[0]]))
    ]
    return [*lines, *sorted(waiting - {line.split()[0] for line in wanted})]


def _states(stage: Stage, uids: list[str]) -> set[str]:
    sql = "SELECT state FROM operation WHERE uid = ?"
    return {stage.desk.store.value(sql, uid) for uid in uids} - {"acknowledged", "dropped"}


NAMED: dict[str, Callable[[Stage, str], Any]] = {
    "server_messages_on_": messages_on,
    "draft_of_": draft_since,
}
TELLERS: dict[str, Callable[[Stage], Any]] = {
    "queue": queue,
    "breached": breached,
    "follow_ups_today": follow_ups_today,
    "untriaged": lambda stage: len(untriaged.ids(stage.desk.store)),
    "focus": focus,
    "recovery_question_for": asked_for,
    "network": lambda stage: glance.look(stage.desk).network,
    "outbox": lambda stage: glance.look(stage.desk).outbox,
    "in_doubt": lambda stage: glance.look(stage.desk).in_doubt,
    "held": lambda stage: glance.look(stage.desk).held,
    "handled": lambda stage: glance.look(stage.desk).handled,
    "state": lambda stage: glance.look(stage.desk).state,
}
