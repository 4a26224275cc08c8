"""The page on this machine that a browser comes back to."""

import http.client
import random
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import count
from urllib.parse import quote

import pytest

from csr_desk.backends.address import address_of
from csr_desk.backends.failures import SignedOut
from csr_desk.backends.oauth.attempt import Attempt, begin
from csr_desk.backends.oauth.landing import Landing
from csr_desk.backends.zendesk.sign_in import OAUTH


class Browser:
    """A landing that waits in a thread, and requests to it."""

    def __init__(self, landing: Landing, attempt: Attempt, pool: ThreadPoolExecutor) -> None:
        self.landing, self.attempt = landing, attempt
        self.over = threading.Event()
        ticks = count()
        steady = lambda: 1e9 if self.over.is_set() else next(ticks) * 1e-6  # noqa: E731
        self.code: Future[str] = pool.submit(landing.wait, attempt, steady)

    def get(self, target: str, host: str = "") -> tuple[int, str]:
        connection = http.client.HTTPConnection(self.landing.host, timeout=10)
        try:
            connection.request("GET", target, headers={"Host": host or self.landing.host})
            response = connection.getresponse()
            self.headers = dict(response.getheaders())
            return response.status, response.read().decode()
        finally:
            connection.close()

    def answer(self, **query: str) -> tuple[int, str]:
        asked = {"state": self.attempt.state.reveal(), **query}
        pairs = "&".join(f"{name}={quote(value)}" for name, value in asked.items())
        return self.get(f"/callback?{pairs}")


@pytest.fixture
def browser() -> Iterator[Browser]:
    with ThreadPoolExecutor(1) as pool, Landing() as landing:
        address = address_of("https://acme.zendesk.com")
        rng = random.Random(1)
        attempt = begin(address, OAUTH, "desk", landing.redirect_uri, rng.randbytes)
        found = Browser(landing, attempt, pool)
        yield found
        found.over.set()


def test_the_code_comes_back_and_the_page_says_so(browser: Browser) -> None:
    status, page = browser.answer(code="abc-123")
    assert status == 200
    assert "You are signed in" in page
    assert browser.code.result(10) == "abc-123"
    assert "abc-123" not in page
    assert browser.headers["Cache-Control"] == "no-store"
    assert browser.headers["Referrer-Policy"] == "no-referrer"
    assert "default-src 'none'" in browser.headers["Content-Security-Policy"]


def test_it_listens_on_this_machine_alone(browser: Browser) -> None:
    assert browser.landing.host.startswith("127.0.0.1:")
    assert browser.landing.redirect_uri == f"http://{browser.landing.host}/callback"
    browser.answer(code="abc-123")


def test_a_foreign_answer_is_not_taken_and_the_wait_goes_on(browser: Browser) -> None:
    for state in ("", "other", "ü"):
        status, page = browser.answer(code="evil-code", state=state)
        assert "does not belong" in page
        assert status == 200
    assert browser.get("/favicon.ico")[0] == 404
    assert browser.get("/")[0] == 404
    assert browser.get("/callback?" + "a=1&" * 80)[0] == 200
    assert not browser.code.done()
    browser.answer(code="abc-123")
    assert browser.code.result(10) == "abc-123"


def test_a_page_of_the_web_that_points_here_is_told_nothing(browser: Browser) -> None:
    state = browser.attempt.state.reveal()
    status, _ = browser.get(f"/callback?code=evil-code&state={state}", host="evil.example")
    assert status == 404
    assert not browser.code.done()
    browser.answer(code="abc-123")


def test_a_declined_sign_in_ends_it_with_its_words(browser: Browser) -> None:
    _, page = browser.answer(error="access_denied", error_description="<b>No</b> access")
    assert "did not succeed" in page
    assert "<b>" not in page
    with pytest.raises(SignedOut, match="was declined"):
        browser.code.result(10)


def test_a_connection_that_says_nothing_does_not_block(browser: Browser) -> None:
    host, _, port = browser.landing.host.partition(":")
    with socket.create_connection((host, int(port))):
        browser.answer(code="abc-123")
        assert browser.code.result(10) == "abc-123"


def test_nobody_comes(browser: Browser) -> None:
    browser.over.set()
    with pytest.raises(SignedOut, match="Nobody signed in within 5 min"):
        browser.code.result(10)


def test_it_is_cancelled_from_another_thread(browser: Browser) -> None:
    browser.landing.close()
    with pytest.raises(SignedOut, match="cancelled"):
        browser.code.result(10)


def test_nothing_is_written_to_the_terminal(
    browser: Browser, capfd: pytest.CaptureFixture[str]
) -> None:
    browser.answer(code="abc-123")
    browser.code.result(10)
    assert capfd.readouterr() == ("", "")
