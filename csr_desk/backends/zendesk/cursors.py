"""The opaque cursor of the stream of changes: which strategy, and where it goes on.

    export   `after` is the export's own cursor, `newest` the latest change seen in it, `is_whole`
             whether it has come to its end once
    crawl    everything changed before `ground` is known; while a crawl runs, `top` is the newest
             change it began with and `after` the place it has come to
`total` is how many tickets there are about, while the first pull runs.
All instants are the helpdesk's own stamps, never this machine's clock.
"""

from typing import Literal

import msgspec

from csr_desk.backends.failures import Expired
from csr_desk.domain.instants import Instant


class Place(msgspec.Struct, omit_defaults=True, frozen=True):
    """Where the stream of changes goes on; `restarts` counts page cursors that died in a row."""

    how: Literal["export", "crawl"]
    after: str = ""
    newest: Instant = 0
    ground: Instant = 0
    top: Instant = 0
    restarts: int = 0
    is_whole: bool = False
    total: int = 0


def written(place: Place) -> str:
    """Return a place as the text that is stored."""
    return msgspec.json.encode(place).decode()


def read(cursor: str) -> Place:
    """Return the place of a stored text; Expired when it is not of this program."""
    try:
        return msgspec.json.decode(cursor, type=Place)
    except ValueError as error:
        raise Expired("The place where the pull stopped cannot be read; it begins anew.") from error
