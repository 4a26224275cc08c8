"""The one address an account may have: `https://SUBDOMAIN.zendesk.com`, or a loopback host.

Nothing is parsed loosely: what is not exactly of this form would reach another host, with the
agent's credentials.
"""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

from csr_desk.backends.address import is_loopback
from csr_desk.errors import ConfigError

_ZENDESK = re.compile(r"https://([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)\.zendesk\.com/?", re.ASCII)
_LOOPBACK = re.compile(
    r"http://(localhost|127(?:\.[0-9]{1,3}){3}|\[::1\])(?::([0-9]{1,5}))?/?", re.ASCII
)
_HINT = 'Write url = "https://SUBDOMAIN.zendesk.com", as your browser shows it.'


def host_of(url: str) -> str:
    """Return the host of an account's address, with its port; ConfigError for any other address."""
    if found := _ZENDESK.fullmatch(url):
        return f"{found[1]}.zendesk.com"
    found = _LOOPBACK.fullmatch(url)
    if found is None:
        raise ConfigError(f"{url!r} is not the address of a Zendesk account", _HINT)
    name, port = found[1], found[2]
    if name.startswith("127") and any(int(part) > 255 for part in name.split(".")):
        raise ConfigError(f"{url!r} is not the address of a Zendesk account", _HINT)
    if port is None:
        return name
    if not 0 < int(port) < 65_536:
        raise ConfigError(f"{url!r} names a port that does not exist", _HINT)
    return f"{name}:{int(port)}"


def name_of(host: str) -> str:
    """Return a host without its port and without the brackets of an IPv6 address."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host if host.count(":") > 1 else host.partition(":")[0]


def is_on_this_machine(host: str) -> bool:
    """Tell whether the host of an account, with or without its port, is a loopback one."""
    return is_loopback(name_of(host))


def _ip(name: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(name)
    except ValueError:
        return None


def refusal(url: str, *, may_loopback: bool) -> str:
    """Return why a file at `url` may not be fetched without credentials, or an empty text.

    Only https to a public host is fetched; a loopback account may have its files on loopback.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "its address cannot be read"
    if not host or parts.username is not None or parts.password is not None or "\\" in url:
        return "its address cannot be read"
    if may_loopback and is_loopback(host) and parts.scheme in ("http", "https"):
        return ""
    if parts.scheme != "https":
        return "its address is not https"
    if port not in (None, 443):
        return f"its address names the port {port}"
    return "its address lies in a private network" if _is_private(host) else ""


def _is_private(host: str) -> bool:
    """Tell whether a host is, or may be read as, one that only this network knows."""
    found = _ip(host)
    if found is not None:
        return not found.is_global or found.is_multicast
    last = host.rstrip(".").rpartition(".")[2].lower()
    # Resolvers read names like 2130706433, 127.1 and 0x7f.1 as addresses.
    is_number = re.fullmatch(r"[0-9]+|0x[0-9a-f]*", last) is not None
    is_local = last in {"localhost", "local", "internal", "lan", "home", "localdomain"}
    return is_number or is_local or "." not in host.rstrip(".")
