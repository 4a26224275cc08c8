"""A day's work with the real program against a helpdesk on a line that does its worst."""

import os
from pathlib import Path

import pytest

from tests.e2e.helpdesk import helpdesk
from tests.e2e.sync_day import Day, first_sync
from tests.sync.vendor_freshdesk import WIDE_FRESHDESK
from tests.sync.vendors import ZENDESK, Vendor

pytestmark = pytest.mark.slow

HOURS = 3600.0
SKEWS = (0.0, 3 * HOURS, -3 * HOURS)
"""How far the helpdesk's clock is ahead of the desk's, in seconds, seed by seed."""

SEEDS = [int(seed) for seed in os.environ.get("CSR_DESK_DAYS", "1").split(",")]
MOVES = 24


@pytest.mark.parametrize("vendor", [ZENDESK, WIDE_FRESHDESK], ids=lambda one: one.name)
@pytest.mark.parametrize("seed", SEEDS)
def test_every_intention_arrives_once_and_nothing_leaks(
    tmp_path: Path, seed: int, vendor: Vendor
) -> None:
    skew_s = SKEWS[seed % len(SKEWS)]
    with helpdesk(tmp_path, skew_s=skew_s, vendor=vendor) as place:
        first_sync(place)
        day = Day(place, seed)
        day.begin()
        for number in range(MOVES):
            if number == MOVES // 2:
                day.offline(2 * HOURS)
            day.move()
        day.finish()
        assert day.broken() == []
        assert day.kills > 0
        place.expect_private()
        place.expect_no_other_host()
