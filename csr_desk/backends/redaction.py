"""What logs and reports never hold: secrets, card numbers, e-mail addresses.

httpx writes whole URLs at INFO, with the address a customer was searched by; so its loggers are
hushed, and every line that passes is redacted (spec/reliability.md 3.7).
"""

import logging
import re
from collections.abc import Iterable
from typing import Final

from csr_desk.domain.pii import mask

_CREDENTIALS = re.compile(r"(?i)\b(bearer|basic)(\s+)[A-Za-z0-9+/=_.~-]{4,}")
_NAMED = re.compile(
    r"(?i)\b((?:access_|refresh_|api_|id_)?token|api_key|code_verifier|client_secret|password|code)"
    r"(['\"]?\s*[=:]\s*['\"]?)[^\s&'\",;}]+"
)
_EMAIL = re.compile(r"[^\s@<>\"'=&?]+(?:@|%40)[^\s@<>\"'&]+", re.IGNORECASE)
_SHORTEST = 4
_BELOW = ("connection", "http11", "http2", "proxy", "socks")
_LOUD = ("httpx", "httpcore", *(f"httpcore.{part}" for part in _BELOW))


class Redactor:
    """Takes out what must not be written down; `known` are the secrets themselves."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        self._known: set[str] = set()
        for secret in known:
            self.learn(secret)

    def __repr__(self) -> str:
        return f"Redactor({len(self._known)} secrets)"

    def learn(self, secret: str) -> None:
        """Take a secret out of every text from now on; too short ones would take out words."""
        if len(secret) >= _SHORTEST:
            self._known.add(secret)

    def __call__(self, text: str) -> str:
        """Return the text without secrets, credentials, e-mail addresses and card numbers."""
        for secret in sorted(self._known, key=len, reverse=True):
            text = text.replace(secret, "<secret>")
        text = _CREDENTIALS.sub(r"\1\2<secret>", text)
        text = _NAMED.sub(r"\1\2<secret>", text)
        return mask(_EMAIL.sub("<e-mail>", text)).text


class RedactingFilter(logging.Filter):
    """Redacts every record that passes; its arguments are folded into the message first."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__()
        self.redactor = redactor

    def filter(self, record: logging.LogRecord) -> bool:
        """Let the record pass, redacted, without traceback: that has a report of its own."""
        try:
            text = record.getMessage()
        except (TypeError, ValueError):
            text = str(record.msg)
        record.msg, record.args = self.redactor(text), ()
        record.exc_info = record.exc_text = record.stack_info = None
        return True


REDACTOR: Final = Redactor()
"""Knows every secret this process has used."""


def hush(redactor: Redactor = REDACTOR) -> None:
    """Keep the libraries of the connection at WARNING and redact what they still say."""
    for name in _LOUD:
        logger = logging.getLogger(name)
        logger.setLevel(max(logger.level, logging.WARNING))
        # A parent's filter is not asked for its children's records.
        if not any(getattr(one, "redactor", None) is redactor for one in logger.filters):
            logger.addFilter(RedactingFilter(redactor))
