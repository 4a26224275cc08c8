"""Which kind of record a file holds, guessed from its column names and, for ties, its file name."""

import re
from pathlib import Path

from csr_desk.errors import Refused
from csr_desk.importing.columns import FIELDS, assign, squashed
from csr_desk.importing.kind_signs import SIGNS, needs, words_of

_COMMENTS = ({"ticketid", "body"}, {"ticketid", "bodytext"}, {"ticketid", "plainbody"})


def fits(columns: list[str]) -> bool:
    """Tell whether column names belong to some kind."""
    return bool(_scores(columns, ""))


def guess(path: Path, columns: list[str], given: dict[str, str] | None = None) -> str:
    """Return the kind of a file; Refused when its columns are those of none."""
    names = {squashed(column) for column in columns}
    if any(sign <= names for sign in _COMMENTS) and "subject" not in names:
        raise Refused(
            f"{path} holds comments without their tickets",
            "Export the tickets as JSON with their comments, and import that file.",
        )
    scores = _scores(columns, path.stem, given)
    if not scores:
        shown = ", ".join(columns[:6]) + (" …" if len(columns) > 6 else "")
        raise Refused(
            f"{path} has columns that belong to no kind the desk knows ({shown})",
            "Name the kind with --kind and the columns with --map; nothing was changed.",
        )
    return max(scores, key=lambda kind: scores[kind])


def _scores(columns: list[str], stem: str, given: dict[str, str] | None = None) -> dict[str, float]:
    names = {squashed(column) for column in columns}
    hints = {squashed(word) for word in re.split(r"[\W_\d]+", stem)} | {squashed(stem)}
    scores: dict[str, float] = {}
    for kind in FIELDS:
        mapped = assign(kind, columns, given)
        if needs(kind, mapped):
            continue
        score = len(mapped) + 0.0
        score += sum(points for sign, points in SIGNS[kind].items() if sign in names)
        score += 5.0 * bool(words_of(kind) & hints)
        scores[kind] = score
    return scores
