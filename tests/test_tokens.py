"""Where tokens live: in which order they are found, where new ones go, and what is refused."""

import os
import stat
from pathlib import Path

import pytest

from csr_desk import paths, secrets, tokens
from csr_desk.backends.oauth.pair import Pair
from csr_desk.config import AccountConfig
from csr_desk.errors import SignInNeeded
from csr_desk.secrets import Secret
from csr_desk.token_file import WARNING, TokenFile
from tests.keyrings import Drawer, Forgetful, Locked, drawer
from tests.test_secrets import prints

__all__ = ["drawer"]

ACCOUNT = AccountConfig("work", "zendesk", "https://acme.zendesk.com", "oauth")
PAIR = Pair(Secret("access-1"), Secret("refresh-1"), 99)
OTHER = Pair(Secret("access-2"), Secret("refresh-2"), 100)


def find(data: Path, **environ: str) -> tokens.Kept:
    return tokens.find(ACCOUNT, environ, data)


def test_environment_then_command_then_keyring_then_file(drawer: Drawer, tmp_path: Path) -> None:
    TokenFile(tmp_path, "work").write("from-file")
    secrets.keep("work", Secret("from-keyring"))
    given = find(tmp_path, CSR_DESK_WORK_TOKEN="from-env")
    assert (given.pair, given.source, given.is_fixed) == (
        Pair(Secret("from-env")),
        "CSR_DESK_WORK_TOKEN",
        True,
    )
    command = AccountConfig("work", "zendesk", token_command=prints("from-command\n"))
    assert tokens.find(command, {}, tmp_path).is_fixed
    kept = find(tmp_path)
    assert (kept.pair.access.reveal(), kept.source, kept.is_fixed) == (
        "from-keyring",
        "the keyring",
        False,
    )
    assert kept.warning == ""
    secrets.forget("work")
    kept = find(tmp_path)
    assert (kept.pair.access.reveal(), kept.warning) == ("from-file", WARNING)


def test_none_is_told_with_all_that_was_missing(drawer: Drawer, tmp_path: Path) -> None:
    with pytest.raises(SignInNeeded, match=r"CSR_DESK_WORK_TOKEN is not set.*the keyring has none"):
        find(tmp_path)
    drawer.put(Locked())
    with pytest.raises(SignInNeeded, match="the keyring cannot be used"):
        find(tmp_path)
    (tmp_path / "tokens").mkdir(mode=0o700)
    (tmp_path / "tokens/work.token").touch(mode=0o600)
    with pytest.raises(SignInNeeded, match="there is no secret"):
        find(tmp_path)


def test_a_pair_goes_to_the_keyring_and_back(drawer: Drawer, tmp_path: Path) -> None:
    assert tokens.save("work", PAIR, tmp_path).source == "the keyring"
    assert find(tmp_path).pair == PAIR
    find(tmp_path).keep("work", OTHER)
    assert find(tmp_path).pair == OTHER
    assert not (tmp_path / "tokens").exists()


def test_it_is_kept_in_one_place_only(drawer: Drawer, tmp_path: Path) -> None:
    tokens.save("work", PAIR, tmp_path)
    kept = tokens.save("work", OTHER, tmp_path, insecure=True)
    assert secrets.from_keyring("work") is None
    assert find(tmp_path)[:2] == kept[:2]
    tokens.save("work", PAIR, tmp_path)
    assert TokenFile(tmp_path, "work").read() is None


def test_a_keyring_that_keeps_nothing_is_told(drawer: Drawer, tmp_path: Path) -> None:
    drawer.put(Forgetful())
    with pytest.raises(SignInNeeded, match="did not keep"):
        tokens.save("work", PAIR, tmp_path)


def test_removing_forgets_both(drawer: Drawer, tmp_path: Path) -> None:
    tokens.save("work", PAIR, tmp_path)
    TokenFile(tmp_path, "work").write("x")
    assert tokens.remove("work", tmp_path) == ""
    with pytest.raises(SignInNeeded):
        find(tmp_path)
    assert tokens.remove("work", tmp_path) == ""
    drawer.put(Locked())
    assert "cannot be used" in tokens.remove("work", tmp_path)


# The file.


def test_the_file_and_its_folder_are_private(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        file = TokenFile(tmp_path, "work")
        file.write(PAIR.to_text())
    finally:
        os.umask(old)
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.path.parent.stat().st_mode) == 0o700
    assert [path.name for path in file.path.parent.iterdir()] == ["work.token"]
    assert file.read() == PAIR.to_text()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o777])
def test_a_file_that_others_can_read_is_refused_not_mended(tmp_path: Path, mode: int) -> None:
    file = TokenFile(tmp_path, "work")
    file.write("secret-text")
    file.path.chmod(mode)
    with pytest.raises(SignInNeeded, match=r"can be read by others \(mode") as caught:
        file.read()
    assert f"chmod 600 {file.path}" in caught.value.hint
    assert "secret-text" not in str(caught.value)
    assert stat.S_IMODE(file.path.stat().st_mode) == mode


def test_a_folder_that_others_can_enter_is_refused(tmp_path: Path) -> None:
    file = TokenFile(tmp_path, "work")
    file.write("x")
    file.path.parent.chmod(0o755)
    for act in (file.read, lambda: file.write("y")):
        with pytest.raises(SignInNeeded, match=r"mode 0755") as caught:
            act()
        assert "chmod 700" in caught.value.hint
    file.path.parent.chmod(0o700)
    assert file.read() == "x"


def test_a_link_is_refused(tmp_path: Path) -> None:
    file = TokenFile(tmp_path, "work")
    file.write("x")
    elsewhere = tmp_path / "elsewhere"
    file.path.rename(elsewhere)
    file.path.symlink_to(elsewhere)
    with pytest.raises(SignInNeeded, match="is a link"):
        file.read()
    file.remove()
    assert elsewhere.read_text() == "x"


def test_a_file_of_another_user_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = TokenFile(tmp_path, "work")
    file.write("x")
    monkeypatch.setattr(os, "geteuid", lambda: 4711)
    with pytest.raises(SignInNeeded, match="another user"):
        file.read()


def test_a_write_that_fails_leaves_the_old_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = TokenFile(tmp_path, "work")
    file.write("old")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SignInNeeded, match="No space left"):
        file.write("new")
    assert file.read() == "old"
    assert [path.name for path in file.path.parent.iterdir()] == ["work.token"]


def test_what_is_written_is_on_the_disk_before_it_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    acts: list[str] = []
    fsync, replace = os.fsync, os.replace

    def synced(descriptor: int) -> None:
        acts.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        fsync(descriptor)

    def moved(source: object, target: object) -> None:
        acts.append("move")
        replace(source, target)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "replace", moved)
    TokenFile(tmp_path, "work").write("x")
    assert acts == ["file", "move", "folder"]


def test_the_desk_knows_its_files_and_mends_no_mode_of_a_token(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir(mode=0o755)
    data.chmod(0o755)
    file = TokenFile(data, "work")
    file.write("x")
    file.path.chmod(0o644)
    for name in ("sync-work.lock", "token-work.lock", "desk.db"):
        (data / name).touch(mode=0o644)
        (data / name).chmod(0o644)
    mended = {one.path.name for one in paths.repair_modes(data)}
    assert mended == {"data", "sync-work.lock", "token-work.lock", "desk.db"}
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o644
