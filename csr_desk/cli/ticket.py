"""`ticket`: changes fields of a ticket as one change; what its helpdesk wants is given along."""

from typing import Any, NamedTuple

from csr_desk import errors
from csr_desk.actions import outbox, required
from csr_desk.actions import ticket as ticket_actions
from csr_desk.actions.desk import Desk
from csr_desk.actions.remote_words import options_of
from csr_desk.actions.ticket import Change
from csr_desk.cli import ticket_joining, who
from csr_desk.cli.context import Context
from csr_desk.cli.parser import Parser
from csr_desk.domain.models import OperationState, Priority, Status
from csr_desk.domain.toml_table import did_you_mean
from csr_desk.store.tickets import Ticket

STATUSES = [one.word for one in Status if one not in (Status.NEW, Status.CLOSED)]
PRIORITIES = [one.word for one in Priority if one is not Priority.NONE]
_TABLES = {"colleague": "agent", "group": "team"}


class _Tags(NamedTuple):
    add: tuple[str, ...]
    remove: tuple[str, ...]


def arguments(verb: str, parser: Parser) -> None:
    """Add the ticket and what to change."""
    parser.add_argument("ticket", metavar="TICKET", help="a ticket's reference")
    parser.add_argument("--status", metavar="S", choices=STATUSES, help=", ".join(STATUSES))
    parser.add_argument("--priority", metavar="P", choices=PRIORITIES, help=", ".join(PRIORITIES))
    parser.add_argument("--assign", metavar="WHO", help="a colleague's name, me, or none")
    parser.add_argument("--group", metavar="NAME", help="a group's name")
    parser.add_argument(
        "--tag", metavar="+A,-B", help="tags to add and to remove; --tag=-B for -B alone"
    )
    parser.add_argument("--why", metavar="TEXT", default="", help="why solved without an answer")
    parser.add_argument(
        "--field",
        metavar="TITLE=VALUE",
        action="append",
        default=[],
        help="a field the helpdesk wants filled before the status",
    )
    ticket_joining.arguments(parser)


def run(context: Context) -> int:
    """Change the ticket and print what became of the change."""
    options = context.options
    wanted = (options.status, options.priority, options.assign, options.group, options.tag)
    if not any((*wanted, options.field, options.merge_into, options.link)):
        raise errors.Usage("there is nothing to change", "Name at least one option.")
    with context.desk() as desk:
        outbox.release_due(desk)
        found = who.ticket(desk, options.ticket)
        change = _change(desk, options)
        with desk.store.transaction():
            filled = _fill(desk, found, change.status, options.field)
            uid = ticket_actions.change(desk, found.id, change) or next(iter(filled), None)
            joined = ticket_joining.join(desk, found, options)
        uid = joined.operation if joined and joined.operation else uid
        state = _state(desk, uid)
        context.out.answer(
            {"ticket": found.reference, "message": None, "operation": uid, "state": state},
            f"Ticket #{found.reference}: {joined.words if joined else _WORDS[state]}.",
        )
    return 0


_WORDS: dict[str | None, str] = {
    None: "is as it was, nothing was different",
    OperationState.ACKNOWLEDGED: "changed",
    OperationState.QUEUED: "changed, waits for the helpdesk",
    OperationState.BLOCKED: "changed, waits behind an earlier change",
}


def _state(desk: Desk, uid: str | None) -> str | None:
    found = desk.store.value("SELECT state FROM operation WHERE uid = ?", uid)
    return None if found is None else str(found)


def _change(desk: Desk, options: Any) -> Change:
    tags = _tags(options.tag or "")
    assignee = None
    if options.assign not in (None, "none"):
        own = options.assign == "me"
        assignee = desk.agent_id if own else _named(desk, "colleague", options.assign)
    return Change(
        status=Status[options.status.upper()] if options.status else None,
        priority=Priority[options.priority.upper()] if options.priority else None,
        assignee_id=assignee,
        unassign=options.assign == "none",
        team_id=_named(desk, "group", options.group) if options.group else None,
        add_tags=tags.add,
        remove_tags=tags.remove,
        told=options.why.strip(),
    )


def _tags(typed: str) -> _Tags:
    """Return the tags to add (`a` or `+a`) and those to remove (`-b`)."""
    words = typed.replace(",", " ").split()
    add = tuple(one.removeprefix("+") for one in words if not one.startswith("-"))
    return _Tags(add, tuple(one[1:] for one in words if one.startswith("-") and len(one) > 1))


def _named(desk: Desk, kind: str, name: str) -> int:
    """Return the colleague or group of a name; Refused with one that is near."""
    rows: dict[str, int] = dict(desk.store.all(f"SELECT name, id FROM {_TABLES[kind]} ORDER BY id"))
    folded = {known.casefold(): number for known, number in rows.items()}
    if name.strip().casefold() not in folded:
        raise errors.Refused(f"there is no {kind} {name}.{did_you_mean(name, rows)}")
    return folded[name.strip().casefold()]


def _fill(desk: Desk, found: Ticket, status: Status | None, given: list[str]) -> list[str]:
    """Fill the fields given; Refused with those the helpdesk still wants for the status."""
    titles = _fields(desk, found)
    values: dict[str, Any] = {}
    for one in given:
        title, equals, value = one.partition("=")
        if not equals or title.strip().casefold() not in titles:
            near = did_you_mean(title, [field.title for field in titles.values()])
            raise errors.Refused(f"the ticket has no field {title}.{near}", "Write TITLE=VALUE.")
        field = titles[title.strip().casefold()]
        values[field.id] = _value(field, value.strip())
    wants = required.missing(desk, found.id, status, values) if status is not None else []
    if wants:
        names = ", ".join(one.title for one in wants)
        hint = f'Give them along, such as --field "{wants[0].title}=…".'
        raise errors.Refused(f"the helpdesk wants these fields filled first: {names}", hint)
    return required.fill(desk, found.id, values) if values else []


def _fields(desk: Desk, found: Ticket) -> dict[str, required.Field]:
    rows = desk.store.all(
        "SELECT remote_id, title, type FROM remote_field WHERE account = ? AND role = ''",
        found.account,
    )
    fields = (
        required.Field(id_, title, kind, tuple(options_of(desk, found.account, id_).items()))
        for id_, title, kind in rows
    )
    return {field.title.casefold(): field for field in fields}


def _value(field: required.Field, typed: str) -> Any:
    """Return the value that is meant: an option by its value or its label, else the text."""
    for value, label in field.options:
        if typed.casefold() in (str(value).casefold(), str(label).casefold()):
            return value
    return typed
