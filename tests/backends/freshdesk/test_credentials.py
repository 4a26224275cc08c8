from base64 import b64decode

from csr_desk.backends.freshdesk.backend import make
from csr_desk.backends.freshdesk.credentials import authorised
from csr_desk.backends.wire import Request
from tests.backends.freshdesk.given import settings

KEY = "k9-very-secret"


def test_the_key_is_the_name_of_http_basic() -> None:
    signed = authorised(Request("GET", "/api/v2/tickets", headers=(("X", "1"),)), KEY)
    ((_, one), (name, value)) = signed.headers
    assert (one, name) == ("1", "Authorization")
    assert b64decode(value.removeprefix("Basic ")).decode() == f"{KEY}:X"


def test_an_older_header_is_replaced_and_other_hosts_get_none() -> None:
    again = authorised(Request("GET", "/", headers=(("authorization", "Basic old"),)), KEY)
    assert [name for name, _ in again.headers] == ["Authorization"]
    away = Request("GET", "", absolute="https://files.example/a")
    assert authorised(away, KEY) == away


def test_nothing_shows_the_key() -> None:
    backend = make(settings())
    backend.authorise(Request("GET", "/"), KEY)
    assert KEY not in repr(backend)
    assert KEY not in repr(backend.freshdesk)
    assert KEY not in str(vars(backend))
