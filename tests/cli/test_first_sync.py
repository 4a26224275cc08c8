"""A first sync that meets the helpdesk's limit goes on when it may, and ends when all is here."""

import pytest

from tests.cli.test_helpdesk import Work, drawer, work
from tests.fakes.zendesk.seeding import seed_many

__all__ = ["drawer", "work"]

TICKETS = 700
PAGES_A_MINUTE = 3


@pytest.fixture
def slow(work: Work) -> Work:
    """A helpdesk that gives three pages of tickets a minute."""
    seed_many(work.fake, TICKETS)
    work.fake.limits.enabled = True
    work.fake.limits.rules["tickets-index"].limit = PAGES_A_MINUTE
    work.add()
    return work


def test_it_goes_on_over_the_limit_of_a_minute(slow: Work) -> None:
    answer = slow.sync()
    assert answer["pulled"] == len(slow.fake.state.tickets)
    assert answer["cursor_age"] is not None
    assert slow.fake.violations == []
    refused = [one for one in slow.fake.requests if one.status == 429]
    assert refused == []


def test_without_waiting_it_says_how_far_it_is(slow: Work) -> None:
    said = slow.line.ok("sync", "--no-wait")
    assert "300 of 704 tickets so far" in said.out


def test_a_limit_is_kept_over_a_restart(slow: Work) -> None:
    for _ in range(4):
        slow.line("sync", "--no-wait")
    assert slow.fake.violations == []
