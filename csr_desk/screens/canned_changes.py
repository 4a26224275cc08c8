"""What an agent changes in the responses, each with its way back: write, copy, move, put away."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from csr_desk import errors
from csr_desk.actions import canned_export, canned_move
from csr_desk.screens.base import DeskScreen
from csr_desk.screens.canned_edit import CannedEditor
from csr_desk.screens.dialogs import AskText, Choice, Pick
from csr_desk.store import canned as store
from csr_desk.store.canned import Response
from csr_desk.widgets.canned_list import NO_FOLDER

NEW_FOLDER = "\0"
"""Stands for a folder still to be named; no folder's name has it."""


class CannedChanges(DeskScreen):
    """The commands that write; the place says which response is chosen and shows the result."""

    _undo: tuple[int, Callable[[], Any]] | None = None

    def chosen(self) -> Response:
        """Return the response the commands are about; the place says which."""
        raise errors.Refused("no response is chosen")

    def reread(self, *, keep: bool = True) -> None:
        """Show the responses as they are after a change; the place does it."""

    def reveal(self, canned_id: int) -> None:
        """Put the cursor on a response; the place does it."""

    def save_typed(self) -> None:
        """Keep what is typed into the open form."""
        for screen in self.host.screen_stack:
            if isinstance(screen, CannedEditor):
                screen.save_typed()

    # write ---------------------------------------------------------------------------------------

    def do_canned_new(self) -> None:
        """Open an empty form."""
        self.ask(CannedEditor(self.desk), self._saved)

    def do_canned_edit(self) -> None:
        """Open the form of the response."""
        self.ask(CannedEditor(self.desk, self.chosen()), self._saved)

    def do_canned_duplicate(self) -> None:
        """Copy the response and open the form of the copy."""
        copy = canned_move.duplicate(self.desk, self.chosen().id)
        self.reread()
        self.reveal(copy)
        self.ask(CannedEditor(self.desk, store.response(self.desk.store, copy)), self._saved)

    def _saved(self, canned_id: int) -> None:
        self.reread()
        self.reveal(canned_id)
        one = store.response(self.desk.store, canned_id)
        self.host.say(f"/{one.name} is saved as version {one.version}.")

    # put elsewhere -------------------------------------------------------------------------------

    def do_canned_move(self) -> None:
        """Ask for the folder."""
        one = self.chosen()
        folders = store.folders(self.desk.store, self.desk.agent_id)
        choices = [
            Choice("", name or NO_FOLDER, name, str(count))
            for name, count in folders
            if name != one.folder
        ]
        choices.append(Choice("", "a new folder", NEW_FOLDER))
        self.ask(Pick(f"Move /{one.name}", choices), lambda folder: self._move(one, folder))

    def _move(self, one: Response, folder: str) -> None:
        if folder == NEW_FOLDER:
            self.ask(AskText("New folder", "Its name:"), lambda name: self._move(one, name))
            return
        canned_move.move(self.desk, [one.id], folder)
        self._done(
            one.id,
            f"/{one.name} is in {folder.strip() or NO_FOLDER} now.",
            lambda: canned_move.move(self.desk, [one.id], one.folder),
        )

    def do_canned_archive(self) -> None:
        """Put the response away, or bring an archived one back."""
        one = self.chosen()
        if one.archived_at is not None:
            canned_move.restore(self.desk, one.id)
            self._done(
                one.id,
                f"/{one.name} can be used again.",
                lambda: canned_move.archive(self.desk, one.id),
            )
            return
        canned_move.archive(self.desk, one.id)
        self._done(
            one.id, f"/{one.name} is archived.", lambda: canned_move.restore(self.desk, one.id)
        )

    def _done(self, canned_id: int, sentence: str, undo: Callable[[], Any]) -> None:
        self._undo = (canned_id, undo)
        self.reread()
        self.host.say(f"{sentence} {{canned.undo}} takes it back.")

    def do_canned_undo(self) -> None:
        """Take the last move or archiving back."""
        if self._undo is None:
            raise errors.Refused("there is nothing to take back here")
        (canned_id, undo), self._undo = self._undo, None
        undo()
        self.reread()
        self.reveal(canned_id)
        self.host.say("Taken back.")

    # a file --------------------------------------------------------------------------------------

    def do_canned_export(self) -> None:
        """Ask for the file."""
        folder = self.desk.places.data
        self.ask(
            AskText(
                "Export the responses",
                "Into which file? .jsonl keeps every letter, .csv opens in a spreadsheet.",
                str(folder / "responses.jsonl"),
            ),
            self._export,
        )

    def _export(self, name: str) -> None:
        count = canned_export.export(self.desk, Path(name).expanduser())
        self.host.say(f"{count} responses are in {name}; `csr-desk import` takes them in.")
