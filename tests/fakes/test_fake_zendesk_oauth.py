"""Signing in: the browser round trip, PKCE, expiry, scopes, legacy tokens."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.fakes.zendesk.caller import Caller, request
from tests.fakes.zendesk.oauth import s256
from tests.fakes.zendesk.stage import Stage
from tests.fakes.zendesk.wire import Answer

VERIFIER = "verifier-verifier-verifier-verifier-verifier"
REDIRECT = "http://127.0.0.1:4711/callback"


def code_of(stage: Stage, **more: str) -> str:
    """Walk through the consent page; return the code that comes back."""
    query: dict[str, Any] = {
        "response_type": "code", "client_id": "csr_desk", "redirect_uri": REDIRECT,
        "scope": "read write", "state": "s-1", "code_challenge": s256(VERIFIER),
        "code_challenge_method": "S256", **more,
    }  # fmt: skip
    given = stage.server.answer(request("GET", "/oauth/authorizations/new", **query))
    assert given.status == 302
    back = urlsplit(given.header("Location"))
    assert given.header("Location").startswith(REDIRECT)
    words = parse_qs(back.query)
    assert words["state"] == ["s-1"]
    return words.get("code", words.get("error", []))[0]


def redeem(stage: Stage, code: str, **more: Any) -> Answer:
    body = {
        "grant_type": "authorization_code", "code": code, "client_id": "csr_desk",
        "redirect_uri": REDIRECT, "code_verifier": VERIFIER, "scope": "read write",
        "expires_in": 3600, **more,
    }  # fmt: skip
    return stage.server.answer(request("POST", "/oauth/tokens", body))


def test_a_code_becomes_a_pair_of_tokens_that_works() -> None:
    stage = Stage()
    given = redeem(stage, code_of(stage))
    pair = given.json()
    assert (given.status, pair["token_type"], pair["expires_in"]) == (201, "bearer", 3600)
    bearer = {"Authorization": f"Bearer {pair['access_token']}"}
    me = stage.server.answer(request("GET", "users/me.json", signed=bearer)).json()["user"]
    assert me["id"] == stage.server.me_id
    shown = stage.server.answer(request("GET", "oauth/tokens/current", signed=bearer)).json()
    assert shown["token"]["token"] == pair["access_token"][:10]
    gone = stage.server.answer(request("DELETE", "oauth/tokens/current", signed=bearer))
    assert gone.status == 204
    assert stage.server.answer(request("GET", "users/me", signed=bearer)).status == 401


@pytest.mark.parametrize(
    "wrong",
    [{"code_verifier": "other"}, {"redirect_uri": "http://127.0.0.1:1/callback"}, {"code": "no"}],
)
def test_a_code_is_bound_to_verifier_and_redirect(wrong: dict[str, str]) -> None:
    stage = Stage()
    code = code_of(stage)
    refused = redeem(stage, **{"code": code, **wrong})
    assert (refused.status, refused.json()["error"]) == (400, "invalid_grant")


def test_a_code_lives_two_minutes_and_serves_once() -> None:
    stage = Stage()
    code = code_of(stage)
    assert redeem(stage, code).status == 201
    assert redeem(stage, code).status == 400
    late = code_of(stage)
    stage.clock.advance(120)
    assert redeem(stage, late).status == 400


def test_consent_can_be_denied_and_clients_be_unknown() -> None:
    stage = Stage()
    stage.server.oauth.consent = False
    assert code_of(stage) == "access_denied"
    stage.server.oauth.clients = {"another"}
    assert redeem(stage, "x").json()["error"] == "invalid_client"


@pytest.mark.parametrize("seconds", [300, 172_800])
def test_an_expiry_has_limits(seconds: int) -> None:
    stage = Stage()
    assert redeem(stage, code_of(stage), expires_in=seconds).status == 400


def test_an_access_token_expires_and_is_refreshed_by_rotation() -> None:
    stage = Stage()
    pair = redeem(stage, code_of(stage)).json()
    stage.clock.advance(3600)
    bearer = {"Authorization": f"Bearer {pair['access_token']}"}
    assert stage.server.answer(request("GET", "tickets", signed=bearer)).status == 401
    body = {"grant_type": "refresh_token", "client_id": "csr_desk",
            "refresh_token": pair["refresh_token"]}  # fmt: skip
    fresh = stage.server.answer(request("POST", "/oauth/tokens", body)).json()
    assert fresh["refresh_token"] != pair["refresh_token"]
    assert (fresh["scope"], fresh["expires_in"]) == ("read write", None)
    bearer = {"Authorization": f"Bearer {fresh['access_token']}"}
    assert stage.server.answer(request("GET", "tickets", signed=bearer)).status == 200


@pytest.mark.parametrize(
    ("scope", "method", "path", "status"),
    [
        ("read", "GET", "tickets", 200),
        ("read", "PUT", "tickets/{late}", 403),
        ("tickets:read", "GET", "tickets/{late}", 200),
        ("tickets:read", "GET", "tickets/{late}/audits", 403),
        ("read write everything", "GET", "tickets", 403),
    ],
)
def test_scopes(scope: str, method: str, path: str, status: int) -> None:
    stage = Stage()
    tokens = stage.server.sign_in(scope=scope)
    bearer = {"Authorization": f"Bearer {tokens.access}"}
    wanted = request(method, path.format(late=stage.id("late")), signed=bearer)
    assert stage.server.answer(wanted).status == status


def test_a_legacy_token_signs_in_and_a_wrong_one_is_nobody() -> None:
    stage = Stage()
    wanted = request("GET", "users/me", signed=stage.server.basic())
    assert stage.server.answer(wanted).json()["user"]["id"] == stage.server.me_id
    stage.server.oauth.api_tokens.clear()
    assert stage.server.answer(wanted).json()["user"]["id"] is None


def test_end_users_have_no_desk() -> None:
    stage = Stage()
    customer = Caller(stage.server, stage.id("Nia Okafor"))
    assert customer.ask("GET", "tickets").status == 403


def test_missing_credentials_are_noticed() -> None:
    stage = Stage()
    stage.server.answer(request("GET", "tickets"))
    assert stage.server.violations_of("credentials_missing") == ["GET tickets"]
