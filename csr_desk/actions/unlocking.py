"""Finding the key of an encrypted store before it is opened."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from csr_desk import errors, secrets
from csr_desk.paths import Places
from csr_desk.secrets import Secret
from csr_desk.store import cipher

if TYPE_CHECKING:
    from csr_desk.config import Config


def name_of(places: Places) -> str:
    """Return the name under which the keyring has the key of a data folder."""
    return f"store:{places.data}"


def unlock(
    places: Places,
    settings: "Callable[[], Config]",
    environ: Mapping[str, str],
    *also: Path,
    ask_keyring: bool = True,
) -> None:
    """Put the key in use where the store, or one of some other files, is encrypted.

    Without the keyring, which takes a tenth of a second to import, a key that only it has stays
    unknown. Raises SignInNeeded when there is no key, or ConfigError.
    """
    if not any(map(cipher.is_encrypted, (places.database, *also))):
        return
    found = given_key(settings(), environ)
    if found is None and ask_keyring:
        found = _kept_key(places)
    if found is not None:
        cipher.use(found)


def given_key(config: "Config", environ: Mapping[str, str]) -> Secret | None:
    """Return the key that the environment or the command gives, None where neither is set."""
    found = secrets.given(config.store.key_command, environ, cipher.VARIABLE)
    return None if found is None else cipher.parse(found)


def _kept_key(places: Places) -> Secret:
    hint = (
        f"Set {cipher.VARIABLE} to the recovery code, or name a key_command in [store] of"
        f" {places.config}."
    )
    try:
        kept = secrets.from_keyring(name_of(places))
    except errors.SignInNeeded as error:
        told = f"{places.database} is encrypted; the key is not at hand: {error.message}"
        raise errors.SignInNeeded(told, hint) from error
    if kept is None:
        told = f"{places.database} is encrypted; the key is not at hand: the keyring has none"
        raise errors.SignInNeeded(told, hint)
    return cipher.parse(kept)


def expect_wanted(config: "Config", database: Path) -> None:
    """Raise ConfigError where the settings ask for an encrypted store and there is a plain one."""
    if config.store.encrypted and not cipher.is_encrypted(database):
        raise errors.ConfigError(
            f"[store] asks for an encrypted store, but {database} is not encrypted",
            "Run `csr-desk encrypt`, or take `encrypted = true` out of the settings.",
            source=str(config.source or ""),
        )
