"""What sync refuses: a second process, a bad secret, a line that is gone, another host."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.helpdesk import ACCOUNT, Place, helpdesk, until
from tests.fakes.zendesk.wire import Answer, Request

pytestmark = pytest.mark.slow

NOT_HUNG_S = 10.0
"""Far less than a request that hangs would take, and more than a loaded machine needs."""
EVIL = (
    "https://evil.example",
    "https://acme.zendesk.com@evil.example",
    "https://acme.zendesk.com.evil.example",
    "https://evil.example/#.zendesk.com",
    "https://evil.example?.zendesk.com",
    "https://evil.example\\\\.zendesk.com",
    "https://acme.zendesk.com:8443",
    "http://acme.zendesk.com",
    "https://асme.zendesk.com",
    "https://acme..zendesk.com",
    "http://127.0.0.1.evil.example:80",
    "http://2130706433:80",
    "file:///etc/passwd",
    "",
)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with helpdesk(tmp_path) as found:
        found.calls.touch()
        yield found


def test_two_at_once_one_is_told(place: Place) -> None:
    place.line.hangs.set()
    first = place.start("sync")
    until(lambda: place.line.arrived, "the first asks")
    said = place.run("sync", code=75)
    assert str(first.pid) in said.stderr
    place.line.hangs.clear()
    assert first.wait() == 0, first.said
    place.run("sync")


def test_watch_ends_by_ctrl_c_at_once(place: Place) -> None:
    running = place.start("sync", "--watch")
    until(lambda: "online" in running.said, "online is said")
    place.run("sync", code=75)
    place.line.hangs.set()
    before = place.line.arrived
    place.run("note", place.reference(place.line.fake.names["late"]), "Into silence.")
    until(lambda: place.line.arrived > before, "it is on its way")
    running.send(signal.SIGINT)
    assert running.wait(NOT_HUNG_S) in (0, 130)
    place.line.hangs.clear()
    place.clock.push(60)
    place.run("sync")
    found = place.line.fake.state.tickets[place.line.fake.names["late"]].comments
    assert [one["body"] for one in found].count("Into silence.") == 1


def test_a_secret_that_is_not_accepted_is_77(place: Place) -> None:
    with place.line.lock:
        place.line.fake.oauth.by_access.clear()
        place.line.fake.oauth.by_refresh.clear()
    place.run("account", "check", ACCOUNT, code=77)
    place.run("sync", code=77)
    assert place.state() == "sign_in"
    asked = place.line.arrived
    place.run("sync", code=77)
    assert place.line.arrived - asked <= 3
    place.sign_in()
    place.run("sync")
    place.expect_private()


def test_no_secret_at_all_is_77(place: Place) -> None:
    (place.data / "tokens" / f"{ACCOUNT}.token").unlink()
    place.run("account", "check", ACCOUNT, code=77)
    place.run("sync", code=77)
    assert place.line.arrived == 0


def test_a_line_that_is_gone_is_69_and_work_goes_on(place: Place) -> None:
    place.run("sync")
    place.line.vanish()
    place.run("account", "check", ACCOUNT, code=69)
    place.run("note", place.reference(place.line.fake.names["late"]), "Kept.")
    place.run("sync", code=69)
    place.line.come_back()
    place.run("sync")
    assert place.cli("outbox") == []


def test_an_answer_that_points_elsewhere_is_not_followed(place: Place) -> None:
    asked: list[Request] = []

    def away(request: Request) -> Answer:
        asked.append(request)
        return Answer(302, {"Location": f"http://localhost:{place.line.port}/api/v2/users/me"})

    setattr(place.line, "answer", away)  # noqa: B010
    done = place.run("sync", code=None)
    assert done.returncode in (1, 69), done
    assert asked
    assert {one.host.partition(":")[0] for one in asked} == {"127.0.0.1"}


def test_an_address_that_leads_elsewhere_is_refused_unasked(place: Place) -> None:
    for url in EVIL:
        place.settings(url=url or "x")
        assert place.run("sync", code=None).returncode in (1, 78), url
        assert place.run("account", "check", ACCOUNT, code=None).returncode in (1, 78), url
    place.settings()
    for url in EVIL:
        given = ("--backend", "zendesk", "--url", url, "--client-id", "c", "--paste")
        done = place.run("account", "add", "other", *given, code=None)
        assert done.returncode in (1, 2, 78), (url, done)
    assert place.calls.read_text() == ""
    assert "other" not in place.config.read_text()


def test_a_portal_in_between_loses_nothing(place: Place) -> None:
    place.run("sync")
    place.run("note", place.reference(place.line.fake.names["late"]), "Through the portal.")
    page = Answer(200, {"Content-Type": "text/html"}, b"<html>Welcome to Station Wi-Fi</html>")
    real = place.line.answer
    setattr(place.line, "answer", lambda request: page)  # noqa: B010
    done = place.run("sync", code=None)
    assert done.returncode in (1, 69), done
    setattr(place.line, "answer", real)  # noqa: B010
    place.clock.push(60)
    place.run("sync")
    found = place.line.fake.state.tickets[place.line.fake.names["late"]].comments
    assert [one["body"] for one in found].count("Through the portal.") == 1
