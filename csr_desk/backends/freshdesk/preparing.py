"""What happens before the one request of a write: limits, the ticket as it is, who is signed in.

Freshdesk has no versions: a ticket that is not as the write knows it is not written to, and the
engine reads and compares anew (spec/freshdesk.md 5).
"""

from typing import Any

from csr_desk.backends.failures import Clash, Closed, Rejected
from csr_desk.backends.freshdesk import markers
from csr_desk.backends.freshdesk.bodies import tags_after, words_out
from csr_desk.backends.freshdesk.context import Freshdesk
from csr_desk.backends.freshdesk.field_types import with_numbers
from csr_desk.backends.freshdesk.fresh import Reading, read_ticket
from csr_desk.backends.freshdesk.identity import identify
from csr_desk.backends.freshdesk.outgoing_html import to_html
from csr_desk.backends.freshdesk.time_entries import utc
from csr_desk.backends.wire import Flow
from csr_desk.backends.writes import Write
from csr_desk.domain.aspects import Aspect
from csr_desk.domain.instants import HOUR

LONGEST_BYTES = 1_000_000
"""What a text's HTML may take; no limit is documented, and no letter is longer."""

MOST_FILE_BYTES = 20 * 1024 * 1024
"""What the files of a ticket may take in all (spec/freshdesk.md 11)."""

_TAG_LASTS = HOUR
"""How long the desk that made a ticket may still look for it by its tag."""


def expect_sendable(write: Write) -> None:
    """Raise Rejected, in words, for what Freshdesk would cut or refuse for its size."""
    size = len(to_html(words_out(write)).encode())
    if size > LONGEST_BYTES:
        raise Rejected(
            f"The text takes {size:,} bytes and a message may take {LONGEST_BYTES:,}:"
            " shorten it or send it in two parts."
        )
    files = write.comment.files if write.comment is not None else ()
    size = sum(len(file.content) for file in files)
    if size > MOST_FILE_BYTES:
        raise Rejected(
            f"The files take {size / 1024 / 1024:,.1f} MB and Freshdesk takes 20 MB for a ticket:"
            " leave some out or send a link."
        )


def prepared(
    freshdesk: Freshdesk, write: Write, aspect: Aspect, keys: dict[str, Any]
) -> Flow[dict[str, Any]]:
    """Return the keys that go out: the body's, with what only a reading can tell.

    Empty where the ticket has all that is wanted; Clash where it is not as the write knows it.
    """
    now = None
    if write.ticket is not None:
        now = yield from read_ticket(freshdesk, write.ticket)
        _expect_unchanged(write, now)
    if "custom_fields" in keys:
        custom = yield from with_numbers(freshdesk, keys["custom_fields"])
        keys = {**keys, "custom_fields": custom}
    if aspect is Aspect.TIME:
        me = (yield from identify(freshdesk)).me.id
        keys = {**keys, "agent_id": int(me)}
        if now is not None and now.at is not None:
            # The desk's clock may be ahead of Freshdesk's; nothing is done in the future.
            keys["executed_at"] = utc(min(write.began_at, now.at))
    if aspect is Aspect.FIELDS and now is not None and "tags" in keys:
        return _with_tags(write, now, keys)
    return keys


def _expect_unchanged(write: Write, now: Reading) -> None:
    if now.ticket.is_deleted:
        raise Closed("The ticket is deleted or marked as spam: restore it at Freshdesk first.")
    if write.base is None or now.ticket.stamp != write.base.stamp:
        raise Clash("Somebody changed the ticket since it was read last.")


def _with_tags(write: Write, now: Reading, keys: dict[str, Any]) -> dict[str, Any]:
    """Return keys with the whole list of tags, made of those the ticket has now; none to change."""
    wanted = tags_after(write, now.ticket.tags)
    rest = {name: value for name, value in keys.items() if name != "tags"}
    if {tag.casefold() for tag in wanted} == {tag.casefold() for tag in now.ticket.tags}:
        return rest
    return {**rest, "tags": [*wanted, *_others_marks(write, now)]}


def _others_marks(write: Write, now: Reading) -> list[str]:
    """Return the mark of a ticket that another desk may have made just now, to find it again."""
    code = now.ticket.external_id
    is_old = now.at is not None and now.at - now.ticket.created_at > _TAG_LASTS
    if code is None or is_old or code == markers.code(write.uid):
        return []
    return [markers.tag(code)]
