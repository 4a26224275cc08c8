"""A frame asks only the widgets, and of these only the lines, that it needs.

Textual asks every widget whose clip touches a change for all of its lines, also those that lie
under others: a cursor that moves by one row costs the lines of the whole screen. Here the widgets
are asked from the front for the rows of the change, until nothing of these rows is open any more.
"""

from collections.abc import Callable

from textual import screen
from textual._compositor import Compositor
from textual.geometry import Region
from textual.strip import Strip

from csr_desk.terminal.guard import install_guard
from csr_desk.terminal.spans import install_exact_spans

FRAMES_A_SECOND = 240
"""A key right after a frame waits for the next one: 16 ms at most with Textual's sixty."""

Chops = list[dict[int, Strip | None]]
"""Each line of the screen: first column of a part → what stands there, None while it is open."""


def render_chops(
    compositor: Compositor, crop: Region, is_rendered_line: Callable[[int], bool]
) -> Chops:
    """Return the parts of the lines in a region that are to be painted."""
    cuts = compositor.cuts
    chops: Chops = [dict.fromkeys(line[:-1]) for line in cuts]
    open_rows = {y for y in crop.line_range if y < len(cuts) and is_rendered_line(y)}
    for widget, (region, clip) in compositor.visible_widgets.items():
        seen = region.intersection(clip)
        rows = open_rows.intersection(seen.line_range)
        if not rows or seen.right <= crop.x or seen.x >= crop.right:
            continue
        top = min(rows)
        part = Region(seen.x - region.x, top - region.y, seen.width, max(rows) + 1 - top)
        strips = widget.render_lines(part)
        for y in rows:
            _lay(chops[y], cuts[y], seen, strips[y - top])
            if None not in chops[y].values():
                open_rows.discard(y)
        if not open_rows:
            break
    return chops


def _lay(line: dict[int, Strip | None], cuts: list[int], seen: Region, strip: Strip) -> None:
    """Put a widget's line into the parts that nothing before it has filled."""
    left, right = seen.column_span
    within = [cut for cut in cuts if left <= cut <= right]
    pieces = strip.divide([cut - left for cut in within[1:]])
    for cut, piece in zip(within, pieces, strict=False):
        if line.get(cut) is None:
            line[cut] = piece


def install_frames() -> None:
    """Let every frame be made by the function above, guarded, and written as `spans` does."""
    install_guard()
    install_exact_spans()
    setattr(screen, "UPDATE_PERIOD", 1 / FRAMES_A_SECOND)  # noqa: B010  # a constant of Textual
    setattr(Compositor, "_render_chops", render_chops)  # noqa: B010  # a method of Textual
