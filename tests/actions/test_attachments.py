"""Files of messages: attached, sent with their text, taken back, saved under a safe name."""

import os
import stat
from pathlib import Path

import pytest

from csr_desk.actions import attachments, draft, held, message
from csr_desk.domain.models import DraftKind, OperationState
from csr_desk.errors import Refused
from csr_desk.store import operations, remote_files
from tests.desk import TestDesk


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.jpg"
    path.write_bytes(b"pixels" * 20_000)
    return path


def linked(hand: TestDesk) -> list[tuple[int, int | None]]:
    return [tuple(row) for row in hand.store.all("SELECT id, message_id FROM attachment")]


def fetched(
    hand: TestDesk, ticket_id: int, name: str, content: bytes = b"x", **more: object
) -> int:
    """Put a file of a message into the store as the sync leaves it."""
    message_id = message.receive(hand.desk, ticket_id, "See the file.", author="Ann")
    sha256 = remote_files.keep(hand.desk.places.data, content)
    return hand.store.insert(
        "attachment",
        ticket_id=ticket_id,
        message_id=message_id,
        remote_id="9",
        name=name,
        size=len(content),
        **{"sha256": sha256, **more},
    )


def test_a_file_is_copied_and_goes_out_with_its_reply(hand: TestDesk, photo: Path) -> None:
    made = hand.ticket()
    file = attachments.attach(hand.desk, made, str(photo))
    assert (file.name, file.content_type, file.size) == ("photo.jpg", "image/jpeg", 120_000)
    photo.unlink()
    assert attachments.pending(hand.desk, [file.id]) == [file]
    posted = message.reply(hand.desk, made, "Here it is.", files=(file.id,))
    assert linked(hand) == [(file.id, posted.message_id)]
    kept = remote_files.kept(hand.desk.places.data, file.sha256 or "")
    assert kept == b"pixels" * 20_000


def test_undoing_a_reply_gives_its_files_back_to_the_draft(hand: TestDesk, photo: Path) -> None:
    made = hand.ticket()
    file = attachments.attach(hand.desk, made, str(photo))
    message.reply(hand.desk, made, "Here it is.", files=(file.id,))
    message.undo(hand.desk)
    again = draft.load(hand.desk, made, DraftKind.REPLY)
    assert again is not None
    assert again.extra == {"attachments": [file.id]}
    assert linked(hand) == [(file.id, None)]


def test_a_held_reply_keeps_its_files_in_the_composer_and_as_a_note(
    hand: TestDesk, photo: Path
) -> None:
    made = hand.ticket()
    for act in (held.edit_held, held.keep_as_note):
        file = attachments.attach(hand.desk, made, str(photo))
        posted = message.reply(hand.desk, made, "Here it is.", files=(file.id,))
        with hand.store.transaction():
            operations.move(hand.store, [posted.operation], OperationState.HELD)
        done = act(hand.desk, posted.operation)
        if isinstance(done, message.Posted):
            assert linked(hand)[-1] == (file.id, done.message_id)
        else:
            again = draft.load(hand.desk, made, DraftKind.REPLY)
            assert again is not None
            assert again.extra["attachments"] == [file.id]


def test_what_was_sent_is_not_detached(hand: TestDesk, photo: Path) -> None:
    made = hand.ticket()
    sent, unsent = (attachments.attach(hand.desk, made, str(photo)).id for _ in range(2))
    message.note(hand.desk, made, "For us.", files=(sent,))
    attachments.detach(hand.desk, sent)
    attachments.detach(hand.desk, unsent)
    assert [row[0] for row in linked(hand)] == [sent]


def test_what_cannot_be_attached_is_refused(
    hand: TestDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = hand.ticket()
    (tmp_path / "empty").touch()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "big").write_bytes(b"12345")
    monkeypatch.setattr(attachments, "LARGEST", 4)
    for name, told in [
        ("gone", "gone cannot be read: No such file or directory"),
        (".", "is no file"),
        ("pipe", "pipe is no file"),
        ("empty", "empty is empty"),
        ("big", "big has 5 B. At most 4 B can be attached."),
        ("a\0b", "cannot be read"),
    ]:
        with pytest.raises(Refused, match=told):
            attachments.attach(hand.desk, made, f"{tmp_path}/{name}")
    assert linked(hand) == []


def test_a_file_is_saved_under_a_safe_name_and_never_over_another(
    hand: TestDesk, tmp_path: Path
) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    file_id = fetched(hand, hand.ticket(), "../..\\-evil\x1b[2J.exe ", b"content")
    target = attachments.save_as(hand.desk, file_id, str(folder))
    assert target.parent == folder
    assert target.name == "evil[2J.exe"
    assert target.read_bytes() == b"content"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with pytest.raises(Refused, match="exists already"):
        attachments.save_as(hand.desk, file_id, str(folder))
    link = folder / "link"
    link.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Refused, match="exists already"):
        attachments.save_as(hand.desk, file_id, str(link))
    assert not (tmp_path / "elsewhere").exists()
    with pytest.raises(Refused, match="cannot be written"):
        attachments.save_as(hand.desk, file_id, str(folder / "no" / "folder"))


def test_a_file_that_is_not_here_or_was_changed_is_not_saved(
    hand: TestDesk, tmp_path: Path
) -> None:
    made = hand.ticket()
    known = fetched(hand, made, "a.txt", sha256=None)
    changed = fetched(hand, made, "b.txt", b"whole")
    sha256 = attachments.one(hand.desk, changed).sha256
    remote_files.path_of(hand.desk.places.data, sha256 or "").write_bytes(b"other")
    for file_id in (known, changed):
        with pytest.raises(Refused, match="not here yet"):
            attachments.save_as(hand.desk, file_id, str(tmp_path / "out"))


def test_files_say_where_they_are_and_what_is_wrong(hand: TestDesk) -> None:
    made = hand.ticket()
    fetched(hand, made, "a.pdf")
    fetched(hand, made, "b.docm", sha256=None)
    fetched(hand, made, "c.zip", sha256=None, scan="malware_found")
    fetched(hand, made, "d.txt", sha256=None, wanted_at=1)
    fetched(hand, made, "e.txt", sha256=None, error="gone there")
    found = attachments.of_ticket(hand.store, made)
    assert [(one.state, one.warning) for one in found] == [
        ("here", ""),
        ("at the helpdesk", "runs a program when opened"),
        ("never fetched", "malware found"),
        ("being fetched", ""),
        ("failed: gone there", ""),
    ]


def test_paths_are_completed(tmp_path: Path) -> None:
    for name in ("photo.jpg", "phone.txt", ".hidden", "other"):
        (tmp_path / name).touch()
    (tmp_path / "photos").mkdir()
    begun = f"{tmp_path}/pho"
    assert attachments.completions(begun) == [
        f"{tmp_path}/phone.txt",
        f"{tmp_path}/photo.jpg",
        f"{tmp_path}/photos/",
    ]
    assert attachments.completions(f"{tmp_path}/.") == [f"{tmp_path}/.hidden"]
    assert attachments.completions(f"{tmp_path}/none/x") == []
