"""A line of text in the wrap-up; the one for tags completes the word at its end from used tags."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.message import Message
from textual.suggester import Suggester
from textual.widgets import Input

from csr_desk.domain.tags import normalise_tag

SHOWN = 12
Tag = tuple[str, int]
"""A tag and how many tickets have it."""


def fitting(typed: str, tags: Sequence[Tag], most: int = SHOWN) -> list[Tag]:
    """Return the used tags that fit the word at the end, most used first, none given twice."""
    *given, last = [normalise_tag(part) for part in typed.split(",")]
    wanted = [tag for tag in tags if tag[0] not in given and tag[0] != last]
    starts = [tag for tag in wanted if tag[0].startswith(last)]
    inside = [tag for tag in wanted if last and last in tag[0] and tag not in starts]
    return sorted(starts, key=_by_use)[:most] + sorted(inside, key=_by_use)[: most - len(starts)]


def completed(typed: str, tag: str) -> str:
    """Return the line with the word at its end replaced by a tag."""
    before, comma, _ = typed.rpartition(",")
    return f"{before}{comma}{' ' if comma else ''}{tag}"


def _by_use(tag: Tag) -> tuple[int, str]:
    return -tag[1], tag[0]


class _FromTags(Suggester):
    """The first fitting tag, shown dim behind the cursor."""

    def __init__(self, field: "TagInput") -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._field = field

    async def get_suggestion(self, value: str) -> str | None:
        """Return the whole line with the first fitting tag, None when there is none."""
        found = self._field.completion(value)
        return found if found is not None and found.startswith(value) else None


class StripInput(Input):
    """One line of text whose Tab and Shift+Tab go on along the strip."""

    @dataclass
    class Left(Message):
        """The agent goes to another field: +1 the next one, -1 the one before."""

        step: int

    def __init__(self, *, id: str, placeholder: str) -> None:  # noqa: A002  # Textual's own name
        super().__init__(id=id, placeholder=placeholder, compact=True, select_on_focus=False)

    def on_key(self, event: events.Key) -> None:
        """Take Tab; everything else is text or a command."""
        if event.key in ("tab", "shift+tab"):
            event.stop()
            event.prevent_default()
            self.post_message(self.Left(1 if event.key == "tab" else -1))


class TagInput(StripInput):
    """Tags separated by commas; the right arrow takes the tag shown dim."""

    def __init__(self, *, id: str, placeholder: str) -> None:  # noqa: A002  # Textual's own name
        super().__init__(id=id, placeholder=placeholder)
        self.used: Sequence[Tag] = ()
        self.suggester = _FromTags(self)

    def completion(self, value: str) -> str | None:
        """Return the line with the best fitting tag, None when the word at its end has none."""
        if not normalise_tag(value.rpartition(",")[2]):
            return None
        found = fitting(value, self.used, 1)
        return completed(value, found[0][0]) if found else None

    def on_key(self, event: events.Key) -> None:
        """Take the right arrow at the end: it completes the tag."""
        super().on_key(event)
        if event.key == "right" and self.cursor_position == len(self.value):
            found = self.completion(self.value)
            if found is not None:
                event.stop()
                event.prevent_default()
                self.value = f"{found}, "
                self.cursor_position = len(self.value)
