"""Painting no more than the cells that changed.

Textual crops a changed span at its right end only and repaints the line from the widget's left
edge: a clock of five cells costs the whole bar, each second, over a slow line.
"""

from rich.console import Console
from textual._compositor import ChopsUpdate
from textual.geometry import Offset


def render_spans(update: ChopsUpdate, console: Console) -> str:
    """Return the bytes of an update, each span cropped at both ends."""
    found: list[str] = []
    last_y = update.spans[-1][0]
    for y, x1, x2 in update.spans:
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if strip is None or x >= x2 or end <= x1:
                continue
            start, stop = max(x, x1), min(end, x2)
            part = strip if (start, stop) == (x, end) else strip.crop(start - x, stop - x)
            found.append(_move_to(Offset(start, y)) + part.render(console))
        if y != last_y:
            found.append("\n")
    return "".join(found)


def _move_to(offset: Offset) -> str:
    return f"\x1b[{offset.y + 1};{offset.x + 1}H"


def install_exact_spans() -> None:
    """Let every partial repaint use `render_spans`."""
    setattr(ChopsUpdate, "render_segments", render_spans)  # noqa: B010  # a method of Textual
