import json
from typing import Any

import pytest

from csr_desk.backends.failures import Forbidden, SignedOut
from csr_desk.backends.records import Identity
from csr_desk.backends.zendesk.identity import identify
from tests.backends.driver import play, run, said
from tests.backends.zendesk.given import Account, context
from tests.shared import shared


def identity(**user: Any) -> Identity:
    return play(identify(context()), [said({"user": {"id": 7, "name": "Ada", **user}})])[0]


@pytest.mark.parametrize("role", ["agent", "admin"])
def test_who_is_signed_in(role: str) -> None:
    account = Account(role)
    found = run(identify(context()), account.fake, account.signed)
    assert found.account == f"acme.zendesk.com/{account.fake.me_id}"
    assert (found.me.name, found.me.email, found.role) == ("Ada Agent", "ada@acme.example", role)
    assert ("admin" in found.allowed) == (role == "admin")
    assert "public_reply" in found.allowed


def test_200_without_a_sign_in_is_signed_out() -> None:
    account = Account()
    with pytest.raises(SignedOut):
        run(identify(context()), account.fake)


@pytest.mark.parametrize("name", ["no_creds", "incorrect_token"])
def test_the_recorded_anonymous_user_is_signed_out(name: str) -> None:
    path = shared(f"fixtures/zendesk/node-zendesk/authentication_test_{name}.json")
    recorded = json.loads(path.read_text())[0]
    with pytest.raises(SignedOut):
        play(identify(context()), [said(recorded["response"], recorded["status"])])


def test_the_recorded_admin_is_recognised() -> None:
    path = shared("fixtures/zendesk/zenpy/users__me.json")
    body = json.loads(path.read_text())[0]["response_body"]
    found, _ = play(identify(context()), [said(body)])
    assert found.account == "acme.zendesk.com/6130907993114"
    assert found.role == "admin"
    assert found.me.language == "en-US"


def test_what_an_agent_may_do() -> None:
    assert identity(role="agent").allowed == {"public_reply", "all_tickets"}
    assert identity(role="agent", only_private_comments=True).allowed == {"all_tickets"}
    assert identity(role="agent", ticket_restriction="groups").allowed == {"public_reply"}
    assert identity(role="admin").allowed == {"public_reply", "all_tickets", "admin"}


def test_a_customer_has_no_desk() -> None:
    with pytest.raises(Forbidden, match="customer"):
        identity(role="end-user")


def test_the_port_of_a_proxy_is_no_part_of_the_identity() -> None:
    first = context("http://127.0.0.1:8001", "127.0.0.1:8001")
    second = context("http://127.0.0.1:8002", "127.0.0.1:8002")
    body = said({"user": {"id": 7, "name": "Ada", "role": "agent"}})
    one, _ = play(identify(first), [body])
    other, _ = play(identify(second), [body])
    assert one.account == other.account == "127.0.0.1/7"
