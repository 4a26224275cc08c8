"""Exported files are private, new, and whole or not there at all."""

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from csr_desk import errors
from csr_desk.reports.export_file import fresh


def put(path: Path, words: bytes = b"all of it", *, replace: bool = False) -> None:
    with fresh(path, replace=replace) as file:
        file.write(words)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_private_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        put(tmp_path / "day.csv")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "day.csv").stat().st_mode) == 0o600
    assert names(tmp_path) == ["day.csv"]


def test_what_a_killed_desk_left_of_it_is_removed(tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    for name in (f".day.csv.{gone.pid}.part", f".other.csv.{gone.pid}.part", ".day.csv.1.part"):
        (tmp_path / name).write_bytes(b"half")
    folder = tmp_path / f".day.csv.{gone.pid}.parts"
    folder.mkdir()
    (folder / "sheet1.xml").write_bytes(b"half")
    put(tmp_path / "day.csv")
    kept = [".day.csv.1.part", f".other.csv.{gone.pid}.part", "day.csv"]
    assert names(tmp_path) == sorted(kept)


def test_it_has_its_name_only_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "day.csv"
    with fresh(path) as file:
        file.write(b"half")
        assert not path.exists()
    assert path.read_bytes() == b"half"


def test_what_is_there_stays_unless_it_is_to_be_replaced(tmp_path: Path) -> None:
    path = tmp_path / "day.csv"
    put(path, b"yesterday")
    with pytest.raises(errors.Refused, match=r"exists already"):
        put(path)
    assert path.read_bytes() == b"yesterday"
    put(path, b"today", replace=True)
    assert path.read_bytes() == b"today"
    assert names(tmp_path) == ["day.csv"]


def test_what_comes_meanwhile_stays(tmp_path: Path) -> None:
    path = tmp_path / "day.csv"

    def race() -> None:
        with fresh(path) as file:
            file.write(b"ours")
            path.write_bytes(b"theirs")

    with pytest.raises(errors.Refused, match="exists already"):
        race()
    assert (path.read_bytes(), names(tmp_path)) == (b"theirs", ["day.csv"])


@pytest.mark.parametrize("replace", [False, True])
def test_a_link_is_never_followed(tmp_path: Path, replace: bool) -> None:
    (tmp_path / "other").write_bytes(b"not ours")
    (tmp_path / "day.csv").symlink_to(tmp_path / "other")
    (tmp_path / "nowhere.csv").symlink_to(tmp_path / "new")
    for name in ("day.csv", "nowhere.csv"):
        with pytest.raises(errors.Refused, match="symbolic link"):
            put(tmp_path / name, replace=replace)
    assert (tmp_path / "other").read_bytes() == b"not ours"
    assert not (tmp_path / "new").exists()


def test_a_planted_part_is_not_followed_either(tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"not ours")
    (tmp_path / f".day.csv.{os.getpid()}.part").symlink_to(tmp_path / "other")
    put(tmp_path / "day.csv")
    assert (tmp_path / "other").read_bytes() == b"not ours"
    assert names(tmp_path) == ["day.csv", "other"]


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(errors.Refused, match="is a folder"):
        put(tmp_path, replace=True)


@pytest.mark.parametrize(
    ("number", "words"), [(errno.ENOSPC, "disk is full"), (errno.EIO, "cannot be written")]
)
def test_a_disk_that_fails_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    def fail(_: int) -> None:
        raise OSError(number, os.strerror(number))

    path = tmp_path / "day.csv"
    put(path, b"yesterday")
    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(errors.Refused, match=words):
        put(path, replace=True)
    assert (path.read_bytes(), names(tmp_path)) == (b"yesterday", ["day.csv"])


def test_an_interrupt_leaves_nothing(tmp_path: Path) -> None:
    def interrupted() -> None:
        with fresh(tmp_path / "day.csv") as file:
            file.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert names(tmp_path) == []


def test_no_folder_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(errors.Refused, match=r"no/day\.csv cannot be written"):
        put(tmp_path / "no" / "day.csv")


def test_a_disk_without_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "not permitted")

    monkeypatch.setattr(os, "link", refuse)
    put(tmp_path / "day.csv")
    assert (tmp_path / "day.csv").read_bytes() == b"all of it"
    with pytest.raises(errors.Refused, match="exists already"):
        put(tmp_path / "day.csv")
