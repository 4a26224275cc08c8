"""The trend of a week as a plain text that is ready to be mailed."""

import textwrap
from collections.abc import Iterator
from datetime import timedelta, tzinfo
from typing import Final

from csr_desk import text
from csr_desk.domain import kpi
from csr_desk.domain.instants import iso
from csr_desk.reports.trend import Issue, Trend
from csr_desk.reports.trend_texts import Evidence

WIDTH: Final = 72
"""Columns of a mail, so that it can be quoted and still be read."""

NO_FIX: Final = "none yet"
_SUNDAY: Final = timedelta(days=6)


def subject(trend: Trend) -> str:
    """Return the subject line of the mail."""
    change = signed(trend.contacts - trend.before)
    return f"Weekly trend, {days(trend)}: {contacts(trend.contacts)} ({change})"


def mail(trend: Trend, zone: tzinfo) -> str:
    """Return the whole mail, its subject in the first line."""
    return "\n".join([f"Subject: {subject(trend)}", "", *_lines(trend, zone)]) + "\n"


def days(trend: Trend) -> str:
    """Return the first and the last day of the week."""
    return f"{trend.monday} to {trend.monday + _SUNDAY}"


def coverage(trend: Trend, zone: tzinfo) -> str:
    """Return what the figures cover, as of when, and by which definitions."""
    over = "" if trend.is_over else "The week is not over. "
    return (
        f"{over}As of {iso(trend.as_of, zone)}; {trend.coverage}; definitions {trend.definitions}."
    )


def contacts(number: int) -> str:
    """Return a number of contacts in words."""
    return "1 contact" if number == 1 else f"{number} contacts"


def signed(change: int) -> str:
    """Return a change with its sign, in words when there is none."""
    return "unchanged" if change == 0 else f"{change:+d}"


def against(trend: Trend, one: Issue) -> str:
    """Return the contacts of an issue and the change against the week before."""
    told = f"{contacts(one.contacts)}, {signed(one.change)} against the week before ({one.before})"
    return told if trend.is_over else f"{told}; {one.before_so_far} by this hour of it"


def inert(words: str) -> str:
    """Return foreign words made inert, on one line."""
    return text.clean(words, single_line=True)


def shown(one: Evidence) -> str:
    """Return a contact as it is named in a list."""
    return inert(f"#{one.reference} {one.words}".strip())


def _lines(trend: Trend, zone: tzinfo) -> Iterator[str]:
    yield from _wrapped(coverage(trend, zone))
    yield ""
    width = max(len(label) for label, _, _ in trend.figures)
    for label, now, before in trend.figures:
        indent = " " * (width + 2)
        yield from _wrapped(f"{label:<{width}}  {now}", indent)
        yield from _wrapped(f"{indent}the week before: {before}", indent)
    yield from _heading("Top issues")
    if not trend.issues:
        yield f"No contact was wrapped up: {kpi.DASH}"
    for number, one in enumerate(trend.issues, 1):
        yield from _issue(trend, number, one)
    if trend.recurring:
        yield from _heading('What comes back in "other"')
        for phrase in trend.recurring:
            where = ", ".join(f"#{inert(one.reference)}" for one in phrase.evidence)
            yield from _item(f"{inert(phrase.words)}: {contacts(phrase.contacts)} ({where})")
    if trend.unlisted:
        yield from _heading("New code?")
        for each in trend.unlisted:
            yield from _item(shown(each))
    if trend.warnings:
        yield from _heading("Worth a look")
        for warning in trend.warnings:
            yield from _item(inert(warning))
    if trend.remarks:
        yield from _heading("Remarks")
        yield from _wrapped(text.clean(trend.remarks))


def _issue(trend: Trend, number: int, one: Issue) -> Iterator[str]:
    indent = "   "
    yield from _wrapped(f"{number}. {inert(one.reason)}: {against(trend, one)}", indent)
    for each in one.evidence:
        yield from _wrapped(f"{indent}- {shown(each)}", f"{indent}  ")
    yield from _wrapped(f"{indent}Proposed fix: {text.clean(one.fix) or NO_FIX}", indent)


def _heading(words: str) -> list[str]:
    return ["", words, "-" * len(words)]


def _item(words: str) -> list[str]:
    return _wrapped(f"- {words}", "  ")


def _wrapped(words: str, indent: str = "") -> list[str]:
    found: list[str] = []
    for number, line in enumerate(words.splitlines()):
        first = "" if number == 0 else indent
        found += textwrap.wrap(
            line,
            WIDTH,
            initial_indent=first,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        ) or [""]
    return found
