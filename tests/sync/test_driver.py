"""The driver: budgets, waits, one renewal, the breaker, the log, and what a flow is told."""

import asyncio
from collections.abc import Sequence

import pytest

from csr_desk.backends.base import Budget
from csr_desk.backends.failures import (
    BackendFailure,
    Halt,
    NoAnswer,
    NotSent,
    Rejected,
    SignedOut,
    TryLater,
)
from csr_desk.backends.wire import Flow, Request, Response
from csr_desk.sync.driver import Exchange
from csr_desk.sync.path_template import template_of
from tests.backends.flows import answer
from tests.sync.lines import SECOND, FakeKeys, Rig
from tests.sync.whole_seconds import whole_seconds

__all__ = ["whole_seconds"]

GET = Request("GET", "/api/v2/tickets/35436.json", (("query", "a@b.example"),))


def asks(*requests: Request) -> Flow[list[int]]:
    """Ask each request and return the statuses; failures go out."""
    statuses = []
    for request in requests:
        response = yield request
        statuses.append(response.status)
    return statuses


def tells(*requests: Request) -> Flow[list[Response | BackendFailure]]:
    """Ask each request and return what came of it."""
    told: list[Response | BackendFailure] = []
    for request in requests:
        try:
            told.append((yield request))
        except BackendFailure as failure:
            told.append(failure)
    return told


async def test_a_flow_is_driven_to_its_result() -> None:
    rig = Rig([answer(200), answer(404)])
    assert await rig.driver.drive(asks(GET, GET)) == [200, 404]
    assert rig.line.sent == [(GET.path, "first")] * 2
    assert rig.driver.sent == 2


async def test_a_flow_without_requests_ends_at_once() -> None:
    assert await Rig().driver.drive(asks()) == []


@pytest.mark.parametrize("failure", [NotSent("a"), NoAnswer("b"), Halt("c"), Rejected("d")])
async def test_a_failure_is_thrown_into_the_flow(failure: BackendFailure) -> None:
    rig = Rig([failure])
    assert await rig.driver.drive(tells(GET)) == [failure]
    with pytest.raises(type(failure)):
        await Rig([failure]).driver.drive(asks(GET))


async def test_an_exception_of_the_flow_goes_out() -> None:
    def broken() -> Flow[None]:
        yield GET
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await Rig().driver.drive(broken())


async def test_a_401_is_renewed_once_and_sent_again() -> None:
    rig = Rig([answer(401), answer(200)])
    assert await rig.driver.drive(asks(GET)) == [200]
    assert [secret for _, secret in rig.line.sent] == ["first", "second"]
    assert rig.keys.used == ["first"]


async def test_a_second_401_reaches_the_flow() -> None:
    rig = Rig([answer(401), answer(401), answer(200)])
    assert await rig.driver.drive(asks(GET)) == [401]
    assert len(rig.line.sent) == 2


async def test_a_fixed_token_is_not_renewed() -> None:
    rig = Rig([answer(401)], FakeKeys(others=[None]))
    assert await rig.driver.drive(asks(GET)) == [401]


@pytest.mark.parametrize("failure", [SignedOut("over"), NotSent("not now")])
async def test_a_renewal_that_fails_is_told_to_the_flow(failure: BackendFailure) -> None:
    rig = Rig([answer(401)], FakeKeys(others=[failure]))
    assert await rig.driver.drive(tells(GET)) == [failure]


async def test_without_a_secret_nothing_is_sent() -> None:
    rig = Rig(keys=FakeKeys(failure=SignedOut("none")))
    with pytest.raises(SignedOut):
        await rig.driver.drive(asks(GET))
    assert rig.line.sent == []


async def test_another_host_gets_no_secret_and_no_renewal() -> None:
    url = "https://files.example/secret-name?token=x"
    rig = Rig([answer(401)])
    assert await rig.driver.drive(asks(Request("GET", "", absolute=url))) == [401]
    assert rig.line.sent == [(url, "")]
    assert rig.keys.used == []
    assert rig.seen == [Exchange("GET", "(another host)", 401, 0)]


async def test_no_request_before_its_retry_after() -> None:
    rig = Rig([answer(429, retry_after="41")])
    begun = rig.time.now
    told = await rig.driver.drive(tells(GET, GET))
    assert [one.status for one in told if isinstance(one, Response)] == [429, 200]
    assert rig.time.now - begun >= 41 * SECOND
    assert rig.time.slept == [41]


async def test_a_flow_that_begins_in_a_long_wait_is_told_to_come_later() -> None:
    rig = Rig([answer(429, retry_after="41")])
    await rig.driver.drive(asks(GET))
    (told,) = await rig.driver.drive(tells(GET))
    assert isinstance(told, TryLater)
    assert (told.after_s, told.is_narrow) == (41, False)
    assert len(rig.line.sent) == 1
    assert rig.time.slept == []


async def test_a_wait_of_one_kind_is_narrow() -> None:
    rig = Rig(budgets={"view": Budget(1, 60)})
    view = GET._replace(budget="view")
    await rig.driver.drive(asks(view))
    (told,) = await rig.driver.drive(tells(view))
    assert isinstance(told, TryLater)
    assert told.is_narrow
    assert await rig.driver.drive(asks(GET)) == [200]


async def test_what_nobody_waits_for_leaves_room_for_the_agent() -> None:
    rig = Rig(budgets={"list": Budget(2, 60, kept=0.5)})
    listed = GET._replace(budget="list")
    assert await rig.driver.drive(asks(listed), is_background=True) == [200]
    (told,) = await rig.driver.drive(tells(listed), is_background=True)
    assert isinstance(told, TryLater)
    assert await rig.driver.drive(asks(listed)) == [200]


async def test_a_short_wait_is_sat_out() -> None:
    rig = Rig(budgets={"write": Budget(1, 1)})
    write = GET._replace(budget="write")
    assert await rig.driver.drive(asks(write)) == [200]
    assert await rig.driver.drive(asks(write)) == [200]
    assert len(rig.time.slept) == 1


async def test_what_has_begun_waits_longer_so_that_it_is_not_done_again() -> None:
    rig = Rig(budgets={"page": Budget(2, 60)})
    page = GET._replace(budget="page")
    assert await rig.driver.drive(asks(*[page] * 5)) == [200] * 5
    assert sum(rig.time.slept) > 100


async def test_what_nobody_asked_for_does_not_wait_in_its_middle() -> None:
    """A change of the agent's would have to wait behind it, for a turn among the jobs."""
    rig = Rig(budgets={"page": Budget(2, 60)})
    page = GET._replace(budget="page")
    told = await rig.driver.drive(tells(*[page] * 3), is_patient=False)
    assert isinstance(told[2], TryLater)
    assert rig.time.slept == []


async def test_a_wait_beyond_all_patience_is_told() -> None:
    rig = Rig([answer(200), answer(429, retry_after="600")])
    told = await rig.driver.drive(tells(GET, GET, GET))
    assert isinstance(told[2], TryLater)
    assert told[2].after_s == 600


async def test_a_helpdesk_that_fails_is_left_alone_and_then_probed_once() -> None:
    outcomes: Sequence[Response | BackendFailure] = [
        NoAnswer("a"),
        answer(500),
        NotSent("b"),
        answer(502),
        answer(503),
    ]
    rig = Rig([*outcomes, NoAnswer("still"), answer(200)])
    await rig.driver.drive(tells(*[GET] * 5))
    (told,) = await rig.driver.drive(tells(GET))
    assert isinstance(told, NotSent)
    assert told.after_s == 30
    assert len(rig.line.sent) == 5
    rig.time.now += 30 * SECOND
    await rig.driver.drive(tells(GET))
    (told,) = await rig.driver.drive(tells(GET))
    assert isinstance(told, NotSent)
    assert len(rig.line.sent) == 6
    rig.time.now += 30 * SECOND
    assert await rig.driver.drive(asks(GET)) == [200]
    assert await rig.driver.drive(asks(GET)) == [200]


async def test_an_open_breaker_lets_one_probe_go_at_a_time() -> None:
    rig = Rig([NoAnswer("x")] * 5)
    await rig.driver.drive(tells(*[GET] * 5))
    rig.time.now += 30 * SECOND
    results = await asyncio.gather(*(rig.driver.drive(tells(GET)) for _ in range(4)))
    answered = [one for (one,) in results if isinstance(one, Response)]
    assert len(answered) == 1


async def test_file_hosts_say_nothing_of_the_helpdesk() -> None:
    away = Request("GET", "", absolute="https://files.example/a")
    rig = Rig([NoAnswer("x")] * 9)
    await rig.driver.drive(tells(*[away] * 9))
    assert await rig.driver.drive(asks(GET)) == [200]


async def test_a_cancelled_flow_is_closed_where_it_stands() -> None:
    ended: list[str] = []

    def flow() -> Flow[None]:
        try:
            yield GET
        except BackendFailure:
            ended.append("failed")
        except GeneratorExit:
            ended.append("closed")
            raise

    rig = Rig()
    reached = asyncio.Event()
    rig.line.before = lambda request: reached.set()
    task = asyncio.create_task(rig.driver.drive(flow()))
    await reached.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended == ["closed"]
    assert await rig.driver.drive(asks(GET)) == [200]


async def test_the_log_has_paths_without_ids_and_no_query() -> None:
    rig = Rig([answer(200), NoAnswer("x")])
    await rig.driver.drive(tells(GET, GET))
    path = "/api/v2/tickets/{id}"
    assert rig.seen == [Exchange("GET", path, 200, 0), Exchange("GET", path, 0, 0, "NoAnswer")]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/api/v2/users/me.json?q=1", "/api/v2/users/me.json"),
        ("/api/v2/tickets/12/comments", "/api/v2/tickets/{id}/comments"),
        ("/api/v2/users/robin@example.com", "/api/v2/users/{id}"),
        ("/attachments/token/aB3dE", "/attachments/token/{id}"),
        ("/x/" + "a" * 40, "/x/{id}"),
        ("/x/%61", "/x/{id}"),
    ],
)
def test_a_template_holds_words_alone(path: str, expected: str) -> None:
    assert template_of(path) == expected
