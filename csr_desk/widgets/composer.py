"""Where a reply or a note is written: which of the two it is stands above it in a word.

The text is saved a fifth of a second after it changed; card numbers are masked on the way to the
store, in sight, and Ctrl+Z takes a mask back that hid no card.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple, Protocol

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static, TextArea

from csr_desk import text
from csr_desk.domain.bars import MUTED, PLAIN, STRONG, WARNING, Piece
from csr_desk.domain.models import DraftKind
from csr_desk.domain.placeholders import unfilled
from csr_desk.widgets.bar_line import BarLine
from csr_desk.widgets.editor import Editor

LONGEST_USUAL = 16
"""Digits of most cards: a shorter number right before the cursor may still be typed on."""

MANY = 100_000
"""A paste of more characters than this is remarked on."""


class Hidden(NamedTuple):
    """A stretch of a text that is masked: its offsets, what stands in for it, its digits."""

    start: int
    end: int
    mask: str
    digits: str


class Keeper(Protocol):
    """What keeps the typed text: the ticket screen, over the store."""

    def keep(self, kind: DraftKind, body: str, cursor: int, spared: frozenset[str]) -> str:
        """Save a draft and return it as stored, card numbers masked."""
        ...

    def hidden(self, body: str, spared: frozenset[str]) -> Sequence[Hidden]:
        """Return what of a text is masked."""
        ...


class Composer(Vertical):
    """The editor with its head and a line for what is to be said about the text."""

    SAVE_AFTER: ClassVar[float] = 0.2
    """Seconds between a change and its save; half a second is promised."""

    MASK_AFTER: ClassVar[float] = 1.0
    """Seconds after which a number that may go on counts as whole."""

    TRY_AGAIN_AFTER: ClassVar[float] = 1.0
    """Seconds between a save that failed and the next attempt."""

    DEFAULT_CSS = """
    Composer { height: auto; dock: bottom; }
    Composer > BarLine { text-style: bold; }
    Composer.-reply > BarLine, Composer.-reply > Editor { background: $reply; }
    Composer.-note > BarLine, Composer.-note > Editor { background: $note; }
    Composer.-note { padding-left: 8; }
    Composer > Static { height: auto; max-height: 4; padding: 0 1; color: $text-warning; }
    Composer.-closed > Editor, Composer > .-empty { display: none; }
    """

    @dataclass
    class Left(Message):
        """The agent left the editor; the draft stays."""

    @dataclass
    class Slash(Message):
        """A slash was typed at a word's start: the agent wants a response."""

    @dataclass
    class Asked(Message):
        """Two question marks were typed at a word's start: the agent wants an article."""

    def __init__(self, keeper: Keeper) -> None:
        super().__init__(classes="-closed")
        self._keeper = keeper
        self.kind: DraftKind | None = None
        self.spared: frozenset[str] = frozenset()
        self._taken: list[tuple[Hidden, str]] = []
        self._kept = ""
        self._cursor = 0
        self._timer: Timer | None = None
        self._masks_late = False
        self._holds_for: str | None = None

    def compose(self) -> ComposeResult:
        """Compose the head, the editor and the notice."""
        yield BarLine()
        yield Editor(self.unmask)
        yield Static(classes="-empty", markup=False)

    @property
    def editor(self) -> Editor:
        """Return the editor."""
        return self.query_one(Editor)

    @property
    def text(self) -> str:
        """Return what is typed, "" while the composer is closed."""
        return self.editor.text if self.kind is not None else ""

    @property
    def is_unsaved(self) -> bool:
        """Tell whether the text differs from what was saved last."""
        return self.kind is not None and self.editor.text != self._kept

    @property
    def words(self) -> str:
        """Return the text of the head."""
        return self.query_one(BarLine).words

    @property
    def notice(self) -> str:
        """Return what is said about the text."""
        return str(self.query_one(Static).content)

    @property
    def cursor(self) -> int:
        """Return the offset of the cursor in the text."""
        return self.editor.offset_of(self.editor.cursor_location)

    # opening and closing -------------------------------------------------------------------------

    def open(self, kind: DraftKind, head: str, keys: str, body: str = "", cursor: int = 0) -> None:
        """Show a draft for writing and give it the keyboard."""
        self.kind, self._taken = kind, []
        self._load(body, cursor)
        self.set_class(kind is DraftKind.REPLY, "-reply")
        self.set_class(kind is DraftKind.NOTE, "-note")
        self.remove_class("-closed")
        self.query_one(BarLine).show(_head(head, keys))
        self.say("")
        self._remark_placeholders()
        self.editor.focus()

    def retitle(self, head: str, keys: str) -> None:
        """Say something else in the head, as after a file was attached."""
        self.query_one(BarLine).show(_head(head, keys))

    def close(self, pieces: Sequence[Piece]) -> None:
        """Put the editor away, its text saved; `pieces` tell what waits or can be written."""
        self.flush()
        if self.kind is not None or self.editor.text:
            self.kind = None
            self._load("", 0)
        self.set_classes("-closed")
        self.query_one(BarLine).show(pieces)
        self.say("")

    def empty(self) -> None:
        """Forget the text because it was sent; nothing of it is saved any more."""
        self._taken = []
        self._load("", 0)

    def _load(self, body: str, cursor: int) -> None:
        self._stop_timer()
        self.editor.take(body, cursor)
        self._kept, self._cursor = self.editor.text, self.cursor

    # saving --------------------------------------------------------------------------------------

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Save soon after a change; typing on does not put the save off."""
        event.stop()
        if self._masks_late:
            self._stop_timer()
        if self._timer is None and self.kind is not None:
            self._timer = self.set_timer(self.SAVE_AFTER, self._save_soon)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer, self._masks_late = None, False

    def flush(self) -> None:
        """Save what is typed now, the cursor too; called on leaving and before a stop."""
        self._save(is_final=True)

    def _save_soon(self) -> None:
        self._save(is_final=False)

    def _save(self, *, is_final: bool) -> None:
        was_late = self._masks_late
        self._stop_timer()
        if self.kind is None:
            return
        typed, cursor = self.editor.text, self.cursor
        is_same = typed == self._kept and (cursor == self._cursor or not is_final or not typed)
        if is_same and not was_late:
            return
        # A save that fails, as on a full disk, is tried again until it succeeds.
        self._timer = self.set_timer(self.TRY_AGAIN_AFTER, self._save_soon)
        stored = self._keeper.keep(self.kind, typed, cursor, self.spared)
        self._stop_timer()
        self._kept, self._cursor = typed, cursor
        if stored != typed:
            self._mask(typed, is_final=is_final)
        else:
            self._remark_placeholders()

    # the card shield -----------------------------------------------------------------------------

    def _mask(self, typed: str, *, is_final: bool) -> None:
        """Show what the store has; a number that may still go on keeps its digits in sight."""
        found = list(self._keeper.hidden(typed, self.spared))
        if not is_final and any(self._goes_on(one) for one in found):
            found = [one for one in found if not self._goes_on(one)]
            self._timer = self.set_timer(self.MASK_AFTER, self.flush)
            self._masks_late = True
        if not found:
            return
        for one in reversed(found):
            self.editor.swap(one.start, one.end, one.mask)
            self._taken.append((one, typed[one.start : one.end]))
        if not self._masks_late:
            self._kept, self._cursor = self.editor.text, self.cursor
        self.say(
            f"A card number was masked ({', '.join(one.mask for one in found)})."
            " Ctrl+Z takes it back if it is none."
        )

    def _goes_on(self, one: Hidden) -> bool:
        return one.end == self._cursor and len(one.digits) < LONGEST_USUAL

    def unmask(self) -> bool:
        """Put back what was masked last because it is no card; the digits stay in memory only.

        Returns False when there is no such mask in the text any more.
        """
        taken, self._taken = self._taken, []
        back = False
        for one, was in taken:
            start = self.editor.text.rfind(one.mask)
            if start >= 0:
                self.spared |= {one.digits}
                self.editor.swap(start, start + len(one.mask), was)
                back = True
        if back:
            self.say("It stays as you typed it.")
        return back

    # what is said --------------------------------------------------------------------------------

    def say(self, words: str, *, until_changed: bool = False) -> None:
        """Say something about the text under it; "" takes the line away.

        What holds for this text only is taken away once it is another one (`until_changed`).
        """
        self._holds_for = self.editor.text if until_changed else None
        if words == self.notice:
            return  # a text that is given anew costs a layout of the whole place
        line = self.query_one(Static)
        line.update(text.plain(words))
        line.set_class(not words, "-empty")

    def _remark_placeholders(self) -> None:
        is_over = self._holds_for is not None and self._holds_for != self.editor.text
        # Any other notice stays until there is something else to say.
        spans = unfilled(self.editor.text) if "{" in self.editor.text else ()
        if spans:
            many = f"{len(spans)} placeholders have" if len(spans) > 1 else "1 placeholder has"
            self.say(f"{many} no value, shown in red: Tab goes to the next one.")
        elif is_over or "Tab goes to the next one" in self.notice:
            self.say("")

    def on_editor_big_paste(self, message: Editor.BigPaste) -> None:
        """Remark on a very long paste."""
        if message.characters > MANY:
            self.say(f"{message.characters:,} characters were pasted. Ctrl+Z takes them out again.")


def _head(head: str, keys: str) -> list[Piece]:
    return [Piece(head, STRONG), Piece(f"  {keys}", PLAIN)]


def closed_pieces(reply_key: str, note_key: str, drafts: Sequence[tuple[str, str]]) -> list[Piece]:
    """Return what the head of a closed composer says: keys, or which drafts wait."""
    keys = {"reply": reply_key, "note": note_key}
    pieces: list[Piece] = []
    for word, beginning in drafts:
        pieces += [
            Piece(f"{keys[word]} ", STRONG, f"composer.{word}"),
            Piece(f"goes on with the draft {word}: ", WARNING, f"composer.{word}"),
            Piece(f"{beginning}  ", PLAIN),
        ]
    for word, key in keys.items():
        if word not in dict(drafts):
            pieces += [
                Piece(f"{key} ", STRONG, f"composer.{word}"),
                Piece(f"{word}  ", MUTED, f"composer.{word}"),
            ]
    return pieces
