"""What `doctor` says about the encryption of the store and where its key comes from."""

from csr_desk import errors
from csr_desk.cli.context import Context
from csr_desk.cli.finding import Finding
from csr_desk.store import cipher


def encryption(context: Context) -> Finding:
    """Return whether the store is encrypted and its key at hand, which is then in use."""
    database = context.places.database
    try:
        if cipher.is_encrypted(database):
            context.unlock()
            cipher.connect(database, busy_ms=1_000).close()
            key = cipher.key_in_use()
            source = key.source if key else ""
            return Finding("encryption", True, f"on, the key comes from {source}")
        wanted = context.config.store.encrypted
    except errors.ConfigError:
        return Finding("encryption", True, "not known while the settings cannot be read")
    except errors.DeskError as error:
        return Finding("encryption", False, error.message, error.hint)
    if wanted:
        told = f"the settings ask for it, but {database} is plain"
        return Finding("encryption", False, told, "csr-desk encrypt")
    return Finding("encryption", True, "off: private files only; `csr-desk encrypt` turns it on")
