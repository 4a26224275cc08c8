"""A wrong secret goes out a few times, not at every start of a script."""

import asyncio
from pathlib import Path

import pytest

from csr_desk.backends.failures import SignedOut
from csr_desk.backends.oauth.pair import Pair
from csr_desk.domain.instants import DAY, MINUTE
from csr_desk.refused_secret import FREE, RefusedSecret
from csr_desk.secrets import Secret
from csr_desk.token_keys import Keys
from csr_desk.tokens import Kept

URL = "https://acme.freshdesk.com"
NOW = 1_763_800_000_000
WRONG = "wrong-key-0123456789"


class Helpdesk:
    """Counts what is sent to it by processes that start one after the other."""

    def __init__(self, data: Path) -> None:
        self.data, self.now, self.sent, self.secret = data, NOW, 0, WRONG

    def start(self) -> str:
        """Let a new process send one request; return why it did not, `""` when it did."""
        keys = Keys(
            "work",
            self.data,
            lambda: Kept(Pair(Secret(self.secret)), "the environment", is_fixed=True),
            lambda: self.now,
            refused=RefusedSecret(self.data, "work", URL),
        )

        async def request() -> None:
            used = await keys.current()
            self.sent += 1
            if self.secret == WRONG:
                assert await keys.renewed(used) is None

        try:
            asyncio.run(request())
        except SignedOut as failure:
            return failure.words
        return ""


@pytest.fixture
def helpdesk(tmp_path: Path) -> Helpdesk:
    return Helpdesk(tmp_path)


def test_a_script_of_every_minute_sends_a_wrong_key_a_few_times_a_day(helpdesk: Helpdesk) -> None:
    for _ in range(24 * 60):
        helpdesk.start()
        helpdesk.now += MINUTE
    assert FREE < helpdesk.sent < FREE + 8
    told = helpdesk.start()
    assert f"refused this secret {helpdesk.sent} times" in told
    assert WRONG not in told


def test_another_key_goes_out_at_once(helpdesk: Helpdesk) -> None:
    for _ in range(FREE + 1):
        told = helpdesk.start()
    assert helpdesk.sent == FREE
    assert "not sent again for 15 min" in told
    helpdesk.secret = "right-key-0123456789"
    assert helpdesk.start() == ""


def test_a_clock_that_goes_back_stops_nothing_for_long(helpdesk: Helpdesk) -> None:
    for _ in range(FREE):
        helpdesk.start()
    helpdesk.now -= 3 * DAY
    assert helpdesk.start() == ""


def test_what_is_kept_is_private_and_no_key(helpdesk: Helpdesk) -> None:
    helpdesk.start()
    (file,) = (helpdesk.data / "tokens").iterdir()
    assert file.name == "work.refused"
    assert file.stat().st_mode & 0o777 == 0o600
    assert WRONG not in file.read_text()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"hash": 1}', '{"hash": "x", "times": "a"}'])
def test_a_file_that_is_not_ours_stops_nothing(helpdesk: Helpdesk, text: str) -> None:
    folder = helpdesk.data / "tokens"
    folder.mkdir(mode=0o700)
    (folder / "work.refused").write_text(text)
    (folder / "work.refused").chmod(0o600)
    assert helpdesk.start() == ""


def test_a_sign_in_that_worked_begins_anew(helpdesk: Helpdesk) -> None:
    for _ in range(FREE):
        helpdesk.start()
    assert helpdesk.start() != ""
    RefusedSecret(helpdesk.data, "work", URL).forget()
    assert helpdesk.start() == ""


def test_within_a_process_a_refused_key_is_not_sent_a_second_time(tmp_path: Path) -> None:
    secrets = [WRONG]
    keys = Keys(
        "work",
        tmp_path,
        lambda: Kept(Pair(Secret(secrets[-1])), "the keyring"),
        lambda: NOW,
        refused=RefusedSecret(tmp_path, "work", URL),
    )

    async def day() -> None:
        assert await keys.renewed(await keys.current()) is None
        for _ in range(3):
            with pytest.raises(SignedOut, match="sign in again"):
                await keys.current()
        RefusedSecret(tmp_path, "work", URL).forget()
        assert await keys.current() == WRONG
        assert await keys.renewed(WRONG) is None
        secrets.append("right-key-0123456789")
        assert await keys.current() == secrets[-1]

    asyncio.run(day())


def test_a_new_key_is_read_before_the_refused_one_goes_out_again(tmp_path: Path) -> None:
    secrets = ["old"]
    find = lambda: Kept(Pair(Secret(secrets[-1])), "the keyring")  # noqa: E731
    keys = Keys("work", tmp_path, find, lambda: NOW)

    async def day() -> None:
        assert await keys.renewed(await keys.current()) is None
        secrets.append("new")
        assert await keys.current() == "new"

    asyncio.run(day())
