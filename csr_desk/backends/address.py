"""Where an account lives: the one host its credentials may reach (spec/reliability.md 3.7).

A backend checks its own form of address first; nothing here is parsed loosely either.
"""

import re
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

from csr_desk.errors import ConfigError

_HINT = 'Write an address such as url = "https://acme.zendesk.com".'
_HOST = re.compile(r"(?=.{1,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9-]{1,63}")
# What a browser would quietly drop or turn around, and a person would not see.
_ODD = re.compile(r"[^\x21-\x7e]|\\")


class Address(NamedTuple):
    """A checked address; `host` is lower case, `port` None for the usual one, `prefix` a path."""

    scheme: str
    host: str
    port: int | None = None
    prefix: str = ""

    @property
    def is_loopback(self) -> bool:
        """Tell whether the account is on this machine."""
        return is_loopback(self.host)

    @property
    def origin(self) -> str:
        """Return scheme, host and port as a URL begins with them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port is None else f":{self.port}")


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine, by its name or address."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def address_of(url: str) -> Address:
    """Return the checked address of an account; ConfigError for every other text.

    That is https without a port and without a user name, or http or https with any port on
    this machine.
    """
    if _ODD.search(url):
        raise _refused(url, "holds a character that no address has")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise _refused(url, "cannot be read") from error
    if "@" in parts.netloc:
        raise _refused(url, "holds a user name")
    if parts.query or parts.fragment or url.endswith(("?", "#")):
        raise _refused(url, "goes on after the host")
    local = is_loopback(host)
    if parts.scheme != "https" and not (local and parts.scheme == "http"):
        raise _refused(url, "does not begin with https://")
    if not local and not _HOST.fullmatch(host):
        raise _refused(url, "names no host")
    if port == (443 if parts.scheme == "https" else 80):
        port = None
    if (port is not None and not local) or port == 0:
        raise _refused(url, f"names the port {port}")
    if ".." in parts.path or "//" in parts.path or "%" in parts.path:
        raise _refused(url, "has a path that leads elsewhere")
    return Address(parts.scheme, host, port, parts.path.rstrip("/"))


def _refused(url: str, why: str) -> ConfigError:
    return ConfigError(f"the address {url!r} {why}", _HINT)
