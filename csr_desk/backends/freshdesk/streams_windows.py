"""Lists in the order of their change, read through windows that begin where the last page ended.

Pages count from the start of a window, and a row that changes moves to the list's end: the rows
behind it then move up by one, and the first of the next page would never be seen. So after each
page the window begins anew, a second before the last stamp seen. Only where more rows than fill a
page share a second, or the list is not in order, its pages are counted on in a window that stands
still (spec/freshdesk.md 3.1).
"""

from typing import NamedTuple

from msgspec.structs import replace

from csr_desk.backends.freshdesk.cursors import Place, next_phase
from csr_desk.backends.freshdesk.paging import MOST_PAGES
from csr_desk.backends.records import Page
from csr_desk.domain.instants import SECOND, Instant


class Step(NamedTuple):
    """One page of a list, and where the stream goes on after it."""

    page: Page
    place: Place


def moved(place: Place, stamps: list[Instant], *, goes_on: bool) -> Place:
    """Return where a list in the order of change goes on after a page with these stamps."""
    newest = max([place.newest, *stamps])
    if not goes_on:
        return next_phase(replace(place, newest=newest))
    since = newest - SECOND
    if _in_order(place, stamps) and since > place.since:
        return replace(place, since=since, page=1, newest=newest)
    if place.page < MOST_PAGES:
        return replace(place, page=place.page + 1, newest=newest)
    return past_the_last_page(place, newest)


def _in_order(place: Place, stamps: list[Instant]) -> bool:
    return stamps == sorted(stamps) and stamps[:1] >= [place.newest - SECOND]


def past_the_last_page(place: Place, newest: Instant) -> Place:
    """Return where a list goes on whose pages are used up: at the latest stamp seen in it.

    Where that is no later than the window's start, a second's rows fill all its pages: the next
    second is all that is left to go on with.
    """
    since = newest - SECOND if newest - SECOND > place.since else place.since + SECOND
    return replace(place, since=since, page=1, newest=newest)
