"""Everything the log knows of one contact: times, wrap-ups, links; and the sums of many."""

from collections.abc import Iterator
from datetime import tzinfo

from textual.content import Content

from csr_desk import text
from csr_desk.domain.instants import SECOND, Instant, to_datetime
from csr_desk.reports import log, log_sums
from csr_desk.reports.log_record import LogRecord, Version
from csr_desk.reports.log_sums import Sums
from csr_desk.store.connection import Store
from csr_desk.widgets.log_list import duration, state_word

NOTE_CHARACTERS = 2_000


def details(store: Store, row: LogRecord, zone: tzinfo) -> Content:
    """Return the details of one contact as content, cleaned and bounded."""
    return Content("\n").join(_lines(store, row, zone))


def _lines(store: Store, row: LogRecord, zone: tzinfo) -> Iterator[Content]:
    channel = row.channel.replace("_", " ")
    way = "inbound" if row.direction == "in" else "outbound"
    head = f"#{row.id} {channel} {way} · {text.line(row.customer, 40)}"
    yield Content.styled(head, "bold")
    yield Content(text.line(f"Ticket #{row.ticket} {row.subject}", 200))
    yield Content(_times(row, zone))
    yield Content(
        f"talk {duration(row.talk)}  hold {duration(row.hold)}"
        f"  after-call work {duration(row.after_call_work)}  handle {duration(row.handle_time)}"
    )
    if row.flags:
        yield Content.styled(f"Flags: {' '.join(row.flags)}", "bold")
    yield from _wrap_up(row)
    for change in log_sums.time_changes(store, row.id):
        sign = "+" if change.seconds >= 0 else "−"
        words = f"{_moment(change.at, zone)} {change.kind} {change.phase} {sign}"
        why = text.line(change.why, 200)
        yield Content(f"{words}{duration(abs(change.seconds))}: {why}")
    linked = log_sums.links(store, row.id)
    if linked:
        yield Content("Same issue as " + ", ".join(f"#{number}" for number in linked))
    yield from _history(log.history(store, row.id), zone)


def _times(row: LogRecord, zone: tzinfo) -> str:
    words = f"{to_datetime(row.started_at, zone):%d %b %H:%M:%S}"
    if row.ended_at is None:
        return f"{words}, still running"
    words += f" to {to_datetime(row.ended_at, zone):%H:%M:%S}"
    if row.wrapped_at is None:
        return f"{words}, {state_word(row)}"
    later = duration((row.wrapped_at - row.ended_at) // SECOND)
    return f"{words}, logged {later} after its end"


def _wrap_up(row: LogRecord) -> Iterator[Content]:
    if row.reason is None:
        return
    parts = [row.reason, row.outcome or ""]
    parts += [f"cause {row.cause}"] if row.cause else []
    parts += [f"next {row.next_action}"] if row.next_action != "none" else []
    yield Content.styled(" · ".join(parts), "bold")
    if row.tags:
        yield text.plain("Tags: " + ", ".join(row.tags), single_line=True)
    if row.note:
        yield Content(f"Note: {text.clean(row.note, limit=NOTE_CHARACTERS, newline_limit=40)}")


def _history(versions: list[Version], zone: tzinfo) -> Iterator[Content]:
    if len(versions) < 2 and not any(one.undone_at for one in versions):
        return
    yield Content.styled("Every version", "bold")
    for number, one in enumerate(versions, 1):
        parts = [one.reason, one.outcome, *([one.cause] if one.cause else ())]
        parts += [", ".join(one.tags)] if one.tags else []
        head = f"{number}  {_moment(one.at, zone)} {text.line(one.actor, 30)}: "
        yield Content(head + text.line(" · ".join(parts), 200))
        if one.note:
            yield Content(f"   Note: {text.line(one.note, 200)}")
        if one.why:
            yield Content(f"   Corrected: {text.line(one.why, 200)}")
        if one.undone_at is not None:
            yield Content(f"   Taken back {_moment(one.undone_at, zone)}")


def _moment(at: Instant, zone: tzinfo) -> str:
    return f"{to_datetime(at, zone):%d %b %H:%M}"


def sums_line(found: Sums) -> str:
    """Return the sums of a span on one line, AHT with numerator and denominator."""
    parts = [
        f"handled {found.handled}",
        f"AHT {found.aht.text}",
        f"talk {duration(int(found.talk_s))}",
        f"hold {duration(int(found.hold_s))}",
        f"acw {duration(int(found.after_call_work_s))}",
    ]
    parts += [f"unlogged {found.unlogged}"] if found.unlogged else []
    parts += [f"spam {found.spam}"] if found.spam else []
    return " · ".join(parts)
