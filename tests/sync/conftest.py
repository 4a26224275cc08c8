from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk import TestDesk
from tests.sync.remote_world import Helpdesk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Helpdesk]:
    """The account `acme` over a fresh desk."""
    hand = TestDesk(tmp_path)
    yield Helpdesk(hand)
    hand.heartbeat.close()
    hand.store.close()
