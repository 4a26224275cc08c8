"""One line below the clock that says something and takes no key; it is there only while needed."""

from textual.widgets import Static

from csr_desk import text


class NoticeLine(Static):
    """A sentence of the desk itself, such as "Still there?"."""

    DEFAULT_CSS = """
    NoticeLine {
        display: none;
        height: 1;
        padding: 0 1;
        background: $warning-muted;
        color: $text-warning;
        text-style: bold;
    }
    """

    def __init__(self) -> None:
        super().__init__(markup=False)
        self.words = ""

    def glance(self, words: str) -> None:
        """Show a sentence, or nothing."""
        if words != self.words:
            self.words = words
            self.update(text.plain(words, single_line=True))
            self.display = bool(words)
