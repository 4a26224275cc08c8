"""`encrypt` and `decrypt` as they are typed, with a keyring of the test."""

import os
import sys
from pathlib import Path

import pytest

from csr_desk import first_paint, start
from csr_desk.actions import unlocking
from csr_desk.config import load
from csr_desk.paths import Places
from csr_desk.store import cipher
from tests.cli.line import Line, program
from tests.keyrings import Drawer, Forgetful, Vault, drawer

__all__ = ["drawer"]

MARK = "Zanzibarmarker"


@pytest.fixture
def vault(drawer: Drawer) -> Vault:
    found = Vault()
    drawer.put(found)
    return found


@pytest.fixture
def filled(line: Line, vault: Vault) -> Line:
    line.ticket(f"{MARK} late")
    line.ok("backup")
    return line


def database(line: Line) -> Path:
    return line.data / "desk.db"


def another_process(line: Line) -> None:
    """Forget what this process knows, as a new one would."""
    cipher.use(None)


def test_encrypt_keeps_the_key_and_shows_the_code_once(filled: Line, vault: Vault) -> None:
    said = filled.ok("encrypt")
    ((where, kept),) = vault.kept.items()
    assert where == ("csr-desk", f"store:{filled.data}")
    code = "-".join(kept[at : at + 8] for at in range(0, 64, 8))
    assert code in said.out
    assert "is encrypted now; its key comes from the keyring." in said.out
    assert "1 backup was written anew." in said.out
    assert cipher.is_encrypted(database(filled))
    assert all(map(cipher.is_encrypted, (filled.data / "backups").iterdir()))
    for path in filled.data.rglob("*"):
        assert not path.is_file() or MARK.lower().encode() not in path.read_bytes().lower()
    again = filled.ok("encrypt")
    assert "was encrypted already" in again.out
    assert code not in again.out


def test_every_verb_goes_on(filled: Line) -> None:
    filled.ok("encrypt")
    for verb in (
        ("queue",), ("find", MARK), ("show", "1"), ("log",), ("report", "day"), ("verify",),
        ("note", "1", "Asked."), ("shift", "start"), ("backup", str(filled.data / "again.db")),
        ("doctor",), ("restore", str(filled.data / "again.db")), ("verify",), ("queue",),
    ):  # fmt: skip
        another_process(filled)
        filled.ok(*verb)
    assert cipher.is_encrypted(database(filled))
    assert cipher.is_encrypted(filled.data / "again.db")
    assert MARK in filled.ok("queue").out


def test_decrypt_and_back(filled: Line, vault: Vault) -> None:
    filled.ok("encrypt")
    another_process(filled)
    said = filled.ok("decrypt")
    assert "plain now" in said.out
    assert not cipher.is_encrypted(database(filled))
    assert not any(map(cipher.is_encrypted, (filled.data / "backups").iterdir()))
    assert filled("decrypt").code == 1
    kept = dict(vault.kept)
    filled.ok("encrypt")
    assert vault.kept == kept


@pytest.mark.parametrize("backend", [Forgetful(), object()])
def test_without_a_place_for_the_key_nothing_is_changed(
    filled: Line, drawer: Drawer, backend: object
) -> None:
    drawer.put(backend)
    said = filled("encrypt")
    assert said.code == 77
    assert "there is no place for the key" in said.err
    assert "--new-key" in said.err
    assert not cipher.is_encrypted(database(filled))


def test_a_key_of_ones_own(filled: Line, drawer: Drawer) -> None:
    drawer.put(object())
    code = filled.ok("encrypt", "--new-key").out.strip()
    filled.variables["CSR_DESK_STORE_KEY"] = code
    said = filled.ok("encrypt", "--json")
    assert said.document["key_from"] == "CSR_DESK_STORE_KEY"
    assert "recovery_code" not in said.document
    assert code not in said.out
    another_process(filled)
    filled.ok("queue")
    filled.variables["CSR_DESK_STORE_KEY"] = "00" * 32
    assert filled("queue").code == 77
    filled.variables["CSR_DESK_STORE_KEY"] = "secret words"
    said = filled("queue")
    assert said.code == 77
    assert "secret words" not in said.err
    del filled.variables["CSR_DESK_STORE_KEY"]
    another_process(filled)
    before = database(filled).read_bytes()
    for verb in ("queue", "verify", "backup", "decrypt", "encrypt"):
        said = filled(verb)
        assert said.code == 77, said
        assert "is encrypted; the key" in said.err
        assert said.err.count("\n") == 1
    assert filled("doctor").code == 1
    assert database(filled).read_bytes() == before


def test_the_command_of_the_settings(filled: Line, drawer: Drawer) -> None:
    drawer.put(object())
    code = filled.ok("encrypt", "--new-key").out.strip()
    python = sys.executable
    filled.config.write_text(
        f'[store]\nencrypted = true\nkey_command = ["{python}", "-c", "print({code!r})"]\n'
    )
    said = filled("queue")
    assert said.code == 78
    assert "csr-desk encrypt" in said.err
    filled.ok("encrypt")
    another_process(filled)
    assert MARK in filled.ok("queue").out
    assert "on, the key comes from the command" in filled("doctor").out


def test_a_recovered_key_goes_into_the_keyring(filled: Line, vault: Vault) -> None:
    filled.ok("encrypt")
    ((where, kept),) = vault.kept.items()
    vault.kept.clear()
    another_process(filled)
    assert filled("queue").code == 77
    filled.variables["CSR_DESK_STORE_KEY"] = kept
    filled.ok("encrypt", "--keep-key")
    del filled.variables["CSR_DESK_STORE_KEY"]
    assert vault.kept == {where: kept}
    another_process(filled)
    filled.ok("queue")


def test_a_key_in_the_settings_is_refused(line: Line) -> None:
    line.config.write_text(f'[store]\nkey = "{"00" * 32}"\n')
    said = line("queue")
    assert said.code == 78
    assert "key_command" in said.err
    assert "0000" not in said.err


def test_encrypt_makes_a_store_where_there_is_none(line: Line, vault: Vault) -> None:
    line.config.write_text("[store]\nencrypted = true\n")
    assert line("queue").code == 78
    line.ok("encrypt")
    line.ok("queue")
    assert cipher.is_encrypted(database(line))


def test_the_sample_beside_an_encrypted_store(filled: Line) -> None:
    filled.ok("encrypt")
    filled.ok("demo", "--tickets", "5", "--build-only")
    assert not cipher.is_encrypted(filled.data / "demo" / "desk.db")


def test_doctor_says_how_it_stands(filled: Line) -> None:
    assert "encryption   off" in filled("doctor").out
    filled.config.write_text("[store]\nencrypted = true\n")
    checks = {one["name"]: one for one in filled("doctor", "--json").document["checks"]}
    assert checks["encryption"]["ok"] is False
    assert checks["encryption"]["mend"] == "csr-desk encrypt"
    filled.ok("encrypt")
    assert "on, the key comes from the keyring" in filled("doctor").out


def test_the_first_rows_wait_for_a_key_of_the_keyring(
    filled: Line, drawer: Drawer, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled.ok("encrypt")
    code = cipher.key_in_use()
    another_process(filled)
    places = Places(filled.data, filled.config)
    monkeypatch.setattr(sys.stdout, "fileno", lambda: 1, raising=False)
    monkeypatch.setattr(os, "get_terminal_size", lambda _: os.terminal_size((80, 24)))

    def never() -> None:
        raise AssertionError("the keyring was asked")

    monkeypatch.setattr("keyring.get_keyring", never)
    unlocking.unlock(places, lambda: load(places.config), {}, ask_keyring=False)
    assert cipher.key_in_use() is None
    assert first_paint.paint(places.database, lambda: 0) is None
    assert code is not None
    variables = {"CSR_DESK_STORE_KEY": code.reveal()}
    unlocking.unlock(places, lambda: load(places.config), variables, ask_keyring=False)
    assert cipher.key_in_use() == code
    assert start.paint is first_paint.paint


def test_the_real_program(tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    code = program("--data", data, "encrypt", "--new-key").stdout.strip()
    assert len(code) == 71
    env = {"CSR_DESK_STORE_KEY": code, "CSR_DESK_CONFIG": str(tmp_path / "none.toml")}
    assert program("--data", data, "encrypt", env=env).returncode == 0
    assert program("--data", data, "queue", env=env).returncode == 0
    wrong = program("--data", data, "queue", env=env | {"CSR_DESK_STORE_KEY": "00" * 32})
    assert wrong.returncode == 77
    assert "the key does not open it" in wrong.stderr
