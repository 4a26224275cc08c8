"""Where an account's tokens live: who gives them, and where new ones are kept.

the environment, a command   one fixed token, never written, never renewed
the keyring                  a token, or a pair that is renewed (Secret, written and read back)
a file                       the same, only where the agent asked for `--insecure-file`
"""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from csr_desk import secrets
from csr_desk.backends.oauth.pair import Pair, pair_of
from csr_desk.errors import SignInNeeded
from csr_desk.secrets import IN_KEYRING, Secret
from csr_desk.token_file import WARNING, TokenFile

if TYPE_CHECKING:
    from csr_desk.config import AccountConfig


class Kept(NamedTuple):
    """The tokens of an account and where they came from; `file` where that is a file."""

    pair: Pair
    source: str
    is_fixed: bool = False
    file: TokenFile | None = None

    @property
    def warning(self) -> str:
        """Return what the status line must go on saying, or an empty text."""
        return WARNING if self.file is not None else ""

    def keep(self, name: str, pair: Pair) -> None:
        """Write a new pair where this one was; SignInNeeded when it is not kept."""
        if self.file is not None:
            self.file.write(pair.to_text())
        else:
            secrets.keep(name, Secret(pair.to_text()))


def find(account: "AccountConfig", environ: Mapping[str, str], data: Path) -> Kept:
    """Return an account's tokens; SignInNeeded with everything that was missing.

    Asks a command and the keyring, and so may take seconds.
    """
    given = secrets.given(account.token_command, environ, account.token_variable)
    if given is not None:
        return Kept(Pair(given), given.source, is_fixed=True)
    why = "the keyring has none"
    try:
        kept = secrets.from_keyring(account.name)
    except SignInNeeded as error:
        kept, why = None, error.message
    if kept is not None:
        return Kept(pair_of(kept.reveal(), IN_KEYRING), IN_KEYRING)
    file = TokenFile(data, account.name)
    text = file.read()
    if text is None or not text.strip():
        raise SignInNeeded(
            f"there is no secret for {account.name}: {account.token_variable} is not set,"
            f" no command gives one, and {why}",
            f"Run `csr-desk account add {account.name} …` to sign in, or set"
            f" {account.token_variable}.",
        )
    return Kept(pair_of(text, str(file.path)), str(file.path), file=file)


def save(name: str, pair: Pair, data: Path, *, insecure: bool = False) -> Kept:
    """Keep tokens in the keyring, or in a file where the agent wants that, and in one place only.

    Returns them as `find` would; SignInNeeded when they are not kept.
    """
    file = TokenFile(data, name)
    if not insecure:
        secrets.keep(name, Secret(pair.to_text()))
        file.remove()
        return Kept(pair, IN_KEYRING)
    file.write(pair.to_text())
    # What the keyring still has would be found before the file.
    with suppress(SignInNeeded):
        secrets.forget(name)
    return Kept(pair, str(file.path), file=file)


def remove(name: str, data: Path) -> str:
    """Forget the tokens of an account; return why the keyring could not be asked, or nothing."""
    TokenFile(data, name).remove()
    try:
        secrets.forget(name)
    except SignInNeeded as error:
        return error.message
    return ""
