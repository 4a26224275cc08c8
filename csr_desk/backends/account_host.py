"""The one host an account of a hosted helpdesk may have: `https://NAME.DOMAIN`, or a loopback host.

Nothing is parsed loosely: what is not exactly of this form would reach another host, with the
agent's credentials.
"""

import re
from urllib.parse import urlsplit

from csr_desk.backends.address import is_loopback
from csr_desk.errors import ConfigError

_NAME = r"https://([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)"
_LOOPBACK = re.compile(
    r"http://(localhost|127(?:\.[0-9]{1,3}){3}|\[::1\])(?::([0-9]{1,5}))?/?", re.ASCII
)


def host_under(url: str, domain: str, helpdesk: str, hint: str) -> str:
    """Return the host of an account's address, with its port; ConfigError for any other address.

    `helpdesk` is what the refusal calls it, `hint` what it says to do.
    """
    if found := re.fullmatch(rf"{_NAME}\.{re.escape(domain)}/?", url, re.ASCII):
        return f"{found[1]}.{domain}"
    found = _LOOPBACK.fullmatch(url)
    if found is None:
        raise ConfigError(f"{url!r} is not the address of a {helpdesk} account", hint)
    name, port = found[1], found[2]
    if name.startswith("127") and any(int(part) > 255 for part in name.split(".")):
        raise ConfigError(f"{url!r} is not the address of a {helpdesk} account", hint)
    if port is None:
        return name
    if not 0 < int(port) < 65_536:
        raise ConfigError(f"{url!r} names a port that does not exist", hint)
    return f"{name}:{int(port)}"


def name_of(host: str) -> str:
    """Return a host without its port and without the brackets of an IPv6 address."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host if host.count(":") > 1 else host.partition(":")[0]


def is_on_this_machine(host: str) -> bool:
    """Tell whether the host of an account, with or without its port, is a loopback one."""
    return is_loopback(name_of(host))


def is_own(url: str, host: str, domain: str) -> bool:
    """Tell whether an address is exactly of the account's host, over the account's scheme.

    An account on this machine is a proxy or a test: the addresses under `domain` stand for it.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if "\\" in url:
        return False
    if not is_on_this_machine(host):
        return parts.scheme == "https" and parts.netloc.lower() == host
    is_vendors = parts.scheme == "https" and parts.netloc.lower().endswith(f".{domain}")
    return is_vendors or (parts.scheme == "http" and parts.netloc.lower() == host)
