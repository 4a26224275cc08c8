"""`outbox`, `conflicts` and `sync` as far as they need no helpdesk."""

import json
import stat
from pathlib import Path

import pytest

from csr_desk.store import operations
from csr_desk.store.connection import Store
from tests.cli.line import Line

KEYS = {"operation", "ticket", "kind", "state", "attempts", "not_before", "error", "created_at"}


@pytest.fixture
def work(line: Line) -> Line:
    """A desk with the helpdesk account `work`, its one ticket known there."""
    line.config.write_text(
        '[accounts.work]\nbackend = "zendesk"\nurl = "https://acme.zendesk.com"\n'
    )
    line.ticket()
    change(line, "UPDATE operation SET state = 'acknowledged'")
    return line


def change(line: Line, *statements: str) -> None:
    store = Store(line.data / "desk.db")
    with store.transaction():
        for statement in statements:
            store.execute(statement)
        operations.settle_blocked(store, "work")
    store.close()


def reply(line: Line, body: str = "On its way") -> str:
    posted = line.json("reply", "1", "-", stdin=body)
    line.wait(16)
    return str(posted["operation"])


def reject(line: Line, uid: str) -> None:
    change(line, "UPDATE operation SET state = 'rejected', attempts = 1,"
                 f" error = 'Requester is required' WHERE uid = '{uid}'")  # fmt: skip


def doubt(line: Line, uid: str) -> None:
    change(
        line,
        "INSERT INTO bundle (uid, account, sent_at) VALUES ('b1', 'work', 1)",
        f"UPDATE operation SET state = 'in_doubt', bundle = 'b1' WHERE uid = '{uid}'",
    )


def test_the_rows_have_the_keys_of_the_specification(work: Line) -> None:
    uid = reply(work)
    work.ok("note", "1", "Seen")
    reject(work, uid)
    rows = work.json("outbox")
    assert all(set(row) >= KEYS for row in rows)
    assert [(row["state"], row["kind"]) for row in rows] == [
        ("rejected", "reply"),
        ("blocked", "note"),
    ]
    assert (rows[0]["ticket"], rows[0]["error"]) == ("1", "Requester is required")
    assert rows[0]["created_at"].startswith("2026-11-23T")
    shown = work.ok("outbox").out
    assert "reply: On its way" in shown
    assert uid[:8] in shown


def test_an_empty_outbox_says_so(line: Line) -> None:
    assert line.json("outbox") == []
    assert "empty" in line.ok("outbox").err


def test_retry_drop_note_and_send(work: Line) -> None:
    uid = reply(work)
    reject(work, uid)
    assert work.json("outbox", "retry", uid[:10])["state"] == "queued"
    reject(work, uid)
    kept = work.json("outbox", "note", uid)
    assert (kept["kind"], kept["state"]) == ("note", "queued")
    dropped = work.json("outbox", "drop", kept["operation"])
    assert dropped["state"] == "dropped"
    assert work.json("outbox") == []
    said = work("outbox", "drop", uid)
    assert (said.code, "dropped already" in said.err) == (1, True)
    work.ok("verify")


def test_edit_takes_the_text_from_the_line_or_a_pipe(work: Line) -> None:
    uid = reply(work)
    reject(work, uid)
    assert work.json("outbox", "edit", uid, "Better words")["state"] == "queued"
    assert "Better words" in work.ok("outbox").out
    work.ok("outbox", "edit", uid, "-", stdin="Piped words\n")
    assert work.json("show", "1")["messages"][-1]["body"] == "Piped words"
    said = work("outbox", "edit", uid, "", stdin="")
    assert (said.code, "empty" in said.err) == (1, True)


def test_edit_opens_the_editor_on_a_private_file(work: Line, tmp_path: Path) -> None:
    uid = reply(work)
    modes = tmp_path / "modes"
    editor = tmp_path / "editor"
    editor.write_text(f'#!/bin/sh\nstat -c %a "$2" > {modes}\nprintf \'Edited\\n\' > "$2"\n')
    editor.chmod(0o700)
    work.variables["EDITOR"] = f"{editor} --wait"
    work.ok("outbox", "edit", uid)
    assert work.json("show", "1")["messages"][-1]["body"] == "Edited"
    assert modes.read_text().strip() == "600"
    assert not list(work.data.glob("edit-*"))
    assert stat.S_IMODE(work.data.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("editor", "told"),
    [
        ("", "no editor"),
        ("true", "as it was"),
        ("false", "ended with code 1"),
        ("/nowhere/editor", "cannot be run"),
        ("'unclosed", "cannot be read"),
    ],
)
def test_an_editor_that_changes_nothing_changes_nothing(work: Line, editor: str, told: str) -> None:
    uid = reply(work)
    work.variables["EDITOR"] = editor
    said = work("outbox", "edit", uid)
    assert said.code == 1
    assert told in said.err
    assert work.json("show", "1")["messages"][-1]["body"] == "On its way"


def test_what_is_in_doubt_is_judged_by_the_agent(
    work: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    uid = reply(work)
    doubt(work, uid)
    said = work("outbox", "retry", uid, stdin="")
    assert said.code == 1
    assert "--arrived" in said.err
    monkeypatch.setattr("csr_desk.cli.ask.answer", lambda question: "")
    assert "stays in doubt" in work("outbox", "retry", uid).err
    monkeypatch.setattr("csr_desk.cli.ask.answer", lambda question: "n")
    assert work.json("outbox", "retry", uid)["state"] == "queued"
    change(work, f"UPDATE operation SET state = 'in_doubt' WHERE uid = '{uid}'")
    assert work.json("outbox", "retry", uid, "--arrived")["state"] == "acknowledged"
    assert work.json("outbox") == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("outbox", "drop"),
        ("outbox", "list", "x"),
        ("outbox", "drop", "x", "text"),
        ("outbox", "drop", "x", "--again"),
        ("outbox", "retry", "x", "--again", "--arrived"),
        ("outbox", "eat", "x"),
        ("conflicts", "resolve"),
        ("conflicts", "resolve", "1"),
        ("conflicts", "resolve", "one", "mine"),
        ("conflicts", "resolve", "1", "ours"),
        ("conflicts", "list", "1"),
    ],
)
def test_a_wrong_line_is_2_and_changes_nothing(work: Line, arguments: tuple[str, ...]) -> None:
    said = work(*arguments)
    assert said.code == 2
    assert said.err.count("\n") == 1


def test_an_unknown_operation_is_refused(work: Line) -> None:
    said = work("outbox", "retry", "nothing", "--json")
    assert said.code == 1
    assert json.loads(said.out)["error"]["code"] == "refused"


def conflict(line: Line) -> None:
    line.ok("note", "1", "x")
    change(
        line,
        "INSERT INTO conflict (account, ticket_id, operation_uid, field, base, mine, theirs, at)"
        " SELECT 'work', 1, (SELECT max(uid) FROM operation), 'priority', '1', '2', '3', 1",
        "INSERT INTO conflict (account, ticket_id, field, base, mine, theirs, at)"
        " VALUES ('work', 1, 'assignee_id', 'null', '1', 'null', 2)",
    )


def test_conflicts_show_three_values_in_words(work: Line) -> None:
    assert work.json("conflicts") == []
    conflict(work)
    first, second = work.json("conflicts")
    assert (first["ticket"], first["field"]) == ("1", "priority")
    assert len({first["base"], first["mine"], first["theirs"]}) == 3
    assert (second["field"], second["mine"], second["theirs"]) == ("assignee", "me", None)
    assert "THEIRS" in work.ok("conflicts").out


def test_a_conflict_is_resolved_once(work: Line) -> None:
    conflict(work)
    first = work.json("conflicts")[0]
    done = work.json("conflicts", "resolve", str(first["conflict"]), "theirs")
    assert done["resolution"] == "theirs"
    assert work.json("queue")[0]["priority"] == first["theirs"]
    said = work("conflicts", "resolve", str(first["conflict"]), "mine")
    assert said.code == 1


def test_sync_needs_a_helpdesk(line: Line) -> None:
    said = line("sync")
    assert said.code == 1
    assert "account add" in said.err
    line.config.write_text('[accounts.here]\nbackend = "local"\n')
    assert line("sync").code == 1
    assert line("sync", "--account", "here").code == 1


def test_a_watch_prints_no_document(work: Line) -> None:
    assert work("sync", "--watch", "--json").document["error"]["code"] == "usage"


def test_a_closed_ticket_is_followed_up(work: Line) -> None:
    uid = reply(work)
    reject(work, uid)
    said = work.ok("outbox", "follow-up", uid)
    assert "goes on in the new ticket" in said.out
    rows = work.json("outbox")
    assert [row["kind"] for row in rows][-1] == "reply"
    assert rows[-1]["ticket"] != "1"
