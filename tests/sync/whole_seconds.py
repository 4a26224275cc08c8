"""For tests that count in whole seconds: the margin added to a wait is left out."""

import pytest

from csr_desk.sync import budget


@pytest.fixture(autouse=True)
def whole_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait exactly as long as was told."""
    monkeypatch.setattr(budget, "LATER", 0)
