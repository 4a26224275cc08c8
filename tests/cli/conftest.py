from pathlib import Path

import pytest

from tests.cli.line import Line


@pytest.fixture
def line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Line:
    """The line mode over a new data folder, in process, with a clock that only the test moves."""
    return Line(tmp_path, capsys, monkeypatch)
