from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk import TestDesk


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[TestDesk]:
    """A desk in a new folder, session begun."""
    desk = TestDesk(tmp_path)
    desk.session.begin()
    yield desk
    desk.heartbeat.close()
    desk.store.close()
