"""Secrets: from the environment, from a command, from the keyring, or none and one sentence.

A keyring can lie: `keyrings.alt` is chosen silently and writes plain text, the null backend keeps
nothing. So only known backends are used, and what was written is read back (spec/reliability.md
3.1). The keyring is asked in a thread, because a prompt behind it may never be answered.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from csr_desk import errors

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "csr-desk"
COMMAND_S = 10.0
"""Seconds a command may take to print a secret."""

KEYRING_S = 5.0
"""Seconds the keyring may take to answer."""

IN_KEYRING = "the keyring"
SAFE_KEYRINGS = frozenset(
    {
        "keyring.backends.SecretService.Keyring",
        "keyring.backends.libsecret.Keyring",
        "keyring.backends.kwallet.DBusKeyring",
        "keyring.backends.kwallet.DBusKeyringKWallet4",
        "keyring.backends.macOS.Keyring",
        "keyring.backends.Windows.WinVaultKeyring",
    }
)
"""The backends that keep a secret encrypted and to this user."""

_Answer = TypeVar("_Answer")


class Secret:
    """A text that shows itself only to `reveal`; `source` says where it came from."""

    __slots__ = ("_value", "source")

    def __init__(self, value: str, source: str = "") -> None:
        self._value = value
        self.source = source

    def reveal(self) -> str:
        """Return the text itself."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(…)"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        # Deferred: it brings OpenSSL, which a start can do without.
        import hmac

        return hmac.compare_digest(self._value.encode(), other._value.encode())

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not written down")


def variable_of(name: str) -> str:
    """Return the environment variable that may hold the secret of an account (spec/cli.md)."""
    return f"CSR_DESK_{re.sub('[^A-Z0-9]', '_', name.upper())}_TOKEN"


def find(
    name: str, command: Sequence[str], environ: Mapping[str, str], *, variable: str = ""
) -> Secret:
    """Return the secret of a name from the environment, its command or the keyring.

    `variable` is the environment variable, by default that of an account. Raises SignInNeeded with
    what was missing; a command that fails is told, not passed over.
    """
    variable = variable or variable_of(name)
    found = given(command, environ, variable)
    if found is not None:
        return found
    try:
        kept = from_keyring(name)
    except errors.SignInNeeded as error:
        raise _none(name, variable, error.message) from error
    if kept is None:
        raise _none(name, variable, "the keyring has none")
    return kept


def given(command: Sequence[str], environ: Mapping[str, str], variable: str) -> Secret | None:
    """Return the secret that the environment or the command gives; None where neither is set."""
    if value := environ.get(variable, "").strip():
        return Secret(value, variable)
    return _from_command(command) if command else None


def from_keyring(name: str) -> Secret | None:
    """Return the secret kept in the keyring; SignInNeeded when there is no keyring to trust."""
    value = _asked(lambda: _backend().get_password(SERVICE, name))
    return Secret(value, IN_KEYRING) if value else None


def keep(name: str, secret: Secret) -> None:
    """Keep a secret in the keyring and read it back; SignInNeeded when it is not kept."""

    def write_and_read() -> str | None:
        backend = _backend()
        backend.set_password(SERVICE, name, secret.reveal())
        return backend.get_password(SERVICE, name)

    if Secret(_asked(write_and_read) or "") != secret:
        raise errors.SignInNeeded("the keyring did not keep what was written to it", _WITHOUT)


def forget(name: str) -> None:
    """Delete the secret of a name from the keyring; one that is not there is forgotten already."""

    def delete() -> None:
        backend = _backend()
        if backend.get_password(SERVICE, name) is not None:
            backend.delete_password(SERVICE, name)

    _asked(delete)


def _none(name: str, variable: str, why: str) -> errors.SignInNeeded:
    return errors.SignInNeeded(
        f"there is no secret for {name}: {variable} is not set, no command gives one, and {why}",
        f"Set {variable}, or name a command in the settings.",
    )


def _from_command(command: Sequence[str]) -> Secret:
    import subprocess

    program = command[0]
    hint = "Run the command by hand to see what it says, then try again."
    try:
        done = subprocess.run(
            list(command), stdin=subprocess.DEVNULL, capture_output=True, timeout=COMMAND_S
        )
    except OSError as error:
        problem = f"the command {program} for a secret cannot be run: {error.strerror}"
        raise errors.SignInNeeded(problem, hint) from error
    except subprocess.TimeoutExpired:
        # The exception holds what the command had printed: it goes no further.
        problem = f"the command {program} for a secret did not end within {COMMAND_S:.0f} s"
        raise errors.SignInNeeded(problem, hint) from None
    line = done.stdout.decode("utf-8", "replace").partition("\n")[0].strip()
    if done.returncode != 0 or not line:
        said = f"ended with code {done.returncode}" if done.returncode else "printed nothing"
        raise errors.SignInNeeded(f"the command {program} for a secret {said}", hint)
    return Secret(line, f"the command {program}")


def _backend() -> "KeyringBackend":
    """Return the first keyring to trust, also out of a chain of them."""
    import keyring

    chosen = keyring.get_keyring()
    backend: Any
    for backend in (chosen, *getattr(chosen, "backends", ())):
        if _kind(backend) in SAFE_KEYRINGS:
            found: KeyringBackend = backend
            return found
    raise errors.SignInNeeded(f"no keyring here keeps secrets ({_kind(chosen)})", _WITHOUT)


def _kind(backend: object) -> str:
    return f"{type(backend).__module__}.{type(backend).__qualname__}"


def _asked(question: Callable[[], _Answer]) -> _Answer:
    """Ask the keyring in a thread; every failure of it, and silence, becomes one sentence."""
    from concurrent.futures import ThreadPoolExecutor

    pool = ThreadPoolExecutor(1, "keyring")
    answer = pool.submit(question)
    try:
        problem = answer.exception(KEYRING_S)
    except TimeoutError as error:
        told = f"the keyring did not answer within {KEYRING_S:.0f} s"
        raise errors.SignInNeeded(told, _WITHOUT) from error
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    if isinstance(problem, errors.SignInNeeded):
        raise problem
    if problem is not None:
        # Foreign texts of D-Bus and of vendors may hold anything: the kind is told, no more.
        told = f"the keyring cannot be used ({type(problem).__name__})"
        raise errors.SignInNeeded(told, _WITHOUT) from None
    return answer.result()


_WITHOUT = "Unlock the keyring, or give the secret by an environment variable or a command."
