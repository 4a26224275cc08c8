"""The words and choices of the steps that connect a helpdesk."""

from collections.abc import Iterable, Sequence

from csr_desk import accounts
from csr_desk.accounts import OAUTH, TOKEN, ZENDESK
from csr_desk.config import AccountConfig
from csr_desk.screens.connect_typed import BROWSER, PASTE
from csr_desk.screens.dialogs import Choice

TITLE = "Connect a helpdesk, step {} of 4"
WHICH = "Which helpdesk do you work with?"
WHICH_AGAIN = "Which helpdesk do you work with? A number signs in again to one that is connected."

_REDIRECT = "Redirect URL: http://127.0.0.1/callback. Its unique identifier goes here."
_CLIENT = "An admin makes an OAuth client once for all"
_KEPT = "is not shown and goes to your keyring alone."


def helpdesks(names: Iterable[str]) -> list[Choice[str | AccountConfig]]:
    """Return a choice for each backend, by its first letter that no other one has."""
    found: list[Choice[str | AccountConfig]] = []
    taken: set[str] = set()
    for name in sorted(names, key=_own_first):
        letter = next((one for one in name if one.isalpha() and one not in taken), "")
        taken.add(letter)
        found.append(Choice(letter, accounts.title(name), name))
    return found


def _own_first(name: str) -> tuple[bool, str]:
    return accounts.ways_of(name) is None, name


def signed_in(known: Iterable[AccountConfig]) -> list[Choice[str | AccountConfig]]:
    """Return a choice by number for each account that can be signed in to again."""
    return [
        Choice(
            str(number) if number < 10 else "",
            f"Sign in again to {one.name}",
            one,
            f"{accounts.title(one.backend)}, {one.url.partition('//')[2]}",
        )
        for number, one in enumerate(known, 1)
    ]


def address(backend: str) -> str:
    """Return what is said about the address of a helpdesk."""
    if backend == accounts.FRESHDESK:
        return (
            "Its address, or acme for https://acme.freshdesk.com, also where your browser shows a"
            " domain of your own. The name is yours to choose."
        )
    if accounts.ways_of(backend) is None:
        return "Its whole address. The name is yours to choose."
    return "Its address, or the subdomain alone. The name is yours to choose."


def ways(backend: str, known: Sequence[str]) -> list[Choice[str]]:
    """Return the ways of signing in that a helpdesk has."""
    until = f"stops on {accounts.TOKENS_END}" if backend == ZENDESK else ""
    browser = [
        Choice("b", "By browser, on this machine", BROWSER, "best: nothing to copy"),
        Choice("p", "By browser elsewhere, paste the code here", PASTE, "over ssh"),
    ]
    token = Choice("t", "With an API token", TOKEN, until)
    return [*(browser if OAUTH in known else ()), *((token,) if TOKEN in known else ())]


def client(backend: str) -> str:
    """Return where an OAuth client comes from."""
    if backend != ZENDESK:
        return f"{_CLIENT}, of the public kind. {_REDIRECT}"
    where = "Admin Center, Apps and integrations, APIs, OAuth clients. Kind: public."
    return f"{_CLIENT}: {where} {_REDIRECT}"


def token(backend: str) -> str:
    """Return where a secret is found and where it goes."""
    if backend == accounts.FRESHDESK:
        return f"{accounts.KEY_PLACE} The key {_KEPT}"
    return f"The token {_KEPT}"
