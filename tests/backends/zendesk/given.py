"""What the Zendesk tests begin with: settings, a context, a seeded fake with a clock to move."""

from datetime import UTC, datetime, timedelta

from csr_desk.backends.base import Settings
from csr_desk.backends.zendesk.context import Zendesk
from csr_desk.domain.instants import Instant, parse_instant, to_instant
from tests.fakes.zendesk import FakeZendesk, seed_default

URL = "https://acme.zendesk.com"
HOST = "acme.zendesk.com"
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def settings(url: str = URL, auth: str = "oauth") -> Settings:
    return Settings(
        "acme", url, auth, "ada@acme.example", "desk", lambda: to_instant(NOON), lambda: "uid"
    )


def context(url: str = URL, host: str = HOST) -> Zendesk:
    return Zendesk(settings(url), host)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **more: float) -> None:
        self.at += timedelta(**more)


class Account:
    """A seeded fake account with its clock and the header that signs in."""

    def __init__(self, role: str = "agent", *, tickets: bool = True) -> None:
        self.clock = Clock()
        self.fake = FakeZendesk(self.clock)
        seed_default(self.fake, role=role, tickets=tickets)
        self.signed = self.fake.bearer()

    @property
    def asked(self) -> list[str]:
        """Return the paths asked for so far, below /api/v2."""
        return [one.path.removeprefix("/api/v2") for one in self.fake.requests]


def at(text: str) -> Instant:
    return parse_instant(text)
