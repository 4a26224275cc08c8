import os
import stat
import sys
from pathlib import Path

import pytest

from csr_desk import paths
from csr_desk.errors import CannotMakeStore, Refused
from csr_desk.paths import Places

posix = pytest.mark.skipif(os.name != "posix", reason="Windows has no modes")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return paths.find({}, str(tmp_path / "data"), str(tmp_path / "desk.toml"))


@pytest.fixture
def loose_umask():
    before = os.umask(0o022)
    yield
    os.umask(before)


def test_options_win_over_the_environment_over_the_platform(tmp_path):
    environ = {"CSR_DESK_DATA": str(tmp_path / "e"), "CSR_DESK_CONFIG": str(tmp_path / "e.toml")}
    by_option = paths.find(environ, str(tmp_path / "o"), str(tmp_path / "o.toml"))
    assert by_option == Places(tmp_path / "o", tmp_path / "o.toml")
    assert paths.find(environ) == Places(tmp_path / "e", tmp_path / "e.toml")
    usual = paths.find({"CSR_DESK_DATA": "", "CSR_DESK_CONFIG": ""})
    assert "csr-desk" in str(usual.data)
    assert usual.config.name == "config.toml"


def test_places_are_absolute_whatever_is_typed(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    found = paths.find({}, "here/../data", "~/desk.toml")
    assert found == Places(tmp_path / "data", tmp_path / "home" / "desk.toml")


def test_everything_has_its_place_in_the_data_folder(places):
    names = [places.database, places.backups, places.crash, places.rejects]
    names += [places.lock, places.heartbeat, places.anchor]
    assert {path.parent for path in names} == {places.data}
    assert places.anchor.name == "state.json"
    assert len(set(names)) == len(names)


@posix
def test_the_data_folder_is_made_private(places, loose_umask):
    assert paths.prepare(places) == []
    assert mode(places.data) == 0o700
    assert paths.prepare(places) == []


@pytest.mark.parametrize("below", ["", "deeper/still"])
def test_a_file_in_the_way_is_one_sentence_with_code_73(tmp_path, below):
    (tmp_path / "data").write_text("a file")
    with pytest.raises(CannotMakeStore) as caught:
        paths.make_folder(tmp_path / "data" / below)
    assert str(tmp_path / "data") in caught.value.message
    assert "--data" in caught.value.hint
    assert caught.value.exit_code == 73


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder nobody may write to")
def test_a_folder_that_cannot_be_made_is_one_sentence():
    with pytest.raises(CannotMakeStore, match="cannot be made"):
        paths.make_folder(Path("/proc/self/desk"))


def test_a_name_the_system_refuses_is_one_sentence(tmp_path):
    for name in ("a\0b", "x" * 5000):
        with pytest.raises(CannotMakeStore):
            paths.make_folder(tmp_path / name)


@posix
def test_files_are_opened_private_and_mended_when_they_are_not(places, loose_umask):
    paths.prepare(places)
    with open(places.heartbeat, "w", opener=paths.private_open) as file:
        file.write("1")
    assert mode(places.heartbeat) == 0o600
    places.heartbeat.chmod(0o664)
    with open(places.heartbeat, "a", opener=paths.private_open) as file:
        file.write("2")
    assert mode(places.heartbeat) == 0o600
    assert places.heartbeat.read_text() == "12"


@posix
def test_a_link_is_never_written_through(places, tmp_path):
    paths.prepare(places)
    target = tmp_path / "target"
    target.write_text("kept")
    places.anchor.symlink_to(target)
    with (
        pytest.raises(Refused, match="is a symbolic link"),
        open(places.anchor, "w", opener=paths.private_open),
    ):
        pass
    assert target.read_text() == "kept"


@posix
def test_modes_of_the_desks_own_files_are_mended(places, tmp_path):
    (places.backups / "old").mkdir(parents=True)
    files = [places.database, places.data / "desk.db-wal", places.backups / "old" / "1.db"]
    for file in files:
        file.write_text("x")
        file.chmod(0o644)
    for folder in (places.data, places.backups, places.backups / "old"):
        folder.chmod(0o755)
    outside = tmp_path / "outside"
    outside.write_text("x")
    outside.chmod(0o644)
    places.anchor.symlink_to(outside)
    mended = paths.repair_modes(places.data)
    assert {one.path for one in mended} == {
        *files,
        places.data,
        places.backups,
        places.backups / "old",
    }
    assert all(mode(file) == 0o600 for file in files)
    assert mode(places.data) == mode(places.backups / "old") == 0o700
    assert mode(outside) == 0o644
    assert str(mended[0]) == f"{places.data} was 0755, is now 0700"
    assert paths.repair_modes(places.data) == []


@posix
def test_a_folder_with_strangers_files_keeps_its_mode(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    home.chmod(0o755)
    (home / "letter.txt").write_text("x")
    (home / "letter.txt").chmod(0o644)
    (home / "desk.db").write_text("x")
    (home / "desk.db").chmod(0o644)
    assert [one.path.name for one in paths.repair_modes(home)] == ["desk.db"]
    assert mode(home) == 0o755
    assert mode(home / "letter.txt") == 0o644


def test_mending_a_folder_that_is_not_there_mends_nothing(tmp_path):
    assert paths.repair_modes(tmp_path / "none") == []


@posix
def test_the_umask_keeps_every_file_private(tmp_path, loose_umask):
    assert paths.make_private() == 0o022
    (tmp_path / "made").write_text("x")
    assert mode(tmp_path / "made") == 0o600


def test_platformdirs_is_loaded_only_when_asked_for(tmp_path):
    import subprocess

    code = (
        "import sys; from csr_desk import paths; paths.find({}, 'a', 'b');"
        "assert 'platformdirs' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(paths.__file__).parents[1])
