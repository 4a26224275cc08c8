"""The conversation of a ticket by the Line API: only the lines in sight are painted.

Messages are laid out from the newest backwards, in portions, as the agent scrolls up; a long one is
folded until the agent asks for all of it. Foreign text comes in through csr_desk.text alone.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import var
from textual.strip import Strip

from csr_desk.domain.models import MessageState
from csr_desk.store.ticket_page import Entry
from csr_desk.widgets.conversation_blocks import Block, Line, Words, lay_out
from csr_desk.widgets.plain_lines import PlainLines, final, line

PORTION = 80
"""How many messages are laid out at once."""

REACH = 40
"""How many lines above the window are laid out before they are scrolled to."""

STRIPS = 1_024
ROLES = ("customer", "agent", "note", "system", "waiting", "held", "muted")


class Conversation(PlainLines, can_focus=True):
    """Messages and notes of one ticket, the newest at the bottom, one of them chosen."""

    HELP = "Arrows and Page keys scroll, [ and ] choose a message, Enter shows all of it, c copies."
    DEFAULT_CSS = """
    Conversation {
        height: 1fr; overflow-x: hidden; overflow-y: scroll; scrollbar-size-vertical: 1;
    }
    Conversation > .talk--body { color: $foreground; }
    Conversation > .talk--head { text-style: bold; }
    Conversation > .talk--customer { color: $primary; }
    Conversation > .talk--agent { color: $success; }
    Conversation > .talk--note { background: $note; }
    Conversation > .talk--system { color: $text-muted; }
    Conversation > .talk--muted { color: $text-muted; }
    Conversation > .talk--waiting { color: $text-warning; text-style: bold; }
    Conversation > .talk--held { color: $text-error; text-style: bold; }
    Conversation > .talk--chosen { text-style: bold; }
    Conversation:focus > .talk--chosen { text-style: bold underline; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "talk--body",
        "talk--head",
        "talk--chosen",
        *(f"talk--{role}" for role in ROLES),
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "lines(1)", "Down", show=False),
        Binding("up", "lines(-1)", "Up", show=False),
        Binding("pagedown,space", "pages(1)", "Page down", show=False),
        Binding("pageup", "pages(-1)", "Page up", show=False),
        Binding("home", "oldest", "Oldest", show=False),
        Binding("end", "newest", "Newest", show=False),
    ]
    chosen: var[int] = var(-1, init=False)
    """Which message is chosen, by its place; -1 while there is none."""

    @dataclass
    class Copied(Message):
        """The agent wants the text of a message in the clipboard."""

        message_id: int

    @dataclass
    class LinksWanted(Message):
        """The agent wants the links of a message, or of all of them."""

        message_id: int

    @dataclass
    class HeldOpened(Message):
        """The agent pressed Enter on a reply that is held back."""

        operation: str

    def __init__(self, words: Words, whole: Callable[[int], str]) -> None:
        super().__init__()
        self._words = words
        self._whole = whole
        self.entries: Sequence[Entry] = ()
        self._first = 0
        self._blocks: list[Block] = []
        self._starts: list[int] = []
        self._cache: dict[tuple[Entry, int, int], Block] = {}
        self._folds: dict[int, int] = {}
        self._styles: dict[tuple[str, ...], Style] = {}
        self._strips: dict[int, tuple[tuple[Line, int, tuple[str, ...]], Strip]] = {}
        self._laid_out_for = 0

    # what is shown -------------------------------------------------------------------------------

    def show(self, entries: Sequence[Entry]) -> None:
        """Show the conversation of another ticket, at its newest message."""
        self._folds.clear()
        self._cache.clear()
        self._strips.clear()
        self.entries = entries
        self.set_reactive(Conversation.chosen, len(entries) - 1)
        self._first = max(len(entries) - PORTION, 0)
        self._lay_out()
        self.action_newest()

    def update(self, entries: Sequence[Entry]) -> int:
        """Show the same ticket as it is now and return how many messages are new.

        Who reads the newest message keeps the end in sight; further up nothing moves.
        """
        known = {one.id for one in self.entries}
        new = sum(one.id not in known for one in entries)
        chosen_id = self.entries[self.chosen].id if self.chosen >= 0 else None
        was_last = self.chosen == len(self.entries) - 1
        at_end = self.at_end
        shown = len(self.entries) - self._first
        self.entries = entries
        self._first = max(len(entries) - max(shown + new, PORTION), 0)
        places = {one.id: place for place, one in enumerate(entries)}
        place = len(entries) - 1 if was_last else places.get(chosen_id or 0, len(entries) - 1)
        self.set_reactive(Conversation.chosen, place)
        self._lay_out()
        if at_end:
            self.action_newest()
        return new

    @property
    def at_end(self) -> bool:
        """Tell whether the newest line is in sight."""
        return self.scroll_offset.y >= self._height - self.size.height

    @property
    def current(self) -> Entry | None:
        """Return the chosen message."""
        return self.entries[self.chosen] if 0 <= self.chosen < len(self.entries) else None

    @property
    def words(self) -> str:
        """Return the text of the lines in sight, for tests and screen readers."""
        return "\n".join(self.render_line(y).text.rstrip() for y in range(self.size.height))

    def tick(self) -> None:
        """Let the seconds of waiting messages run down."""
        for place, one in enumerate(self.entries[self._first :]):
            if one.state is MessageState.WAITING:
                self.refresh_line(self._starts[place])

    # the layout ----------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        width = self.size.width
        if width <= 0:
            return
        self._laid_out_for = width
        self._blocks = [self._block(one) for one in self.entries[self._first :]]
        self._count_lines()

    def _count_lines(self) -> None:
        self._starts, at = [], 1 if self._first else 0
        for block in self._blocks:
            self._starts.append(at)
            at += len(block.lines)
        self._height = at
        self.take_height(max(at, 1))
        self.refresh()

    _height = 0

    def _block(self, entry: Entry) -> Block:
        fold = self._folds.get(entry.id, 0)
        key = (entry, fold, self._laid_out_for)
        block = self._cache.get(key)
        if block is None:
            body = self._whole(entry.id) if fold else entry.head
            block = lay_out(entry, body, self._laid_out_for, fold)
            self._cache[key] = block
        return block

    def _reach_up(self, to: int | None = None) -> None:
        """Lay out older messages before the window comes to them; what is in sight stays."""
        portion = max(self._first - PORTION, 0)
        first = portion if to is None else min(to, portion)
        older = [self._block(one) for one in self.entries[first : self._first]]
        added = sum(len(block.lines) for block in older)
        self._first, self._blocks = first, older + self._blocks
        before = 1 if self._starts and self._starts[0] else 0
        self._count_lines()
        added += (self._starts[0] if self._starts else 0) - before
        self.scroll_to(y=self.scroll_offset.y + added, animate=False, immediate=True, force=True)

    def on_resize(self) -> None:
        """Lay out anew in another width, the end in sight when it was."""
        if self.size.width != self._laid_out_for:
            at_end = self._laid_out_for == 0 or self.at_end
            self._cache.clear()
            self._lay_out()
            if at_end:
                self.action_newest()
            else:
                self._into_view()
        elif self.chosen == len(self.entries) - 1:
            self.action_newest()

    def notify_style_update(self) -> None:
        """Paint anew in other colours."""
        super().notify_style_update()
        self._styles.clear()
        self._strips.clear()

    # the lines -----------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """Return one line in sight."""
        width, at = self.size.width, y + self.scroll_offset.y
        if at >= self._height or not self._blocks:
            words = "  No message yet." if y == 0 and not self.entries else ""
            return self._strip([(words, ("muted",))], width, ())
        if at < self._starts[0]:
            words = f"  {self._first} older messages: PgUp or Home shows them."
            return self._strip([(words, ("muted",))], width, ())
        place = bisect_right(self._starts, at) - 1
        block = self._blocks[place]
        number = at - self._starts[place]
        is_chosen = self._first + place == self.chosen
        shown = block.lines[number]
        if number == 0:
            shown = self._words(self.entries[self._first + place], width, is_chosen=is_chosen)
        base = ("note",) if block.is_note else ()
        kept = self._strips.get(at)
        if kept is None or kept[0] != (shown, width, base):
            if len(self._strips) >= STRIPS:
                self._strips.clear()
            kept = self._strips[at] = (shown, width, base), self._strip(shown, width, base)
        return kept[1]

    def _strip(self, words_of: Line, width: int, base: tuple[str, ...]) -> Strip:
        pieces = [(words, self._style((*base, *roles))) for words, roles in words_of]
        return line(pieces, width, self._style(base))

    def _style(self, roles: tuple[str, ...]) -> Style:
        style = self._styles.get(roles)
        if style is None:
            style = self.get_component_rich_style("talk--body")
            for role in roles:
                style += self.get_component_rich_style(f"talk--{role}", partial=True)
                if role in ("muted", "system"):
                    # Their colour follows the background, which a partial style does not know.
                    style += Style(color=self.get_component_rich_style(f"talk--{role}").color)
            style = self._styles[roles] = final(self, style)
        return style

    # moving --------------------------------------------------------------------------------------

    def action_lines(self, lines: int) -> None:
        """Scroll by some lines."""
        self._scroll(self.scroll_offset.y + lines)

    def action_pages(self, pages: int) -> None:
        """Scroll by pages, one line staying in sight."""
        self._scroll(self.scroll_offset.y + pages * max(self.size.height - 1, 1))

    def _scroll(self, y: int) -> None:
        missing = REACH - y
        if missing > 0 and self._first:
            before = self._height
            self._reach_up()
            y += self._height - before
        last = max(self._height - self.size.height, 0)
        self.scroll_to(y=max(min(y, last), 0), animate=False, immediate=True, force=True)
        self._choose_in_sight()

    def _choose_in_sight(self) -> None:
        """Move the choice along when its message was scrolled out of the window."""
        if not self._starts:
            return
        top = self.scroll_offset.y
        first = max(bisect_right(self._starts, top) - 1, 0) + self._first
        last = max(bisect_right(self._starts, top + self.size.height - 1) - 1, 0) + self._first
        self.chosen = max(min(self.chosen, last), first)

    def action_oldest(self) -> None:
        """Go to the first message."""
        if self._first:
            self._reach_up(0)
        self.scroll_to(y=0, animate=False, immediate=True, force=True)
        self.chosen = 0 if self.entries else -1

    def action_newest(self) -> None:
        """Go to the last message: its end in sight, or its beginning when it fills the window."""
        if not self._starts:
            return
        end = max(self._height - self.size.height, 0)
        self.scroll_to(y=min(end, self._starts[-1]), animate=False, immediate=True, force=True)
        self.chosen = len(self.entries) - 1

    def action_choose(self, step: int) -> None:
        """Choose the message before or after."""
        wanted = max(min(self.chosen + step, len(self.entries) - 1), 0)
        if wanted < self._first:
            self._reach_up(wanted)
        self.chosen = wanted
        self._into_view()

    def _into_view(self) -> None:
        """Bring the chosen message into the window, its head first."""
        place = self.chosen - self._first
        if not 0 <= place < len(self._starts):
            return
        start, lines = self._starts[place], len(self._blocks[place].lines)
        top, height = self.scroll_offset.y, self.size.height
        if start < top or lines >= height:
            y = start
        elif start + lines > top + height:
            y = start + lines - height
        else:
            return
        y = min(y, max(self._height - height, 0))
        self.scroll_to(y=y, animate=False, immediate=True, force=True)

    def watch_chosen(self, old: int, new: int) -> None:
        """Repaint the heads of both messages."""
        if old != new:
            for place in (old - self._first, new - self._first):
                if 0 <= place < len(self._starts):
                    self.refresh_line(self._starts[place])

    # what is asked of a message ------------------------------------------------------------------

    def action_unfold(self) -> None:
        """Show more of the chosen message, in the end all of it; then fold it again."""
        one, place = self.current, self.chosen - self._first
        if one is None:
            return
        if one.state is MessageState.HELD and one.operation:
            self.post_message(self.HeldOpened(one.operation))
            return
        if not self._blocks[place].is_cut and not self._folds.get(one.id):
            return
        self._folds[one.id] = self._folds.get(one.id, 0) + 1 if self._blocks[place].is_cut else 0
        self._blocks[place] = self._block(one)
        self._count_lines()
        self._into_view()

    def action_copy(self) -> None:
        """Ask for the chosen message in the clipboard."""
        if self.current is not None:
            self.post_message(self.Copied(self.current.id))

    def action_links(self) -> None:
        """Ask for the links of the chosen message."""
        if self.current is not None:
            self.post_message(self.LinksWanted(self.current.id))

    def on_click(self, event: events.Click) -> None:
        """Choose the clicked message; a second click shows all of it."""
        at = event.y + self.scroll_offset.y
        if not self._starts or at < self._starts[0] or at >= self._height:
            return
        place = bisect_right(self._starts, at) - 1 + self._first
        if place == self.chosen and event.chain > 1:
            self.action_unfold()
        self.chosen = place


def waiting(entries: Iterable[Entry]) -> list[Entry]:
    """Return the messages in their undo window."""
    return [one for one in entries if one.state is MessageState.WAITING]
