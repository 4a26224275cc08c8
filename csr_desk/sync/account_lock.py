"""One process at a time carries an account's changes; the kernel frees the lock when it dies."""

from pathlib import Path

from csr_desk import errors
from csr_desk.store.lock import InstanceLock


class AccountLock(InstanceLock):
    """Holds `sync-NAME.lock` in a data folder from `acquire` to `release`."""

    def __init__(self, folder: Path, account: str) -> None:
        super().__init__(folder / f"sync-{account}.lock")
        self._account = account

    def _busy(self, holder: str) -> errors.Busy:
        return errors.Busy(
            f"{self._account} is being synced already (process {holder})",
            "Let it go on; what you change is sent from there.",
        )
