from typing import Any

import pytest

from csr_desk.backends.failures import Forbidden, Halt, NoAnswer, SignedOut
from csr_desk.backends.freshdesk.identity import identify
from csr_desk.backends.records import Identity
from tests.backends.flows import play
from tests.backends.freshdesk.desk_side import Account
from tests.backends.freshdesk.given import answer_of, context, listed, one, recorded


def told(**more: Any) -> Identity:
    row = {"id": 101, "contact": {"name": "Priya"}, "ticket_scope": 1, "type": "support_agent"}
    found, _ = play(identify(context()), [one({**row, **more})])
    return found


def test_the_account_is_the_host_and_the_agent() -> None:
    found, asked = play(identify(context()), [answer_of(recorded("agents-me"))])
    assert found.account == "desk.freshdesk.com/81000000101"
    assert (found.me.name, found.me.email) == ("Priya Nair", "priya@desk.example")
    assert (found.role, found.allowed) == ("agent", {"public_reply", "all_tickets"})
    assert asked[0].path == "/api/v2/agents/me"


def test_another_agent_or_domain_is_another_account() -> None:
    other = play(
        identify(context("https://b.freshdesk.com", "b.freshdesk.com")),
        [one({"id": 101, "contact": {}})],
    )[0]
    assert len({told().account, told(id=102).account, other.account}) == 3


def test_a_port_of_this_machine_is_no_part_of_the_account() -> None:
    there = context("http://127.0.0.1:8080", "127.0.0.1:8080")
    found, _ = play(identify(there), [one({"id": 101})])
    assert found.account == "127.0.0.1/101"


def test_scope_and_kind_of_agent() -> None:
    assert "all_tickets" not in told(ticket_scope=2).allowed
    assert "public_reply" not in told(type="collaborator").allowed


def test_who_is_not_signed_in() -> None:
    for name, kind in (("error-401", SignedOut), ("error-403-access-denied", Forbidden)):
        with pytest.raises(kind):
            play(identify(context()), [answer_of(recorded(name))])
    with pytest.raises(NoAnswer):
        play(identify(context()), [one({"contact": {}})])
    with pytest.raises(NoAnswer):
        play(identify(context()), [listed()])


def test_over_the_fake_a_revoked_key_signs_out_and_is_then_locked(account: Account) -> None:
    assert account.run(identify(account.freshdesk)).me.name == "Ada Agent"
    account.key = "wrong"
    account.server.options = type(account.server.options)(lock_after=1)
    with pytest.raises(SignedOut):
        account.run(identify(account.freshdesk))
    with pytest.raises(Halt):
        account.run(identify(account.freshdesk))
