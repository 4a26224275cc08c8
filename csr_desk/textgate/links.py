"""Where a link really leads, and whether it may be opened at all."""

import re
from urllib.parse import urlsplit

from csr_desk.textgate.patterns import LatePattern

OPENABLE_SCHEMES = frozenset({"http", "https", "mailto"})
_UNSAFE = LatePattern(r"[\x00-\x20\x7f-\xa0\u2000-\u200f\u2028-\u202f\u2060-\u206f\ufeff\\]")
_LOOKS_LIKE_ADDRESS = LatePattern(
    r"(?:(?P<scheme>[a-z][a-z0-9+.-]*)://|\bmailto:|(?=\S*\.\w))"
    r"(?:[^\s/?#@<>]*@)?(?P<host>[^\s/?#:@<>()\[\]'\",;]+\.[^\s/?#:@<>()\[\]'\",;.]{2,})",
    re.IGNORECASE,
)


def _ascii_host(host: str) -> str:
    try:
        return host.rstrip(".").lower().encode("idna").decode("ascii")
    except UnicodeError:
        return host.rstrip(".").lower()


def host_of(url: str) -> str:
    """Return the host a link leads to, in its ASCII form, or "" when it names none."""
    try:
        parts = urlsplit(url.strip())
        host = parts.path.rpartition("@")[2] if parts.scheme == "mailto" else parts.hostname
    except ValueError:
        return ""
    return _ascii_host(host or "")


def openable(url: str) -> bool:
    """Say whether a link may be opened: http, https or mailto, with no odd character."""
    try:
        scheme = urlsplit(url).scheme.lower()
    except ValueError:
        return False
    return (
        scheme in OPENABLE_SCHEMES
        and not _UNSAFE.search(url)
        and bool(host_of(url.partition("?")[0]))
    )


def _same_site(shown: str, actual: str) -> bool:
    return shown.removeprefix("www.") == actual.removeprefix("www.")


def deceptive(text: str, url: str) -> bool:
    """Say whether the visible text of a link names a host that is not the one it leads to."""
    actual = host_of(url)
    return any(
        not _same_site(_ascii_host(found["host"]), actual)
        for found in _LOOKS_LIKE_ADDRESS.finditer(text)
    )
