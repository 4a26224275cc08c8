"""An attempt to sign in: PKCE, state, the address for the browser, what the agent pastes."""

import hashlib
import random
from urllib.parse import parse_qs, urlsplit

import pytest

from csr_desk.backends.address import address_of
from csr_desk.backends.failures import SignedOut
from csr_desk.backends.oauth.attempt import Attempt, begin, challenge, is_same
from csr_desk.backends.oauth.pasted import code_from
from csr_desk.backends.zendesk.sign_in import OAUTH

REDIRECT = "http://127.0.0.1:4711/callback"


def attempt(seed: int = 1) -> Attempt:
    rng = random.Random(seed)
    address = address_of("https://acme.zendesk.com")
    return begin(address, OAUTH, "csr desk&x", REDIRECT, rng.randbytes)


def test_the_address_asks_for_what_the_specification_says() -> None:
    found = attempt()
    parts = urlsplit(found.url)
    assert (parts.scheme, parts.netloc) == ("https", "acme.zendesk.com")
    assert parts.path == "/oauth/authorizations/new"
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    assert query == {
        "response_type": "code",
        "client_id": "csr desk&x",
        "redirect_uri": REDIRECT,
        "scope": "read write",
        "state": found.state.reveal(),
        "code_challenge": challenge(found.verifier.reveal()),
        "code_challenge_method": "S256",
    }
    assert found.verifier.reveal() not in found.url


def test_the_challenge_is_that_of_the_rfc() -> None:
    # RFC 7636, appendix B.
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert challenge(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    assert hashlib.sha256(verifier.encode()).digest()


def test_verifier_and_state_are_long_and_new_each_time() -> None:
    first, second = attempt(1), attempt(2)
    assert 43 <= len(first.verifier.reveal()) <= 128
    assert len(first.state.reveal()) >= 32
    assert first.state != second.state
    assert first.verifier != second.verifier


def test_an_attempt_shows_nothing() -> None:
    found = attempt()
    shown = f"{found!r} {found}"
    assert found.state.reveal() not in shown
    assert found.verifier.reveal() not in shown


@pytest.mark.parametrize("told", ["", "x", "ü", "\ud800"])
def test_another_state_is_not_the_same(told: str) -> None:
    assert not is_same(told, attempt().state)


def test_the_pasted_address_gives_the_code() -> None:
    found = attempt()
    state = found.state.reveal()
    for pasted in (
        f"{REDIRECT}?code=abc-123&state={state}",
        f"  '{REDIRECT}?state={state}&code=abc-123#'\n",
        f"{REDIRECT}?code=abc\n-123&st\r\n  ate={state}",
        f"code=abc-123&state={state}",
    ):
        assert code_from(pasted, found) == "abc-123"


def test_a_pasted_code_is_taken_as_it_is() -> None:
    assert code_from(" abc-123_x.y \n", attempt()) == "abc-123_x.y"


def test_an_address_of_another_sign_in_is_refused() -> None:
    for state in ("", "other", attempt(2).state.reveal()):
        with pytest.raises(SignedOut, match="another sign-in"):
            code_from(f"{REDIRECT}?code=abc-123&state={state}", attempt(1))


def test_a_declined_sign_in_is_told_in_the_helpdesks_words() -> None:
    found = attempt()
    query = f"error=access_denied&error_description=No+way.&state={found.state.reveal()}"
    with pytest.raises(SignedOut, match=r"was declined: No way$"):
        code_from(f"{REDIRECT}?{query}", found)
    query = f"error=invalid_scope&state={found.state.reveal()}"
    with pytest.raises(SignedOut, match="refused the sign-in: invalid_scope"):
        code_from(f"{REDIRECT}?{query}", found)


@pytest.mark.parametrize(
    "pasted",
    [
        "",
        "abc",
        "https://acme.zendesk.com/agent",
        "a code it is, not",
        "x" * 9000,
        "?=",
        "h://[?a=",
    ],
)
def test_what_holds_no_code_is_told_with_what_to_copy(pasted: str) -> None:
    with pytest.raises(SignedOut, match="There is no code in it"):
        code_from(pasted, attempt())


def test_the_address_of_the_sign_in_page_itself_is_no_answer() -> None:
    found = attempt()
    with pytest.raises(SignedOut, match="There is no code in it"):
        code_from(found.url, found)
