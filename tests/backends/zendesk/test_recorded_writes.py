"""Answers to writes as real accounts gave them, read as answers to writes of ours."""

import json
from typing import Any

import pytest

from csr_desk.backends.failures import Missing, Rejected
from csr_desk.backends.wire import Response
from csr_desk.backends.writes import OutFile, PersonWrite
from csr_desk.backends.zendesk.bodies import body
from csr_desk.backends.zendesk.merging import merge_tickets
from csr_desk.backends.zendesk.saving import save_person
from csr_desk.backends.zendesk.sending import send
from csr_desk.backends.zendesk.uploads import upload_all
from csr_desk.domain.queue_row import Priority
from tests.backends.driver import play, said
from tests.backends.zendesk.desk_side import Account, reply
from tests.shared import shared


def recorded(name: str, method: str) -> list[dict[str, Any]]:
    text = shared(f"fixtures/zendesk/zenpy/{name}.json").read_text(encoding="utf-8")
    return [one for one in json.loads(text) if one["method"] == method]


def answer(row: dict[str, Any], content: dict[str, Any] | None = None) -> Response:
    headers = {name.lower(): str(value) for name, value in row["response_headers"].items()}
    found = row["response_body"] if content is None else content
    return Response(row["status"], headers, json.dumps(found).encode())


def test_new_tickets_are_read_with_their_audit_and_comment(account: Account) -> None:
    rows = recorded("tickets", "POST")
    assert rows
    write = account.create(comment=reply())
    for row in rows:
        content = json.loads(json.dumps(row["response_body"]))
        content["ticket"]["external_id"] = write.uid
        applied, _ = play(send(account.zendesk, write, body(write)), [answer(row, content)])
        comment = next(one for one in content["audit"]["events"] if one["type"] == "Comment")
        assert applied.remote_id == str(content["ticket"]["id"])
        assert applied.reference == str(content["audit"]["id"])
        assert applied.message == str(comment["id"])
        assert applied.ticket is not None
        assert applied.ticket.stamp == content["ticket"]["updated_at"]


def test_updates_are_read_with_their_audit(account: Account) -> None:
    rows = recorded("tickets__id", "PUT")
    assert rows
    for row in rows:
        content = json.loads(json.dumps(row["response_body"]))
        base = account.base("broken")
        write = account.update("broken", fields={"priority": Priority.HIGH})
        write = write._replace(ticket=str(content["ticket"]["id"]), base=base)
        with pytest.raises(Rejected, match="left the ticket as it was"):
            play(send(account.zendesk, write, body(write)), [answer(row)])
        content["audit"]["metadata"]["custom"] = {"csr_desk_op": write.marker}
        applied, _ = play(send(account.zendesk, write, body(write)), [answer(row, content)])
        assert applied.reference == str(content["audit"]["id"])


def test_uploads_have_their_token_under_any_type(account: Account) -> None:
    rows = recorded("uploads", "POST")
    assert rows
    for row in rows:
        flow = upload_all(account.zendesk, (OutFile("a", "", b"x"),))
        tokens, _ = play(flow, [answer(row)])
        assert tokens == [row["response_body"]["upload"]["token"]]


def test_changed_and_unknown_users_are_told_apart(account: Account) -> None:
    rows = recorded("users__id", "PUT")
    assert {row["status"] for row in rows} == {200, 404}
    for row in rows:
        known = str(row["response_body"].get("user", {}).get("id", 9))
        flow = save_person(account.zendesk, PersonWrite("p", "u", known, {"name": "testUser"}))
        if row["status"] == 404:
            with pytest.raises(Missing):
                play(flow, [answer(row)])
        else:
            applied, _ = play(flow, [answer(row)])
            assert applied.remote_id == known


def test_jobs_end_or_go_on_as_they_say(account: Account) -> None:
    shown = said({"tickets": [{"id": 5}]})
    for row in recorded("job_statuses__id", "GET"):
        job = row["response_body"]["job_status"]
        flow = merge_tickets(account.zendesk, "7", ("5",), "x")
        if job["status"] == "completed":
            play(flow, [shown, answer(row)])
        else:
            done = said({"job_status": {**job, "status": "completed", "results": None}})
            _, asked = play(flow, [shown, answer(row), done])
            assert asked[-1].path == f"/api/v2/job_statuses/{job['id']}"
