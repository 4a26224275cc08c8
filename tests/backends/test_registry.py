"""Backends are found by name, without loading them, installed or not."""

import subprocess
import sys
from importlib.metadata import EntryPoint

import pytest

from csr_desk.backends import registry
from csr_desk.backends.local import LocalBackend
from csr_desk.config import AccountConfig
from csr_desk.errors import ConfigError


def make(name: str) -> object:
    return registry.make(AccountConfig("work", name), lambda: 0, lambda: "uid")


def install(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    found = [EntryPoint(name, value, registry.GROUP) for name, value in values.items()]
    monkeypatch.setattr(registry, "entry_points", lambda group: found)


def test_the_own_backends_are_there_without_being_installed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    install(monkeypatch)
    assert registry.names() == ("freshdesk", "local", "zendesk")
    assert isinstance(make("local"), LocalBackend)


def test_a_stranger_adds_a_backend_and_takes_no_name(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, mine="csr_desk.backends.local:make", local="nowhere:evil")
    assert registry.names() == ("freshdesk", "local", "mine", "zendesk")
    assert isinstance(make("mine"), LocalBackend)
    assert isinstance(make("local"), LocalBackend)


def test_an_unknown_backend_is_named_with_the_nearest(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch)
    with pytest.raises(ConfigError, match=r'no backend "zendesc".*Did you mean "zendesk"'):
        make("zendesc")
    with pytest.raises(ConfigError, match="Backends here: freshdesk, local, zendesk"):
        make("")


@pytest.mark.parametrize("value", ["no_such_module:make", "csr_desk.backends.local:nothing"])
def test_a_broken_backend_is_one_sentence(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    install(monkeypatch, broken=value)
    with pytest.raises(ConfigError, match=r'"broken" cannot be loaded'):
        make("broken")


def test_listing_names_loads_no_backend_and_no_network() -> None:
    code = (
        "from csr_desk.backends import registry; registry.names(); import sys;"
        "print(*[n for n in sys.modules if n in ('httpx', 'msgspec', 'keyring')"
        " or n.startswith(('csr_desk.backends.zendesk', 'csr_desk.backends.freshdesk'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
