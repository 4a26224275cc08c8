"""Conversations: only ever added to, never doubled, redacted where the helpdesk redacts."""

from csr_desk.actions import draft, message, outbox
from csr_desk.backends.records import RemoteFile
from csr_desk.domain.models import DraftKind
from csr_desk.domain.queue_row import Status
from csr_desk.store import events, remote, tickets
from tests.sync.remote_world import (
    ACCOUNT,
    ANN,
    COLLEAGUE,
    ME,
    MINUTE,
    NOW,
    Helpdesk,
    remote_ticket,
)
from tests.sync.remote_world import message as words

START = NOW - 90 * MINUTE


def bodies(desk: Helpdesk) -> list[str]:
    return [one.body for one in tickets.messages(desk.store, desk.id())]


def sent(desk: Helpdesk, text: str) -> str:
    """Send a reply as far as the helpdesk, whose answer said nothing of the comment."""
    posted = message.reply(desk.desk, desk.id(), text)
    with desk.store.transaction():
        desk.store.insert("bundle", uid=f"marker-{text}", account=ACCOUNT, ticket_id=desk.id())
        desk.store.execute(
            "UPDATE operation SET state = 'acknowledged', bundle = ? WHERE uid = ?",
            f"marker-{text}",
            posted.operation,
        )
    return posted.operation


def test_who_wrote_what(desk: Helpdesk) -> None:
    desk.pull(remote_ticket())
    done = desk.talk(
        words("1", 0, ANN, "Where?", warnings=("The sender was not signed in.",)),
        words("2", 5, COLLEAGUE, "Look at this", is_public=False),
        words("3", 9, ME, "Here."),
        words("4", 10, ANN._replace(id="-1"), "Closed by a rule"),
    )
    assert done.added == 4
    rows = desk.store.all(
        "SELECT author_kind, author, agent_id, kind, state, warnings FROM message ORDER BY id"
    )
    assert rows == [
        ("customer", "Ann Baker", None, "public", "received", "The sender was not signed in."),
        ("agent", "Cleo Colleague", 3, "internal", "sent", ""),
        ("agent", "Me", 1, "public", "sent", ""),
        ("system", "System", None, "public", "received", ""),
    ]
    assert events.broken_at(desk.store) is None
    logged = desk.one("SELECT data FROM event WHERE kind = 'message.pulled'")[0]
    assert "Where" not in logged


def test_a_second_time_adds_nothing(desk: Helpdesk) -> None:
    file = RemoteFile("f1", "a.pdf", "application/pdf", 9, "https://x.example/a.pdf")
    talk = (words("1", 0, ANN, "My card is 4111 1111 1111 1111", files=(file,)),)
    desk.pull(remote_ticket())
    desk.talk(*talk)
    assert "4111 1111" not in bodies(desk)[0]
    before = desk.changes()
    assert desk.talk(*talk) == (0, 0, 0)
    assert desk.changes() == before
    assert desk.store.all("SELECT name, size, sha256 FROM attachment") == [("a.pdf", 9, None)]


def test_the_row_follows_the_words(desk: Helpdesk) -> None:
    desk.pull(remote_ticket())
    desk.talk(words("1", 0, ANN, "Where?"), words("2", 5, ME, "Here."), words("3", 9, ANN, "No!"))
    row = desk.row()
    assert row["waiting_since"] == row["last_message_at"] == START + 9 * MINUTE
    assert row["snippet"] == "No!"
    assert row["last_seen_at"] == START + 5 * MINUTE
    desk.talk(words("4", 12, COLLEAGUE, "Sent again."))
    assert desk.row()["waiting_since"] is None
    assert desk.row()["status"] == Status.OPEN, "the status comes with the ticket alone"


def test_a_paused_ticket_waits_for_nobody(desk: Helpdesk) -> None:
    desk.pull(remote_ticket(status=Status.PENDING))
    desk.talk(words("1", 0, ANN, "Where?"))
    assert desk.row()["waiting_since"] is None


def test_our_own_is_known_by_its_marker(desk: Helpdesk) -> None:
    desk.pull(remote_ticket())
    sent(desk, "On its way.")
    desk.talk(words("8", 60, ME, "On its way!", marker="marker-On its way."))
    assert bodies(desk) == ["On its way."]
    assert remote.local_id(desk.store, ACCOUNT, "message", "8") == 1
    before = desk.changes()
    desk.talk(words("8", 60, ME, "On its way!", marker="marker-On its way."))
    assert desk.changes() == before


def test_our_own_is_known_by_its_words(desk: Helpdesk) -> None:
    desk.pull(remote_ticket())
    sent(desk, "One.\n\nTwo.")
    desk.talk(words("8", 60, ME, "One. Two."), words("9", 61, ME, "One. Two."))
    assert bodies(desk) == ["One. Two.", "One.\n\nTwo."], "the second was written elsewhere"


def test_our_own_is_known_by_the_link_its_answer_made(desk: Helpdesk) -> None:
    desk.pull(remote_ticket())
    posted = message.reply(desk.desk, desk.id(), "Done.")
    with desk.store.transaction():
        remote.link(desk.store, ACCOUNT, "message", "8", posted.message_id)
    desk.talk(words("8", 60, ME, "<p>Done.</p>"))
    assert bodies(desk) == ["Done."]


def test_while_a_write_flies_our_own_words_wait(desk: Helpdesk) -> None:
    desk.pull(remote_ticket())
    posted = message.reply(desk.desk, desk.id(), "Done.")
    desk.store.execute("UPDATE operation SET state = 'in_doubt' WHERE uid = ?", posted.operation)
    desk.talk(words("8", 60, ME, "Done."), words("9", 61, ANN, "Thanks"))
    assert sorted(bodies(desk)) == ["Done.", "Thanks"]
    known = remote.state(desk.store, desk.id())
    assert known is not None
    assert known.talk_stamp != known.stamp, "it is read again"


def test_redacted_and_made_private(desk: Helpdesk) -> None:
    desk.pull(remote_ticket())
    sent(desk, "Your code is 55.")
    first = words("1", 0, ANN, "My password is pig")
    ours = words("2", 70, ME, "Your code is 55.")
    desk.talk(first, ours)
    desk.talk(first._replace(body="My password is ▇▇▇", is_public=False), ours)
    desk.talk(
        first._replace(body="My password is ▇▇▇", is_public=False),
        ours._replace(body="Your code is ▇▇."),
    )
    assert bodies(desk) == ["My password is ▇▇▇", "Your code is ▇▇."]
    assert desk.store.value("SELECT kind FROM message WHERE author = 'Ann Baker'") == "internal"
    assert desk.store.value("SELECT count(*) FROM message_fts WHERE message_fts MATCH 'pig'") == 0
    assert desk.hand.kinds().count("message.changed_remotely") == 2


def test_a_foreign_word_makes_a_draft_stale(desk: Helpdesk) -> None:
    desk.pull(remote_ticket())
    desk.talk(words("1", 0, ANN, "Where?"))
    draft.save(desk.desk, desk.id(), DraftKind.REPLY, "Dear Ann")
    desk.talk(words("1", 0, ANN, "Where?"), words("2", 9, ANN, "Found it"))
    posted = message.reply(desk.desk, desk.id(), "Dear Ann, it is late")
    assert posted.state == "held"


def test_the_stamp_is_the_one_the_talk_was_read_for(desk: Helpdesk) -> None:
    desk.pull(remote_ticket())
    old = remote.state(desk.store, desk.id())
    assert old is not None
    desk.pull(remote_ticket(minutes=3))
    desk.talk(words("1", 0, ANN, "Where?"), stamp=old.stamp)
    known = remote.state(desk.store, desk.id())
    assert known is not None
    assert known.talk_stamp == old.stamp != known.stamp
    assert outbox.counts(desk.desk) == {}
