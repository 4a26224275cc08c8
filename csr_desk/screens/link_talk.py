"""Linking a ticket: as what, to which one; and going to what it is linked to."""

from collections.abc import Callable

from csr_desk import errors, text
from csr_desk.actions import seen_before, ticket_link
from csr_desk.actions.seen_before import Earlier
from csr_desk.errors import DeskError
from csr_desk.screens import link_words
from csr_desk.screens.dialogs import AskText, Choice, Choose, PickWide
from csr_desk.screens.host import Host
from csr_desk.store import ticket_links, tickets
from csr_desk.store.ticket_links import DUPLICATE, INCIDENT, RELATED, SAME_ISSUE, SPLIT

PROBLEM, UNLINK = "problem", "unlink"
_KINDS = (
    Choice("s", "the same issue as …", SAME_ISSUE),
    Choice("d", "a duplicate of …", DUPLICATE),
    Choice("i", "an incident of the problem …", INCIDENT),
    Choice("p", "the problem of the incident …", PROBLEM),
    Choice("r", "related to …", RELATED),
)
_NEAR = 4


def ask(
    host: Host,
    ticket_id: int,
    done: Callable[[], None],
    *,
    contact_id: int | None = None,
    found: Earlier | None = None,
) -> None:
    """Ask what the ticket is of another one, and of which; `found` is the one proposed."""
    ticket = tickets.ticket(host.desk.store, ticket_id)
    choices = list(_KINDS)
    links = [one for one in ticket_links.of_ticket(host.desk.store, ticket_id) if one.kind != SPLIT]
    if links:
        choices.append(Choice("u", "not linked any more to …", UNLINK))

    def chosen(kind: str) -> None:
        if kind == UNLINK:
            _ask_which(host, ticket_id, done)
        else:
            _ask_other(host, ticket_id, kind, done, contact_id, found)

    host.ask(Choose(f"#{ticket.reference} is", choices), chosen)


def _ask_other(
    host: Host,
    ticket_id: int,
    kind: str,
    done: Callable[[], None],
    contact_id: int | None,
    found: Earlier | None,
) -> None:
    desk = host.desk

    def ends(typed: str) -> tuple[int, int, str]:
        other = tickets.by_reference(desk.store, typed).id
        return (other, ticket_id, INCIDENT) if kind == PROBLEM else (ticket_id, other, kind)

    def check(typed: str) -> str | None:
        try:
            return ticket_link.problem(desk, *ends(typed))
        except DeskError as error:
            return error.message

    def linked(typed: str) -> None:
        one, other, as_kind = ends(typed)
        here = contact_id if one == ticket_id else None
        ticket_link.link(desk, one, other, as_kind, contact_id=here)
        if found is not None and found.ticket_id in (one, other):
            seen_before.used(desk, ticket_id, found)
        names = [tickets.ticket(desk.store, number).reference for number in (one, other)]
        words = link_words.KINDS[as_kind][0]
        host.say(f"#{names[0]}: {words} #{names[1]}. {{message.undo}} takes it back.")
        done()

    label = next(one.label for one in _KINDS if one.value == kind).rstrip(" …")
    value = found.reference if found is not None and not found.is_same_ticket else ""
    host.ask(AskText(f"It is {label}", _near(host, ticket_id), value, check=check), linked)


def _near(host: Host, ticket_id: int) -> str:
    """Return what may be meant: the customer's other tickets."""
    near = ticket_link.candidates(host.desk, ticket_id)[:_NEAR]
    if not near:
        return "The number of the other ticket, such as #4711."
    lines = [f"#{one.reference}  {text.line(one.subject, 40)}" for one in near]
    return "\n".join(["The number of the other ticket. Of this customer:", *lines])


def _ask_which(host: Host, ticket_id: int, done: Callable[[], None]) -> None:
    """Ask which link to take away."""

    def taken(other_id: int) -> None:
        ticket_link.unlink(host.desk, ticket_id, other_id)
        host.say("They are not linked any more.")
        done()

    _pick(host, ticket_id, "Take the link away", taken)


def go_to_linked(host: Host, ticket_id: int) -> None:
    """Go to the ticket this one belongs to, after a question where there are several.

    Raises Refused when it belongs to none.
    """
    gone = ticket_links.merged_into(host.desk.store, ticket_id)
    found = ticket_links.of_ticket(host.desk.store, ticket_id)
    others = list(dict.fromkeys([*([gone[0]] if gone else []), *(one.other_id for one in found)]))
    if not others:
        raise errors.Refused("this ticket is linked to none", "{interaction.link} links it.")

    async def go(other_id: int) -> None:
        await host.go("ticket", ticket_id=other_id)

    if len(others) == 1:
        host.call_later(go, others[0])
        return
    _pick(host, ticket_id, "Go to", go)


def _pick(host: Host, ticket_id: int, title: str, then: Callable[[int], object]) -> None:
    found = ticket_links.of_ticket(host.desk.store, ticket_id)
    picks = [
        Choice("", link_words.named(one), one.other_id, f"{one.status.word}  {one.subject}")
        for one in found
    ]
    gone = ticket_links.merged_into(host.desk.store, ticket_id)
    if gone is not None:
        picks.insert(0, Choice("", f"merged into #{gone[1]}", gone[0]))
    host.ask(PickWide(title, picks), then)
