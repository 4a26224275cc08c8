"""The flags of a comment as sentences about who wrote it (spec/zendesk.md 5)."""

from collections.abc import Mapping
from typing import Any

from csr_desk.backends.values import text
from csr_desk.backends.zendesk.structs import Metadata

_SENTENCES = {
    "0": "Zendesk is not sure whether this message can be trusted.",
    "2": "The author was not part of the conversation before.",
    "3": "The author was not signed in.",
    "4": "This message was generated automatically.",
    "5": "A file was left out because it was too big.",
    "11": "This message was submitted on behalf of its author.",
    "14": "The author is not allowed to send this.",
    "16": "The requester's name was cut short.",
    "17": "This is a private comment by an end user.",
    "18": "Some of the CCs were dropped because there were too many.",
    "20": "The reply-to address belongs to a suspended user.",
    "21": "The reply-to address differs from the sender's.",
    "22": "The author's address is not confirmed.",
}


def warnings(metadata: Metadata | None) -> tuple[str, ...]:
    """Return a sentence for each flag of a comment, none where it has no flags."""
    flags = metadata.flags if metadata is not None else None
    if isinstance(flags, dict):
        flags = list(flags)
    if not isinstance(flags, list):
        return ()
    options = metadata.flags_options if metadata is not None else None
    return tuple(_sentence(text(flag), options) for flag in dict.fromkeys(map(text, flags)))


def _sentence(flag: str, options: object) -> str:
    sentence = _SENTENCES.get(flag, f"Zendesk marked this message with the warning {flag}.")
    user = _user(options, flag)
    return f"{sentence[:-1]} ({user})." if user else sentence


def _user(options: object, flag: str) -> str:
    """Return whom a flag speaks of, where Zendesk names them."""
    found: Any = options
    for key in (flag, "message", "user"):
        found = found.get(key) if isinstance(found, Mapping) else None
    return text(found) if isinstance(found, str) else ""
