"""What was written before a conversation came for the first time holds no reply back."""

from csr_desk.actions import draft, message
from csr_desk.backends.records import Talk
from csr_desk.domain.models import DraftKind
from csr_desk.store import tickets
from csr_desk.sync.apply_talk import apply_talk
from csr_desk.sync.first_talk import came
from tests.sync.remote_world import (
    ACCOUNT,
    ANN,
    COLLEAGUE,
    NOW,
    Helpdesk,
    remote_ticket,
)
from tests.sync.remote_world import message as words

BEFORE, READ, MEANWHILE, AFTER = 5, 30, 75, 95
"""Minutes after the ticket was made; it is changed last in the thirtieth, and
replied to in the ninetieth.
"""


def began(desk: Helpdesk, uid: str) -> int:
    return int(desk.one("SELECT began_version FROM operation WHERE uid = ?", uid)[0])


def newest(desk: Helpdesk) -> int:
    return tickets.newest_foreign(desk.store, desk.id(), desk.desk.agent_id)


def test_old_words_are_no_news_to_a_reply(desk: Helpdesk) -> None:
    desk.pull(remote_ticket())
    posted = message.reply(desk.desk, desk.id(), "It is on its way.")
    desk.talk(words("1", 0, ANN, "Where?"), words("2", BEFORE, COLLEAGUE, "I looked."))
    assert began(desk, posted.operation) == newest(desk)


def test_words_since_the_reply_are_news(desk: Helpdesk) -> None:
    desk.pull(remote_ticket())
    posted = message.reply(desk.desk, desk.id(), "It is on its way.")
    desk.talk(words("1", 0, ANN, "Where?"), words("2", AFTER, ANN, "It came."))
    assert began(desk, posted.operation) < newest(desk)


def test_words_since_the_ticket_was_read_are_news_to_a_later_reply(desk: Helpdesk) -> None:
    desk.pull(remote_ticket())
    posted = message.reply(desk.desk, desk.id(), "It is on its way.")
    desk.pull(remote_ticket(minutes=MEANWHILE - READ))
    desk.talk(words("1", 0, ANN, "Where?"), words("2", MEANWHILE, COLLEAGUE, "I sent a new one."))
    assert began(desk, posted.operation) == newest(desk) - 1


def test_a_reply_has_known_what_its_draft_had(desk: Helpdesk) -> None:
    desk.pull(remote_ticket())
    draft.save(desk.desk, desk.id(), DraftKind.REPLY, "It is")
    desk.pull(remote_ticket(minutes=MEANWHILE - READ))
    posted = message.reply(desk.desk, desk.id(), "It is on its way.")
    desk.talk(words("1", 0, ANN, "Where?"), words("2", MEANWHILE, COLLEAGUE, "I sent a new one."))
    assert began(desk, posted.operation) == newest(desk) - 1


def test_a_word_of_the_second_in_which_the_ticket_was_read_is_news(desk: Helpdesk) -> None:
    desk.pull(remote_ticket(minutes=90 - READ), at=NOW)
    posted = message.reply(desk.desk, desk.id(), "It is on its way.")
    desk.talk(words("1", 0, ANN, "Where?"), words("2", 90, COLLEAGUE, "I sent a new one."))
    assert began(desk, posted.operation) == newest(desk) - 1


def test_a_conversation_that_was_here_already_changes_nothing(desk: Helpdesk) -> None:
    desk.pull(remote_ticket())
    desk.talk(words("1", 0, ANN, "Where?"))
    posted = message.reply(desk.desk, desk.id(), "It is on its way.")
    desk.talk(words("1", 0, ANN, "Where?"), words("2", BEFORE, ANN, "Hello?"))
    assert began(desk, posted.operation) < newest(desk)


def test_a_draft_has_seen_them_too(desk: Helpdesk) -> None:
    desk.pull(remote_ticket())
    draft.save(desk.desk, desk.id(), DraftKind.REPLY, "It is")
    desk.talk(words("1", 0, ANN, "Where?"))
    kept = draft.load(desk.desk, desk.id(), DraftKind.REPLY)
    assert kept is not None
    assert kept.began_version == newest(desk)


def test_what_is_done_stays_as_it_was(desk: Helpdesk) -> None:
    desk.pull(remote_ticket())
    posted = message.reply(desk.desk, desk.id(), "It is on its way.")
    desk.store.execute("UPDATE operation SET state = 'acknowledged'")
    desk.talk(words("1", 0, ANN, "Where?"))
    came(desk.desk, desk.id())
    assert began(desk, posted.operation) == 0


def test_words_after_a_part_of_the_conversation_are_news(desk: Helpdesk) -> None:
    """The first reading was made within the second of a change: it is made again."""
    desk.pull(remote_ticket())
    said = Talk((words("1", 0, ANN, "Where?"),), (ANN,), at=NOW)
    apply_talk(desk.desk, ACCOUNT, desk.id(), said, "")
    desk.pull(remote_ticket(minutes=MEANWHILE - READ))
    posted = message.reply(desk.desk, desk.id(), "It is on its way.")
    desk.talk(words("1", 0, ANN, "Where?"), words("2", MEANWHILE, COLLEAGUE, "I sent a new one."))
    assert began(desk, posted.operation) < newest(desk)
