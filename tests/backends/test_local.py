"""The backend of a desk without a helpdesk keeps the contract and refuses to send."""

import pytest

from csr_desk.backends.base import Can, Settings
from csr_desk.backends.failures import Rejected
from csr_desk.backends.local import LocalBackend, make
from csr_desk.backends.wire import Flow
from csr_desk.backends.writes import PersonWrite, Write
from tests.backends.contract import BackendContract, T
from tests.backends.flows import play


class NoServer:
    """No server: nothing is ever asked."""

    tickets: tuple[str, ...] = ()
    missing = "1"

    def __init__(self) -> None:
        settings = Settings("mine", "", "token", "me@example.com", "", lambda: 0, lambda: "uid")
        self.backend: LocalBackend = make(settings)

    def run(self, flow: Flow[T]) -> T:
        result, asked = play(flow)
        assert asked == []
        return result

    def later(self, seconds: float) -> None:
        """Time changes nothing here."""

    def customer_writes(self, ticket: str, words: str) -> None:
        raise AssertionError

    def customer_rates(self, ticket: str, is_good: bool, words: str) -> None:
        raise AssertionError

    def delete(self, ticket: str) -> None:
        raise AssertionError

    def public_replies(self, ticket: str) -> list[str]:
        return []

    def count(self) -> int:
        return 0


@pytest.fixture
def plug() -> NoServer:
    return NoServer()


class TestLocal(BackendContract):
    """The contract, over nothing."""


def test_it_can_nothing_and_refuses_to_send(plug: NoServer) -> None:
    backend = plug.backend
    assert backend.can == Can(0)
    write = Write("m", "u", "1", None, 0)
    person = PersonWrite("m", "u", None, {})
    for flow in (
        backend.send(write, backend.body(write)),
        backend.save_person(person),
        backend.merge_tickets("1", ("2",), ""),
        backend.file("https://files.example/a"),
    ):
        with pytest.raises(Rejected, match="no helpdesk"):
            plug.run(flow)
    assert plug.run(backend.find(write)).applied is None
    assert plug.run(backend.find_person(person)).is_sure
    assert plug.run(backend.view("1")).ids == ()
    assert plug.run(backend.view_counts(("1", "2"))) == {"1": 0, "2": 0}
