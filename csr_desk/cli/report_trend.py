"""`report trend`: the draft of a week's trend, as text, Markdown, HTML or JSON; never sent."""

from argparse import Namespace
from datetime import date, tzinfo
from pathlib import Path
from typing import Any, Final

from csr_desk import errors
from csr_desk.actions import trend as drafting
from csr_desk.actions.desk import Desk
from csr_desk.cli.context import Context
from csr_desk.cli.parser import Parser
from csr_desk.cli.piped import is_text, piped
from csr_desk.cli.when import day
from csr_desk.domain.instants import iso, to_datetime
from csr_desk.reports import trend, trend_mail, trend_pages
from csr_desk.reports.progress import Progress
from csr_desk.reports.trend import Issue, Trend
from csr_desk.reports.trend_texts import Evidence
from csr_desk.store import trend_words

TREND: Final = "trend"
OPTIONS: Final = ("format", "out", "fix", "remarks")


def arguments(parser: Parser) -> None:
    """Add what only a trend has."""
    formats = tuple(trend_pages.FORMATS)
    parser.add_argument("--format", choices=formats, help="of a trend; default: text")
    parser.add_argument("--out", metavar="FILE", help="write the trend to a private file")
    parser.add_argument(
        "--fix", action="append", metavar="REASON=TEXT", help="what you propose for a reason"
    )
    parser.add_argument("--remarks", metavar="TEXT|-", help="what you say on the whole week")


def check(options: Namespace) -> None:
    """Raise Usage for options of a trend beside another period, and of figures beside a trend."""
    if options.period != TREND:
        if any(getattr(options, name) is not None for name in OPTIONS):
            raise errors.Usage(
                "--format, --out, --fix and --remarks go with a trend", "Use `report trend`."
            )
    elif options.csv or options.xlsx or options.by or options.compare:
        raise errors.Usage(
            "a trend is text, Markdown or HTML, and compares by itself",
            "Use `report week` for --csv, --xlsx, --by and --compare.",
        )


def run(context: Context, desk: Desk, progress: Progress) -> tuple[dict[str, Any], str, list[Path]]:
    """Keep what was typed into the draft; return the draft as a document, as words, its files."""
    options = context.options
    on = day(options.date, desk.now(), desk.zone) if options.date else None
    monday = drafting.monday_of(on or to_datetime(desk.now(), desk.zone).date())
    _keep(desk, monday, options)
    found = trend.of_week(
        desk.store, desk.config, desk.agent_id, desk.now(), desk.zone, monday, progress=progress
    )
    form = options.format or "text"
    words = trend_pages.FORMATS[form](found, desk.zone)
    files = [_write(desk, found, Path(options.out), words, options.replace)] if options.out else []
    return as_json(found, desk.zone), words.rstrip("\n"), files


def _keep(desk: Desk, monday: date, options: Namespace) -> None:
    typed = []
    for one in options.fix or ():
        reason, equals, words = one.partition("=")
        if not equals or not reason.strip():
            raise errors.Usage(f"{one!r} is no fix", "Write --fix order/late='Ask for …'.")
        typed.append((reason.strip(), words))
    if options.remarks is not None:
        words = piped() if options.remarks == "-" else options.remarks
        typed.append((trend_words.REMARKS, words))
    if not all(is_text(words) for _, words in typed):
        raise errors.Refused("the text is not UTF-8", "Send the text as UTF-8.")
    for subject, words in typed:
        if words.strip():
            drafting.write(desk, monday, subject, words)
        else:
            drafting.forget(desk, monday, subject)


def _write(desk: Desk, found: Trend, path: Path, words: str, replace: bool) -> Path:
    from csr_desk.reports import export_file

    with export_file.fresh(path, replace=replace) as file:
        file.write(words.encode())
    drafting.note_exported(desk, found.monday, path.suffix)
    return path


def as_json(found: Trend, zone: tzinfo) -> dict[str, Any]:
    """Return the draft as the `report trend --json` answer."""
    return {
        "week": found.monday.isoformat(),
        "from": iso(found.period.from_at, zone),
        "to": iso(found.period.to_at, zone),
        "as_of": iso(found.as_of, zone),
        "is_over": found.is_over,
        "coverage": found.coverage,
        "definitions": found.definitions,
        "subject": trend_mail.subject(found),
        "contacts": found.contacts,
        "contacts_before": found.before,
        "figures": [
            {"figure": label, "text": now, "before": before} for label, now, before in found.figures
        ],
        "issues": [_issue(one) for one in found.issues],
        "recurring": [
            {"words": one.words, "contacts": one.contacts, "evidence": _evidence(one.evidence)}
            for one in found.recurring
        ],
        "unlisted": _evidence(found.unlisted),
        "warnings": list(found.warnings),
        "remarks": found.remarks,
    }


def _issue(one: Issue) -> dict[str, Any]:
    return {
        "reason": one.reason,
        "contacts": one.contacts,
        "before": one.before,
        "before_so_far": one.before_so_far,
        "change": one.change,
        "evidence": _evidence(one.evidence),
        "fix": one.fix,
        "edited": one.is_edited,
    }


def _evidence(found: tuple[Evidence, ...]) -> list[dict[str, Any]]:
    return [
        {"interaction": one.interaction, "ticket": one.reference, "words": one.words}
        for one in found
    ]
