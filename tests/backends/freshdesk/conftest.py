"""The account every test of the writing half works with."""

from collections.abc import Iterator

import pytest

from tests.backends.freshdesk.desk_side import Account


@pytest.fixture
def account() -> Iterator[Account]:
    """Give a seeded account; whatever a careful client never does fails the test."""
    found = Account()
    yield found
    assert found.server.violations_of() == []
