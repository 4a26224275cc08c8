"""Freshdesk's sources of tickets and conversations in the desk's words for channels."""

from typing import Final

from csr_desk.backends.freshdesk.values import whole_number
from csr_desk.backends.values import Word

EMAIL: Final = "email"
_TICKETS: Final = {
    1: EMAIL,
    2: "web",
    3: "phone",
    4: "web",
    5: "social",
    6: "social",
    7: "chat",
    8: "web",
    9: "web",
    10: EMAIL,
    12: "chat",
    13: "social",
}
_CONVERSATIONS: Final = {
    0: EMAIL,
    5: "social",
    6: "web",
    7: "social",
    8: EMAIL,
    9: "phone",
}


def channel(source: Word) -> str:
    """Return the channel of a ticket; what is not known counts as the web."""
    found = whole_number(source)
    return EMAIL if found is None else _TICKETS.get(found, "web")


def message_channel(source: Word) -> str:
    """Return the channel of a conversation; a note is written in the portal."""
    found = whole_number(source)
    return EMAIL if found is None else _CONVERSATIONS.get(found, "web")
