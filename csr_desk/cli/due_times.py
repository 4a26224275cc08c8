"""Due times as the line mode takes them: what the desk takes, and ISO 8601."""

from csr_desk import errors
from csr_desk.actions import due_time
from csr_desk.actions.desk import Desk
from csr_desk.actions.due_time import DueTime
from csr_desk.cli import when as cli_when
from csr_desk.domain import when
from csr_desk.domain.instants import Instant


def named(typed: str, desk: Desk) -> Instant:
    """Return the time a text names, whatever the hours; Usage for none, or one that is past."""
    try:
        return when.parse(typed, desk.now(), desk.zone)
    except when.WhenProblem as problem:
        try:
            at = cli_when.due(typed, desk.now(), desk.zone)
        except errors.Usage:
            raise errors.Usage(str(problem).rstrip(".")) from problem
    if at <= desk.now():
        raise errors.Usage(f"{typed} is past", "Name a later time.")
    return at


def read(typed: str, desk: Desk) -> DueTime:
    """Return when something is due, at an opening; Usage for no time, or one that is past."""
    return due_time.opened(desk, named(typed, desk))
