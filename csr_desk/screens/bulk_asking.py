"""The questions before tickets are changed: status, priority, person, group and tags."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from csr_desk import errors, text
from csr_desk.actions import required, ticket
from csr_desk.actions.ticket import Change
from csr_desk.actions.ticket_remote import OwnStatus, own_statuses
from csr_desk.domain.models import Priority, Status
from csr_desk.screens.dialogs import AskText, Choice, Choose, Pick
from csr_desk.screens.required import fill_first

if TYPE_CHECKING:
    from csr_desk.screens.bulk import BulkChanges

STATUS_LETTERS = {"o": Status.OPEN, "p": Status.PENDING, "h": Status.HOLD, "s": Status.SOLVED}
PRIORITY_LETTERS = {
    "l": Priority.LOW,
    "n": Priority.NORMAL,
    "h": Priority.HIGH,
    "u": Priority.URGENT,
}
_OWN = "own"


def ask_status(place: "BulkChanges") -> None:
    """Ask for the status; one of the helpdesk's own has a list of its own."""
    choices: list[Choice[Status | str]] = [
        Choice(key, one.word, one) for key, one in STATUS_LETTERS.items()
    ]
    if _own_statuses(place):
        choices.append(Choice("m", "one of the helpdesk's own …", _OWN))
    place.ask(Choose(place.about("Status"), choices), lambda one: _status_chosen(place, one))


def _own_statuses(place: "BulkChanges") -> list[OwnStatus]:
    """Return the statuses that the helpdesk of the one target has beside the usual ones."""
    ids = place.targets()
    return own_statuses(place.desk, ids[0]) if len(ids) == 1 else []


def _ask_own_status(place: "BulkChanges") -> None:
    picks = [
        Choice("", text.line(one.title, 40), one, one.status.word) for one in _own_statuses(place)
    ]

    async def chosen(one: OwnStatus) -> None:
        ids = place.targets()
        await fill_first(
            place.host, ids[0], one.status, lambda: _status_filled(place, one.status, one)
        )

    place.ask(Pick(place.about("Status"), picks), chosen)


async def _status_chosen(place: "BulkChanges", status: Status | str) -> None:
    if isinstance(status, str):
        _ask_own_status(place)
        return
    ids = place.targets()
    if len(ids) == 1:
        await fill_first(place.host, ids[0], status, lambda: _status_filled(place, status))
        return
    left_out = required.unfilled(place.desk, ids, status)
    if len(left_out) == len(ids):
        raise errors.Refused(
            f"all {len(ids)} tickets have fields to fill before they are {status.word}",
            "Open them one by one.",
        )
    _status_filled(place, status, left_out=left_out)


def _status_filled(
    place: "BulkChanges",
    status: Status,
    own: OwnStatus | None = None,
    left_out: Mapping[int, str] = MappingProxyType({}),
) -> None:
    ids = [one for one in place.targets() if one not in left_out]
    untold = [one for one in ids if not ticket.has_public_answer(place.desk, one)]
    change = Change(status=status, custom_status=own.id if own else None)
    words = f"status {text.line(own.title, 40) if own else status.word}"
    if status is not Status.SOLVED or not untold:
        place.propose(change, words, left_out)
        return
    count = "1 ticket" if len(untold) == 1 else f"{len(untold)} tickets"
    place.ask(
        AskText(
            "Solved without an answer",
            f"{count} had no answer to the customer. Why is none needed?",
            check=lambda why: None if why.strip() else "Say why, for instance: told by phone.",
        ),
        lambda why: place.propose(change._replace(told=why), words, left_out),
    )


def ask_priority(place: "BulkChanges") -> None:
    """Ask for the priority."""
    choices = [Choice(key, one.word, one) for key, one in PRIORITY_LETTERS.items()]
    place.ask(
        Choose(place.about("Priority"), choices),
        lambda one: place.propose(Change(priority=one), f"priority {one.word}"),
    )


def ask_person(place: "BulkChanges") -> None:
    """Ask for the person; oneself comes first."""
    mine, store = place.desk.agent_id, place.desk.store
    rows = store.all("SELECT id, name FROM agent ORDER BY id <> ?, name", mine)
    choices = [
        Choice("", name, number, "yourself" if number == mine else "") for number, name in rows
    ]

    def assigned(agent_id: int) -> None:
        if not agent_id:
            place.propose(Change(unassign=True), "assigned to nobody")
            return
        name = store.value("SELECT name FROM agent WHERE id = ?", agent_id)
        place.propose(Change(assignee_id=agent_id), f"assigned to {name}")

    place.ask(Pick(place.about("Assign"), [*choices, Choice("", "nobody", 0)]), assigned)


def ask_group(place: "BulkChanges") -> None:
    """Ask for the group."""
    rows = place.desk.store.all("SELECT id, name FROM team ORDER BY name")
    if not rows:
        place.host.say("There are no groups in this desk.", "warning")
        return
    names: dict[int, str] = dict(rows)
    choices = [Choice("", name, number) for number, name in rows]
    place.ask(
        Pick(place.about("Group"), choices),
        lambda one: place.propose(Change(team_id=one), f"group {names[one]}"),
    )


def ask_tags(place: "BulkChanges") -> None:
    """Ask for tags to add and, with a minus before them, to remove."""

    def tagged(typed: str) -> None:
        parts = typed.replace(",", " ").split()
        add = tuple(one.removeprefix("+") for one in parts if not one.startswith("-"))
        remove = tuple(one[1:] for one in parts if len(one) > 1 and one.startswith("-"))
        if add or remove:
            change = Change(add_tags=add, remove_tags=remove)
            place.propose(change, f"tags {' '.join(parts)}")

    words = "Tags to add, separated by spaces; -tag removes one."
    place.ask(AskText(place.about("Tags"), words), tagged)
