"""The log of requests: enough for support, nothing of anybody."""

import stat
from pathlib import Path

from csr_desk.sync import request_log
from csr_desk.sync.driver import Exchange
from csr_desk.sync.request_log import RequestLog


def test_a_line_for_each_request(tmp_path: Path) -> None:
    log = RequestLog(tmp_path, "acme", lambda: 1_795_424_400_000)
    log(Exchange("GET", "/api/v2/tickets/:id", 200, 31))
    log(Exchange("PUT", "/api/v2/tickets/:id", 0, 30_000, "NoAnswer"))
    log(Exchange("PUT", "/api/v2/tickets/:id", 200, 9, warning="unknown key \x1b[2Jfoo"))
    lines = log.path.read_text().splitlines()
    assert lines[0] == "2026-11-23T09:00:00+00:00 acme GET /api/v2/tickets/:id 200 31 ms"
    assert lines[1].endswith("NoAnswer 30000 ms")
    assert "unknown key" in lines[2]
    assert "\x1b" not in lines[2]
    assert stat.S_IMODE(log.path.stat().st_mode) == 0o600


def test_it_does_not_grow_for_ever(tmp_path: Path) -> None:
    log = RequestLog(tmp_path, "acme", lambda: 0)
    log.path.write_bytes(b"x" * (request_log.MOST_BYTES + 1))
    log(Exchange("GET", "/", 200, 1))
    assert log.path.stat().st_size < 200
    assert (tmp_path / "sync.log.1").stat().st_size > request_log.MOST_BYTES


def test_a_full_disk_stops_nothing(tmp_path: Path) -> None:
    log = RequestLog(tmp_path / "gone", "acme", lambda: 0)
    log(Exchange("GET", "/", 200, 1))
    assert not log.path.exists()
