"""Conversations, replies, notes, files and time entries of the fake."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.fakes.common.wire import Answer, Request
from tests.fakes.freshdesk.html_text import rewritten
from tests.fakes.freshdesk.stage import Stage


@pytest.fixture
def stage() -> Stage:
    return Stage()


def fetched(stage: Stage, url: str, **headers: str) -> Answer:
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    return stage.server.answer(
        Request("GET", parts.path.replace("%20", " "), query, headers, host=parts.netloc)
    )


def test_conversations_come_oldest_first_in_pages_of_thirty(stage: Stage) -> None:
    path = f"tickets/{stage.id('long')}/conversations"
    first = stage.me.ask("GET", path)
    rows = [*first.json(), *stage.me.get(path, page=2)]
    assert len(first.json()) == 30
    assert 'rel="next"' in first.header("Link")
    assert len(rows) == 34
    assert [row["created_at"] for row in rows] == sorted(row["created_at"] for row in rows)


def test_two_posts_are_two_replies(stage: Stage) -> None:
    stage.server.options.unique_texts = True
    stage.reply("late", "It is on its way.")
    assert stage.server.violations_of() == []
    stage.reply("late", "It is  on its way.")
    assert stage.server.public_replies(stage.id("late")) == ["It is on its way."] * 2
    assert stage.server.said("It is on its way.") == 2
    assert stage.server.violations_of("second_reply") == [f"{stage.id('late')}: It is on its way."]


def test_a_reply_leaves_the_status_and_moves_the_stamp(stage: Stage) -> None:
    before = stage.view("waiting")
    stage.reply("waiting", "Still here?")
    after = stage.view("waiting", include="stats")
    assert after["status"] == before["status"] == 3
    assert after["updated_at"] > before["updated_at"]
    assert after["stats"]["agent_responded_at"] == after["updated_at"]


def test_a_reply_cannot_be_taken_back(stage: Stage) -> None:
    made = stage.reply("late", "Too early").json()["id"]
    assert stage.me.put(f"conversations/{made}", {"body": "x"}).status == 405
    note = stage.note("late", "for us").json()["id"]
    changed = stage.me.put(f"conversations/{note}", {"body": "<p>for you</p>"}).json()
    assert changed["body"] == "<div>for you</div>"
    assert changed["last_edited_user_id"] == stage.server.me_id


def test_an_unknown_mailbox_is_refused(stage: Stage) -> None:
    path = f"tickets/{stage.id('late')}/reply"
    given = stage.me.post(path, {"body": "x", "from_email": "me@else.example"})
    assert given.status == 400
    assert stage.me.post(path, {}).status == 400
    assert stage.me.post(path, {"body": "Hi {{ticket.requester.name}}"}).status == 201
    assert stage.server.violations_of("placeholder_sent")


def test_notes_are_private_unless_told(stage: Stage) -> None:
    path = f"tickets/{stage.id('late')}/notes"
    assert stage.me.post(path, {"body": "x"}).json()["private"] is True
    assert stage.server.violations_of("private_not_told")
    assert stage.me.post(path, {"body": "x", "private": False}).json()["private"] is False


def test_a_marker_counts(stage: Stage) -> None:
    stage.note("late", "for us<br>[csrdesk:1f3a9c2e]")
    assert stage.server.applied("abcd1f3a9c2e") == 1
    stage.note("late", "for us<br>[csrdesk:1f3a9c2e]")
    assert stage.server.violations_of("second_note") == ["1f3a9c2e"]


def test_what_is_sent_comes_back_otherwise() -> None:
    sent = '<p>One</p><p>See <a href="https://x.example">this</a></p><script>x()</script>'
    assert rewritten(sent) == (
        '<div><div>One</div><div>See <a href="https://x.example" rel="noreferrer" '
        'target="_blank">this</a></div></div>'
    )
    assert rewritten("<div>One<br><br></div><div>Two</div>").startswith("<div><div>One<br><br>\n")


def test_body_text_has_no_line_breaks_and_description_text_has(stage: Stage) -> None:
    made = stage.reply("late", "Hi,<br><br>two lines").json()
    assert made["body_text"] == "Hi,  two lines"
    assert stage.view("broken")["description_text"] == "It came in pieces.\n\nTomas"


def test_a_form_brings_files(stage: Stage) -> None:
    content = b"\r\n--binary\x00\xff\r\n"
    path = f"tickets/{stage.id('late')}/notes"
    pairs = [("body", "<div>ü</div>"), ("private", "true"), ("notify_emails[]", "a@b.example")]
    made = stage.me.form(path, pairs, ("lämp.bin", "application/x-lamp", content))
    assert made.status == 201, made.body
    row = made.json()["attachments"][0]
    assert (row["name"], row["content_type"], row["size"]) == (
        "lämp.bin", "application/x-lamp", len(content),
    )  # fmt: skip
    assert fetched(stage, row["attachment_url"]).body == content


def test_a_form_makes_a_ticket(stage: Stage) -> None:
    pairs = [
        ("subject", "Lamp"), ("description", "x"), ("requester_id", str(stage.id("Nia Okafor"))),
        ("status", "2"), ("tags[]", "a"), ("tags[]", "b"), ("custom_fields[cf_vip]", "true"),
        ("custom_fields[cf_parcels]", "2"), ("custom_fields[cf_order_number]", "17"),
    ]  # fmt: skip
    made = stage.me.form("tickets", pairs, ("a.txt", "text/plain", b"x")).json()
    assert made["tags"] == ["a", "b"]
    custom = made["custom_fields"]
    assert (custom["cf_vip"], custom["cf_parcels"], custom["cf_order_number"]) == (True, 2, "17")
    assert len(made["attachments"]) == 1


def test_files_are_twenty_megabytes_at_most(stage: Stage) -> None:
    big = ("a.bin", "application/octet-stream", bytes(20 * 1024 * 1024 + 1))
    path = f"tickets/{stage.id('late')}/reply"
    assert stage.me.form(path, [("body", "x")], big).status == 400
    assert stage.talk("late") == []


def test_a_link_must_not_get_the_key_and_expires(stage: Stage) -> None:
    url = stage.view("files")["attachments"][0]["attachment_url"]
    assert urlsplit(url).netloc != "acme.freshdesk.com"
    assert fetched(stage, url).body == b"A-17, two lamps"
    assert fetched(stage, url, **stage.me.headers).status == 400
    assert stage.server.violations_of("key_to_other_host")
    stage.clock.advance(301)
    assert fetched(stage, url).status == 403
    fresh = stage.view("files")["attachments"][0]["attachment_url"]
    assert fetched(stage, fresh).status == 200


def test_an_inline_image_is_moved_to_the_store(stage: Stage) -> None:
    text = stage.view("files")["description"]
    url = text.split('src="')[1].split('"')[0]
    moved = fetched(stage, url)
    assert moved.status == 302
    assert fetched(stage, moved.header("Location")).body.startswith(b"\x89PNG")


def spent(stage: Stage, **body: object) -> Answer:
    return stage.me.post(f"tickets/{stage.id('late')}/time_entries", body)


def test_a_time_entry(stage: Stage) -> None:
    given = spent(stage, time_spent="00:08", timer_running=False, note="[csrdesk:1f3a9c2e]")
    row = given.json()
    assert (given.status, row["time_spent"], row["timer_running"]) == (201, "00:08", False)
    assert row["agent_id"] == stage.server.me_id
    assert stage.server.applied("1f3a9c2e") == 1
    assert stage.server.violations_of() == []


def test_seconds_are_lost(stage: Stage) -> None:
    row = stage.me.get(f"tickets/{stage.id('solved')}/time_entries")[0]
    assert (row["time_spent"], row["time_spent_in_seconds"]) == ("00:01", 103)


@pytest.mark.parametrize(
    "more", [{}, {"time_spent": "00:01", "start_time": "2026-11-23T08:00:00Z"}]
)
def test_a_timer_starts_and_stops_the_browsers(stage: Stage, more: dict[str, str]) -> None:
    running = stage.server.browser_timer(stage.id("broken"))
    stage.clock.advance(125)
    assert spent(stage, **more).json()["timer_running"] is True
    other = stage.server.state.row("time_entries", running)
    assert (other["timer_running"], other["time_spent_in_seconds"]) == (False, 125)
    assert stage.server.violations_of("timer_started")


@pytest.mark.parametrize(
    "body",
    [
        {"time_spent": "8"},
        {"time_spent": "100:00"},
        {"time_spent": "00:01", "start_time": "2027-01-01T00:00:00Z"},
        {"start_time": "2026-11-23T08:00:00Z", "timer_running": False},
        {"time_spent": "00:01", "agent_id": 5},
        {"minutes": 3},
    ],
)
def test_wrong_time_entries(stage: Stage, body: dict[str, object]) -> None:
    assert spent(stage, **body).status == 400


def test_a_plan_without_time(stage: Stage) -> None:
    stage.server.options.has_time_entries = False
    assert spent(stage, time_spent="00:01").json()["code"] == "require_feature"
