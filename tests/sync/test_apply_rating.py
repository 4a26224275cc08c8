"""What customers answered at a helpdesk: one row a rating, the last counts, once, without cards."""

import pytest

from csr_desk.actions import interaction as contacts
from csr_desk.actions import privacy
from csr_desk.backends.records import RemoteRating
from csr_desk.domain.models import Channel
from csr_desk.store import answers, events
from csr_desk.store.answers import AnswerRow
from tests.sync.remote_world import MINUTE, NOW, Helpdesk, remote_ticket

BAD = RemoteRating("good/bad", "bad", comment="Too slow", id="1")
GOOD = RemoteRating("good/bad", "good", comment="Mended", id="2")


def counted(desk: Helpdesk, agent_id: int | None = None) -> list[AnswerRow]:
    return answers.read(desk.store, "csat", agent_id=agent_id)


def logged(desk: Helpdesk) -> list[events.Event]:
    return list(events.read(desk.store, "kind = 'survey.answered'"))


def test_a_rating_lands_with_its_ticket_and_once(desk: Helpdesk) -> None:
    desk.pull(remote_ticket(rating=BAD, satisfaction="bad"))
    [one] = counted(desk)
    assert (one.value, one.comment, one.ticket_id) == ("bad", "Too slow", desk.id())
    assert one.at == NOW - 60 * MINUTE
    before = desk.changes()
    desk.pull(remote_ticket(rating=BAD, satisfaction="bad"))
    assert desk.changes() == before
    assert [event.actor for event in logged(desk)] == ["sync"]
    source = desk.store.value("SELECT source FROM survey_answer")
    assert source == "acme"


def test_who_changes_bad_to_good_counts_once(desk: Helpdesk) -> None:
    desk.pull(remote_ticket(rating=BAD))
    desk.pull(remote_ticket(minutes=5, rating=GOOD))
    assert [one.value for one in counted(desk)] == ["good"]
    assert [event.data["value"] for event in logged(desk)] == ["bad", "good"]
    assert len({event.data["survey"] for event in logged(desk)}) == 1
    # A helpdesk that keeps one number for both changes the row.
    desk.pull(remote_ticket(minutes=9, rating=GOOD._replace(value="bad", comment="Again")))
    assert [(one.value, one.comment) for one in counted(desk)] == [("bad", "Again")]


def test_a_later_change_of_the_ticket_does_not_move_the_answer(desk: Helpdesk) -> None:
    desk.pull(remote_ticket(rating=BAD))
    desk.pull(remote_ticket(minutes=30, rating=BAD, subject="Late parcel, again"))
    assert [one.at for one in counted(desk)] == [NOW - 60 * MINUTE]


def test_a_lagging_reading_does_not_bring_an_older_answer_back(desk: Helpdesk) -> None:
    desk.pull(remote_ticket(minutes=5, rating=GOOD))
    desk.pull(remote_ticket(minutes=1, rating=GOOD._replace(value="bad")))
    assert [one.value for one in counted(desk)] == ["good"]


def test_a_reading_that_tells_no_rating_leaves_it(desk: Helpdesk) -> None:
    desk.pull(remote_ticket(rating=GOOD, satisfaction="good"))
    desk.pull(remote_ticket(minutes=5, satisfaction=None))
    assert [one.value for one in counted(desk)] == ["good"]


@pytest.mark.parametrize(("face", "value"), [(3, "good"), (0, 3), (-1, "bad")])
def test_faces_are_kept_as_given_and_counted_by_their_sign(
    desk: Helpdesk, face: int, value: object
) -> None:
    desk.pull(remote_ticket(rating=RemoteRating("-3..3", face, NOW, id="9")))
    [one] = counted(desk)
    assert (one.raw, one.value, one.at) == (face, value, NOW)


def test_it_belongs_to_the_last_own_contact_before_it(desk: Helpdesk) -> None:
    desk.pull(remote_ticket())
    desk.hand.session.begin()
    first = contacts.open_contact(desk.desk, desk.id(), Channel.PHONE).id
    desk.hand.wait(600)
    late = RemoteRating("good/bad", "good", desk.desk.now(), id="1")
    desk.pull(remote_ticket(minutes=5, rating=late))
    desk.pull(remote_ticket("8", rating=GOOD))
    assert [one.interaction_id for one in counted(desk, desk.desk.agent_id)] == [first]
    assert len(counted(desk)) == 2
    assert [event.interaction_id for event in logged(desk)] == [first, None]


def test_card_numbers_never_enter(desk: Helpdesk) -> None:
    pan = "4111 1111 1111 1111"
    desk.pull(remote_ticket(rating=BAD._replace(comment=f"I told you {pan}")))
    rows = [*desk.store.all("SELECT * FROM survey_answer"), *desk.store.all("SELECT * FROM event")]
    assert "1111 1111 1111" not in str([*rows, *desk.store.all("SELECT * FROM remote_ticket")])
    assert "I told you" in counted(desk)[0].comment
    assert "pii.masked" in desk.hand.kinds()
    masked = desk.hand.kinds().count("pii.masked")
    desk.pull(remote_ticket(rating=BAD._replace(comment=f"I told you {pan}")))
    assert desk.hand.kinds().count("pii.masked") == masked


def test_nothing_comes_back_of_an_erased_person(desk: Helpdesk) -> None:
    desk.pull(remote_ticket(rating=BAD))
    privacy.erase(desk.desk, desk.row()["customer_id"])
    assert [(one.value, one.comment) for one in counted(desk)] == [("bad", "")]
    desk.pull(remote_ticket(minutes=5, rating=GOOD))
    assert [(one.value, one.comment) for one in counted(desk)] == [("bad", "")]
