"""What an error of the program itself does to an account: it stops, the desk goes on."""

from csr_desk.actions.desk import Desk
from csr_desk.errors import DeskError
from csr_desk.store import remote

WORDS = "Sync met an error of its own and stopped; nothing is lost, changes wait in the outbox."


def stop(desk: Desk, account: str, error: Exception) -> None:
    """Write a report without data and put the account into the state `stopped`.

    A disk that takes neither keeps the account stopped in this process all the same.
    """
    words = f"{WORDS} {_reported(desk, error)}"
    if isinstance(error, DeskError):
        words = f"Sync stopped: {error}"
    try:
        with desk.store.transaction():
            remote.set_account(
                desk.store, account, state="stopped", since=desk.now(), until=None, words=words
            )
    except DeskError:
        return


def is_stopped(desk: Desk, account: str) -> bool:
    """Tell whether the account's row says that it is stopped."""
    row = remote.account(desk.store, account)
    return row is not None and row.state == "stopped"


def _reported(desk: Desk, error: Exception) -> str:
    # Deferred: nobody needs the reporter until something breaks.
    from csr_desk.backends.redaction import REDACTOR
    from csr_desk.terminal.crash import mask, write_crash_report

    try:
        path = write_crash_report(
            error, desk.places.crash, desk.clock.now(), lambda text: mask(REDACTOR(text))
        )
    except OSError:
        return "No report could be written."
    return f"Report, with personal data taken out: {path}"
