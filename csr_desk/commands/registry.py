"""Every command of the desk, and the lists that are made from them."""

from collections.abc import Iterable
from typing import NamedTuple

from csr_desk.commands import (
    articles,
    canned,
    composer,
    conversation,
    customer,
    everywhere,
    handing,
    log,
    navigation,
    orders,
    outbox,
    queue,
    report,
    tasks,
    ticket,
    timer,
    triage,
    welcome,
    wrap_up,
)
from csr_desk.commands.command import EVERYWHERE, Command

ALL: tuple[type[Command], ...] = (
    *everywhere.COMMANDS,
    *navigation.COMMANDS,
    *timer.COMMANDS,
    *queue.COMMANDS,
    *ticket.COMMANDS,
    *handing.COMMANDS,
    *composer.COMMANDS,
    *conversation.COMMANDS,
    *customer.COMMANDS,
    *orders.COMMANDS,
    *canned.COMMANDS,
    *articles.COMMANDS,
    *wrap_up.COMMANDS,
    *log.COMMANDS,
    *outbox.COMMANDS,
    *tasks.COMMANDS,
    *triage.COMMANDS,
    *report.COMMANDS,
    *welcome.COMMANDS,
)
_BY_ID = {command.id: command for command in ALL}


class CommandRow(NamedTuple):
    """One line of `csr-desk keys`."""

    id: str
    keys: tuple[str, ...]
    title: str
    doc: str
    group: str
    places: tuple[str, ...]


def named(command_id: str) -> type[Command]:
    """Return the command of a name; KeyError when there is none."""
    return _BY_ID[command_id]


def names() -> Iterable[str]:
    """Return the names of all commands."""
    return _BY_ID.keys()


def at(place: str) -> list[type[Command]]:
    """Return the commands of a place, its own ones before those that are everywhere."""
    here = [command for command in ALL if command.is_at(place)]
    return sorted(here, key=lambda command: command.places is EVERYWHERE)


def rows() -> list[CommandRow]:
    """Return one row per command with its default keys."""
    return [
        CommandRow(
            command.id,
            command.keys,
            command.title,
            command.doc(),
            command.group,
            tuple(sorted(command.places)),
        )
        for command in ALL
    ]
