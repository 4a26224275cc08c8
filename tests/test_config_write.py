"""The settings file is edited by one table; every other byte of it stays as its owner wrote it."""

import os
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csr_desk import config_write
from csr_desk.config import load, parse
from csr_desk.config_template import DEFAULT_TOML
from csr_desk.errors import ConfigError, Refused

VALUES = {"backend": "zendesk", "url": "https://acme.zendesk.com", "auth": "oauth", "email": ""}
OWNER = """\
# mine
[agent]
name = "Robin"   # me

# my keys, do not touch
[keys]
"queue.play" = ["p", "space"]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings" / "config.toml"


def written(file: Path, text: str) -> Path:
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(text.encode())
    return file


def test_a_missing_file_is_made_for_its_owner_alone(file: Path) -> None:
    config_write.add_account(file, "work", VALUES)
    account = load(file).accounts["work"]
    assert (account.backend, account.url, account.auth) == tuple(VALUES.values())[:3]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["config.toml"]
    assert file.read_text().startswith(DEFAULT_TOML)


@pytest.mark.parametrize("text", [OWNER, OWNER.rstrip(), DEFAULT_TOML, OWNER.replace("\n", "\r\n")])
def test_what_was_there_stays_byte_for_byte(file: Path, text: str) -> None:
    written(file, text)
    config_write.add_account(file, "work", VALUES)
    after = file.read_bytes().decode()
    assert after.startswith(text)
    assert load(file).accounts["work"].backend == "zendesk"
    assert ("\r\n" in text) is ("\r\n" in after[len(text) :])
    assert config_write.remove_account(file, "work")
    ending = "\r\n" if "\r\n" in text else "\n"
    assert file.read_bytes().decode() == (text if text.endswith("\n") else text + ending)


def test_the_table_in_the_middle_goes_with_its_own_comments_and_no_others(file: Path) -> None:
    text = (
        '[agent]\nname = "Robin"\n\n# the helpdesk at work\n[accounts.work]\n'
        'backend = "zendesk"\ntoken_command = [\n  "pass", # [accounts.fake]\n  "show",\n]\n\n'
        '# keys\n[keys]\n"queue.play" = "p"\n\n[accounts.other]\nbackend = "local"\n'
    )
    written(file, text)
    assert config_write.remove_account(file, "work")
    assert file.read_text() == (
        '[agent]\nname = "Robin"\n\n# keys\n[keys]\n"queue.play" = "p"\n\n'
        '[accounts.other]\nbackend = "local"\n'
    )


def test_an_account_that_is_not_there_changes_nothing(file: Path) -> None:
    written(file, OWNER)
    before = file.stat().st_mtime_ns
    assert not config_write.remove_account(file, "work")
    assert file.stat().st_mtime_ns == before


@pytest.mark.parametrize(
    "text",
    ['accounts.work.backend = "local"\n', '[accounts]\nwork = {backend = "local"}\n'],
)
def test_what_cannot_be_cut_out_is_left_to_its_owner(file: Path, text: str) -> None:
    written(file, text)
    with pytest.raises(Refused, match="not a table of its own"):
        config_write.remove_account(file, "work")
    assert file.read_text() == text


def test_a_broken_file_is_not_touched(file: Path) -> None:
    written(file, "[agent\n")
    with pytest.raises(ConfigError, match="not valid TOML"):
        config_write.add_account(file, "work", VALUES)
    assert file.read_text() == "[agent\n"


def test_values_the_settings_refuse_are_not_written(file: Path) -> None:
    written(file, OWNER)
    with pytest.raises(ConfigError, match="letters, digits"):
        config_write.add_account(file, "a b", VALUES)
    with pytest.raises(ConfigError):
        config_write.add_account(file, "work", {"backend": "zendesk", "token": "x"})
    assert file.read_text() == OWNER


def test_the_same_name_twice_is_refused(file: Path) -> None:
    config_write.add_account(file, "work", VALUES)
    with pytest.raises(Refused, match="already"):
        config_write.add_account(file, "work", VALUES)


def test_a_mark_of_utf8_and_a_link_stay(file: Path, tmp_path: Path) -> None:
    real = written(tmp_path / "dotfiles" / "desk.toml", "\ufeff" + OWNER)
    file.parent.mkdir()
    file.symlink_to(real)
    config_write.add_account(file, "work", VALUES)
    assert file.is_symlink()
    assert real.read_bytes().decode().startswith("\ufeff" + OWNER)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_one_sentence(file: Path) -> None:
    written(file, OWNER)
    file.parent.chmod(0o500)
    try:
        with pytest.raises(ConfigError, match="cannot be written"):
            config_write.add_account(file, "work", VALUES)
    finally:
        file.parent.chmod(0o700)
    assert file.read_text() == OWNER


@given(value=st.text(max_size=40))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_text_comes_back_as_it_was(file: Path, value: str) -> None:
    with_email = {"backend": "local", "email": value.encode("utf-8", "ignore").decode()}
    file.unlink(missing_ok=True)
    config_write.add_account(file, "work", with_email)
    assert parse(file.read_text(), file).accounts["work"].email == with_email["email"]
