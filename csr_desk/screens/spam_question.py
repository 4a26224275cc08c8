"""The question before a ticket is closed as spam."""

from collections.abc import Iterable

from textual.binding import Binding
from textual.widget import Widget
from textual.widgets import OptionList

from csr_desk.screens.dialogs import Choice, DeskDialog, said


class SpamQuestion(DeskDialog[bool]):
    """Ask once more before a ticket is closed as spam."""

    BINDINGS = [Binding("enter", "spam", "Spam", show=False)]

    def __init__(self, subject: str) -> None:
        super().__init__("Spam")
        self._subject = subject

    def compose_box(self) -> Iterable[Widget]:
        """Compose the subject and the two answers, which can be clicked."""
        yield said(self._subject)
        answers = OptionList(
            Choice("Enter", "it is spam: close it", True).content(),
            Choice("Esc", "leave it as it is", False).content(),
        )
        answers.can_focus = False
        yield answers

    def action_spam(self) -> None:
        """Answer yes."""
        self.dismiss(True)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Answer with the clicked line."""
        self.dismiss(True if event.option_index == 0 else None)
