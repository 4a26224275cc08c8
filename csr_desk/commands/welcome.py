"""The commands of the page that a first start with an empty store shows."""

from csr_desk.commands.command import WELCOME, Command

_WELCOME = frozenset({WELCOME})


class Sample(Command):
    """Open the desk on a sample store of its own: a Monday with 300 tickets."""

    id, keys, title, group, footer = "welcome.sample", ("s",), "Sample", "Welcome", 10
    places = _WELCOME


class Import(Command):
    """Import customers, tickets, orders or responses from a file."""

    id, keys, title, group, footer = "welcome.import", ("i",), "Import", "Welcome", 11
    places = _WELCOME


class Connect(Command):
    """Connect a helpdesk: its tickets come here, your replies go there."""

    id, keys, title, group, footer = "welcome.connect", ("c",), "Connect", "Welcome", 12
    places = _WELCOME


class Begin(Command):
    """Start empty: take the first call or write the first ticket."""

    id, keys, title, group, footer = "welcome.begin", ("enter", "b"), "Begin", "Welcome", 13
    places = _WELCOME


COMMANDS: tuple[type[Command], ...] = (Sample, Import, Connect, Begin)
