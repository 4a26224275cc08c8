"""Secrets never show themselves, come in the order of cli.md, and are kept or refused."""

import pickle
import sys
import traceback

import keyring.backends.fail
import keyring.backends.null
import pytest

from csr_desk import secrets
from csr_desk.errors import SignInNeeded
from csr_desk.secrets import Secret
from tests.keyrings import Chain, Drawer, Forgetful, Locked, Mangling, Silent, Vault, drawer

__all__ = ["drawer"]

TOKEN = "hunter2-token"


def prints(text: str, code: int = 0) -> tuple[str, ...]:
    return (sys.executable, "-c", f"import sys; sys.stdout.write({text!r}); sys.exit({code})")


def test_a_secret_shows_itself_only_to_reveal() -> None:
    secret = Secret(TOKEN, "somewhere")
    shown = f"{secret} {secret!r} {[secret]} {secret!s}"
    assert TOKEN not in shown
    assert secret.reveal() == TOKEN
    assert secret == Secret(TOKEN)
    assert secret != Secret("other")
    assert secret != TOKEN
    with pytest.raises(TypeError):
        pickle.dumps(secret)


def test_environment_before_command_before_keyring(drawer: Drawer) -> None:
    secrets.keep("work", Secret("kept"))
    environ = {"CSR_DESK_WORK_TOKEN": " from-env\n"}
    command = prints("from-command\nsecond line\n")
    found = secrets.find("work", command, environ)
    assert (found.reveal(), found.source) == ("from-env", "CSR_DESK_WORK_TOKEN")
    found = secrets.find("work", command, {})
    assert (found.reveal(), found.source) == ("from-command", f"the command {sys.executable}")
    found = secrets.find("work", (), {"CSR_DESK_WORK_TOKEN": ""})
    assert (found.reveal(), found.source) == ("kept", "the keyring")


def test_the_variable_is_that_of_the_account() -> None:
    assert secrets.variable_of("my-desk_1") == "CSR_DESK_MY_DESK_1_TOKEN"
    assert secrets.find("x", (), {"OTHER": "a"}, variable="OTHER").reveal() == "a"


def test_nothing_anywhere_is_one_sentence_and_77(drawer: Drawer) -> None:
    with pytest.raises(SignInNeeded, match=r"CSR_DESK_WORK_TOKEN is not set.*the keyring has none"):
        secrets.find("work", (), {})
    assert SignInNeeded.exit_code == 77


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (prints("", 3), "ended with code 3"),
        (prints(TOKEN, 1), "ended with code 1"),
        (prints("\nlater"), "printed nothing"),
        (("/no/such/program",), "cannot be run"),
    ],
)
def test_a_command_that_fails_is_told_and_not_passed_over(
    drawer: Drawer, command: tuple[str, ...], told: str
) -> None:
    secrets.keep("work", Secret("kept"))
    with pytest.raises(SignInNeeded, match=told) as caught:
        secrets.find("work", command, {})
    assert TOKEN not in str(caught.value)


def test_a_command_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "COMMAND_S", 0.2)
    code = f"import sys, time; print({TOKEN!r}, flush=True); time.sleep(30)"
    with pytest.raises(SignInNeeded, match="did not end") as caught:
        secrets.given((sys.executable, "-c", code), {}, "NONE")
    assert TOKEN not in "".join(traceback.format_exception(caught.value))


class PlaintextKeyring(Vault):
    """Named as the one of keyrings.alt, which is chosen silently."""


PlaintextKeyring.__module__ = "keyrings.alt.file"


@pytest.mark.parametrize(
    "backend",
    [
        keyring.backends.null.Keyring(),
        keyring.backends.fail.Keyring(),
        PlaintextKeyring(),
        type("Keyring", (Vault,), {"__module__": "somebody.SecretService"})(),
        Chain(),
        Chain(PlaintextKeyring(), keyring.backends.null.Keyring()),
    ],
)
def test_a_keyring_that_is_not_on_the_list_is_refused(drawer: Drawer, backend: object) -> None:
    drawer.put(backend)
    with pytest.raises(SignInNeeded, match="no keyring here keeps secrets"):
        secrets.keep("work", Secret(TOKEN))
    with pytest.raises(SignInNeeded, match="no keyring here keeps secrets"):
        secrets.from_keyring("work")
    if isinstance(backend, Vault):
        assert backend.kept == {}


def test_out_of_a_chain_the_trusted_one_is_used(drawer: Drawer) -> None:
    plain, vault = PlaintextKeyring(), Vault()
    drawer.put(Chain(plain, vault))
    secrets.keep("work", Secret(TOKEN))
    assert plain.kept == {}
    assert vault.kept == {("csr-desk", "work"): TOKEN}


@pytest.mark.parametrize("backend", [Forgetful(), Mangling()])
def test_what_does_not_read_back_was_not_kept(drawer: Drawer, backend: Vault) -> None:
    drawer.put(backend)
    with pytest.raises(SignInNeeded, match="did not keep what was written"):
        secrets.keep("work", Secret(TOKEN))


def test_any_failure_of_the_keyring_is_one_sentence(drawer: Drawer) -> None:
    drawer.put(Locked())
    with pytest.raises(SignInNeeded, match=r"cannot be used \(LookupError\)") as caught:
        secrets.from_keyring("work")
    assert "hunter2" not in "".join(traceback.format_exception(caught.value))


def test_a_keyring_that_does_not_answer_is_given_up(
    drawer: Drawer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secrets, "KEYRING_S", 0.05)
    silent = Silent()
    drawer.put(silent)
    with pytest.raises(SignInNeeded, match="did not answer"):
        secrets.from_keyring("work")
    silent.over.set()
