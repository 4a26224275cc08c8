"""What wants to be seen without taking a key: a caller, a promise to keep, a follow-up that is due.

One line below the clock shows the most urgent of them; it waits, and what is typed goes where it
was meant for.
"""

from typing import TYPE_CHECKING

from csr_desk import text
from csr_desk.domain.instants import MINUTE
from csr_desk.screens import idle
from csr_desk.widgets.moments import moment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csr_desk.actions.promised import Offer
    from csr_desk.domain.models import Interaction
    from csr_desk.screens.host import Host

OFFER_LASTS = 5 * MINUTE
"""How long a promise is offered after it was written."""

_WAYS = {"phone": "calls", "in_person": "is here", "chat": "writes in the chat"}


def look(host: "Host") -> None:
    """Ring what is due now and take up a caller that was announced; called once a second."""
    from csr_desk.actions import callers, reminders

    rung = reminders.ring(host.desk)
    if rung:
        host.rung = [*host.rung, *rung]
        host.bell()
    announced = callers.take(host.desk)
    if announced is not None:
        host.announced = announced
        host.bell()


def offer(host: "Host", found: "Sequence[Offer]") -> None:
    """Offer promises to be kept as tasks; they replace those that were offered before."""
    host.offers, host.offered_at = list(found), host.desk.now()


def offer_of_contact(host: "Host", one: "Interaction", note: str) -> None:
    """Offer what a contact promised in its messages and in the note of its wrap-up."""
    from csr_desk.actions import promised

    found = promised.of_contact(host.desk, one.id, one.ticket_id)
    known = {each.due_at for each in found}
    noted = promised.offers(host.desk, note, one.ticket_id, one.id)
    offer(host, [*found, *(each for each in noted if each.due_at not in known)])


def offers_now(host: "Host") -> "list[Offer]":
    """Return what is offered still: neither kept meanwhile nor too old."""
    if not host.offers:
        return []
    from csr_desk.actions import follow_up

    if host.desk.now() - host.offered_at > OFFER_LASTS:
        host.offers = []
    host.offers = [
        one for one in host.offers if not follow_up.is_kept(host.desk, one.ticket_id, one.due_at)
    ]
    return host.offers


def next_offer(host: "Host") -> "Offer | None":
    """Return the promise that is offered first, None when none is."""
    found = offers_now(host)
    return found[0] if found else None


def words(host: "Host") -> str:
    """Return what the line says now, `""` for nothing."""
    return (
        idle.words(host)
        or _caller_words(host)
        or _offer_words(host)
        or _due_words(host)
        or host.background
    )


def _caller_words(host: "Host") -> str:
    one = host.announced
    if one is None:
        return ""
    from csr_desk.actions.callers import STAYS

    if host.desk.now() - one.at > STAYS:
        host.announced = None
        return ""
    does = _WAYS.get(one.channel, "comes in")
    key = host.keymap.fill("{call.start}") if one.channel == "phone" else ""
    who = text.line(one.name or one.said or "Somebody", 28)
    known = "nobody known" if one.customer_id is None else f"{one.open_tickets} open"
    last = f", last {text.line(one.last, 20)}" if one.last else ""
    said = f" {text.line(one.said, 18)}" if one.name and one.said else ""
    return f"{f'{key}: ' if key else ''}{who} {does}{said} ({known}{last})"


def _offer_words(host: "Host") -> str:
    found = offers_now(host)
    if not found:
        return ""
    from csr_desk.actions import due_time

    one, more = found[0], f", {len(found) - 1} more" if len(found) > 1 else ""
    at = due_time.shown(host.desk, one.due_at)
    quoted = text.line(one.words, 60)
    moved = f" ({one.moved})" if one.moved else ""
    return host.keymap.fill(f"{{promise.keep}} keeps {at}{more}: “{quoted}”{moved}")


def _due_words(host: "Host") -> str:
    if not host.rung:
        return ""
    from csr_desk.actions import reminders

    host.rung = reminders.still_due(host.desk, host.rung)
    if not host.rung:
        return ""
    one = host.rung[0]
    more = f", {len(host.rung) - 1} more" if len(host.rung) > 1 else ""
    at = moment(one.due_at, host.desk.now(), host.desk.zone)
    who = f"{text.line(one.customer, 24)}: " if one.customer else ""
    said = text.line(one.text, 40)
    return host.keymap.fill(f"Due {at}{more} ({{go.tasks}}): {who}{said}")
