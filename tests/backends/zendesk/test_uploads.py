"""Files uploaded for one write: a token each, and no doubt about the write when one is lost."""

import pytest

from csr_desk.backends.failures import NotSent, Rejected, SignedOut, TryLater
from csr_desk.backends.writes import OutFile
from csr_desk.backends.zendesk.uploads import upload_all
from tests.backends.driver import play, said
from tests.backends.zendesk.desk_side import Account
from tests.fakes.zendesk import Decision

TEXT = OutFile("a b&c.txt", "text/plain", b"drip")
EMPTY = OutFile("empty", "", b"")


def test_every_file_gets_a_token_of_its_own(account: Account) -> None:
    tokens = account.run(upload_all(account.zendesk, (TEXT, EMPTY, TEXT)))
    assert len(set(tokens)) == 3
    sent = account.server.requests[-3]
    assert sent.query == {"filename": ["a b&c.txt"]}
    assert sent.body == b"drip"
    assert sent.headers["Content-Type"] == "text/plain"
    assert account.clean()


def test_no_file_asks_for_nothing(account: Account) -> None:
    assert account.run(upload_all(account.zendesk, ())) == []


@pytest.mark.parametrize(
    "fate",
    [
        Decision("drop_after", form="reset"),
        Decision("status_before", 502),
        Decision("truncated_json"),
        Decision("captive_portal"),
    ],
)
def test_a_lost_upload_is_no_doubt_about_the_write(account: Account, fate: Decision) -> None:
    account.befalls(fate, after=1)
    with pytest.raises(NotSent, match="empty could not be uploaded"):
        account.run(upload_all(account.zendesk, (TEXT, EMPTY)))


def test_a_refused_file_is_named(account: Account) -> None:
    answer = said({"error": "AttachmentTooBig", "description": "Too big"}, 413)
    with pytest.raises(Rejected, match=r"a b&c\.txt was not taken: Too big"):
        play(upload_all(account.zendesk, (TEXT,)), [answer])


def test_waiting_and_signing_in_stay_what_they_are(account: Account) -> None:
    account.befalls(Decision("rate_limited", seconds=7), Decision("token_expired"))
    with pytest.raises(TryLater) as later:
        account.run(upload_all(account.zendesk, (TEXT,)))
    assert later.value.after_s == 7
    with pytest.raises(SignedOut):
        account.run(upload_all(account.zendesk, (TEXT,)))


def test_an_answer_without_a_token_is_no_answer(account: Account) -> None:
    with pytest.raises(NotSent, match="could not be uploaded"):
        play(upload_all(account.zendesk, (TEXT,)), [said({"upload": {}}, 201)])
