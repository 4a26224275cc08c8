"""What an idle keyboard leads to: a line that asks or offers, or the locked screen.

The line takes no key: what the agent types next reaches the place it was meant for. An offer to
trim stays for a while after the first key, with the stretch that was idle and not a second more.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from csr_desk.actions import locking, time_correction
from csr_desk.domain.bars import clock
from csr_desk.domain.idle import IdleSignal
from csr_desk.domain.instants import MINUTE, SECOND, Instant
from csr_desk.screens.lock import Lock
from csr_desk.store import timeline

if TYPE_CHECKING:
    from csr_desk.screens.host import Host

OFFER_LASTS = 2 * MINUTE
"""How long after the first key an offer to trim stays on the screen."""


@dataclass(frozen=True, slots=True)
class IdleNotice:
    """What the line says: since when no key came, when the first one came, and for which contact.

    Without a contact it only asks.
    """

    since: Instant
    back_at: Instant | None = None
    interaction_id: int | None = None


def answer(host: "Host", idle: IdleSignal) -> None:
    """Ask, offer or lock; nothing is charged to a contact by it."""
    if idle is IdleSignal.LOCK:
        lock(host)
        return
    session, one = host.session, timeline.focused(host.desk.store)
    since = session.last_key_at if session is not None else host.desk.now()
    contact = one.id if one is not None and idle is IdleSignal.TRIM else None
    host.idle_notice = IdleNotice(since, None, contact)


def lock(host: "Host") -> None:
    """Lock the screen, once."""
    if not isinstance(host.screen, Lock):
        locking.locked(host.desk)
        host.push_screen(Lock(), lambda _: locking.unlocked(host.desk))


def returned(host: "Host") -> None:
    """Note that a key was pressed: a question is answered by it, an offer waits a while."""
    notice = host.idle_notice
    if notice is None:
        return
    if notice.interaction_id is None:
        host.idle_notice = None
    elif notice.back_at is None:
        host.idle_notice = replace(notice, back_at=host.desk.now())


def words(host: "Host") -> str:
    """Return what the line says now, `""` for nothing; an offer that is over is forgotten."""
    notice, now = host.idle_notice, host.desk.now()
    if notice is None:
        return ""
    gone = clock(((notice.back_at or now) - notice.since) // SECOND)
    if notice.interaction_id is None:
        return host.keymap.fill(
            f"Still there? No key for {gone}. Any key goes on, {{state.set}} sets another state."
        )
    focused = timeline.focused(host.desk.store)
    over = notice.back_at is not None and now - notice.back_at > OFFER_LASTS
    if over or focused is None or focused.id != notice.interaction_id:
        host.idle_notice = None
        return ""
    return host.keymap.fill(
        f"#{notice.interaction_id}: no key for {gone}. {{interaction.trim}} gives it back to your"
        " state; go on to keep it."
    )


def trim(host: "Host") -> None:
    """Give the idle stretch back to the state."""
    notice, host.idle_notice = host.idle_notice, None
    if notice is None or notice.interaction_id is None:
        host.say("No idle time is offered to be trimmed.")
        return
    seconds = time_correction.trim(
        host.desk, notice.interaction_id, notice.since, until=notice.back_at
    )
    if seconds:
        host.say(f"#{notice.interaction_id}: {clock(seconds)} trimmed. The log keeps both values.")
    else:
        host.say("The contact went on since then. The log corrects its time.", "warning")
