"""Renewing a sign-in: once, by one of many, kept before it is used, and honest when it is over."""

import asyncio
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from csr_desk import token_lock, tokens
from csr_desk.backends.failures import BackendFailure, NoAnswer, NotSent, SignedOut, TryLater
from csr_desk.backends.oauth.pair import Pair
from csr_desk.errors import SignInNeeded
from csr_desk.secrets import Secret
from csr_desk.token_file import TokenFile
from csr_desk.token_keys import Keys
from csr_desk.tokens import Kept

MINUTE = 60_000


@dataclass
class Desk:
    """A sign-in in a file, and a helpdesk that rotates it; `outcomes` go before its answers."""

    data: Path
    now: int = 1_000_000
    outcomes: list[BackendFailure] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    learnt: set[str] = field(default_factory=set)
    number: int = 1
    life: int | None = 60 * MINUTE
    find: Callable[[], Kept] | None = None

    def __post_init__(self) -> None:
        self.file = TokenFile(self.data, "work")
        self.file.write(self.pair().to_text())

    def pair(self) -> Pair:
        until = None if self.life is None else self.now + self.life
        return Pair(Secret(f"access-{self.number}"), Secret(f"refresh-{self.number}"), until)

    def kept(self) -> Kept:
        text = self.file.read()
        if text is None:
            raise SignInNeeded("there is no secret for work")
        return Kept(tokens.pair_of(text, "file"), "file", file=self.file)

    async def refresh(self, token: Secret) -> Pair:
        self.asked.append(token.reveal())
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await asyncio.sleep(0.001)
            if self.outcomes:
                raise self.outcomes.pop(0)
            if token.reveal() != f"refresh-{self.number}":
                raise SignedOut("The sign-in is over: sign in again")
            self.number += 1
            return self.pair()
        finally:
            self.at_once -= 1

    def keys(self, **more: object) -> Keys:
        return Keys(
            "work",
            self.data,
            self.find or self.kept,
            lambda: self.now,
            self.refresh,
            self.learnt.add,
            **more,  # type: ignore[arg-type]
        )


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


async def test_a_good_token_is_used_as_it_is(desk: Desk) -> None:
    keys = desk.keys()
    assert await keys.current() == "access-1"
    assert desk.asked == []
    assert desk.learnt == {"access-1", "refresh-1"}
    assert "access" not in repr(keys)


async def test_a_token_near_its_end_is_renewed_before_it_is_used(desk: Desk) -> None:
    keys = desk.keys()
    desk.now += 59 * MINUTE
    assert await keys.current() == "access-2"
    assert desk.kept().pair.access.reveal() == "access-2"
    assert await keys.current() == "access-2"
    assert desk.asked == ["refresh-1"]
    assert "refresh-2" in desk.learnt


async def test_near_its_end_a_token_serves_while_it_cannot_be_renewed(desk: Desk) -> None:
    keys = desk.keys()
    desk.now += 60 * MINUTE - 1000
    desk.outcomes = [NotSent("offline"), TryLater("busy", after_s=9), NotSent("offline")]
    assert await keys.current() == "access-1"
    assert await keys.current() == "access-1"
    desk.now += 1000
    with pytest.raises(NotSent, match="no sign-ins at the moment"):
        await keys.current()
    desk.now += 8000
    with pytest.raises(NotSent, match="offline"):
        await keys.current()
    assert await keys.current() == "access-2"


async def test_a_refused_token_is_renewed_once_for_all_who_wait(desk: Desk) -> None:
    keys = desk.keys()
    used = await keys.current()
    found = await asyncio.gather(*(keys.renewed(used) for _ in range(4)))
    assert found == ["access-2"] * 4
    assert desk.asked == ["refresh-1"]


async def test_what_another_process_renewed_is_taken_over(desk: Desk) -> None:
    keys, other = desk.keys(), desk.keys()
    used = await keys.current()
    assert await other.renewed(await other.current()) == "access-2"
    assert await keys.renewed(used) == "access-2"
    assert desk.asked == ["refresh-1"]


async def test_never_two_renewals_at_once(desk: Desk) -> None:
    several = [desk.keys() for _ in range(6)]
    used = [await keys.current() for keys in several]
    found = await asyncio.gather(
        *(keys.renewed(one) for keys, one in zip(several, used, strict=True))
    )
    assert set(found) == {"access-2"}
    assert (desk.asked, desk.most_at_once) == (["refresh-1"], 1)


async def test_the_pair_is_kept_before_it_is_used(desk: Desk) -> None:
    keys = desk.keys()
    used = await keys.current()
    renewed = await keys.renewed(used)
    assert desk.kept().pair.access.reveal() == renewed


@pytest.mark.parametrize("failure", [TryLater("busy", after_s=30), NoAnswer("503", after_s=30)])
async def test_nobody_renews_before_the_helpdesk_wants_it(
    desk: Desk, failure: BackendFailure
) -> None:
    keys = desk.keys()
    desk.outcomes = [failure]
    asked = [keys.renewed("access-1") for _ in range(4)]
    found = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(one) for one in found] == [NotSent] * 4
    assert all(one.after_s == 30 for one in found if isinstance(one, NotSent))
    assert len(desk.asked) == 1
    desk.now += 29_999
    with pytest.raises(NotSent):
        await keys.renewed("access-1")
    desk.now += 1
    assert await keys.renewed("access-1") == "access-2"
    assert len(desk.asked) == 2


async def test_a_token_with_a_short_life_is_not_renewed_for_each_request(tmp_path: Path) -> None:
    desk = Desk(tmp_path, life=20_000)
    keys = desk.keys()
    assert await keys.current() == "access-2"
    for _ in range(14):
        desk.now += 1000
        assert await keys.current() == "access-2"
    desk.now += 1000
    assert await keys.current() == "access-3"
    assert len(desk.asked) == 2


async def test_a_renewal_that_names_no_refresh_token_leaves_the_old_one(desk: Desk) -> None:
    async def refresh(token: Secret) -> Pair:
        desk.asked.append(token.reveal())
        return Pair(Secret(f"access-{len(desk.asked) + 1}"), None, None)

    keys = Keys("work", desk.data, desk.kept, lambda: desk.now, refresh)
    assert await keys.renewed("access-1") == "access-2"
    assert await keys.renewed("access-2") == "access-3"
    assert desk.asked == ["refresh-1", "refresh-1"]
    assert desk.kept().pair.refresh == Secret("refresh-1")


async def test_a_renewal_that_did_not_arrive_is_tried_again(desk: Desk) -> None:
    keys = desk.keys()
    used = await keys.current()
    desk.outcomes = [NotSent("no line"), TryLater("later", after_s=7)]
    with pytest.raises(NotSent, match="no line"):
        await keys.renewed(used)
    with pytest.raises(NotSent) as caught:
        await keys.renewed(used)
    assert caught.value.after_s == 7
    desk.now += 7000
    assert await keys.renewed(used) == "access-2"


async def test_an_answer_lost_before_it_took_effect_costs_nothing(desk: Desk) -> None:
    keys = desk.keys()
    used = await keys.current()
    desk.outcomes = [NoAnswer("cut")]
    with pytest.raises(NotSent, match="cut"):
        await keys.renewed(used)
    assert await keys.renewed(used) == "access-2"


async def test_an_answer_lost_after_it_took_effect_is_told_plainly_and_asked_no_more(
    desk: Desk,
) -> None:
    keys = desk.keys()
    used = await keys.current()
    desk.outcomes = [NoAnswer("cut")]
    with pytest.raises(NotSent):
        await keys.renewed(used)
    desk.number = 2  # the helpdesk had rotated
    for _ in range(3):
        with pytest.raises(SignedOut, match=r"was lost.*sign in again"):
            await keys.renewed(used)
    assert len(desk.asked) == 2
    # The agent signs in again, in this process or in another one.
    desk.file.write(desk.pair().to_text())
    assert await keys.renewed(used) == "access-2"


async def test_a_sign_in_that_is_over_is_asked_once(desk: Desk) -> None:
    keys = desk.keys()
    used = await keys.current()
    desk.number = 7
    for _ in range(3):
        with pytest.raises(SignedOut, match="sign in again"):
            await keys.renewed(used)
    assert desk.asked == ["refresh-1"]


async def test_a_fixed_token_is_never_renewed_but_may_be_another_one_by_now(desk: Desk) -> None:
    given = ["one", "one", "two"]
    desk.find = lambda: Kept(Pair(Secret(given.pop(0))), "the command", is_fixed=True)
    keys = desk.keys()
    assert await keys.current() == "one"
    assert await keys.renewed("one") is None
    assert await keys.renewed("one") == "two"
    assert desk.asked == []


async def test_without_a_secret_one_signs_in(desk: Desk) -> None:
    desk.file.remove()
    keys = desk.keys()
    with pytest.raises(SignedOut, match="there is no secret for work"):
        await keys.current()
    desk.file.write(desk.pair().to_text())
    assert await keys.current() == "access-1"


async def test_a_pair_that_cannot_be_kept_is_used_and_kept_later(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = desk.keys()
    used = await keys.current()
    write = TokenFile.write

    def full(self: TokenFile, text: str) -> None:
        raise SignInNeeded("the disk is full")

    monkeypatch.setattr(TokenFile, "write", full)
    assert await keys.renewed(used) == "access-2"
    assert "could not be kept" in keys.problem
    assert await keys.current() == "access-2"
    # The older pair on the disk is worthless: what is known here goes before it.
    assert await keys.renewed("access-2") == "access-3"
    monkeypatch.setattr(TokenFile, "write", write)
    assert await keys.current() == "access-3"
    assert keys.problem == ""
    assert desk.kept().pair.access.reveal() == "access-3"


async def test_a_process_that_never_ends_its_renewal_is_not_waited_for_forever(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    keys = desk.keys(sleep=sleep)
    used = await keys.current()
    async with token_lock.renewing(desk.data, "work"):
        with pytest.raises(NotSent, match="Another process"):
            await keys.renewed(used)
    assert sum(waits) == pytest.approx(token_lock.PATIENCE_S)
    assert await keys.renewed(used) == "access-2"


async def test_no_secret_in_what_is_raised_or_shown(desk: Desk) -> None:
    keys = desk.keys()
    used = await keys.current()
    desk.number = 7
    with pytest.raises(SignedOut) as caught:
        await keys.renewed(used)
    shown = "".join(traceback.format_exception(caught.value)) + repr(keys) + repr(keys._kept)
    for secret in ("access-1", "refresh-1"):
        assert secret not in shown
