"""The trend of a week as Markdown and as one HTML page that loads nothing from anywhere."""

import re
from collections.abc import Callable, Iterator
from datetime import tzinfo
from html import escape
from typing import Final

from csr_desk import text
from csr_desk.reports import trend_mail
from csr_desk.reports.trend import Issue, Trend
from csr_desk.reports.trend_texts import Evidence

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~&!$])")
_AT_THE_START = re.compile(r"^(\s*)([+=-]|\d+(?=[.)]))")
_STYLE: Final = (
    "body{font-family:sans-serif;max-width:46em;margin:2em auto;line-height:1.4}"
    "table{border-collapse:collapse}td,th{padding:.2em .8em;text-align:left;"
    "border-bottom:1px solid #bbb}"
)


def markdown(trend: Trend, zone: tzinfo) -> str:
    """Return the trend as Markdown; no text of a customer can become markup."""
    return "\n".join(_markdown(trend, zone)) + "\n"


def html(trend: Trend, zone: tzinfo) -> str:
    """Return the trend as an HTML page; no text of a customer can become markup."""
    title = escape(trend_mail.subject(trend))
    body = "\n".join(_html(trend, zone))
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{title}</h1>\n{body}\n</body>\n</html>\n"
    )


FORMATS: Final[dict[str, Callable[[Trend, tzinfo], str]]] = {
    "text": trend_mail.mail,
    "markdown": markdown,
    "html": html,
}
SUFFIXES: Final = {"text": ".txt", "markdown": ".md", "html": ".html"}


def _plain(words: str) -> str:
    """Return foreign words as Markdown that shows them and does nothing."""
    escaped = _MARKUP.sub(r"\\\1", trend_mail.inert(words))
    start = _AT_THE_START.match(escaped)
    if start is None:
        return escaped
    # A number is no list when its point is escaped; a sign is none when it is escaped itself.
    at = start.end() if start[2].isdigit() else start.start(2)
    return f"{escaped[:at]}\\{escaped[at:]}"


def _markdown(trend: Trend, zone: tzinfo) -> Iterator[str]:
    yield f"# {_plain(trend_mail.subject(trend))}"
    yield from ("", _plain(trend_mail.coverage(trend, zone)), "")
    yield from ("| | this week | the week before |", "|---|---|---|")
    for row in trend.figures:
        yield f"| {' | '.join(_plain(cell) for cell in row)} |"
    yield from ("", "## Top issues", "")
    for number, one in enumerate(trend.issues, 1):
        told = _plain(trend_mail.against(trend, one))
        yield f"{number}. **{_plain(one.reason)}**: {told}"
        for each in one.evidence:
            yield f"   - {_plain(trend_mail.shown(each))}"
        yield f"   - Proposed fix: {_plain(one.fix) or trend_mail.NO_FIX}"
    for heading, items in _lists(trend):
        yield from ("", f"## {heading}", "")
        yield from (f"- {_plain(item)}" for item in items)
    if trend.remarks:
        yield from ("", "## Remarks", "")
        yield from (f"{_plain(line)}  " for line in text.clean(trend.remarks).splitlines())


def _html(trend: Trend, zone: tzinfo) -> Iterator[str]:
    yield f"<p>{_inert(trend_mail.coverage(trend, zone))}</p>"
    yield "<table>\n<tr><th></th><th>this week</th><th>the week before</th></tr>"
    for row in trend.figures:
        yield f"<tr>{''.join(f'<td>{_inert(cell)}</td>' for cell in row)}</tr>"
    yield "</table>\n<h2>Top issues</h2>\n<ol>"
    for one in trend.issues:
        yield from _issue(trend, one)
    yield "</ol>"
    for heading, items in _lists(trend):
        yield f"<h2>{escape(heading)}</h2>\n<ul>"
        yield from (f"<li>{_inert(item)}</li>" for item in items)
        yield "</ul>"
    if trend.remarks:
        lines = [_inert(line) for line in text.clean(trend.remarks).splitlines()]
        yield f"<h2>Remarks</h2>\n<p>{'<br>'.join(lines)}</p>"


def _issue(trend: Trend, one: Issue) -> Iterator[str]:
    yield f"<li><strong>{_inert(one.reason)}</strong>: {_inert(trend_mail.against(trend, one))}"
    yield f"<ul>{_evidence(one.evidence)}</ul>"
    lines = [_inert(line) for line in text.clean(one.fix).splitlines()]
    yield f"<p>Proposed fix: {'<br>'.join(lines) or trend_mail.NO_FIX}</p></li>"


def _evidence(found: tuple[Evidence, ...]) -> str:
    return "".join(f"<li>{_inert(trend_mail.shown(one))}</li>" for one in found)


def _lists(trend: Trend) -> Iterator[tuple[str, list[str]]]:
    """Yield the lists after the top issues that have something in them."""
    phrases = [
        f"{one.words}: {trend_mail.contacts(one.contacts)}"
        f" ({', '.join(f'#{each.reference}' for each in one.evidence)})"
        for one in trend.recurring
    ]
    unlisted = [trend_mail.shown(one) for one in trend.unlisted]
    named = (
        ('What comes back in "other"', phrases),
        ("New code?", unlisted),
        ("Worth a look", list(trend.warnings)),
    )
    return ((heading, items) for heading, items in named if items)


def _inert(words: str) -> str:
    return escape(trend_mail.inert(words))
