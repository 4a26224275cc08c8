"""The verbs against a helpdesk on this machine: sign-in, sync, outbox, conflicts, going away."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest

from csr_desk.actions import ticket
from csr_desk.actions.opening import open_desk
from csr_desk.actions.ticket import Change
from csr_desk.config import load
from csr_desk.domain.models import Priority
from csr_desk.paths import Places
from csr_desk.store import tickets
from csr_desk.sync.account_lock import AccountLock
from tests.cli.line import ROOT, Line, Said, program
from tests.fakes.zendesk.caller import Caller
from tests.fakes.zendesk.faults import FaultyZendesk
from tests.fakes.zendesk.http_server import HttpServer
from tests.fakes.zendesk.schedule import NOTHING, Decision
from tests.fakes.zendesk.seeding import seed_default, seed_many
from tests.fakes.zendesk.server import FakeZendesk
from tests.fakes.zendesk.wire import Request
from tests.keyrings import Drawer, drawer

__all__ = ["drawer"]


@dataclass
class Work:
    """A desk with the account `work` at a helpdesk that runs on the same clock."""

    line: Line
    fake: FakeZendesk
    server: HttpServer
    access: str

    def add(self, *more: str) -> Said:
        given = ("--backend", "zendesk", "--url", self.server.url, "--token-stdin")
        return self.line("account", "add", "work", *given, *more, stdin=f"{self.access}\n")

    def sync(self) -> dict[str, Any]:
        return dict(self.line.json("sync"))

    def id(self, name: str) -> str:
        return str(self.fake.names[name])

    def comments(self, name: str) -> list[str]:
        comments, _ = self.fake.state.tickets[self.fake.names[name]].conversation()
        return [str(comment["body"]) for comment in comments]

    def colleague(self, name: str, **change: Any) -> None:
        """Let a colleague change a ticket at the helpdesk, a moment from now."""
        self.line.wait(5)
        ben = Caller(self.fake, self.fake.names["Ben Colleague"])
        with self.server.lock:
            ben.put(f"tickets/{self.id(name)}", {"ticket": change})
        self.line.wait(5)


@pytest.fixture
def work(line: Line, drawer: Drawer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Work]:
    async def sleep(seconds: float) -> None:
        line.wait(seconds)

    monkeypatch.setattr("csr_desk.cli.sync_run.sleep", sleep)
    fake = FakeZendesk(lambda: line.hands.wall)
    seed_default(fake)
    fake.limits.off()
    line.wait(10)
    with HttpServer(fake) as server:
        access = fake.oauth.issue(fake.me_id).access
        yield Work(line, fake, server, access)


def test_from_nothing_to_a_reply_at_the_helpdesk(work: Work) -> None:
    assert work.add().code == 0
    first = work.sync()
    assert (first["account"], first["state"], first["pulled"]) == ("work", "online", 4)
    subjects = {row["subject"] for row in work.line.json("queue")}
    assert "Where is my parcel?" in subjects
    work.line.ok("reply", work.id("late"), "-", stdin="It leaves today.")
    work.line.ok("note", work.id("late"), "Asked the carrier.")
    answer = work.sync()
    assert (answer["pushed"], answer["queued"], answer["in_doubt"]) == (2, 0, 0)
    sent = "\n".join(work.comments("late"))
    assert sent.count("It leaves today.") == 1
    assert sent.count("Asked the carrier.") == 1
    assert work.line.json("outbox") == []
    assert work.fake.violations == []
    again = work.sync()
    assert (again["pushed"], again["pulled"]) == (0, 0)
    work.colleague("late", comment={"body": "Thanks!", "public": True})
    assert work.sync()["pulled"] == 1


def test_what_is_in_its_undo_window_may_be_left_alone(work: Work) -> None:
    work.add()
    work.sync()
    work.line.ok("reply", work.id("late"), "-", stdin="Too early.")
    answer = work.line.json("sync", "--no-wait")
    assert (answer["pushed"], answer["queued"]) == (0, 1)


def test_a_run_reads_what_has_grown_and_says_what_it_left(work: Work) -> None:
    work.add()
    work.sync()
    numbers = seed_many(work.fake, 12, minutes_between=0.1)
    for number in numbers:
        work.fake.customer_replies(number, f"Still waiting, {number}.")
    work.line.wait(60)
    assert " still to read" in work.line.ok("sync", "--no-wait").out
    assert work.sync()["unread"] == 0
    for number in numbers:
        shown = work.line.json("show", str(number))["messages"]
        assert f"Still waiting, {number}." in [one["body"] for one in shown]
    assert "to read" not in work.line.ok("sync").out


def test_several_accounts_are_answered_as_a_list(work: Work) -> None:
    work.add()
    given = ("--backend", "zendesk", "--url", work.server.url, "--token-stdin")
    work.line.ok("account", "add", "second", *given, stdin=work.access)
    answers = work.line.json("sync")
    assert [answer["account"] for answer in answers] == ["work", "second"]
    assert work.line.json("sync", "--account", "second")["account"] == "second"


def test_a_check_says_who_and_with_which_rights(work: Work) -> None:
    work.add()
    found = work.line.json("account", "check", "work")
    assert (found["who"], found["email"], found["role"]) == (
        "Ada Agent",
        "ada@acme.example",
        "agent",
    )
    assert "public replies" in found["rights"]


def test_a_wrong_token_is_77_and_keeps_nothing(work: Work) -> None:
    work.access = "wrong"
    assert work.add().code == 77
    assert not work.line.config.exists()


def test_an_end_user_is_told(work: Work) -> None:
    work.access = work.fake.oauth.issue(work.fake.names["Nia Okafor"]).access
    said = work.add()
    assert said.code == 1
    assert "as a customer" in said.err


def test_a_revoked_sign_in_is_77_everywhere_until_signed_in_anew(work: Work) -> None:
    work.add()
    work.fake.oauth.by_access.clear()
    said = work.line("sync", "--json")
    assert said.code == 77
    assert said.document["state"] == "sign_in"
    assert work.line("account", "check", "work").code == 77
    assert work.line("sync").code == 77
    work.access = work.fake.oauth.issue(work.fake.me_id).access
    work.line.ok("account", "add", "work", "--token-stdin", stdin=work.access)
    assert work.sync()["state"] == "online"


def test_another_secret_in_the_environment_is_tried_at_once(work: Work) -> None:
    work.line.variables["CSR_DESK_WORK_TOKEN"] = "worn-out"
    work.add()
    assert work.line("sync").code == 77
    work.line.variables["CSR_DESK_WORK_TOKEN"] = work.access
    assert work.sync()["state"] == "online"


def test_a_helpdesk_that_is_away_is_69_and_work_goes_on(work: Work) -> None:
    work.add()
    work.sync()
    work.server.__exit__(None, None, None)
    work.line.ok("note", work.id("late"), "Written offline.")
    said = work.line("sync", "--json")
    assert said.code == 69
    assert (said.document["state"], said.document["queued"]) == ("offline", 1)
    assert work.line("account", "check", "work").code == 69
    work.server = HttpServer(work.fake)
    with work.server:
        text = work.line.config.read_text()
        port = text.partition("127.0.0.1:")[2].partition('"')[0]
        work.line.config.write_text(text.replace(port, str(work.server.port)))
        work.line.wait(120)
        assert work.sync()["pushed"] == 1
    # The fixture closes the first server once more; its socket is gone already.
    work.server = HttpServer(work.fake)


def test_a_lost_answer_is_read_back_and_not_sent_twice(work: Work) -> None:
    work.add()
    work.sync()
    work.line.ok("note", work.id("late"), "Only once.")
    faulty = FirstWriteLost()
    work.server.target = FaultyZendesk(work.fake, faulty)
    work.line("sync", "--no-wait")
    assert faulty.is_lost
    work.line.wait(120)
    assert work.sync()["in_doubt"] == 0
    assert "\n".join(work.comments("late")).count("Only once.") == 1
    assert work.line.json("outbox") == []


@pytest.mark.parametrize(("side", "priority"), [("mine", "urgent"), ("theirs", "low")])
def test_a_conflict_is_shown_and_resolved(work: Work, side: str, priority: str) -> None:
    work.add()
    work.sync()
    with_desk(work, "invoice", Priority.URGENT)
    work.colleague("invoice", priority="low")
    assert work.sync()["conflicts"] == 1
    (row,) = work.line.json("conflicts")
    assert (row["field"], row["base"], row["mine"], row["theirs"]) == (
        "priority",
        "normal",
        "urgent",
        "low",
    )
    work.line.ok("conflicts", "resolve", str(row["conflict"]), side)
    answer = work.sync()
    assert (answer["conflicts"], answer["queued"]) == (0, 0)
    assert work.fake.ticket(work.fake.names["invoice"])["priority"] == priority


def test_a_stale_reply_is_held_and_sent_by_hand(work: Work) -> None:
    work.add()
    work.sync()
    work.line.ok("reply", work.id("late"), "-", stdin="It is on its way.")
    work.colleague("late", comment={"body": "I called her already.", "public": True})
    assert work.sync()["held"] == 1
    (row,) = work.line.json("outbox")
    assert row["state"] == "held"
    work.line.ok("outbox", "send", row["operation"])
    assert work.sync()["held"] == 0
    assert work.comments("late")[-1].count("It is on its way.") == 1


def test_a_refused_change_waits_with_the_words_of_the_helpdesk(work: Work) -> None:
    work.add()
    work.sync()
    work.colleague("broken", status="solved")
    with work.server.lock:
        work.fake.state.tickets[work.fake.names["broken"]].values["status"] = "closed"
    work.line.ok("note", work.id("broken"), "Too late?")
    assert work.sync()["rejected"] == 1
    (row,) = work.line.json("outbox")
    assert "closed" in row["error"]
    assert work.line.json("outbox", "drop", row["operation"])["state"] == "dropped"
    assert work.sync()["rejected"] == 0


def with_desk(work: Work, name: str, priority: Priority) -> None:
    """Change a ticket of the desk as a screen would."""
    desk = open_desk(
        Places(work.line.data, work.line.config),
        load(work.line.config),
        *work.line.environment.machine,
    )
    try:
        found = tickets.by_reference(desk.store, work.id(name))
        ticket.change(desk, found.id, Change(priority=priority))
    finally:
        desk.store.close()


class FirstWriteLost:
    """Takes in the first change of a ticket and loses the answer."""

    def __init__(self) -> None:
        self.is_lost = False

    def decide(self, number: int, request: Request) -> Decision:
        if request.method != "PUT" or self.is_lost:
            return NOTHING
        self.is_lost = True
        return Decision("drop_after", form="reset")


def authorized(fake: FakeZendesk, url: str) -> str:
    """Allow the access as the agent in a browser would; return where it is sent back to."""
    query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    return fake.oauth.authorize(query)


@pytest.mark.slow
@pytest.mark.parametrize("paste", [True, False])
def test_the_real_program_signs_in_by_browser(work: Work, tmp_path: Path, paste: bool) -> None:
    config = tmp_path / "c.toml"
    command = [sys.executable, "-m", "csr_desk", "--data", str(tmp_path / "d"), "--config",
               str(config), "account", "add", "work", "--backend", "zendesk", "--url",
               work.server.url, "--client-id", "csr_desk", "--insecure-file",
               *(["--paste"] if paste else [])]  # fmt: skip
    started = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    with started:
        assert started.stderr is not None
        url = next(line.strip() for line in started.stderr if "/oauth/" in line)
        back = authorized(work.fake, url)
        if not paste:
            with urlopen(back) as page:
                assert b"You are signed in" in page.read()
        out, err = started.communicate(f"{back}\n" if paste else "", timeout=30)
    assert started.returncode == 0, err
    assert "Signed in as Ada Agent" in out
    account = load(config).accounts["work"]
    assert (account.auth, account.client_id) == ("oauth", "csr_desk")
    (file,) = (tmp_path / "d" / "tokens").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert "refresh" in file.read_text()
    secret = parse_qs(urlsplit(back).query)["code"][0]
    assert secret not in out + err


@pytest.mark.slow
def test_the_real_program_with_the_secret_in_the_environment(work: Work, tmp_path: Path) -> None:
    env = {"CSR_DESK_WORK_TOKEN": work.access, "CSR_DESK_DATA": str(tmp_path / "d"),
           "CSR_DESK_CONFIG": str(tmp_path / "c.toml")}  # fmt: skip
    given = ("--backend", "zendesk", "--url", work.server.url, "--auth", "oauth")
    for arguments in (("account", "add", "work", *given), ("account", "check", "work"), ("sync",)):
        done = program(*arguments, env=env)
        assert done.returncode == 0, done.stderr
        assert work.access not in done.stdout + done.stderr
    kept = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert not any(work.access.encode() in file.read_bytes() for file in kept)


def test_an_account_that_an_open_desk_carries_is_75(work: Work) -> None:
    work.add()
    work.sync()
    work.line.ok("note", work.id("late"), "Later")
    lock = AccountLock(work.line.data, "work")
    lock.acquire()
    try:
        said = work.line("sync", "--json")
        removed = work.line("account", "remove", "work", "--force")
    finally:
        lock.release()
    assert (removed.code, "Close the desk first" in removed.err) == (75, True)
    assert said.code == 75
    assert said.document["queued"] == 1
    assert "synced already" in said.err


@pytest.mark.slow
def test_a_watch_goes_on_until_ctrl_c(work: Work, tmp_path: Path) -> None:
    given = ["--data", str(tmp_path / "d"), "--config", str(tmp_path / "c.toml")]
    env = {"CSR_DESK_WORK_TOKEN": work.access}
    add = ("account", "add", "work", "--backend", "zendesk", "--url", work.server.url)
    assert program(*given, *add, env=env).returncode == 0
    started = subprocess.Popen(
        [sys.executable, "-m", "csr_desk", *given, "sync", "--watch"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT), **env},
    )
    with started:
        assert started.stdout is not None
        assert any("online" in line for line in started.stdout)
        started.send_signal(signal.SIGINT)
        _, err = started.communicate(timeout=20)
    assert (started.returncode, err) == (
        0,
        "Stopped. What had not arrived waits in the outbox.\n",
    )


def test_removing_ends_the_sign_in_at_the_helpdesk(work: Work) -> None:
    work.add()
    work.sync()
    work.line.ok("account", "remove", "work", "--force")
    assert work.access not in work.fake.oauth.by_access
    assert len(work.line.json("queue")) == 4
    assert work.line("sync").code == 1
