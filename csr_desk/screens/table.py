"""Which screen each place is; a module is loaded when its place is first gone to."""

from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec

SCREENS: Mapping[str, str] = {
    "queue": "csr_desk.screens.queue:QueueScreen",
    "ticket": "csr_desk.screens.ticket:TicketScreen",
    "customer": "csr_desk.screens.customer:CustomerScreen",
    "canned": "csr_desk.screens.canned:CannedScreen",
    "articles": "csr_desk.screens.articles:ArticlesScreen",
    "wrap_up": "csr_desk.screens.wrap_up:WrapUpScreen",
    "log": "csr_desk.screens.log:LogScreen",
    "outbox": "csr_desk.screens.outbox:OutboxScreen",
    "tasks": "csr_desk.screens.tasks:TasksScreen",
    "report": "csr_desk.screens.report:ReportScreen",
    "triage": "csr_desk.screens.triage:TriageScreen",
    "caller": "csr_desk.screens.caller:CallerDialog",
    "search": "csr_desk.screens.search:SearchDialog",
    "welcome": "csr_desk.screens.welcome:WelcomeScreen",
}
"""Places and the two dialogs that find a customer and anything else."""


SAMPLE = "sample"
"""What the app returns when the agent wants the sample store instead of an empty one."""


def load(name: str, table: Mapping[str, str] = SCREENS) -> type | None:
    """Return the class of a place, None when this program has no such place."""
    module, _, attribute = table.get(name, "").partition(":")
    if not module or find_spec(module) is None:
        return None
    found: type = getattr(import_module(module), attribute)
    return found
