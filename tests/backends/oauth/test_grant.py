"""The token endpoint: every answer it can give, as a pair or as one failure."""

import json
import random

import pytest

from csr_desk.backends.address import address_of
from csr_desk.backends.failures import (
    BackendFailure,
    Missing,
    NoAnswer,
    NotSent,
    SignedOut,
    TryLater,
)
from csr_desk.backends.oauth import grant
from csr_desk.backends.oauth.attempt import begin
from csr_desk.backends.oauth.pair import Pair, pair_of
from csr_desk.backends.wire import Response
from csr_desk.backends.zendesk.sign_in import OAUTH
from csr_desk.secrets import Secret
from tests.backends.flows import answer, play

NOW = 1_000_000
TOKEN = Secret("old-refresh-token")
GOOD = {
    "access_token": "a1",
    "refresh_token": "r1",
    "token_type": "bearer",
    "scope": "read write",
    "expires_in": 3600,
}


def says(status: int, found: object) -> Response:
    return answer(status, json.dumps(found).encode())


def refreshed(outcome: Response | BackendFailure) -> Pair:
    return play(grant.refresh(OAUTH, "desk", TOKEN, NOW), [outcome])[0]


def test_a_code_is_traded_with_its_verifier() -> None:
    address = address_of("https://acme.zendesk.com")
    attempt = begin(
        address, OAUTH, "desk", "http://127.0.0.1:1/callback", random.Random(1).randbytes
    )
    flow = grant.exchange(OAUTH, "desk", attempt, "the-code", NOW)
    pair, asked = play(flow, [says(201, GOOD)])
    assert (asked[0].method, asked[0].path) == ("POST", "/oauth/tokens")
    assert asked[0].content_type == "application/json"
    assert json.loads(asked[0].body) == {
        "grant_type": "authorization_code",
        "code": "the-code",
        "client_id": "desk",
        "redirect_uri": "http://127.0.0.1:1/callback",
        "code_verifier": attempt.verifier.reveal(),
        "scope": "read write",
        "expires_in": 86_400,
        "refresh_token_expires_in": 7_776_000,
    }
    assert pair == Pair(Secret("a1"), Secret("r1"), NOW + 3_600_000)


def test_a_refresh_token_is_traded() -> None:
    pair, asked = play(grant.refresh(OAUTH, "desk", TOKEN, NOW), [says(200, GOOD)])
    body = json.loads(asked[0].body)
    assert (body["grant_type"], body["refresh_token"]) == ("refresh_token", TOKEN.reveal())
    assert pair.refresh == Secret("r1")


@pytest.mark.parametrize("told", [None, 0, -1, "3600", True, 1e300, [1]])
def test_a_life_that_is_none_is_for_ever(told: object) -> None:
    assert refreshed(says(200, {**GOOD, "expires_in": told})).expires_at is None


def test_a_token_without_renewal_is_a_pair_too() -> None:
    assert refreshed(says(200, {"access_token": "a1"})) == Pair(Secret("a1"))


@pytest.mark.parametrize(
    ("outcome", "kind", "words"),
    [
        (says(400, {"error": "invalid_grant", "error_description": "gone"}), SignedOut, "is over"),
        (says(401, {"error": "invalid_client"}), SignedOut, "client_id"),
        (says(400, {"error": "unauthorized_client"}), SignedOut, "client_id"),
        (says(400, {"error": "invalid_scope", "error_description": "No."}), SignedOut, "No$"),
        (says(403, {"error": {"title": "Forbidden"}}), SignedOut, "Forbidden"),
        (says(404, {"error": "RecordNotFound"}), Missing, "check the url"),
        (says(429, {}), TryLater, "no sign-ins"),
        (answer(503, b"", retry_after="9"), TryLater, "no sign-ins"),
        (says(500, {}), NoAnswer, "500"),
        (answer(200, b"<html>Wi-Fi</html>"), NoAnswer, "no answer of a helpdesk"),
        (answer(403, b"<html>proxy</html>"), NoAnswer, "no answer of a helpdesk"),
        (answer(302, b""), NoAnswer, "302"),
        (says(200, {"access_token": ""}), NoAnswer, "without a token"),
        (says(200, {"access_token": 5}), NoAnswer, "without a token"),
        (says(200, [1]), NoAnswer, "no answer of a helpdesk"),
        (answer(200, b"[" * 100_000), NoAnswer, "no answer of a helpdesk"),
        (NotSent("no line"), NotSent, "no line"),
        (NoAnswer("cut"), NoAnswer, "cut"),
    ],
)
def test_what_is_no_pair(
    outcome: Response | BackendFailure, kind: type[BackendFailure], words: str
) -> None:
    with pytest.raises(kind, match=words) as caught:
        refreshed(outcome)
    assert type(caught.value) is kind


def test_a_server_that_repeats_the_token_does_not_get_it_shown() -> None:
    said = f"bad token {TOKEN.reveal()} " + "x" * 900
    with pytest.raises(SignedOut) as caught:
        refreshed(says(400, {"error": "invalid_grant", "error_description": said}))
    assert TOKEN.reveal() not in str(caught.value)
    assert len(caught.value.words) < 400


def test_a_wait_is_told_in_seconds_up_to_an_hour() -> None:
    date = "Sat, 21 Nov 2026 12:00:00 GMT"
    later = "Sat, 21 Nov 2026 12:00:07 GMT"
    for told, expected in (("9", 9.0), ("99999", 3600.0), ("soon", None), (later, 7.0)):
        with pytest.raises(TryLater) as caught:
            refreshed(answer(429, b"", retry_after=told, date=date))
        assert caught.value.after_s == expected
    with pytest.raises(NoAnswer) as lost:
        refreshed(answer(502, b"", retry_after="9"))
    assert lost.value.after_s == 9


@pytest.mark.parametrize("status", [200, 204, 401, 404])
def test_a_sign_in_is_ended(status: int) -> None:
    _, asked = play(grant.revoke(OAUTH), [answer(status)])
    assert (asked[0].method, asked[0].path) == ("DELETE", "/api/v2/oauth/tokens/current")


def test_a_sign_in_that_could_not_be_ended_is_told() -> None:
    with pytest.raises(NoAnswer):
        play(grant.revoke(OAUTH), [answer(500)])


# How a pair is kept.


@pytest.mark.parametrize(
    "pair",
    [
        Pair(Secret("a"), Secret("r"), 5),
        Pair(Secret("a"), Secret("r")),
        Pair(Secret("a"), None, 5),
        Pair(Secret("a")),
        Pair(Secret('{"odd'), None, None),
    ],
)
def test_a_pair_reads_back_as_it_was_kept(pair: Pair) -> None:
    assert pair_of(pair.to_text(), "somewhere") == pair
    shown = repr(pair)
    assert "Secret(…)" in shown
    assert "'a'" not in shown


@pytest.mark.parametrize("text", ["plain-token", "{broken", "[1]", '{"access": 1}', "{" * 9999])
def test_what_is_no_pair_is_a_token(text: str) -> None:
    found = pair_of(f" {text}\n", "somewhere")
    assert (found.access.reveal(), found.access.source) == (text, "somewhere")
    assert found.refresh is None


def test_odd_values_of_a_kept_pair_are_left_out() -> None:
    found = pair_of('{"access": "a", "refresh": "", "expires_at": "x"}', "")
    assert found == Pair(Secret("a"))
    assert found.secrets == ("a",)
