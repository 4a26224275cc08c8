"""The log: every contact of the shift or of any day; here are the commands on one of them."""

from csr_desk import errors
from csr_desk.actions import interaction, wrap_draft, wrap_up
from csr_desk.screens.correction import Correction, CorrectWrapUp, correct_time
from csr_desk.screens.dialogs import AskText, Confirm
from csr_desk.screens.log_pages import LogPages
from csr_desk.store import timeline


class LogScreen(LogPages):
    """The log with its corrections; the original of each stays."""

    PLACE = "log"

    def do_cursor_down(self) -> None:
        """Move down."""
        self.records.action_move(1)

    def do_cursor_up(self) -> None:
        """Move up."""
        self.records.action_move(-1)

    async def do_log_open(self) -> None:
        """Open the ticket."""
        await self.host.go("ticket", ticket_id=self._row().ticket_id)

    async def do_log_correct(self) -> None:
        """Correct the wrap-up; a contact without one goes to its wrap-up."""
        row = self._row()
        one = timeline.interaction(self.desk.store, row.id)
        was = wrap_up.current(self.desk, row.id)
        if was is not None:
            self.ask(
                CorrectWrapUp(self.desk, one, was), lambda answer: self._corrected(one.id, answer)
            )
        elif one.ended_at is None:
            raise errors.Refused(
                f"#{one.id} still runs", "Switch to it, then {interaction.end} ends it."
            )
        else:
            await self.host.go("wrap_up", interaction_id=one.id)

    def _corrected(self, number: int, answer: Correction) -> None:
        wrap_up.correct(self.desk, number, *answer)
        self.reread()
        self.host.say(f"#{number} is corrected; the log keeps both versions.")

    def do_log_correct_time(self) -> None:
        """Correct the time."""
        correct_time(self.host, self._row().id, self.reread)

    def do_wrap_undo(self) -> None:  # type: ignore[override]
        """Take the wrap-up of this contact back, after a question."""
        row = self._row()
        if row.wrapped_at is None:
            raise errors.Refused(f"#{row.id} has no wrap-up to take back", "It waits for one.")
        self.ask(
            Confirm(
                f"Take back the wrap-up of #{row.id}",
                "The contact is unlogged again and its ticket as before. The log keeps it.",
                "Take it back",
                "Leave it",
            ),
            lambda yes: self._undone(row.id) if yes else None,
        )

    async def _undone(self, number: int) -> None:
        wrap_draft.take_back(self.desk, number)
        await self.host.go("wrap_up", interaction_id=number)

    def do_interaction_link(self) -> None:
        """Ask for the contact about the same issue."""
        row = self._row()
        self.ask(
            AskText(
                f"Link #{row.id}",
                "To which contact about the same issue? Its number, such as #45.",
                check=lambda typed: None if _number(typed) else "Write its number, such as #45.",
            ),
            lambda typed: self._linked(row.id, _number(typed) or 0),
        )

    def _linked(self, number: int, other: int) -> None:
        interaction.link(self.desk, number, other)
        self._show_details()


def _number(typed: str) -> int | None:
    digits = typed.strip().removeprefix("#")
    return int(digits) if digits.isdecimal() and len(digits) < 15 else None
