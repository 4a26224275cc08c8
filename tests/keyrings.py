"""Keyrings of the tests: none of them is the one of the machine."""

import threading
from collections.abc import Iterator

import pytest

from csr_desk import secrets
from csr_desk.store import cipher


class Vault:
    """A keyring that keeps what it is given, in memory."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, name: str) -> str | None:
        return self.kept.get((service, name))

    def set_password(self, service: str, name: str, password: str) -> None:
        self.kept[service, name] = password

    def delete_password(self, service: str, name: str) -> None:
        del self.kept[service, name]


class Forgetful(Vault):
    """A keyring that says yes and keeps nothing, as the null backend does."""

    def set_password(self, service: str, name: str, password: str) -> None:
        pass


class Mangling(Vault):
    """A keyring that gives back something else."""

    def get_password(self, service: str, name: str) -> str | None:
        found = super().get_password(service, name)
        return found and found[:-1]


class Locked(Vault):
    """A keyring whose failures come from a library below, with texts of their own."""

    def get_password(self, service: str, name: str) -> str | None:
        raise LookupError("/org/freedesktop/secrets said hunter2")


class Silent(Vault):
    """A keyring behind a prompt that nobody answers before the test is over."""

    def __init__(self) -> None:
        super().__init__()
        self.over = threading.Event()

    def get_password(self, service: str, name: str) -> str | None:
        self.over.wait(30)
        return None


class Chain(Vault):
    """Several keyrings in one, as keyring's own chainer."""

    def __init__(self, *backends: object) -> None:
        super().__init__()
        self.backends = backends


TRUSTED = (Vault, Forgetful, Mangling, Locked, Silent)


class Drawer:
    """Puts a keyring in the place of the machine's."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        names = {f"{kind.__module__}.{kind.__qualname__}" for kind in TRUSTED}
        monkeypatch.setattr(secrets, "SAFE_KEYRINGS", secrets.SAFE_KEYRINGS | names)

    def put(self, backend: object) -> None:
        self._monkeypatch.setattr("keyring.get_keyring", lambda: backend)


@pytest.fixture
def drawer(monkeypatch: pytest.MonkeyPatch) -> Iterator[Drawer]:
    """A drawer with an empty vault in it; the key of this process is forgotten afterwards."""
    found = Drawer(monkeypatch)
    found.put(Vault())
    cipher.use(None)
    yield found
    cipher.use(None)
