"""Writes over recorded exchanges: real shapes of answers are believed for what they show."""

import json
from typing import Any

import pytest

from csr_desk.backends.failures import Incomplete, NoAnswer, Rejected
from csr_desk.backends.freshdesk.bodies import body
from csr_desk.backends.freshdesk.finding import find
from csr_desk.backends.freshdesk.saving import save_person
from csr_desk.backends.freshdesk.sending import send
from csr_desk.backends.records import RemoteTicket
from csr_desk.backends.wire import Response
from csr_desk.backends.writes import HandleTime, PersonWrite, Requester, Write
from csr_desk.domain.instants import parse_instant
from csr_desk.domain.queue_row import Priority, Status
from tests.backends.driver import play
from tests.backends.freshdesk.desk_side import first, reply
from tests.backends.freshdesk.given import answer_of, context, recorded

STAMP = "2026-11-20T09:05:00Z"
BASE = RemoteTicket(
    "41", STAMP, "Lamp flickers", Status.OPEN, Priority.LOW, "81000000301", 0, parse_instant(STAMP)
)
UID = "0000018f5a3c7d2e9a1b00001f3a9c2e"


def answered(name: str) -> Response:
    return answer_of(recorded(name))


def update(**more: Any) -> Write:
    told = {"since": parse_instant("2026-11-20T09:06:00Z"), **more}
    return Write(UID, UID, "41", BASE, parse_instant("2026-11-20T09:10:00Z"), **told)


def sent(write: Write, *answers: Response) -> Any:
    applied, asked = play(send(context(), write, body(write)), answers)
    return applied, json.loads(asked[-1].body)


def test_a_recorded_reply_is_believed() -> None:
    write = update(comment=reply("Dear Zoë,\ndone."))
    applied, keys = sent(write, answered("ticket-view"), answered("reply-created"))
    assert applied.message == "81000000506"
    assert keys == recorded("reply-created")["request"]["body"]


def test_a_recorded_new_ticket_without_its_tag_is_known_by_its_words() -> None:
    requester = Requester("81000000301", "Zoë")
    write = Write(
        UID, UID, None, None, 0, comment=first("Broken"), requester=requester, channel="phone"
    )
    applied, keys = sent(write, answered("ticket-created"))
    assert applied.remote_id == "45"
    assert keys == {
        "subject": "Broken",
        "description": "<div>Broken</div>",
        "requester_id": 81000000301,
        "source": 3,
        "tags": ["csrdesk-1f3a9c2e"],
    }
    with pytest.raises(NoAnswer):
        sent(write._replace(comment=first("Whole")), answered("ticket-created"))


def test_recorded_replies_with_the_same_words_are_asked_about() -> None:
    words = "Hi Zoë,\n\nwe look into it.\n\n"
    answers = [answered("ticket-view"), answered("conversations"), answered("agents-me")]
    found, _ = play(find(context(), update(comment=reply(words))), answers)
    assert not found.is_sure
    assert "same words" in found.likeness
    later = update(comment=reply(words), since=parse_instant("2026-11-20T09:10:01Z"))
    found, _ = play(find(context(), later), answers)
    assert found.applied is not None
    assert found.applied.message == "81000000505"
    others = update(comment=reply("Thanks,\nit still flickers <here>"))
    found, _ = play(find(context(), others), answers)
    assert found.applied is None
    assert found.is_sure


def test_a_recorded_time_entry_is_known_by_the_mark_in_its_note() -> None:
    write = update(handle_time=HandleTime(431, 0, 0))
    found, asked = play(find(context(), write), [answered("ticket-view"), answered("time-entries")])
    assert found.applied is not None
    assert found.applied.reference == "81000000601"
    assert asked[-1].path == "/api/v2/tickets/41/time_entries"


def test_recorded_refusals_name_their_fields() -> None:
    write = update(fields={"status": Status.CLOSED})
    with pytest.raises(Incomplete) as closing:
        sent(write, answered("ticket-view"), answered("error-400-missing-field"))
    assert set(closing.value.fields) == {"cf_root_cause"}
    with pytest.raises(Rejected) as several:
        sent(write, answered("ticket-view"), answered("error-400-several"))
    assert set(several.value.fields) == {"id", "priority"}


def test_a_recorded_conflict_is_the_contact_that_is_there() -> None:
    write = PersonWrite("p", UID, None, {"name": "Zoë", "email": "zoe@customer.example"})
    none = answered("agents-me")._replace(body=b"[]")
    known = b'[{"id":81000000301,"name":"Zo\xc3\xab","email":"zoe@customer.example"}]'
    answers = [none, answered("error-409-duplicate"), none._replace(body=known)]
    applied, _ = play(save_person(context(), write), answers)
    assert applied.remote_id == "81000000301"
