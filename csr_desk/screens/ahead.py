"""What the first keys need, loaded beside the keys once the first place stands.

Opening a ticket brings a hundred modules: loaded by the key, they would be its tenth of a second.
"""

from importlib import import_module

AFTER_S = 0.2
"""Seconds after the start before it is loaded: the first paint comes first."""

_MODULES = (
    "screens.shift_hud",
    "actions.callers",
    "actions.reminders",
    "screens.ticket",
    "screens.bulk_asking",
    "screens.wrap_up",
    "screens.caller",
    "screens.undo",
    "actions.play",
    "actions.deadline_pass",
)


def load() -> None:
    """Load what reads the shift's figures, the ticket, its questions, the wrap-up and what finds a
    caller; from any thread.
    """
    for name in _MODULES:
        import_module(f"csr_desk.{name}")
