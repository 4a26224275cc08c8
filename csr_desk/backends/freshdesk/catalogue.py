"""What seldom changes: nearly all of it stands in the ticket fields, which every agent may read."""

from csr_desk.backends.failures import Forbidden, Missing
from csr_desk.backends.freshdesk import fields, paging
from csr_desk.backends.freshdesk.canned import canned
from csr_desk.backends.freshdesk.context import Freshdesk, rows
from csr_desk.backends.freshdesk.directory import agents_of
from csr_desk.backends.freshdesk.people import agent
from csr_desk.backends.freshdesk.structs_catalogue import FieldRow
from csr_desk.backends.freshdesk.structs_people import AgentRow
from csr_desk.backends.records import Catalogue, RemotePerson
from csr_desk.backends.wire import Flow


def catalogue(freshdesk: Freshdesk) -> Flow[Catalogue]:
    """Return agents, groups, fields, the account's own statuses and canned responses."""
    try:
        found = rows((yield from freshdesk.get("/ticket_fields")), FieldRow)
    except (Forbidden, Missing):
        found = []
    agents = yield from _agents(freshdesk, agents_of(found))
    freshdesk.directory.learn(agents, freshdesk.settings.now())
    return Catalogue(
        agents=agents,
        groups=fields.groups(found),
        fields=fields.fields(found),
        statuses=fields.statuses(found),
        macros=(yield from canned(freshdesk)),
    )


def _agents(
    freshdesk: Freshdesk, named: tuple[RemotePerson, ...]
) -> Flow[tuple[RemotePerson, ...]]:
    """Return the agents; with their addresses where the role may read the list of them."""
    found = {one.id: one for one in named}
    try:
        listed = yield from paging.all_rows(freshdesk, "/agents", AgentRow)
    except (Forbidden, Missing):
        return named
    told = (one for row in listed if (one := agent(row)) is not None)
    found |= {one.id: one for one in told if one.name}
    return tuple(found.values())
