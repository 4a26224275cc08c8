"""No helpdesk at all: a run over it shows that nothing is ever asked of anybody."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from csr_desk.backends.local import make
from tests.sync.vendors import Vendor


class Nobody:
    """What a run looks at, empty; a request is an error."""

    def __init__(self, now: Callable[[], datetime], *, subdomain: str) -> None:
        self.now = now
        self.state = SimpleNamespace(tables={}, tickets={})
        self.violations: list[Any] = []
        self.requests: list[Any] = []
        self.markers: Counter[str] = Counter()

    def sign_in(self) -> SimpleNamespace:
        """Return a secret that nobody asks for."""
        return SimpleNamespace(access="")


class DeadLine:
    """A line nothing may ever go over."""

    def __init__(self, server: Nobody, schedule: object, **more: object) -> None:
        self.schedule = schedule

    def deliver(self, request: object) -> Any:
        """Fail: a desk without a helpdesk asks nobody."""
        raise AssertionError(f"a local desk asked {request}")

    def go_offline(self) -> None:
        """There is no line to lose."""

    def go_online(self) -> None:
        """There is no line to find."""


LOCAL = Vendor(
    "local",
    "",
    "token",
    Nobody,
    lambda server: None,
    make,
    lambda server: [],
    (),
    account="local",
    line=DeadLine,  # type: ignore[arg-type]
)
