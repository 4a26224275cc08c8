"""What is looked at before a message leaves: some findings block the send, others warn.

Source: spec/product.md section 8.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, Protocol

from csr_desk.domain.greeting import find_greeting, strangers
from csr_desk.domain.models import Channel, DraftKind
from csr_desk.domain.placeholders import unfilled

_LETTERS = frozenset({Channel.EMAIL, Channel.WEB})
"""Channels on which a greeting without a name looks broken; in a chat "Hi!" is whole."""

_ATTACHMENT = re.compile(
    r"\b(?:attached|attachments?|attaching|i attach|enclosed|enclosures?"
    r"|anbei|anhang|angeh(?:ä|ae)ngte?[nmrs]?|beigef(?:ü|ue)gte?[nmrs]?|(?:in der|als) anlage"
    r"|ci-joint(?:e?s?)|pi(?:è|e)ces? jointes?|en pj|je joins"
    r"|adjunt[oa]s?|adjuntamos|adjuntad[oa]s?|allegat[oaie]|alleghiamo"
    r"|em anexo|segue anexo|anexamos|bijlagen?|bijgevoegde?|za(?:ł|l)(?:ą|a)czniku|bifogad)\b",
    re.IGNORECASE,
)
# The customer's own file, or the lack of one: "the photo you attached", "Ihr Anhang".
_NOT_OURS = re.compile(
    r"(?:\byou(?:['’]ve| have| had)?(?: already| kindly)?|\byour|\bno|\bnot|\bwithout"
    r"|\bihre?[mnrs]?|\bdeine?[mnrs]?|\bohne|\bkeine?[mnrs]?|\bvotre|\bvos|\bsans|\bvous avez"
    r"|\bsu|\btu|\bsin|\bsenza|\bsua?|\buw|\bzonder)\s+(?:[^\W\d_]+\s+)?$",
    re.IGNORECASE,
)
_QUOTED_LINE = re.compile(r"^[^\S\n]*>[^\n]*$", re.MULTILINE)

Level = Literal["block", "warn"]


class PersonalData(Protocol):
    """A stretch of personal data, as `csr_desk.domain.pii` reports it."""

    @property
    def kind(self) -> str:
        """Return what was found, such as `email`."""

    @property
    def start(self) -> int:
        """Return the first character of the stretch."""

    @property
    def end(self) -> int:
        """Return the first character behind the stretch."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message about to leave; `customer_name` is empty where it is not known."""

    text: str
    kind: DraftKind = DraftKind.REPLY
    channel: Channel = Channel.EMAIL
    is_public_post: bool = False
    attachments: int = 0
    customer_name: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One finding: a blocked send must be mended, a warned one asks once more."""

    level: Level
    code: str
    sentence: str
    span: tuple[int, int] | None = None


def check(
    message: Outgoing, find_personal_data: Callable[[str], Iterable[PersonalData]]
) -> list[Check]:
    """Return what speaks against sending, blocks first, then in the order of the text.

    Pass `csr_desk.domain.pii.public_post_findings`; it is asked for public posts only. A note is
    checked for placeholders and emptiness alone.
    """
    if not message.text.strip():
        return [Check("block", "empty", "There is no text: write one before sending.")]
    checks = _placeholder_checks(message.text)
    if message.is_public_post:
        checks += _personal_data_checks(find_personal_data(message.text))
    if message.kind is DraftKind.REPLY:
        checks += _attachment_checks(message)
        checks += _greeting_checks(message)
    return sorted(checks, key=lambda found: (found.level, found.span or (0, 0)))


def blocked(checks: Iterable[Check]) -> bool:
    """Tell whether a finding forbids the send."""
    return any(found.level == "block" for found in checks)


def _placeholder_checks(text: str) -> list[Check]:
    return [
        Check(
            "block",
            "placeholder",
            f"{text[span.start : span.end]} has no value: fill it or remove it.",
            (span.start, span.end),
        )
        for span in unfilled(text)
    ]


def _personal_data_checks(findings: Iterable[PersonalData]) -> list[Check]:
    return [
        Check(
            "block",
            "public-personal-data",
            f"Everyone can read this post, and it holds personal data ({_words(found.kind)}):"
            " remove it or answer in private.",
            (found.start, found.end),
        )
        for found in findings
    ]


def _words(kind: str) -> str:
    return {"pan": "card number", "cvv": "security code", "iban": "IBAN"}.get(
        kind, kind.replace("_", " ")
    )


def _attachment_checks(message: Outgoing) -> list[Check]:
    """Warn of the first mention of an attachment in the agent's own lines when there is none."""
    if message.attachments:
        return []
    own = _QUOTED_LINE.sub(lambda line: " " * len(line[0]), message.text)
    for match in _ATTACHMENT.finditer(own):
        if not _NOT_OURS.search(own[max(0, match.start() - 40) : match.start()]):
            sentence = f'The text says "{match[0]}", but nothing is attached: attach it or go on.'
            return [Check("warn", "attachment", sentence, match.span())]
    return []


def _greeting_checks(message: Outgoing) -> list[Check]:
    greeting = find_greeting(message.text)
    if greeting is None:
        return []
    span = (greeting.start, greeting.end)
    if greeting.hole or (greeting.lacks_name and message.channel in _LETTERS):
        sentence = "The greeting names nobody: add the customer's name or go on."
        return [Check("warn", "greeting-empty", sentence, span)]
    wrong = strangers(greeting.names, message.customer_name)
    if wrong:
        said, name = " ".join(wrong), message.customer_name.strip()
        sentence = f'The greeting says "{said}", the customer is "{name}": correct it or go on.'
        return [Check("warn", "greeting-name", sentence, span)]
    return []
