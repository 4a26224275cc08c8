"""Macros of a helpdesk with all they do: taken in, followed, put away, run, counted there."""

import json

from csr_desk.actions import macro_run, macro_undo
from csr_desk.actions.macro_plan import plan
from csr_desk.backends.records import Catalogue, RemoteField, RemoteMacro
from csr_desk.domain.models import Priority, Status
from csr_desk.store import macros, remote, tickets
from csr_desk.store.macros import Macro
from csr_desk.sync.catalogue import apply_catalogue
from tests.sync.remote_world import ACCOUNT, COLLEAGUE, SUPPORT, Helpdesk, remote_ticket

LATE = RemoteMacro(
    "50",
    "Delivery::Late",
    "Dear {{ticket.requester.first_name}}, it is late.",
    status=Status.PENDING,
    priority=Priority.HIGH,
    tags=("Late",),
    remove_tags=("new",),
    group=SUPPORT.id,
    assignee=COLLEAGUE.id,
    custom=(("61", "a"), ("64", "x")),
    more=("type: incident",),
    acts=True,
)
FIELDS = (
    RemoteField("61", "Product", "tagger", False, (("a", "Apple"), ("b", "Pear"))),
    RemoteField("64", "Colours", "multiselect", False),
)
WHOLE = Catalogue(agents=(COLLEAGUE,), groups=(SUPPORT,), fields=FIELDS, macros=(LATE,))


def take(desk: Helpdesk, *found: RemoteMacro) -> None:
    apply_catalogue(desk.desk, ACCOUNT, WHOLE._replace(macros=found or (LATE,)))


def listed(desk: Helpdesk) -> list[Macro]:
    return macros.macros(desk.store, frozenset({ACCOUNT}))


def pulled(desk: Helpdesk) -> int:
    desk.pull(remote_ticket())
    return desk.id()


def test_everything_the_desk_can_do_is_taken_and_the_rest_is_named(desk: Helpdesk) -> None:
    take(desk)
    (one,) = listed(desk)
    assert (one.name, one.folder, one.account) == ("Late", "Delivery", ACCOUNT)
    steps = one.steps
    assert steps.reply == "Dear {{customer.first_name}}, it is late."
    assert (steps.status, steps.priority) == (Status.PENDING, Priority.HIGH)
    assert (steps.add_tags, steps.remove_tags) == (("late",), ("new",))
    assert remote.remote_id(desk.store, ACCOUNT, "team", steps.team_id) == SUPPORT.id
    assert remote.remote_id(desk.store, ACCOUNT, "agent", int(steps.assignee)) == COLLEAGUE.id
    assert steps.fields == (("61", "a"),)
    assert not steps.sends
    assert one.left_out == ("type: incident", "Colours: x")


def test_who_is_not_known_here_is_named(desk: Helpdesk) -> None:
    take(desk, LATE._replace(group="999", assignee="998", status=Status.CLOSED, custom=()))
    (one,) = listed(desk)
    assert (one.steps.team_id, one.steps.assignee, one.steps.status) == (None, "", None)
    assert one.left_out == (
        "type: incident", "group: 999, not known here", "assignee: 998, not known here",
        "status: closed",
    )  # fmt: skip


def test_a_note_stays_a_note_and_a_mere_response_is_no_macro(desk: Helpdesk) -> None:
    note = RemoteMacro("51", "Note", "for us", is_public=False, acts=True)
    take(desk, note, RemoteMacro("52", "Words", "Hello"))
    (one,) = listed(desk)
    assert (one.steps.note, one.steps.reply) == ("for us", "")


def test_it_follows_the_helpdesk_and_goes_with_it(desk: Helpdesk) -> None:
    take(desk)
    (one,) = listed(desk)
    take(desk, LATE._replace(priority=Priority.LOW))
    (now,) = listed(desk)
    assert (now.id, now.version, now.steps.priority) == (one.id, 2, Priority.LOW)
    take(desk, LATE._replace(priority=Priority.LOW))
    assert listed(desk)[0].version == 2
    take(desk, LATE._replace(id="53", title="Other"))
    assert [each.name for each in listed(desk)] == ["Other"]
    take(desk)
    assert [each.name for each in listed(desk)] == ["Late"]
    assert macros.macros(desk.store, frozenset()) == []


def test_its_fields_are_set_and_go_back(desk: Helpdesk) -> None:
    take(desk, LATE._replace(body="", tags=(), group="", assignee="", status=None))
    ticket_id = pulled(desk)
    (one,) = listed(desk)
    found = plan(desk.desk, one.id, [ticket_id])
    assert ("Product", "nothing", "Apple") in found.goes[0].lines
    before = desk.store.all("SELECT * FROM ticket_field WHERE ticket_id = ?", ticket_id)
    macro_run.run(desk.desk, one.id, [ticket_id])
    sql = "SELECT value FROM ticket_field WHERE ticket_id = ? AND remote_id = '61'"
    assert desk.store.value(sql, ticket_id) == '"a"'
    payloads = [json.loads(row[0]) for row in desk.store.all("SELECT payload FROM operation")]
    assert {"custom:61": "a"} in [each["after"] for each in payloads]
    macro_undo.undo(desk.desk)
    assert desk.store.all("SELECT * FROM ticket_field WHERE ticket_id = ?", ticket_id) == before
    assert tickets.ticket(desk.store, ticket_id).priority is Priority.NORMAL


def test_a_ticket_of_another_account_is_left_out(desk: Helpdesk) -> None:
    take(desk)
    ticket_id = pulled(desk)
    desk.store.execute("UPDATE ticket SET account = 'other' WHERE id = ?", ticket_id)
    (stays,) = plan(desk.desk, listed(desk)[0].id, [ticket_id]).stays
    assert stays.problem == "the macro is one of acme, the ticket is not"


def test_the_reply_counts_as_the_helpdesks_own_macro(desk: Helpdesk) -> None:
    take(desk)
    ticket_id = pulled(desk)
    macro_run.run(desk.desk, listed(desk)[0].id, [ticket_id])
    extra = json.loads(desk.store.value("SELECT extra FROM draft WHERE kind = 'reply'"))
    there = remote.remote_id(desk.store, ACCOUNT, "canned", extra["canned"][0])
    assert (there, extra["status"]) == ("50", int(Status.PENDING))
