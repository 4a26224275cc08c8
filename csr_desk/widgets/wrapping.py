"""Lines of cleaned text cut to a width in cells, between words where there are any."""

from csr_desk import text
from csr_desk.textgate.clusters import clusters


def wrap(cleaned: str, width: int, limit: int = 0) -> tuple[list[str], bool]:
    """Return the lines of a cleaned text in a width ≥ 1, and whether `limit` lines cut it short.

    `limit` 0 returns all lines. Trailing blank lines are left out.
    """
    lines: list[str] = []
    for paragraph in cleaned.rstrip().split("\n"):
        if paragraph.isascii():
            _wrap_narrow(paragraph, width, lines)
        else:
            _wrap_wide(paragraph, width, lines)
        if limit and len(lines) > limit:
            return lines[:limit], True
    return lines, False


def _wrap_narrow(paragraph: str, width: int, lines: list[str]) -> None:
    """Cut a text in which each character takes one cell."""
    start, end = 0, len(paragraph)
    while end - start > width:
        cut = paragraph.rfind(" ", start + 1, start + width + 1)
        if cut < 0:
            lines.append(paragraph[start : start + width])
            start += width
        else:
            lines.append(paragraph[start:cut])
            start = cut + 1
    lines.append(paragraph[start:])


def _wrap_wide(paragraph: str, width: int, lines: list[str]) -> None:
    """Cut a text with wide or combined characters, never inside a cluster."""
    line: list[str] = []
    used = since_space = 0
    space = -1
    for cluster in clusters(paragraph):
        cells = text.cell_width(cluster)
        if used + cells > width and line:
            if cluster == " ":
                lines.append("".join(line))
                line, used, space, since_space = [], 0, -1, 0
                continue
            # A word that is too long even on a line of its own is cut where it stands.
            goes_down = space >= 0 and since_space + cells <= width
            kept = line[space + 1 :] if goes_down else []
            lines.append("".join(line[:space] if goes_down else line))
            line, used = kept, since_space if goes_down else 0
            space, since_space = -1, 0
        line.append(cluster)
        used += cells
        since_space += cells
        if cluster == " ":
            space, since_space = len(line) - 1, 0
    lines.append("".join(line))
