"""The locked screen in the log: when it was locked, and when the agent came back."""

from csr_desk.actions.desk import Desk


def locked(desk: Desk) -> None:
    """Note that the screen shows nothing any more."""
    with desk.store.transaction():
        desk.log("app.lock")


def unlocked(desk: Desk) -> None:
    """Note that the agent is back."""
    with desk.store.transaction():
        desk.log("app.unlock")
