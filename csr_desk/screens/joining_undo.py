"""Taking back what joined or parted tickets, and what was told to the incidents of a problem."""

from typing import TYPE_CHECKING

from csr_desk.domain.instants import Instant

if TYPE_CHECKING:
    from csr_desk.screens.host import Host


def last_at(host: "Host") -> Instant:
    """Return when tickets were joined or parted last, or incidents told; 0 for not lately."""
    from csr_desk.actions import ticket_acts  # not for the start

    return max(ticket_acts.last_at(host.desk), host.told_at if host.told_incidents else 0)


def take_back(host: "Host", acted_at: Instant) -> bool:
    """Take back a link, merge, split or word to incidents that is newer than all else.

    `acted_at` is when something else was done last; False when there is nothing newer.
    """
    from csr_desk.actions import ticket_acts  # not for the start

    if host.told_incidents and host.told_at >= max(acted_at, ticket_acts.last_at(host.desk)):
        from csr_desk.actions import incident_close

        sent, host.told_incidents = host.told_incidents, ()
        count = incident_close.undo(host.desk, sent)
        if count:
            tickets = "1 ticket" if count == 1 else f"{count} tickets"
            host.say(f"{tickets}: nothing has left, they are as before.")
            host.place.changed()
            return True
    if ticket_acts.last_at(host.desk) <= acted_at:
        return False
    host.place.save_typed()
    undone = ticket_acts.undo(host.desk)
    if undone is None:
        return False
    host.say(undone.words)
    host.place.changed()
    return True
