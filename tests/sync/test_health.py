"""How an account stands, and what of it outlives a restart."""

import random
from pathlib import Path

import pytest

from csr_desk.actions.glance import look
from csr_desk.actions.standing import standings
from csr_desk.backends.failures import Halt, NoAnswer, NotSent, SignedOut, TryLater
from csr_desk.config import AccountConfig, Config
from csr_desk.domain.standing import Standing, words, worst
from csr_desk.store import remote
from tests.fakes.zendesk.faults import Decision, Every
from tests.sync.test_simulation import folder, template
from tests.sync.world import World

__all__ = ["folder", "template"]


@pytest.fixture
def world(folder: Path, template: Path) -> World:
    found = World(folder, random.Random(3), template=template)
    found.read_all()
    account = AccountConfig("zd", "zendesk", "https://acme.zendesk.com")
    found.desk.config = Config(accounts={"zd": account})
    return found


def told(world: World) -> str:
    return look(world.desk).network


def test_online_with_the_age_of_the_data(world: World) -> None:
    assert told(world) == "online"
    world.pass_time(125)
    age = look(world.desk).sync_age_s
    assert age is not None
    assert 125 <= age < 200


def test_offline_says_since_when_and_stays_so(world: World) -> None:
    world.line.go_offline()
    world.pass_time(60)
    world.sync_for(10)
    first = told(world)
    assert first.startswith("offline since 09:0")
    world.pass_time(600)
    world.sync_for(10)
    assert told(world) == first
    world.line.go_online()
    world.pass_time(600)
    world.settle()
    assert told(world) == "online"


def test_one_job_feels_its_way_on_a_shaky_line(world: World) -> None:
    world.pass_time(2000)
    assert len(world.engine.jobs(world.desk.now())) > 1
    world.engine.health.failed(NotSent("no route"))
    assert world.engine.jobs(world.desk.now()) == []
    world.pass_time(400)
    assert len(world.engine.jobs(world.desk.now())) == 1


def test_a_wait_the_helpdesk_asked_for_outlives_a_restart(world: World) -> None:
    world.engine.health.failed(TryLater("Zendesk asks to slow down.", after_s=600))
    assert told(world) == "waiting 600 s (rate limit)"
    world.crash()
    world.pass_time(300)
    assert world.engine.jobs(world.desk.now()) == []
    world.pass_time(301)
    assert world.engine.jobs(world.desk.now())


def test_a_wait_of_our_own_does_not(world: World) -> None:
    for _ in range(9):
        world.engine.health.failed(NoAnswer("reset"))
    world.crash()
    assert world.engine.jobs(world.desk.now())


def test_a_narrow_wait_leaves_the_rest_alone(world: World) -> None:
    world.pass_time(2000)
    jobs = world.engine.jobs(world.desk.now())
    first = jobs[0]
    next(first.flow)
    with pytest.raises(StopIteration):
        first.flow.throw(TryLater("later", after_s=60, is_narrow=True))
    keys = {job.key for job in world.engine.jobs(world.desk.now())}
    assert keys == {job.key for job in jobs} - {first.key}
    assert told(world) == "online"


@pytest.mark.parametrize(
    ("failure", "word"), [(SignedOut("no"), "sign in"), (Halt("another"), "sync stopped")]
)
def test_what_waits_for_the_agent_goes_on_when_the_agent_acts(
    world: World, failure: SignedOut | Halt, word: str
) -> None:
    world.engine.health.failed(failure)
    assert told(world) == word
    world.pass_time(5000)
    assert world.engine.jobs(world.desk.now()) == []
    with world.desk.store.transaction():
        remote.set_account(world.desk.store, "zd", state="new")
    assert [job.key for job in world.engine.jobs(world.desk.now())] == ["identify"]


def test_a_captive_portal_is_offline_and_loses_nothing(world: World) -> None:
    world.line.schedule = Every(Decision("captive_portal"))
    world.pass_time(60)
    world.sync_for(6)
    assert told(world).startswith("offline since")


def test_another_account_under_the_same_name_stops_everything(world: World) -> None:
    with world.desk.store.transaction():
        remote.set_account(world.desk.store, "zd", identity="other.zendesk.com/1")
    world.crash()
    world.desk.config = Config(accounts={"zd": AccountConfig("zd", "zendesk")})
    world.sync_for(20)
    assert told(world) == "sync stopped"
    assert "answers as" in standing_words(world)


def standing_words(world: World) -> str:
    row = remote.account(world.desk.store, "zd")
    return row.words if row else ""


def test_an_account_never_used_is_connecting(world: World) -> None:
    world.desk.config = Config(accounts={"b": AccountConfig("b", "zendesk")})
    assert told(world) == "connecting"
    assert standings(world.desk) == [Standing("new")]


def test_without_a_helpdesk_the_desk_is_local(world: World) -> None:
    world.desk.config = Config()
    assert (told(world), look(world.desk).sync_age_s) == ("local", None)


def test_the_first_sync_shows_how_far_it_is() -> None:
    assert words(Standing("online", progress="2,300 of 10,000"))[0] == "syncing 2,300 of 10,000"


def test_the_worst_account_is_told() -> None:
    found = [Standing("online"), Standing("offline", "13:40"), Standing("sign_in")]
    assert worst(found) == Standing("sign_in")
    assert words(worst(found[:2]))[0] == "offline since 13:40"


def test_a_secret_in_a_file_is_told_all_the_time(world: World) -> None:
    assert not look(world.desk).bare_secret
    (world.folder / "tokens").mkdir()
    (world.folder / "tokens" / "zd.token").write_text("x")
    assert look(world.desk).bare_secret


def test_a_start_tries_the_sign_in_once(world: World) -> None:
    world.engine.health.failed(SignedOut("no"))
    world.crash()
    assert [job.key for job in world.engine.jobs(world.desk.now())] == ["identify"]
