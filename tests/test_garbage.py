"""When garbage in circles is collected: at rest, or when too much of it has come together."""

import gc

import pytest

from csr_desk import garbage


@pytest.fixture
def due(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many collections of the middle generation there were; an order to collect ends them."""
    found = [0]
    monkeypatch.setattr(gc, "get_count", lambda: (0, 0, found[0]))
    monkeypatch.setattr(gc, "collect", lambda: found.__setitem__(0, 0))
    return found


@pytest.mark.parametrize(
    ("count", "rested_ms", "collects"),
    [
        (garbage.OLD - 1, 10_000, False),
        (garbage.OLD, garbage.REST_MS, True),
        (garbage.OLD, garbage.REST_MS - 1, False),
        (garbage.AT_MOST - 1, 0, False),
        (garbage.AT_MOST, 0, True),
    ],
)
def test_it_is_collected_at_rest_or_when_there_is_much(
    due: list[int], count: int, rested_ms: int, collects: bool
) -> None:
    due[0] = count
    assert garbage.collect(rested_ms) is collects
    assert due == [0 if collects else count]


def test_no_collection_of_all_comes_by_itself() -> None:
    before = gc.get_threshold()
    try:
        garbage.begin()
        young, middle, old = gc.get_threshold()
        assert (young, middle) == before[:2]
        assert old > garbage.AT_MOST
        assert gc.isenabled()
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
