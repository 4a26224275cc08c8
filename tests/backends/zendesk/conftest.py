"""The account every test of the writing half works with."""

from collections.abc import Iterator

import pytest

from tests.backends.zendesk.desk_side import Account


@pytest.fixture
def account() -> Iterator[Account]:
    """Give a seeded account; a key that the server dropped with a warning fails the test."""
    found = Account()
    yield found
    assert found.server.warnings == []
