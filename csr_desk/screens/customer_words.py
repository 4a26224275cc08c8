"""What the desk says about a customer in a line: who they are, how often they came, what again."""

from datetime import tzinfo

from textual.content import Content

from csr_desk import text
from csr_desk.actions.customer_recent import RecentIssue
from csr_desk.domain.instants import Instant
from csr_desk.store.customer_promises import Promise
from csr_desk.store.customer_tickets import WeekCount
from csr_desk.store.customers import Record
from csr_desk.widgets import moments

NAME_CELLS = 40
TEXT_CELLS = 60


def person_line(known: Record, count: WeekCount) -> Content:
    """Return name, company, language and how often they came this week."""
    parts = [text.line(known.organisation, 24), text.line(known.language, 12)]
    parts += ["prospect"] if known.kind == "prospect" else []
    about = " · ".join(part for part in parts if part)
    line = Content.styled(text.line(known.name, NAME_CELLS), "bold")
    return line + Content(f"  {about}" if about else "") + Content(f"  {week_words(count)}")


def week_words(count: WeekCount) -> str:
    """Return how often a customer came in the last seven days, in words."""
    calls = {0: "no call", 1: "called once", 2: "called twice"}
    words = f"{calls.get(count.calls, f'called {count.calls} times')} this week"
    others = count.contacts - count.calls
    if others:
        words += f", {others} other contact{'s' * (others > 1)}"
    if count.messages:
        words += f", {count.messages} message{'s' * (count.messages > 1)}"
    return words


def again_line(issue: RecentIssue, now: Instant, zone: tzinfo) -> Content:
    """Return what happened with the same reason within seven days, and what was promised."""
    times = "" if issue.contacts == 1 else f" {issue.contacts} times"
    at = moments.when(issue.at, now, zone)
    reason, outcome = text.line(issue.reason, 40), text.line(issue.outcome, 24)
    words = f"{reason}{times} within 7 days, last {at} by {text.line(issue.by, 20)} (#"
    words += f"{text.line(issue.reference, 12)}): {outcome.replace('_', ' ')}."
    if not issue.promises:
        words += f" {text.line(issue.note, TEXT_CELLS)}" if issue.note else " Nothing was promised."
    return Content(" ".join([words, *(_promise(one, now, zone) for one in issue.promises[:2])]))


def _promise(one: Promise, now: Instant, zone: tzinfo) -> str:
    state = "kept" if one.done_at is not None else f"due {moments.when(one.due_at, now, zone)}"
    if one.done_at is None and one.due_at < now:
        state = f"late since {moments.when(one.due_at, now, zone)}"
    made = f"{text.line(one.by, 20)}, {moments.day(one.created_at, now, zone)}".strip(", ")
    return f"Promised: {text.line(one.text, TEXT_CELLS)}, {state} ({made})."


def address_line(known: Record, due: str, confirm_key: str) -> Content:
    """Return the addresses, and which details are `due` to be confirmed, with the key for it."""
    values = [text.line(one.value, 34) for one in known.identities if one.kind != "external"]
    words = "  ".join(values[:4]) or "no address"
    return Content(f"{due}, {confirm_key} confirms.  {words}" if due else words)


def pane_line(what: str, *, on_record: bool) -> Content:
    """Return the names of the two panes, the one with the keyboard in brackets."""
    line, record = f"Timeline: {what}", "Record"
    if on_record:
        return Content(f" {line}   ") + Content.styled(f"[{record}]", "bold") + Content("   Tab")
    return Content.styled(f"[{line}]", "bold") + Content(f"   {record}    Tab")
