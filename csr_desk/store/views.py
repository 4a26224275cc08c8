"""Views of the queue: which tickets, in which order, and the index each of them is read by.

A view either stands on an index in every order (`BY_INDEX`) and is then paged by keyset however
large it is, or it is bounded: at most `ID_LIMIT` tickets out of `SCAN_LIMIT` looked at.
"""

import json
from collections.abc import Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from csr_desk import errors
from csr_desk.domain.queue_row import Priority, Status
from csr_desk.store.connection import Store

ID_LIMIT = 1_000
"""How many tickets a bounded view shows."""

SCAN_LIMIT = 20_000
"""How many tickets a bounded view looks at, nearest or newest first."""


class Sort(StrEnum):
    """The orders of the queue."""

    DEADLINE = "deadline"
    NEWEST = "newest"
    OLDEST = "oldest"
    PRIORITY = "priority"

    @property
    def column(self) -> str:
        """Return the column of the ticket that this order compares, before its id."""
        columns = {Sort.DEADLINE: "queue_key", Sort.PRIORITY: "priority_key"}
        return columns.get(self, "updated_at")

    @property
    def descending(self) -> bool:
        """Tell whether the largest value comes first."""
        return self is Sort.NEWEST


class Base(StrEnum):
    """What a view starts from."""

    MINE = "mine"
    UNASSIGNED = "unassigned"
    OPEN = "open"
    WAITING = "waiting"
    FOLLOW_UPS = "follow_ups"
    SOLVED = "solved"
    ESCALATED = "escalated"
    UNACKNOWLEDGED = "unacknowledged"
    TEAM = "team"
    TAG = "tag"
    ALL = "all"
    REMOTE = "remote"


_OPEN_INDEXES = {"queue_key": "queue", "updated_at": "updated", "priority_key": "priority"}
BY_INDEX = {
    Base.MINE: ("t.assignee_id = ? AND t.status < 4", "ticket_assignee_"),
    Base.UNASSIGNED: ("t.assignee_id IS NULL AND t.status < 4", "ticket_assignee_"),
    Base.OPEN: ("t.status < 4", "ticket_open_"),
    Base.WAITING: ("t.status = 2", "ticket_pending_"),
}


def index_of(base: Base, sort: Sort) -> str:
    """Return the name of the index that gives a base in an order."""
    return BY_INDEX[base][1] + _OPEN_INDEXES[sort.column]


class Filter(NamedTuple):
    """What tickets of a saved view have in common; an empty field asks nothing.

    `assignee` is `me`, `nobody` or an agent's name; `text` are words of subject, customer,
    reference or tags. Without `statuses` a filter takes open work alone.
    """

    statuses: tuple[int, ...] = ()
    priorities: tuple[int, ...] = ()
    channels: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    assignee: str = ""
    tags: tuple[str, ...] = ()
    text: str = ""

    def as_json(self) -> str:
        """Return the text that is kept in the store; what asks nothing is left out."""
        return json.dumps({name: value for name, value in self._asdict().items() if value})

    def words(self) -> str:
        """Return the filter in words, such as `urgent, email, text "refund"`."""
        parts = [
            *(Status(one).word for one in self.statuses),
            *(Priority(one).word for one in self.priorities),
            *self.channels,
            *(f"group {one}" for one in self.groups),
            *([f"assignee {self.assignee}"] if self.assignee else []),
            *(f"tag {one}" for one in self.tags),
            *([f'text "{self.text}"'] if self.text else []),
        ]
        return ", ".join(parts) or "all open tickets"


def filter_of(text: str) -> Filter:
    """Return the filter a JSON text holds; unknown or unfit fields are Refused with their name."""
    try:
        found = json.loads(text)
    except ValueError as error:
        raise errors.Refused(f"a view's filter cannot be read: {text[:60]}") from error
    known = set(Filter._fields)
    unknown = sorted(set(found) - known) if isinstance(found, dict) else ["(not a table)"]
    if unknown:
        raise errors.Refused(f"a view's filter has no field {unknown[0]}")
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in found.items()
    }
    return checked(Filter(**values))


def checked(wanted: Filter) -> Filter:
    """Return a filter whose every value exists; Refused with the first one that does not."""
    for status in wanted.statuses:
        if status not in set(Status):
            raise errors.Refused(f"there is no status {status}")
    for priority in wanted.priorities:
        if priority not in set(Priority):
            raise errors.Refused(f"there is no priority {priority}")
    words = (*wanted.channels, *wanted.groups, *wanted.tags, wanted.assignee, wanted.text)
    if not all(isinstance(word, str) for word in words):
        raise errors.Refused("a view's filter holds something that is not text")
    return wanted


class View(NamedTuple):
    """A named selection of tickets; `name` is stable, `title` is shown.

    `remote` names account and id of a helpdesk's own view; its `sort` stands for the order the
    helpdesk gave it.
    """

    name: str
    title: str
    base: Base
    filter: Filter | None = None
    sort: Sort = Sort.DEADLINE
    saved_id: int | None = None
    short: str = ""
    remote: tuple[str, str] | None = None

    @property
    def label(self) -> str:
        """Return the shortest name, for a line of tabs."""
        return self.short or self.title

    @property
    def is_paged(self) -> bool:
        """Tell whether the view stands on an index in every order."""
        return self.filter is None and self.base in BY_INDEX


SHIPPED = (
    View("mine", "Mine", Base.MINE),
    View("unassigned", "Unassigned", Base.UNASSIGNED),
    View("open", "All open", Base.OPEN, short="Open"),
    View("waiting", "Waiting on customer", Base.WAITING, short="Waiting"),
    View("follow-ups", "Due follow-ups", Base.FOLLOW_UPS, short="Due"),
    View("solved", "Recently solved", Base.SOLVED, sort=Sort.NEWEST, short="Solved"),
)

DUTIES = (
    View("escalated", "Escalated", Base.ESCALATED),
    View("unacknowledged", "Unacknowledged", Base.UNACKNOWLEDGED, sort=Sort.OLDEST),
)
"""Views of what must not be forgotten; they stand last: no other view loses its digit."""


def saved(store: Store) -> list[View]:
    """Return the agent's saved views by name; one that cannot be read any more is left out."""
    found = []
    for row in store.all("SELECT id, name, filter, sort FROM saved_view ORDER BY name"):
        try:
            wanted = filter_of(row[2])
            sort = Sort(row[3])
        except (errors.Refused, ValueError, TypeError):
            continue
        found.append(View(row[1], row[1], base_of(wanted), wanted, sort, row[0]))
    return found


def of_helpdesks(store: Store) -> list[View]:
    """Return the helpdesks' own views, in their order."""
    rows = store.all(
        "SELECT account, remote_id, title FROM remote_view ORDER BY account, position, remote_id"
    )
    return [
        View(f"{row[0]}:{row[1]}", row[2], Base.REMOTE, sort=Sort.OLDEST, remote=(row[0], row[1]))
        for row in rows
    ]


def every(store: Store) -> list[View]:
    """Return the shipped views, the saved ones, those of the helpdesks, then the duties."""
    return [*SHIPPED, *saved(store), *of_helpdesks(store), *DUTIES]


def named(store: Store, name: str) -> View:
    """Return the view of a name or title, in any case; Refused with the names there are."""
    wanted = name.strip().casefold()
    known = every(store)
    for view in known:
        if wanted in (view.name.casefold(), view.title.casefold()):
            return view
    names = ", ".join(view.name for view in known)
    raise errors.Refused(f"there is no view {name}", f"There are: {names}.")


def as_filter(view: View) -> Filter | None:
    """Return a view as the filter that gives the same tickets, None for due follow-ups."""
    if view.filter is not None:
        return view.filter
    return {
        Base.MINE: Filter(assignee="me"),
        Base.UNASSIGNED: Filter(assignee="nobody"),
        Base.OPEN: Filter(),
        Base.WAITING: Filter(statuses=(Status.PENDING,)),
        Base.SOLVED: Filter(statuses=(Status.SOLVED,)),
    }.get(view.base)


def base_of(wanted: Filter) -> Base:
    """Return the narrowest start from which a filter's tickets are found."""
    if wanted.tags:
        return Base.TAG
    if any(status >= Status.SOLVED for status in wanted.statuses):
        return Base.SOLVED if set(wanted.statuses) == {Status.SOLVED} else Base.ALL
    if wanted.assignee == "me":
        return Base.MINE
    if wanted.assignee == "nobody":
        return Base.UNASSIGNED
    if len(wanted.groups) == 1:
        return Base.TEAM
    return Base.WAITING if wanted.statuses == (Status.PENDING,) else Base.OPEN


def conditions(wanted: Filter, agent_id: int) -> tuple[str, list[Any]]:
    """Return the SQL condition of a filter over ticket `t`, and its values; text is not in it."""
    parts: list[str] = []
    values: list[Any] = []

    def among(column: str, options: Sequence[Any]) -> None:
        if options:
            parts.append(f"{column} IN ({', '.join('?' * len(options))})")
            values.extend(options)

    if wanted.statuses:
        among("t.status", wanted.statuses)
    else:
        parts.append("t.status < 4")
    among("t.priority", wanted.priorities)
    among("t.channel", wanted.channels)
    if wanted.groups:
        marks = ", ".join("?" * len(wanted.groups))
        parts.append(f"t.team_id IN (SELECT id FROM team WHERE name IN ({marks}))")
        values.extend(wanted.groups)
    for tag in wanted.tags:
        parts.append("EXISTS (SELECT 1 FROM ticket_tag g WHERE g.tag = ? AND g.ticket_id = t.id)")
        values.append(tag)
    if wanted.assignee == "me":
        parts.append("t.assignee_id = ?")
        values.append(agent_id)
    elif wanted.assignee == "nobody":
        parts.append("t.assignee_id IS NULL")
    elif wanted.assignee:
        parts.append("t.assignee_id IN (SELECT id FROM agent WHERE name = ?)")
        values.append(wanted.assignee)
    return " AND ".join(parts), values
