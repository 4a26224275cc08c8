"""What wants to be seen without taking a key: a caller, a promise to keep, a follow-up that is due.

One line below the clock shows the most urgent of them; it waits, and what is typed goes where it
was meant for.
"""

from typing import TYPE_CHECKING

from csr_desk import text
from csr_desk.domain.instants import MINUTE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csr_desk.actions.promised import Offer
    from csr_desk.actions.recovery import Recovery
    from csr_desk.domain.idle import IdleSignal
    from csr_desk.domain.models import Interaction
    from csr_desk.screens.host import Host

OFFER_LASTS = 5 * MINUTE
"""How long a promise is offered after it was written."""
_QUOTED = 16
"""Letters of a promise that are always shown, however narrow the window."""

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


def keyboard_rests(host: "Host", signal: "IdleSignal") -> None:
    """Ask, offer to trim, or lock, as the idle keyboard needs it."""
    from csr_desk.screens import idle

    idle.answer(host, signal)


def returned(host: "Host") -> None:
    """Note that a key was pressed, where the idle keyboard asked or offered something."""
    if host.idle_notice is not None:
        from csr_desk.screens import idle

        idle.returned(host)


def ask_recovery(host: "Host", found: "Recovery | None") -> None:
    """Ask whether a contact went on while the desk was away."""
    if found is not None:
        from csr_desk.screens import recovery

        recovery.ask(host, found)


def offer(host: "Host", found: "Sequence[Offer]") -> None:
    """Offer promises to be kept as tasks; they replace those that were offered before."""
    host.offers, host.offered_at = list(found), host.desk.now()


def offer_of_contact(host: "Host", one: "Interaction", note: str) -> None:
    """Offer what a contact promised in its messages and in the note of its wrap-up."""
    from csr_desk.actions import promised
    from csr_desk.screens import incident_news

    incident_news.offer(host, one.ticket_id)
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
        _idle_words(host)
        or _caller_words(host)
        or _offer_words(host)
        or _incident_words(host)
        or _due_words(host)
        or host.background
    )


def _idle_words(host: "Host") -> str:
    if host.idle_notice is None:
        return ""
    from csr_desk.screens import idle

    return idle.words(host)


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
    moved = f", {one.moved.partition(': moved')[0]}" if one.moved else ""
    said = host.keymap.fill(f"{{promise.keep}} keeps {at}{more}{moved}: ")
    room = max(host.screen.size.width - len(said) - 4, _QUOTED)
    return f"{said}“{text.line(one.words, room)}”"


def _incident_words(host: "Host") -> str:
    if host.incident is None:
        return ""
    from csr_desk.screens import incident_news

    return incident_news.words(host)


def _due_words(host: "Host") -> str:
    if not host.rung:
        return ""
    from csr_desk.actions import reminders

    host.rung = reminders.still_due(host.desk, host.rung)
    if not host.rung:
        return ""
    from csr_desk.widgets.moments import moment

    one = host.rung[0]
    more = f", {len(host.rung) - 1} more" if len(host.rung) > 1 else ""
    at = moment(one.due_at, host.desk.now(), host.desk.zone)
    who = f"{text.line(one.customer, 24)}: " if one.customer else ""
    said = text.line(one.text, 40)
    return host.keymap.fill(f"Due {at}{more} ({{go.tasks}}): {who}{said}")
