"""The words an escalation begins with: the problem, what was tried, what was promised."""

from collections.abc import Sequence
from typing import Final, NamedTuple

PROBLEM_LENGTH: Final = 400
TRIED_LENGTH: Final = 240
MOST_TRIED: Final = 8


class Known(NamedTuple):
    """What the desk knows of a case: its subject, the customer's words, notes, promises."""

    subject: str
    said: str = ""
    tried: tuple[str, ...] = ()
    promised: tuple[str, ...] = ()


def summary(known: Known) -> str:
    """Return the summary as lines the agent goes on with; a part nobody knows says so."""
    said = _short(known.said, PROBLEM_LENGTH)
    problem = f"{_short(known.subject, PROBLEM_LENGTH)}: {said}" if said else known.subject.strip()
    tried = [_short(one, TRIED_LENGTH) for one in known.tried if one.strip()]
    left_out = len(tried) - MOST_TRIED
    if left_out > 0:
        tried = [f"({left_out} earlier)", *tried[-MOST_TRIED:]]
    return "\n".join(
        [
            f"Problem: {problem}",
            *_part("Tried", tried),
            *_part("Promised", [_short(one, TRIED_LENGTH) for one in known.promised]),
        ]
    )


def _part(title: str, lines: Sequence[str]) -> list[str]:
    if len(lines) < 2:
        return [f"{title}: {lines[0] if lines else 'nothing yet'}"]
    return [f"{title}:", *(f"- {line}" for line in lines)]


def _short(words: str, length: int) -> str:
    line = " ".join(words.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"
