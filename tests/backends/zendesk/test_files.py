import pytest

from csr_desk.backends.failures import Forbidden, NoAnswer, Rejected, TryLater
from csr_desk.backends.remote_files import MOST_REDIRECTS
from csr_desk.backends.wire import Response
from csr_desk.backends.zendesk.files import file
from tests.backends.driver import play, run, said
from tests.backends.zendesk.given import HOST, URL, Account, context
from tests.fakes.zendesk.wire import Request

OWN = f"{URL}/attachments/token/abc/?name=a.pdf"
CDN = "https://p1.zdusercontent.example/abc?name=a.pdf"


def moved(to: str, status: int = 302) -> Response:
    return Response(status, {"location": to}, b"")


def content(body: bytes = b"%PDF", status: int = 200) -> Response:
    return Response(status, {}, body)


def test_a_redirected_file_is_fetched_without_the_token() -> None:
    account = Account()
    upload = Request(
        "POST",
        "/api/v2/uploads",
        {"filename": ["a.pdf"]},
        {**account.signed, "Content-Type": "application/pdf"},
        b"%PDF content",
    )
    made = account.fake.answer(upload).json()["upload"]["attachment"]
    found = run(file(context(), made["content_url"]), account.fake, account.signed)
    assert found == b"%PDF content"
    assert account.fake.requests[-1].host != HOST
    assert "Authorization" not in account.fake.requests[-1].headers
    assert not account.fake.violations


def test_the_own_host_is_asked_by_path_and_others_by_their_whole_address() -> None:
    found, asked = play(file(context(), OWN), [moved(CDN), content()])
    assert found == b"%PDF"
    assert (asked[0].path, asked[0].query) == ("/attachments/token/abc/", (("name", "a.pdf"),))
    assert asked[0].absolute == ""
    assert (asked[1].absolute, asked[1].path) == (CDN, "")
    assert asked[1].headers == ()
    assert all(one.is_file for one in asked)


def test_credentials_do_not_come_back_once_a_file_has_left_the_own_host() -> None:
    _, asked = play(file(context(), OWN), [moved(CDN), moved(OWN), content()])
    assert [bool(one.absolute) for one in asked] == [False, True, True]


@pytest.mark.parametrize(
    "url",
    [
        "https://acme.zendesk.com.evil.example/x",
        "https://acme.zendesk.com@evil.example/x",
        "https://evil.example/acme.zendesk.com",
        "https://other.zendesk.com/x",
        "https://acme.zendesk.com:443/x",
    ],
)
def test_what_only_looks_like_the_own_host_gets_no_credentials(url: str) -> None:
    try:
        _, asked = play(file(context(), url), [content()])
    except Rejected:
        return
    assert [one.absolute for one in asked] == [url]


@pytest.mark.parametrize(
    "url",
    ["http://acme.zendesk.com/x", "http://files.example/x", "ftp://x/y", "https://10.0.0.1/", "x"],
)
def test_unsafe_addresses_are_refused_before_anything_is_asked(url: str) -> None:
    with pytest.raises(Rejected, match="not fetched"):
        play(file(context(), url), [])
    with pytest.raises(Rejected, match="not fetched"):
        play(file(context(), CDN), [moved("https://169.254.169.254/latest")])


def test_a_relative_redirect_stays_on_its_host() -> None:
    _, asked = play(file(context(), OWN), [moved("/files/1"), content()])
    assert (asked[1].path, asked[1].absolute) == ("/files/1", "")
    _, asked = play(file(context(), CDN), [moved("/files/1", 307), content()])
    assert asked[1].absolute == "https://p1.zdusercontent.example/files/1"


def test_redirects_come_to_an_end() -> None:
    with pytest.raises(Rejected, match="on and on"):
        play(file(context(), OWN), [moved(CDN)] * (MOST_REDIRECTS + 1))
    with pytest.raises(NoAnswer):
        play(file(context(), OWN), [Response(302, {}, b"")])


def test_a_page_in_place_of_a_file_is_a_portal_unless_a_page_was_meant() -> None:
    with pytest.raises(NoAnswer):
        play(file(context(), OWN), [content(b"<html>Sign in</html>")])
    drawing = b"<?xml version='1.0'?><svg/>"
    assert play(file(context(), OWN), [content(drawing)])[0] == drawing
    page = f"{URL}/attachments/token/abc/?name=offer.html"
    assert play(file(context(), page), [content(b"<html>x</html>")])[0] == b"<html>x</html>"


def test_failures_are_told_as_what_they_mean() -> None:
    with pytest.raises(Forbidden):
        play(file(context(), OWN), [said({"error": {"title": "Forbidden", "message": "No"}}, 403)])
    with pytest.raises(TryLater):
        play(file(context(), CDN), [content(b"", 503)])


def test_a_loopback_account_has_its_files_on_loopback() -> None:
    zendesk = context("http://127.0.0.1:8080", "127.0.0.1:8080")
    _, asked = play(
        file(zendesk, "http://127.0.0.1:8080/attachments/1"),
        [moved("http://127.0.0.1:9090/f"), content()],
    )
    assert (asked[0].path, asked[0].absolute) == ("/attachments/1", "")
    assert asked[1].absolute == "http://127.0.0.1:9090/f"
    with pytest.raises(Rejected):
        play(file(zendesk, "http://10.0.0.1/f"), [])


def test_behind_a_proxy_on_this_machine_zendesks_own_addresses_go_through_the_proxy() -> None:
    zendesk = context("http://127.0.0.1:8080", "127.0.0.1:8080")
    _, asked = play(file(zendesk, OWN), [content()])
    assert (asked[0].path, asked[0].absolute) == ("/attachments/token/abc/", "")
    for other in ("https://acme.zendesk.com.evil.example/x", "https://a@evil.example/.zendesk.com"):
        try:
            _, asked = play(file(zendesk, other), [content()])
        except Rejected:
            continue
        assert [one.absolute for one in asked] == [other]
