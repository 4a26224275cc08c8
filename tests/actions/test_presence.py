"""Who else has a ticket: told, hinted at, unknown; and what play mode makes of it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csr_desk import errors
from csr_desk.actions import interaction as contacts
from csr_desk.actions import message, play, presence
from csr_desk.domain.models import AuthorKind, Channel
from csr_desk.store import presence as rows
from csr_desk.store import remote, tickets, views
from csr_desk.store.presence import Seen
from tests.desk import TestDesk


def who(hand: TestDesk, ticket_id: int = 1) -> str:
    return presence.who_else(hand.desk, tickets.ticket(hand.store, ticket_id))


def away(hand: TestDesk, state: str) -> int:
    """Make a ticket of a helpdesk that stands so."""
    hand.desk.account = "zd"
    with hand.store.transaction():
        remote.set_account(hand.store, "zd", state=state)
    return hand.ticket()


class TestWords:
    def test_a_ticket_of_this_store_says_only_what_is_known(self, hand: TestDesk) -> None:
        hand.ticket()
        assert who(hand) == ""
        presence.seen(hand.desk, 1, "Kim", "typing")
        assert who(hand) == "Kim is typing"
        presence.seen(hand.desk, 1, "Kim", "gone")
        assert who(hand) == ""

    def test_what_was_told_grows_old(self, hand: TestDesk) -> None:
        hand.ticket()
        presence.seen(hand.desk, 1, "Kim", "typing")
        hand.wait(121)
        assert who(hand) == "Kim has it open"
        hand.wait(180)
        assert who(hand) == ""

    def test_who_types_comes_first_and_the_others_are_counted(self, hand: TestDesk) -> None:
        hand.ticket()
        presence.seen(hand.desk, 1, "Ann", "viewing")
        presence.seen(hand.desk, 1, "Kim", "typing")
        assert who(hand) == "Kim is typing, 1 more"

    def test_a_contact_of_another_desk_on_this_store_is_seen(self, hand: TestDesk) -> None:
        hand.ticket()
        one = contacts.open_contact(hand.desk, 1, Channel.EMAIL)
        assert who(hand) == ""
        hand.store.execute("UPDATE interaction SET agent_id = 2 WHERE id = ?", one.id)
        assert who(hand) == "Colleague has it open"

    @pytest.mark.parametrize("state", ["online", "offline", "new", "sign_in", "syncing"])
    def test_a_helpdesk_that_does_not_tell_is_unknown_never_free(
        self, hand: TestDesk, state: str
    ) -> None:
        one = away(hand, state)
        assert who(hand, one) == "unknown"
        message.receive(
            hand.desk, one, "I am on it.", author="Kim", author_kind=AuthorKind.AGENT, agent_id=2
        )
        hand.wait(240)
        assert who(hand, one) == "unknown, Kim wrote 4 min ago"
        hand.wait(900)
        assert who(hand, one) == "unknown"

    def test_offline_what_was_told_before_is_unknown_now(self, hand: TestDesk) -> None:
        one = away(hand, "online")
        presence.seen(hand.desk, one, "Kim", "typing")
        assert who(hand, one) == "Kim is typing"
        away(hand, "offline")
        assert who(hand, one) == "unknown"

    def test_names_are_foreign_text(self, hand: TestDesk) -> None:
        hand.ticket()
        presence.seen(hand.desk, 1, "Kim\x1b[31m\n" + "x" * 90, "typing")
        words = who(hand)
        assert "\x1b" not in words
        assert "\n" not in words
        assert len(words) < 50
        assert "Kim" not in "".join(row[0] for row in hand.store.all("SELECT data FROM event"))

    def test_what_is_no_ticket_and_no_doing_is_refused(self, hand: TestDesk) -> None:
        hand.ticket()
        for ticket_id, doing in ((99, "typing"), (1, "sleeping")):
            with pytest.raises(errors.Refused):
                presence.seen(hand.desk, ticket_id, "Kim", doing)


def test_an_older_word_changes_nothing(hand: TestDesk) -> None:
    hand.ticket()
    now = hand.desk.now()
    presence.seen(hand.desk, 1, "Kim", "typing")
    presence.seen(hand.desk, 1, "Kim", "viewing", now - 1_000)
    assert rows.others(hand.store, 1, 1, now) == [Seen("Kim", "typing", now)]


@given(st.integers(0, 10**7), st.sampled_from(["typing", "viewing"]))
def test_words_name_who_and_what(at: int, doing: str) -> None:
    assert presence.words(Seen("Kim", doing, at)).startswith("Kim ")


class TestPlay:
    def test_it_passes_over_where_a_colleague_types_and_says_so(self, hand: TestDesk) -> None:
        first, second = hand.ticket("First"), hand.ticket("Second")
        hand.store.execute("UPDATE ticket SET due_at = id")
        presence.seen(hand.desk, first, "Kim", "typing")
        view = views.named(hand.store, "mine")
        assert play.next_best(hand.desk, view) == second
        row = hand.store.one("SELECT ticket_id, data FROM event WHERE kind = 'play.passed_over'")
        assert row is not None
        assert (row[0], json.loads(row[1])["reason"]) == (first, "a colleague is typing")
        hand.wait(121)
        assert play.next_best(hand.desk, view) == first

    def test_who_only_looks_does_not_keep_it(self, hand: TestDesk) -> None:
        first = hand.ticket("First")
        presence.seen(hand.desk, first, "Kim", "viewing")
        assert play.next_best(hand.desk, views.named(hand.store, "mine")) == first

    def test_what_would_not_be_played_anyway_is_not_in_the_log(self, hand: TestDesk) -> None:
        first = hand.ticket("First")
        contacts.open_contact(hand.desk, first, Channel.EMAIL)
        presence.seen(hand.desk, first, "Kim", "typing")
        assert play.next_best(hand.desk, views.named(hand.store, "mine")) is None
        assert "play.passed_over" not in hand.kinds()
