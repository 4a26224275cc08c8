"""What an account of a helpdesk needs: rules for its name and address, and how one is connected.

The verbs and the steps of the desk share this; neither knows a keyring or the network. What does
the connecting is handed to them as a `Connector` (csr_desk.connecting has the real one).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from csr_desk.config import AccountConfig
    from csr_desk.secrets import Secret

LOCAL, ZENDESK, FRESHDESK = "local", "zendesk", "freshdesk"
OAUTH, TOKEN = "oauth", "token"
WAYS = (OAUTH, TOKEN)

TOKENS_END = "2027-04-30"
"""The day on which Zendesk's API tokens stop (spec/zendesk.md 0)."""

KEY_PLACE = "In Freshdesk: your picture at the top right, Profile settings, View API Key."
"""Where an agent of Freshdesk finds the key (spec/freshdesk.md 1)."""

_DOMAINS: Mapping[str, str] = {ZENDESK: "zendesk.com", FRESHDESK: "freshdesk.com"}
_TITLES: Mapping[str, str] = {ZENDESK: "Zendesk", FRESHDESK: "Freshdesk"}
_WAYS: Mapping[str, tuple[str, ...]] = {LOCAL: (), ZENDESK: WAYS, FRESHDESK: (TOKEN,)}
_USUAL: Mapping[str, str] = {ZENDESK: OAUTH}
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,30}")
_SUBDOMAIN = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_THIS_MACHINE = re.compile(
    rf"http://(?:localhost|127(?:\.{_OCTET}){{3}}|\[::1\])(?::(?P<port>[1-9][0-9]{{0,4}}))?/?"
)
_EMAIL = re.compile(r"[^\s@:/\"'\\<>]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")
_CLIENT_ID = re.compile(r"[A-Za-z0-9._-]{1,120}")


@dataclass(frozen=True)
class Draft:
    """An account as somebody sets it up, before anything of it is checked.

    Without `auth` it is signed in to as is usual for its helpdesk.
    """

    name: str
    backend: str
    url: str = ""
    auth: str = ""
    email: str = ""
    client_id: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "auth", self.auth or usual_auth(self.backend))


class Checked(NamedTuple):
    """What a sign-in turned out to be: who, with which rights; `remarks` are worth knowing."""

    who: str
    email: str
    role: str
    rights: tuple[str, ...]
    rate: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """Return one sentence for people."""
        address = f" <{self.email}>" if self.email else ""
        return f"Signed in as {self.who}{address}, {self.role}."


class Connector(Protocol):
    """Connects one helpdesk after the other; every call may take long and raises DeskError only.

    Called in a thread. `finish` waits for the browser when it gets no code. Nothing is kept before
    `keep`, and nothing of a secret is ever in a message.
    """

    def backends(self) -> tuple[str, ...]:
        """Return the names of the helpdesks this installation can connect."""

    def ways(self, draft: Draft) -> tuple[str, ...]:
        """Return how a helpdesk can be signed in to, of OAUTH and TOKEN, the best one first."""

    def begin_sign_in(self, draft: Draft, *, paste: bool) -> str:
        """Begin an OAuth sign-in and return the address to open in a browser."""

    def finish(self, code: str = "") -> None:
        """Finish it with a pasted code or address, or, without one, when the browser comes back."""

    def use_token(self, draft: Draft, token: "Secret") -> None:
        """Take a token in place of a sign-in."""

    def check(self, draft: Draft) -> Checked:
        """Ask the helpdesk who is signed in; a secret that it refused is not sent again."""

    def keep(self, draft: Draft, *, insecure_file: bool = False) -> str:
        """Keep the secret and the account in the settings; return where the secret is."""

    def cancel(self) -> None:
        """Forget what was begun; a waiting `finish` ends."""


class Keeper(Protocol):
    """What is known of the accounts that are set up, and their secrets; raises DeskError only."""

    def source(self, account: "AccountConfig") -> str:
        """Return where the secret of an account comes from, in words; `""` when there is none."""

    def check(self, account: "AccountConfig") -> Checked:
        """Ask the helpdesk who is signed in with the secret that is kept."""

    def forget(self, account: "AccountConfig") -> None:
        """Let go of the secret of an account, where the desk itself keeps it."""


def name_problem(name: str, backend: str, taken: Mapping[str, object]) -> str | None:
    """Return what is wrong with the name of a new account, None when nothing is."""
    if not _NAME.fullmatch(name):
        return "An account's name has letters, digits, - and _, at most 31, such as work."
    if name.lower() == LOCAL and backend != LOCAL:
        return "The name local means tickets without a helpdesk: choose another one."
    same = [one for one in taken if _variable_part(one) == _variable_part(name)]
    if name in taken:
        return f"There is an account {name} already: choose another name."
    if same:
        return f"The name {name} is too like {same[0]}: both would share one variable."
    return None


def url_problem(backend: str, url: str) -> str | None:
    """Return what is wrong with the address of a helpdesk, None when nothing is.

    Only `https://SUBDOMAIN.` and the helpdesk's own domain is taken, letter by letter, so that no
    trick in it can name another host (spec/reliability.md 3.7). On this machine plain http is
    taken too, for tests and proxies.
    """
    if backend == LOCAL:
        return "An account without a helpdesk has no address." if url else None
    here = _THIS_MACHINE.fullmatch(url)
    if here is not None:
        return None if int(here["port"] or 80) < 65_536 else "The port is above 65535."
    domain = _DOMAINS.get(backend)
    if domain is None:
        return _general_problem(url)
    if re.fullmatch(rf"https://{_SUBDOMAIN}\.{re.escape(domain)}/?", url):
        return None
    more = " A domain of your own does not lead there." if backend == FRESHDESK else ""
    return (
        f"The address must be https://SUBDOMAIN.{domain} and nothing more,"
        f" such as https://example.{domain}.{more}"
    )


def completed_url(backend: str, typed: str) -> str:
    """Return an address out of what an agent types or copies from a browser.

    The subdomain alone will do, and a page of the helpdesk; anything else is returned as it is.
    """
    word = typed.strip()
    domain = re.escape(_DOMAINS.get(backend, ""))
    if not domain or not word.isascii():
        return word
    short = re.fullmatch(rf"({_SUBDOMAIN})(?:\.{domain})?", word, re.IGNORECASE)
    page = re.fullmatch(rf"https://({_SUBDOMAIN})\.{domain}[/?#][\x21-\x7e]+", word)
    found = short or page
    return f"https://{found[1].lower()}.{_DOMAINS[backend]}" if found else word


def clean_url(url: str) -> str:
    """Return an address that `url_problem` took, without its last slash."""
    return url.removesuffix("/")


def title(backend: str) -> str:
    """Return the name of a helpdesk as people write it."""
    return _TITLES.get(backend, backend)


def usual_auth(backend: str) -> str:
    """Return how a helpdesk is signed in to when nobody says: Zendesk by OAuth, others by token."""
    return _USUAL.get(backend, TOKEN)


def ways_of(backend: str) -> tuple[str, ...] | None:
    """Return how a helpdesk of the desk's own is signed in to; None for a plugin, which knows."""
    return _WAYS.get(backend)


def sign_in_problem(
    draft: Draft, *, by_browser: bool = True, ways: tuple[str, ...] | None = None
) -> str | None:
    """Return what is missing for the way of signing in, None when nothing is.

    Not `by_browser` when a secret for OAuth is at hand already: it needs no client id. `ways` are
    those of the helpdesk, where it is a plugin's.
    """
    if draft.backend == LOCAL:
        return None
    if draft.email and not _EMAIL.fullmatch(draft.email):
        return "This is no e-mail address: name the one you sign in with."
    if draft.client_id and not _CLIENT_ID.fullmatch(draft.client_id):
        return "A client id has letters, digits and . _ - only: an admin knows it."
    known = ways_of(draft.backend) or ways
    if known is not None and draft.auth not in known:
        return _no_way(draft.backend, known)
    if draft.auth == OAUTH and by_browser and not draft.client_id:
        return "Signing in by browser needs the client id of an OAuth client: an admin makes one."
    if draft.auth == TOKEN and draft.backend == ZENDESK and not draft.email:
        return "A token needs the e-mail address of its agent."
    return None


def secret_words(backend: str) -> str:
    """Return what the secret of a helpdesk is called where it is asked for."""
    return "API key" if backend == FRESHDESK else "Token"


def secret_problem(backend: str, typed: str) -> str | None:
    """Return why a text cannot be a secret at all, None when it can; it is in no message.

    A helpdesk that is sent wrong ones again and again locks the agent out, so what is a sentence,
    an address or half a paste stays here.
    """
    name = secret_words(backend)
    if not typed:
        return f"Type or paste the {name}."
    odd = ":" if backend == FRESHDESK else ""
    if not typed.isascii() or not typed.isprintable() or " " in typed or (odd and odd in typed):
        return f"This is no {name}: one is a single word of letters and digits. It was not sent."
    return None


def free_name(taken: Iterable[str]) -> str:
    """Return a name for one more account: work, or work2 and so on where that is taken."""
    known = {_variable_part(one) for one in taken}
    names = ("work", *(f"work{number}" for number in range(2, len(known) + 3)))
    return next(name for name in names if _variable_part(name) not in known)


def wants_address(backend: str) -> bool:
    """Tell whether a backend lives at an address."""
    return backend != LOCAL


def example_url(backend: str) -> str:
    """Return what an address of a backend looks like."""
    return f"https://example.{_DOMAINS.get(backend, 'org')}"


def _no_way(backend: str, known: tuple[str, ...]) -> str:
    """Return that a helpdesk is not signed in to so, and how it is."""
    if OAUTH in known:
        return f"{title(backend)} is signed in to by browser (--auth oauth)."
    key = ": the API key of your Profile settings" if backend == FRESHDESK else ""
    return f"{title(backend)} is signed in to with a token{key} (--auth token)."


def _general_problem(url: str) -> str | None:
    """Return what is wrong with the address of a backend that a plugin brings."""
    from urllib.parse import urlsplit

    plain = url.isascii() and url.isprintable() and not re.search(r"[\s@\\?#]", url)
    try:
        good = plain and urlsplit(url).scheme == "https" and bool(urlsplit(url).hostname)
    except ValueError:
        good = False
    return None if good else "The address must begin with https:// and hold no user name or query."


def _variable_part(name: str) -> str:
    return re.sub(r"[^A-Z0-9]", "_", name.upper())
