"""The full screen over an encrypted store: the same desk, and one sentence without the key."""

import os
import random
import subprocess
import sys
from collections.abc import Iterator

import pytest

from csr_desk.secrets import Secret
from csr_desk.store import cipher
from tests.e2e.desk_folder import PREPAINTED, QUEUE, DeskFolder
from tests.pty_session import ROOT, Key

pytestmark = pytest.mark.slow

KEY = Secret(random.Random(9).randbytes(32).hex())
NO_KEYRING = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
WITH_KEY = {"CSR_DESK_STORE_KEY": KEY.reveal()}


@pytest.fixture
def encrypted(folder: DeskFolder) -> Iterator[DeskFolder]:
    config = folder.path / "config.toml"
    argv = [sys.executable, "-m", "csr_desk", "--data", str(folder.path), "--config", str(config)]
    subprocess.run(
        [*argv, "encrypt"], cwd=ROOT, env={**os.environ, **WITH_KEY}, check=True, timeout=60
    )
    cipher.use(KEY)
    yield folder
    cipher.use(None)


def test_the_desk_paints_at_once_and_searches(encrypted: DeskFolder) -> None:
    with encrypted.start(env=WITH_KEY) as agent:
        agent.wait_for(PREPAINTED)
        assert QUEUE not in agent.text
        agent.at_queue()
        agent.press("/")
        agent.type("kettle")
        agent.wait_for("Newest first")
        agent.wait_for("▸ticket   #271")
        agent.press(Key.TAB)  # by rank, on a thread with a connection of its own
        agent.wait_for("Best first")
        agent.wait_for("▸ticket")
        agent.press(Key.ESCAPE)
        agent.wait_gone("─ Find ─")
        assert agent.quit() == 0
        assert KEY.reveal().encode() not in agent.raw
    encrypted.verify()
    assert cipher.is_encrypted(encrypted.path / "desk.db")


def test_without_the_key_it_is_one_sentence(encrypted: DeskFolder) -> None:
    for env in ({}, {"CSR_DESK_STORE_KEY": "00" * 32}):
        with encrypted.start(env=NO_KEYRING | env, size=(200, 24)) as agent:
            agent.wait_for("is encrypted; the key")
            assert agent.wait() == 77
            assert "Traceback" not in agent.text


def test_a_command_gives_the_key(encrypted: DeskFolder) -> None:
    command = f'["{sys.executable}", "-c", "print(\'{KEY.reveal()}\')"]'
    config = encrypted.path / "config.toml"
    config.write_text(f"[store]\nencrypted = true\nkey_command = {command}\n")
    with encrypted.open(env=NO_KEYRING) as agent:
        assert agent.quit() == 0
    encrypted.verify()
