"""What a macro will do, in the lines the agent reads before it is done."""

from collections import Counter
from collections.abc import Iterable, Sequence

from textual.content import Content

from csr_desk import text
from csr_desk.actions.macro_plan import Line, One, Plan
from csr_desk.widgets.canned_popup import preview

STAYS = 4
"""How many of the tickets that are left out are named."""

_LABEL = 14


def content_of(found: Plan) -> Content:
    """Return what a macro will do on the tickets it was planned for; nothing in it is markup."""
    if len(found.goes) + len(found.stays) == 1:
        parts = _single((found.goes or found.stays)[0])
    else:
        parts = _many(found)
    if found.macro.left_out:
        words = "; ".join(found.macro.left_out)
        parts.append(text.plain(f"Not done by this desk: {words}.").stylize("$text-warning"))
    parts += _texts(found.goes[:1], len(found.goes) > 1)
    return Content("\n").join(parts)


def _single(one: One) -> list[Content]:
    if one.problem:
        return [text.plain(f"Nothing happens: {one.problem.rstrip('.')}.").stylize("$text-error")]
    return [_line(line) for line in one.lines] + _remarks(one.remarks)


def _line(line: Line) -> Content:
    change = f"{text.line(line.old, 60)} → {text.line(line.new, 200)}" if line.old else line.new
    label = Content(f"{line.what:<{_LABEL}}").stylize("dim")
    return label + text.plain(change, single_line=True)


def _remarks(remarks: Iterable[str]) -> list[Content]:
    return [text.plain(one, single_line=True).stylize("$text-warning") for one in remarks]


def _many(found: Plan) -> list[Content]:
    total = len(found.goes) + len(found.stays)
    parts = [text.plain(f"Changes {len(found.goes)} of {total} tickets.").stylize("bold")]
    counts = Counter((line.what, line.new) for one in found.goes for line in one.lines)
    for (what, new), count in counts.items():
        parts.append(_line(Line(what, "", f"{new}  ×{count}")))
    parts += [_left_out(why, ones) for why, ones in _by_reason(found.stays)]
    return parts + _remarks(dict.fromkeys(r for one in found.goes for r in one.remarks))


def _by_reason(stays: Sequence[One]) -> list[tuple[str, list[One]]]:
    found: dict[str, list[One]] = {}
    for one in stays:
        found.setdefault(one.problem.rstrip("."), []).append(one)
    return list(found.items())


def _left_out(why: str, ones: Sequence[One]) -> Content:
    names = ", ".join(f"#{one.ticket.reference}" for one in ones[:STAYS])
    more = f" and {len(ones) - STAYS} more" if len(ones) > STAYS else ""
    return text.plain(f"Left out: {names}{more} ({why}).", single_line=True).stylize("$text-error")


def _texts(first: Sequence[One], is_bulk: bool) -> list[Content]:
    parts = []
    for one in first:
        for kind, rendered in one.texts:
            who = f", as #{one.ticket.reference} gets it" if is_bulk else ""
            parts.append(text.plain(f"── {kind.value}{who} ──").stylize("dim"))
            parts.append(preview(rendered))
    return parts
