from datetime import timedelta

import pytest

from csr_desk.backends.failures import Missing, NoAnswer, Rejected, TryLater
from csr_desk.backends.freshdesk.attachments import Place, place_of
from csr_desk.backends.freshdesk.backend import make
from csr_desk.backends.freshdesk.files import file
from csr_desk.backends.freshdesk.talk import talk
from csr_desk.backends.wire import Response
from tests.backends.flows import play
from tests.backends.freshdesk.desk_side import Account
from tests.backends.freshdesk.given import URL, context, listed, one, settings, ticket_row

OWN = f"{URL}/helpdesk/attachments/901?ticket=41"
LINK = "https://files.example/901?X-Amz-Expires=300&X-Amz-Signature=abc"
ROW = {"id": 901, "name": "a.pdf", "attachment_url": LINK}
VIEW = one(ticket_row(attachments=[ROW]))


def test_files_of_the_description_and_of_a_message_are_fetched_fresh(account: Account) -> None:
    ticket = str(account.names["files"])
    found = account.run(talk(account.freshdesk, ticket))
    urls = [one.url for message in found.messages for one in message.files]
    account.later(timedelta(days=9).total_seconds())
    contents = [account.run(file(account.freshdesk, url)) for url in urls]
    assert contents == [b"A-17, two lamps", b"\x89PNG fake picture"]
    away = [one for one in account.asked if one.absolute]
    assert len(away) == 2
    assert all(one.headers == () and one.is_file for one in away)
    assert not account.server.violations_of("key_to_other_host")


def test_an_image_inside_a_text_leads_from_the_own_host_to_the_store(account: Account) -> None:
    description = account.ticket("files")["description"]
    url = description.partition('src="')[2].partition('"')[0]
    assert account.run(file(account.freshdesk, url)) == b"\x89PNG fake picture"
    own, away = account.asked[-2:]
    assert own.path == "/inline/attachment"
    assert (away.path, away.headers) == ("", ())


def test_the_key_goes_to_the_own_host_alone() -> None:
    backend = make(settings())
    _, asked = play(backend.file(OWN), [VIEW, Response(200, {}, b"%PDF")])
    signed = [backend.authorise(request, "k9-very-secret") for request in asked]
    assert [bool(one.headers) for one in signed] == [True, False]
    assert "k9-very-secret" not in str(signed[-1])


def test_a_file_that_is_not_there_any_more() -> None:
    with pytest.raises(Missing, match="file"):
        play(file(context(), OWN), [one(ticket_row()), listed()])


@pytest.mark.parametrize("status", [400, 403, 404])
def test_the_store_refuses_in_words_of_its_own(status: int) -> None:
    refused = Response(status, {}, b"<?xml version='1.0'?><Error>AccessDenied</Error>")
    with pytest.raises(Rejected, match="ask for it again"):
        play(file(context(), OWN), [VIEW, refused])


def test_a_store_in_trouble_is_asked_later_and_a_page_is_no_file() -> None:
    with pytest.raises(TryLater):
        play(file(context(), OWN), [VIEW, Response(503, {}, b"")])
    with pytest.raises(NoAnswer):
        play(file(context(), OWN), [VIEW, Response(200, {}, b"<html>sign in</html>")])


@pytest.mark.parametrize(
    "link", ["http://files.example/x", "https://10.0.0.1/x", "ftp://x/y", "javascript:x"]
)
def test_a_link_that_leads_astray_is_not_followed(link: str) -> None:
    view = one(ticket_row(attachments=[{**ROW, "attachment_url": link}]))
    with pytest.raises(Rejected, match="not fetched"):
        play(file(context(), OWN), [view])


@pytest.mark.parametrize(
    ("url", "place"),
    [
        (OWN, Place("901", "41")),
        (f"{URL}/helpdesk/attachments/901", None),
        (f"{URL}/helpdesk/attachments/901?ticket=../x", None),
        (f"{URL}/helpdesk/attachments/x?ticket=41", None),
        ("https://evil.example/helpdesk/attachments/901?ticket=41", None),
        ("http://desk.freshdesk.com/helpdesk/attachments/901?ticket=41", None),
    ],
)
def test_only_own_addresses_name_a_place(url: str, place: Place | None) -> None:
    assert place_of(context(), url) == place
