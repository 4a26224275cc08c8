"""What has changed: one page of one list a call; lists that have nothing are passed over.

Tickets that were deleted or marked as spam vanish from the list of changes, so each round asks for
those by lists of their own. Who may not see one of the later lists goes without it.
"""

from msgspec.structs import replace

from csr_desk.backends.failures import Forbidden, Missing
from csr_desk.backends.freshdesk.context import Freshdesk
from csr_desk.backends.freshdesk.cursors import (
    LONG_AGO,
    Phase,
    Place,
    next_phase,
    read,
    written,
)
from csr_desk.backends.freshdesk.streams_companies import companies
from csr_desk.backends.freshdesk.streams_ratings import ratings
from csr_desk.backends.freshdesk.streams_tickets import listed
from csr_desk.backends.freshdesk.streams_windows import Step
from csr_desk.backends.records import Page
from csr_desk.backends.wire import Flow
from csr_desk.domain.instants import Instant


def changed(freshdesk: Freshdesk, cursor: str, opened_at: Instant = 0) -> Flow[Page]:
    """Return the next page of changes after a cursor, `""` at first.

    A round that began before `opened_at`, in a process that was killed, is not the last one.
    """
    place, now = read(cursor) if cursor else Place(), freshdesk.settings.now()
    if place.is_new_round:
        place = replace(place, began_at=now)
    while True:
        began_at, step = place.began_at, (yield from _step(freshdesk, place))
        place = step.place
        is_empty = not (step.page.tickets or step.page.organisations)
        if place.is_new_round or not is_empty:
            # What was taken up after a pause has asked for changed tickets long ago.
            is_late = began_at < opened_at or now - began_at >= LONG_AGO
            is_last = place.is_new_round and not is_late
            return step.page._replace(cursor=written(place), is_last=is_last)


def _step(freshdesk: Freshdesk, place: Place) -> Flow[Step]:
    phase: Phase = place.phase
    if phase == "tickets":
        return (yield from listed(freshdesk, place))
    try:
        if phase == "ratings":
            return (yield from ratings(freshdesk, place))
        if phase == "companies":
            return (yield from companies(freshdesk, place))
        return (yield from listed(freshdesk, place, phase))
    except (Forbidden, Missing):
        return Step(Page(), next_phase(place))
