"""The people behind the desk: teams, agents (number 1 is you), client firms, saved views."""

from csr_desk.demo.tables import Rows
from csr_desk.demo.texts import lines
from csr_desk.domain.models import Priority
from csr_desk.store.views import Filter, Sort

TEAMS = ("Tier 1", "Tier 2", "Billing", "Returns", "Accounts Receivable", "Privacy")
AGENTS = (
    "Robin Vale", "Noor Lindqvist", "Tomasz Wilk", "Amara Obiora", "Jonas Feld", "Leïla Marchetti",
    "Hye-jin Noh", "Mateo Quiroga", "Ingrid Solberg", "Dev Malhotra",
)  # fmt: skip

_VIEWS = (
    ("Urgent and mine", Filter(assignee="me", priorities=(Priority.URGENT,)), Sort.DEADLINE),
    ("Returns, oldest first", Filter(groups=("Returns",)), Sort.OLDEST),
    ("Carrier trouble", Filter(tags=("carrier",)), Sort.DEADLINE),
)


def first_name(agent_id: int) -> str:
    """Return the first name an agent signs with."""
    return AGENTS[agent_id - 1].split(" ")[0]


def staff_rows() -> Rows:
    """Yield teams, agents, organisations and saved views."""
    for number, name in enumerate(TEAMS, 1):
        yield "team", (number, name)
    for number, name in enumerate(AGENTS, 1):
        local = f"agent{number}"
        yield "agent", (number, name, f"{local}@desk.example.com")
    for number, name in enumerate(lines("catalogue", "organisations"), 1):
        yield "organisation", (number, name)
    for number, view in enumerate(_VIEWS, 1):
        name, wanted, sort = view
        yield "saved_view", (number, name, wanted.as_json(), sort.value)
