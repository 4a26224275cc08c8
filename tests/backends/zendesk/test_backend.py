"""The assembled backend: what it offers, its credentials, and what loading it brings in."""

import subprocess
import sys
from base64 import b64decode

from csr_desk.backends.base import Can
from csr_desk.backends.wire import Request
from csr_desk.backends.writes import OutComment, Write
from csr_desk.backends.zendesk import limits
from csr_desk.backends.zendesk.backend import make
from tests.backends.driver import run
from tests.backends.zendesk.given import Account, settings


def test_it_can_do_everything() -> None:
    backend = make(settings())
    assert backend.name == "zendesk"
    assert backend.can == ~Can.DELETIONS  # an ordinary agent is not told of them


def test_the_calls_reach_the_helpdesk() -> None:
    account = Account()
    backend = make(settings())
    late = str(account.fake.names["late"])
    view = str(account.fake.names["All unsolved tickets"])
    signed = (account.fake, account.signed)
    assert run(backend.identify(), *signed).me.name == "Ada Agent"
    assert run(backend.changed(""), *signed).is_last
    assert run(backend.tickets((late,)), *signed).tickets[0].id == late
    assert run(backend.talk(late), *signed).messages
    assert run(backend.catalogue(), *signed).fields
    assert late in run(backend.view(view), *signed).ids
    assert run(backend.view_counts((view,)), *signed) == {view: None}
    assert run(backend.articles("parcel"), *signed)
    assert not account.fake.violations
    assert not account.fake.warnings


def test_a_written_ticket_keeps_its_link() -> None:
    account = Account()
    backend = make(settings())
    late = str(account.fake.names["late"])
    signed = (account.fake, account.signed)
    account.clock.forward(minutes=1)
    base = run(backend.tickets((late,)), *signed).tickets[0]
    write = Write("m1", "u1", late, base, base.updated_at, OutComment("Here it is", True))
    applied = run(backend.send(write, backend.body(write)), *signed)
    link = f"https://acme.zendesk.com/agent/tickets/{late}"
    assert applied.ticket is not None
    assert applied.ticket.url == base.url == link
    found = run(backend.find(write), *signed)
    assert found.applied is not None
    assert found.ticket is None or found.ticket.url == link


def test_every_budget_is_positive_and_within_the_documented_limit() -> None:
    budgets = make(settings()).budgets
    named = {
        value for key, value in vars(limits).items() if key.isupper() and isinstance(value, str)
    }
    assert set(budgets) == named
    documented = {limits.EXPORT: 10, limits.TICKETS: 100, limits.UPDATE: 100, limits.API: 200}
    for name, most in documented.items():
        assert 0 < budgets[name].requests * 60 / budgets[name].seconds <= most
    assert budgets[limits.COUNTS].requests / budgets[limits.COUNTS].seconds <= 6 / 300


def test_credentials_are_a_bearer_or_the_legacy_pair() -> None:
    request = Request("GET", "/api/v2/users/me", headers=(("authorization", "old"), ("X-A", "b")))
    bearer = make(settings()).authorise(request, "secret")
    assert bearer.headers == (("X-A", "b"), ("Authorization", "Bearer secret"))
    legacy = dict(make(settings(auth="token")).authorise(request, "secret").headers)
    scheme, _, pair = legacy["Authorization"].partition(" ")
    assert (scheme, b64decode(pair)) == ("Basic", b"ada@acme.example/token:secret")


def test_a_file_on_another_host_never_gets_credentials() -> None:
    request = Request("GET", "", absolute="https://files.example/x")
    assert make(settings()).authorise(request, "secret") is request


def test_the_package_needs_no_network_library_and_naming_it_loads_nothing() -> None:
    script = (
        "import sys, csr_desk.backends.zendesk\n"
        "assert 'msgspec' not in sys.modules and 'selectolax' not in sys.modules\n"
        "import csr_desk.backends.zendesk.backend\n"
        "assert not {'httpx', 'keyring', 'textual', 'apsw'} & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
