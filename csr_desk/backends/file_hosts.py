"""Where files of other hosts may be fetched from: public hosts, encrypted, without credentials."""

import asyncio
import re
import socket
from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from urllib.parse import urlsplit

from csr_desk.backends.address import is_loopback
from csr_desk.backends.failures import Rejected

Resolve = Callable[[str], Awaitable[tuple[str, ...]]]

_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_LOCAL = frozenset({"localhost", "local", "internal", "lan", "home", "localdomain"})


async def resolve(host: str) -> tuple[str, ...]:
    """Return the addresses of a host; none when it cannot be found, as behind a proxy."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return ()
    return tuple(str(entry[4][0]) for entry in found)


async def expect_fetchable(url: str, *, may_loopback: bool, resolve: Resolve = resolve) -> None:
    """Raise Rejected with the reason why a file at a URL is not fetched.

    Only https to public hosts is, by name and by what the name resolves to; `may_loopback` also
    allows this machine, for an account that is on it.
    """
    expect_public(url, may_loopback=may_loopback)
    host = urlsplit(url).hostname or ""
    if not (may_loopback and is_loopback(host)) and any(map(_is_private, await resolve(host))):
        raise _refused("lies in a private network")


def expect_public(url: str, *, may_loopback: bool) -> None:
    """Raise Rejected where the text of an address alone tells that it is not fetched."""
    if why := _wrong_form(url, may_loopback):
        raise _refused(why)


def _refused(why: str) -> Rejected:
    return Rejected(f"The file was not fetched: its address {why}")


def _wrong_form(url: str, may_loopback: bool) -> str:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "cannot be read"
    if not host or "@" in parts.netloc or "\\" in url or not url.isascii():
        return "cannot be read"
    if any(character <= " " for character in url):
        return "cannot be read"
    if may_loopback and is_loopback(host) and parts.scheme in ("http", "https"):
        return ""
    if parts.scheme != "https":
        return "is not https"
    if port not in (None, 443):
        return f"names the port {port}"
    return "lies in a private network" if _is_private(host) else ""


def _is_private(host: str) -> bool:
    """Tell whether a host is, or may be read as, one that only this network knows."""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        # Resolvers read 2130706433, 127.1 and 0x7f.1 as addresses; names are looked up instead.
        name = host.rstrip(".").lower()
        last = name.rpartition(".")[2]
        return "." not in name or last in _LOCAL or _NUMBER.fullmatch(last) is not None
    mapped = getattr(address, "ipv4_mapped", None)
    address = mapped or address
    return not address.is_global or address.is_multicast
