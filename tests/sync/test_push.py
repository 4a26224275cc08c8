"""What reaches the helpdesk, request by request: the engine over the fake, without faults."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from csr_desk.actions import (
    customer_field,
    held,
    interaction,
    message,
    outbox,
    shelf,
    shelf_follow_up,
    shift,
    ticket,
    ticket_merge,
    wishes,
    wrap_up,
)
from csr_desk.actions.ticket_remote import own_statuses, remote_facts
from csr_desk.backends.base import Can
from csr_desk.backends.wire import Request
from csr_desk.domain.models import Channel, OperationState, Priority, Status
from csr_desk.domain.wrap_up import WrapUp
from csr_desk.store import people, remote, remote_files, tickets
from tests.sync.test_simulation import folder, template
from tests.sync.vendors import plain, words
from tests.sync.world import World

__all__ = ["folder", "template"]


@pytest.fixture
def world(folder: Path, template: Path) -> World:
    found = World(folder, random.Random(3), template=template)
    found.read_all()
    found.server.requests.clear()
    return found


def local(world: World, name: str) -> int:
    found = remote.ticket_of(world.desk.store, "zd", str(world.server.names[name]))
    assert found is not None
    return found


def theirs(world: World, name: str) -> Any:
    return world.server.state.tickets[world.server.names[name]]


def writes(world: World) -> list[dict[str, Any]]:
    """Return the bodies of the requests that change something."""
    found = [one for one in world.server.requests if one.method != "GET"]
    return [json.loads(one.body or b"{}") for one in found]


def states(world: World) -> list[str]:
    return [row[0] for row in world.desk.store.all("SELECT state FROM operation ORDER BY seq")]


def contact(world: World, name: str, channel: Channel = Channel.PHONE) -> int:
    shift.start(world.desk)
    one = interaction.open_contact(world.desk, local(world, name), channel)
    world.pass_time(120)
    interaction.hold(world.desk)
    world.pass_time(30)
    interaction.resume(world.desk)
    interaction.end(world.desk, one.id)
    world.pass_time(45)
    return one.id


def test_a_wrap_up_is_one_request(world: World) -> None:
    """Note, status, tags and handle time; `total` is read, added to, and written under a stamp."""
    number = contact(world, "waiting")
    wrapped = WrapUp("order/late", "callback", "carrier", "none", ("parcel",), "Rings on Friday.")
    wrap_up.commit(world.desk, number, wrapped)
    world.settle()
    (sent,) = writes(world)
    keys = sent["ticket"]
    assert keys["comment"] == {"html_body": "<p>Rings on Friday.</p>", "public": False}
    assert keys["safe_update"] is True
    assert {one["value"] for one in keys["custom_fields"]} == {120 + 195, 195}
    assert set(keys["tags"]) >= {"parcel", "csr:reason:order/late", "csr:cause:carrier"}
    assert theirs(world, "waiting").values["status"] == "pending"
    assert world.desk.store.value("SELECT synced_at FROM interaction") == pytest.approx(
        world.desk.now(), abs=60_000
    )


def test_without_time_fields_the_note_tells_the_handle_time(world: World) -> None:
    with world.desk.store.transaction():
        world.desk.store.execute("UPDATE remote_field SET role = ''")
    wrap_up.commit(world.desk, contact(world, "waiting"), WrapUp("order/late", "callback"))
    world.settle()
    note = writes(world)[0]["ticket"]["comment"]["html_body"]
    assert "handle time 03:15 (talk 02:00, hold 00:30, after-call work 00:45)" in note


def test_a_reply_and_its_wrap_up_leave_together(world: World) -> None:
    shift.start(world.desk)
    one = interaction.open_contact(world.desk, local(world, "late"), Channel.EMAIL)
    world.pass_time(60)
    message.reply(world.desk, local(world, "late"), "On Friday.", interaction_id=one.id)
    wrap_up.commit(world.desk, one.id, WrapUp("order/late", "callback", "", "none", (), ""))
    world.settle()
    (sent,) = writes(world)
    assert sent["ticket"]["comment"]["public"] is True
    assert "csr:outcome:callback" in sent["ticket"]["tags"]


def test_a_wrap_up_taken_back_before_it_left_sends_nothing(world: World) -> None:
    number = contact(world, "waiting")
    wrap_up.commit(world.desk, number, WrapUp("order/late", "callback", "", "none", ("p",), "x"))
    wrap_up.undo(world.desk, number)
    world.settle()
    assert writes(world) == []
    assert set(states(world)) == {"acknowledged", "dropped"}


def test_a_wrap_up_taken_back_later_gives_its_time_back(world: World) -> None:
    number = contact(world, "waiting")
    wrap_up.commit(world.desk, number, WrapUp("order/late", "callback", "", "none", ("p",), ""))
    world.settle()
    total = world.server.names["total_time"]
    assert theirs(world, "waiting").custom[total] == 120 + 195
    wrap_up.undo(world.desk, number)
    world.settle()
    assert theirs(world, "waiting").custom[total] == 120
    assert not [tag for tag in theirs(world, "waiting").values["tags"] if tag.startswith("csr:")]
    world.pass_time(5)
    wrap_up.commit(world.desk, number, WrapUp("order/late", "callback", "", "none", (), ""))
    world.settle()
    assert theirs(world, "waiting").custom[total] == 120 + 195


def test_a_correction_changes_the_tags_and_adds_no_time(world: World) -> None:
    number = contact(world, "waiting")
    wrap_up.commit(world.desk, number, WrapUp("order/late", "callback", "", "none", (), "Late."))
    world.settle()
    better = WrapUp("returns/damaged", "callback", "", "none", (), "Broken.")
    wrap_up.correct(world.desk, number, better, "wrong reason chosen")
    world.settle()
    found = theirs(world, "waiting")
    assert "csr:reason:returns/damaged" in found.values["tags"]
    assert "csr:reason:order/late" not in found.values["tags"]
    assert found.custom[world.server.names["total_time"]] == 120 + 195
    assert plain(words(found.comments[-1])) == "Correction: Broken."


def test_edits_that_wait_are_one_request_and_only_what_changed(world: World) -> None:
    late = local(world, "late")
    ticket.change(world.desk, late, ticket.Change(priority=Priority.HIGH))
    ticket.change(world.desk, late, ticket.Change(priority=Priority.URGENT, add_tags=("a",)))
    ticket.change(world.desk, late, ticket.Change(remove_tags=("a",), add_tags=("b",)))
    message.note(world.desk, late, "See the carrier.")
    world.settle()
    (sent,) = writes(world)
    assert set(sent["ticket"]) == {
        "priority", "tags", "comment", "metadata", "safe_update", "updated_stamp"
    }  # fmt: skip
    assert (sent["ticket"]["priority"], sent["ticket"]["tags"]) == ("urgent", ["b"])


def test_a_change_taken_back_before_it_left_is_no_request(world: World) -> None:
    uid = ticket.change(world.desk, local(world, "late"), ticket.Change(priority=Priority.HIGH))
    assert uid is not None
    ticket.undo_change(world.desk, [uid])
    world.settle()
    assert writes(world) == []
    assert states(world) == ["acknowledged", "acknowledged"]


def test_a_reply_in_its_undo_window_has_not_left(world: World) -> None:
    message.reply(world.desk, local(world, "late"), "Too early.")
    world.sync_for(40)
    assert writes(world) == []
    message.undo(world.desk)
    world.settle()
    assert world.server.public_replies(world.server.names["late"]) == []


def test_a_chat_message_leaves_at_once(world: World) -> None:
    message.reply(world.desk, local(world, "late"), "Hi.", channel="chat")
    now = world.desk.now()
    world.sync_for(10)
    assert len(writes(world)) == 1
    assert world.desk.now() - now < 10_000


@pytest.mark.parametrize("who", ["customer", "colleague"])
def test_a_reply_is_held_when_somebody_wrote_while_the_desk_was_offline(
    world: World, who: str
) -> None:
    late = local(world, "late")
    message.reply(world.desk, late, "It comes on Friday.", status=Status.PENDING)
    world.line.go_offline()
    world.pass_time(3600)
    world.sync_for(20)
    writer = world.server.customer_replies if who == "customer" else world.server.colleague_replies
    writer(world.server.names["late"], "It came this morning.")
    world.line.go_online()
    world.settle()
    assert {one.status for one in world.server.requests if one.method == "PUT"} == {409}
    assert world.server.public_replies(world.server.names["late"])[-1:] != ["It comes on Friday."]
    ((operation, kept),) = held.held(world.desk, late)
    assert kept.body == "It comes on Friday."
    assert tickets.ticket(world.desk.store, late).status is Status.NEW
    shown = [one.body for one in tickets.messages(world.desk.store, late)]
    assert "It came this morning." in shown
    held.send_anyway(world.desk, operation)
    world.settle()
    assert world.server.public_replies(world.server.names["late"])[-1] == "It comes on Friday."


def test_what_the_agent_drops_while_the_ticket_is_read_is_not_sent(world: World) -> None:
    """The last moment to drop is the transaction in which the request is written down."""
    late = local(world, "late")
    world.server.colleague_changes(world.server.names["late"], tags=["theirs"])
    posted = message.reply(world.desk, late, "Never mind.")
    world.pass_time(20)
    with world.desk.store.transaction():
        remote.set_state(world.desk.store, late, "zd", settled=0)
    job = next(one for one in world.engine.jobs(world.desk.now()) if one.key == f"ticket:{late}")
    request: Request = next(job.flow)
    assert request.path.endswith("/show_many")
    shelf.drop(world.desk, posted.operation)
    while True:
        try:
            request = job.flow.send(world.deliver(request))  # type: ignore[arg-type]
        except StopIteration:
            break
    assert writes(world) == []
    world.settle()
    assert world.server.public_replies(world.server.names["late"]) == []


def test_a_refused_change_waits_for_the_agent_and_others_flow(world: World) -> None:
    waiting, late = local(world, "waiting"), local(world, "late")
    message.note(world.desk, waiting, "Before.")
    change = ticket.Change(status=Status.SOLVED, told="by phone")
    ticket.change(world.desk, waiting, change)
    message.note(world.desk, waiting, "After.")
    message.note(world.desk, late, "Another ticket.")
    world.settle()
    assert states(world) == ["acknowledged", "rejected", "blocked", "acknowledged"]
    refused = next(row for row in shelf.rows(world.desk) if row.state == "rejected")
    assert "Root cause" in refused.error
    world.server.solve_required_fields()
    shelf.retry(world.desk, refused.uid)
    world.settle()
    assert set(states(world)) == {"acknowledged"}
    found = theirs(world, "waiting")
    assert found.values["status"] == "solved"
    assert [plain(words(one)) for one in found.comments[-2:]] == ["Before.", "After."]


def test_a_closed_ticket_is_answered_by_a_follow_up(world: World) -> None:
    late = local(world, "late")
    message.note(world.desk, late, "One more thing.")
    world.server.close(world.server.names["late"])
    world.settle()
    (row,) = shelf.rows(world.desk)
    assert row.state is OperationState.REJECTED
    made = shelf_follow_up.follow_up(world.desk, row.uid)
    world.settle()
    assert shelf.rows(world.desk) == []
    remote_id = tickets.ticket(world.desk.store, made).remote_id
    found = world.server.state.tickets[int(remote_id or 0)]
    assert "One more thing." in [plain(words(one)) for one in found.comments]
    posts = [one for one in writes(world) if "via_followup_source_id" in one["ticket"]]
    assert posts[0]["ticket"]["via_followup_source_id"] == world.server.names["late"]


def test_two_tickets_are_merged(world: World) -> None:
    late, waiting = local(world, "late"), local(world, "waiting")
    ticket_merge.merge(world.desk, late, waiting, "Same matter.")
    world.settle()
    assert states(world) == ["acknowledged"]
    assert theirs(world, "late").values["status"] == "closed"
    assert tickets.ticket(world.desk.store, late).status is Status.CLOSED
    with pytest.raises(Exception, match="closed already"):
        ticket_merge.merge(world.desk, late, waiting)


def test_a_new_ticket_makes_its_customer_known_first(world: World) -> None:
    store = world.desk.store
    customer = world.hand.customer("Zoe Park")
    with store.transaction():
        address = people.NewIdentity(people.IdentityKind.EMAIL, "zoe@example.com")
        people.add_identity(store, customer, address)
    made = ticket.create(world.desk, customer, "Where is it?", "email", body="I wait since May.")
    before = tickets.ticket(store, made).reference
    world.settle()
    known = tickets.ticket(store, made)
    assert known.remote_id is not None
    assert (known.reference, before) == (known.remote_id, "1")
    person = remote.remote_id(store, "zd", "customer", customer)
    found = world.server.state.tickets[int(known.remote_id)]
    assert str(found.values["requester_id"]) == person
    assert found.comments[0]["author_id"] == found.values["requester_id"]


def test_a_customers_new_address_becomes_the_primary_one(world: World) -> None:
    store = world.desk.store
    customer = tickets.ticket(store, local(world, "late")).customer_id
    customer_field.change(world.desk, customer, "note", "Prefers letters.")
    world.settle()
    person = world.server.user("Nia Okafor")
    assert person["notes"] == "Prefers letters."
    assert states(world) == ["acknowledged"]


def test_a_file_goes_out_with_its_message_and_comes_back_once(world: World) -> None:
    late, store = local(world, "late"), world.desk.store
    sha256 = remote_files.keep(world.folder, b"%PDF label")
    posted = message.note(world.desk, late, "The label.")
    with store.transaction():
        store.insert(
            "attachment",
            message_id=posted.message_id,
            ticket_id=late,
            name="label.pdf",
            content_type="application/pdf",
            size=10,
            sha256=sha256,
        )
    world.settle()
    (sent,) = [one for one in theirs(world, "late").comments if plain(words(one)) == "The label."]
    assert [one["file_name"] for one in sent["attachments"]] == ["label.pdf"]
    rows = store.all("SELECT name, remote_id IS NOT NULL, sha256 FROM attachment")
    assert rows == [("label.pdf", 1, sha256)]


def test_articles_of_the_help_centre_are_kept_for_the_search(world: World) -> None:
    with world.desk.store.transaction():
        world.desk.store.insert("article_wish", account="zd", words="parcel", wanted_at=1)
    world.settle()
    rows = world.desk.store.all("SELECT title, folder FROM article")
    assert ("How to return a parcel", "zd") in rows
    assert world.desk.store.value("SELECT found FROM article_wish") == len(rows)


def test_a_wanted_ticket_is_read_before_the_background(world: World) -> None:
    late = local(world, "late")
    world.server.customer_replies(world.server.names["late"], "Hello?")
    wishes.want_ticket(world.desk, late)
    (job, *_) = world.engine.jobs(world.desk.now())
    assert job.key == f"ticket:{late}"


def test_somebody_unknown_to_the_helpdesk_cannot_be_given_a_ticket(world: World) -> None:
    stranger = world.desk.store.insert("agent", name="Stranger")
    ticket.change(world.desk, local(world, "late"), ticket.Change(assignee_id=stranger))
    world.settle()
    (row,) = shelf.rows(world.desk)
    assert (row.state, writes(world)) == (OperationState.REJECTED, [])
    assert "does not know this colleague" in row.error


def test_without_the_helpdesks_clock_things_go_out_all_the_same(world: World) -> None:
    """Some proxies drop the Date header, and a helpdesk's stamps may be ahead of it."""
    real = world.deliver

    def deliver(request: Request) -> Any:
        outcome = real(request)
        return outcome._replace(at=None) if hasattr(outcome, "status") else outcome

    world.deliver = deliver  # type: ignore[method-assign]
    late = local(world, "late")
    world.server.customer_replies(world.server.names["waiting"], "Hello?")
    message.reply(world.desk, late, "First.")
    world.settle()
    message.reply(world.desk, late, "Second.")
    message.reply(world.desk, local(world, "waiting"), "Yes?")
    world.settle()
    assert world.server.public_replies(world.server.names["late"])[-2:] == ["First.", "Second."]


def test_a_role_for_notes_only_is_told_before_anything_is_written(world: World) -> None:
    with world.desk.store.transaction():
        remote.set_account(world.desk.store, "zd", allowed="all_tickets")
    with pytest.raises(Exception, match="internal notes only"):
        message.reply(world.desk, local(world, "late"), "Hello.")
    message.note(world.desk, local(world, "late"), "For us.")
    world.settle()
    assert states(world) == ["acknowledged"]


def test_the_number_from_before_still_finds_the_ticket(world: World) -> None:
    made = ticket.create(world.desk, world.hand.customer("Zoe"), "New", "phone")
    before = tickets.ticket(world.desk.store, made).reference
    world.settle()
    assert tickets.ticket(world.desk.store, made).reference != before
    assert tickets.by_reference(world.desk.store, before).id == made
    assert tickets.next_reference(world.desk.store) != before


def test_what_was_in_doubt_once_is_not_dropped(world: World) -> None:
    posted = message.note(world.desk, local(world, "late"), "Once.")
    with world.desk.store.transaction():
        world.desk.store.insert("bundle", uid="b1", account="zd", looked=1)
        world.desk.store.execute("UPDATE operation SET bundle = 'b1'")
    with pytest.raises(Exception, match="on its way once"):
        shelf.drop(world.desk, posted.operation)


def test_a_status_of_the_helpdesks_own(world: World) -> None:
    late = local(world, "late")
    own = next(one for one in own_statuses(world.desk, late) if one.title == "Waiting for parts")
    ticket.change(world.desk, late, ticket.Change(status=own.status, custom_status=own.id))
    world.settle()
    (sent,) = writes(world)
    assert sent["ticket"]["custom_status_id"] == world.server.names["waiting_parts"]
    assert "status" not in sent["ticket"]
    world.read_all()
    assert tickets.ticket(world.desk.store, late).status is Status.HOLD
    assert ("status", "Waiting for parts") in remote_facts(world.desk, late)


@pytest.mark.parametrize(
    ("flag", "words"),
    [(Can.CUSTOM_FIELDS, "no fields of its own"), (Can.FILES, "takes no files")],
)
def test_what_a_helpdesk_does_not_know_is_refused_here(world: World, flag: Can, words: str) -> None:
    world.backend.can = world.backend.can & ~flag
    late, store = local(world, "late"), world.desk.store
    if flag is Can.FILES:
        posted = message.note(world.desk, late, "The label.")
        with store.transaction():
            store.insert(
                "attachment",
                message_id=posted.message_id,
                ticket_id=late,
                name="label.pdf",
                sha256=remote_files.keep(world.folder, b"x"),
            )
    else:
        after = {f"custom:{world.server.names['order']}": "A-1"}
        with store.transaction():
            payload = {"before": {}, "after": after, "told": ""}
            outbox.write(world.desk, late, "update", payload, account="zd")
    world.settle()
    (row,) = shelf.rows(world.desk)
    assert (row.state, writes(world)) == (OperationState.REJECTED, [])
    assert words in row.error


def test_without_time_fields_in_the_api_the_note_has_the_time(world: World) -> None:
    world.backend.can = world.backend.can & ~Can.TIME_FIELDS
    wrap_up.commit(world.desk, contact(world, "waiting"), WrapUp("order/late", "callback"))
    world.settle()
    assert "handle time 03:15" in writes(world)[0]["ticket"]["comment"]["html_body"]
