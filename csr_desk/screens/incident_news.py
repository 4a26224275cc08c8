"""Looking for one incident of many customers beside the agent's work; it is said, never done."""

from typing import TYPE_CHECKING

from csr_desk import text
from csr_desk.actions import incident_watch
from csr_desk.actions.incident_watch import Proposal
from csr_desk.domain.models import Status
from csr_desk.errors import DeskError
from csr_desk.store import incident_rows, ticket_links, tickets
from csr_desk.store.connection import Store

if TYPE_CHECKING:
    from csr_desk.screens.host import Host


class IncidentNews:
    """Looks again where a ticket came or was linked since, in a thread, one look at a time."""

    def __init__(self, host: "Host") -> None:
        self._host = host
        self._stamp: tuple[object, ...] = ()
        self._looking = False
        self._told: Proposal | None = None

    def look(self) -> None:
        """Begin a look when there is something new to look at."""
        stamp = incident_rows.stamp(self._host.desk.store)
        if self._looking or stamp == self._stamp:
            return
        self._stamp, self._looking = stamp, True
        self._host.run_worker(self._work, thread=True, group="incidents", exit_on_error=False)

    def _work(self) -> None:
        found = None
        try:
            store = Store(self._host.desk.store.path, read_only=True)
            try:
                found = incident_watch.look(store, self._host.desk)
            finally:
                store.close()
        except DeskError:
            pass  # the store's own watch tells what is wrong with it; a proposal can wait
        finally:
            self._looking = False
        self._host.call_from_thread(self._found, found)

    def _found(self, found: Proposal | None) -> None:
        host = self._host
        host.incident = None if found == host.incident_later else found
        if found is None or self._told == found:
            return
        self._told = found
        incident_watch.proposed(host.desk, found)


def words(host: "Host") -> str:
    """Return what is proposed, "" for nothing; what is settled meanwhile is not said any more."""
    found = host.incident
    if found is None:
        return ""
    if not incident_watch.still_open(host.desk, found):
        host.incident = None
        return ""
    count, shared = len(found.ticket_ids), ", ".join(text.line(one, 14) for one in found.words[:3])
    if found.problem_id is None:
        said = f"{count} tickets of {found.customers} customers, one incident? {shared}"
    else:
        problem = tickets.ticket(host.desk.store, found.problem_id).reference
        tells = "1 more ticket" if count == 1 else f"{count} more tickets"
        said = f"{tells} like the problem #{text.line(problem, 12)}? {shared}"
    return host.keymap.fill(f"{{interaction.link}} in the queue: {said}")


def offer(host: "Host", problem_id: int) -> None:
    """Say that a problem was solved whose incidents are not, and the key that tells them."""
    problem = tickets.ticket(host.desk.store, problem_id)
    unsolved = ticket_links.incidents(host.desk.store, problem_id).unsolved
    if problem.status < Status.SOLVED or not unsolved:
        return
    incidents = "1 incident is" if unsolved == 1 else f"{unsolved} incidents are"
    host.say(
        f"#{problem.reference} is solved, {incidents} not."
        " In it {ticket.incidents} tells their customers, and solves them."
    )
