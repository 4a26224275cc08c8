"""What triage shows: the counter, the ticket with its first lines, and the keys that decide."""

from collections.abc import Sequence

from textual.content import Content

from csr_desk import text
from csr_desk.actions.triage import Progress
from csr_desk.domain.instants import Instant
from csr_desk.domain.queue_row import Priority
from csr_desk.store.untriaged import FirstLook
from csr_desk.widgets.queue_columns import channel_word, span

LINES = 200
NAME_CELLS = 18
INDENT = 10

Answer = tuple[str, str]
"""A key as it is shown, and what it means."""


def counter(progress: Progress, left: int, *, more: bool, skipped: int) -> Content:
    """Return `12 done, 40 left, 38 s each`; the skipped ones are among those left."""
    parts = [f"{progress.done} done", f"{left}{'+' if more else ''} left"]
    if progress.seconds_each is not None:
        parts.append(f"{progress.seconds_each} s each")
    if skipped:
        parts.append(f"{skipped} of them skipped")
    return Content.styled(", ".join(parts), "bold")


def head(look: FirstLook, now: Instant) -> Content:
    """Return the subject, and below it who wrote, how, and how long ago."""
    facts = [
        f"#{look.reference}",
        channel_word(look.channel),
        text.line(look.customer, 30),
        f"{span(now - look.created_at)} old",
    ]
    if look.group:
        facts.append(f"now with {text.line(look.group, NAME_CELLS)}")
    subject = Content.styled(text.line(look.subject, 200), "bold")
    return subject + Content("\n") + Content.styled(" · ".join(facts), "dim")


def first_lines(look: FirstLook) -> Content:
    """Return the beginning of the first message, cleaned and bounded."""
    shown = text.clean(look.body, newline_limit=LINES).strip()
    if not shown:
        return Content.styled("There is no message; the subject is all there is.", "dim")
    return Content(shown + (" …" if look.is_cut else ""))


def priorities(keys: Sequence[tuple[str, Priority]], chosen: Priority | None) -> Content:
    """Return the digits with their words; the chosen one stands in brackets."""
    line = Content.styled("Priority".ljust(INDENT), "dim")
    for key, priority in keys:
        words = f"{key} {priority.word}"
        line += (
            Content.styled(f"[{words}]", "bold reverse")
            if priority is chosen
            else Content(f" {words} ")
        )
        line += Content(" ")
    return line


def groups(answers: Sequence[Answer], last: Answer | None, width: int) -> Content:
    """Return the letters of the groups in lines of a width; the last group's key is the second.

    No answer is torn from its key.
    """
    parts = [
        Content.styled(f" {key} ", "bold") + Content(f"{text.line(name, NAME_CELLS)}  ")
        for key, name in answers
    ]
    if last is not None:
        again = Content.styled(f"again: {text.line(last[1], 2 * NAME_CELLS)}  ", "dim")
        parts.insert(1, Content.styled(f" {last[0]} ", "bold") + again)
    lines = [Content.styled("Group".ljust(INDENT), "dim")]
    for part in parts:
        if lines[-1].cell_length + part.cell_length > width and lines[-1].cell_length > INDENT:
            lines.append(Content(" " * INDENT))
        lines[-1] += part
    return Content("\n").join(line.rstrip() for line in lines)
