"""The form of a response as it is typed, a text for each field, and what those texts mean."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from csr_desk.actions.canned_form import Form, Problem, problems
from csr_desk.actions.desk import Desk
from csr_desk.domain.instants import SECOND, Instant, to_datetime, to_instant
from csr_desk.domain.models import Channel, Scope, Status
from csr_desk.domain.placeholder_names import NAMES
from csr_desk.domain.placeholders import unfilled
from csr_desk.domain.tags import parse_tags
from csr_desk.domain.toml_table import did_you_mean

FIELDS = (
    "name", "title", "folder", "scope", "language", "channels", "tags", "set_status",
    "valid_until", "product", "follow_up_days", "body",
)  # fmt: skip

LONGEST_FOLLOW_UP = 365
"""Days after which nobody follows anything up."""

_SCOPES = [one.value for one in Scope]
_CHANNELS = [one.value for one in Channel]
_STATES = [one.word for one in Status if Status.NEW < one < Status.CLOSED]


def typed_of(desk: Desk, form: Form) -> dict[str, str]:
    """Return the texts that stand for a form."""
    return {
        "name": form.name,
        "title": form.title,
        "folder": form.folder,
        "scope": form.scope.value,
        "language": form.language,
        "channels": " ".join(form.channels),
        "tags": ", ".join(form.tags),
        "set_status": "" if form.set_status is None else form.set_status.word,
        "valid_until": "" if form.valid_until is None else _day(desk, form.valid_until),
        "product": form.product,
        "follow_up_days": "" if form.follow_up_days is None else str(form.follow_up_days),
        "body": form.body,
    }


def _day(desk: Desk, until: Instant) -> str:
    """Return the last day on which something is valid."""
    return f"{to_datetime(until - SECOND, desk.zone):%Y-%m-%d}"


def parse(
    desk: Desk, typed: Mapping[str, str], canned_id: int | None = None
) -> tuple[Form, list[Problem]]:
    """Return the form that typed texts mean, and what is wrong with them in the order of fields."""
    found: list[Problem] = []
    form = Form(
        name=typed["name"].strip().removeprefix("/"),
        title=" ".join(typed["title"].split()),
        body=typed["body"].strip(),
        folder=" ".join(typed["folder"].split()),
        scope=Scope(_one("scope", typed["scope"] or "team", _SCOPES, found) or "team"),
        language=typed["language"].strip(),
        product=" ".join(typed["product"].split()),
        channels=_channels(typed["channels"], found),
        tags=parse_tags(typed["tags"]),
        set_status=_status(typed["set_status"], found),
        valid_until=_until(desk, typed["valid_until"].strip(), found),
        follow_up_days=_days(typed["follow_up_days"].strip(), found),
    )
    found += problems(desk, form, canned_id)
    return form, sorted(found, key=lambda one: FIELDS.index(one.field))


def _one(field: str, typed: str, known: list[str], found: list[Problem]) -> str | None:
    word = typed.strip().lower()
    if not word or word in known:
        return word or None
    near = did_you_mean(word, known)
    found.append(Problem(field, f"“{word}” is none of {', '.join(known)}.{near}"))
    return None


def _channels(typed: str, found: list[Problem]) -> tuple[str, ...]:
    words = re.split(r"[\s,;]+", typed.strip())
    chosen = [_one("channels", word, _CHANNELS, found) for word in words]
    return tuple(dict.fromkeys(one for one in chosen if one))


def _status(typed: str, found: list[Problem]) -> Status | None:
    word = _one("set_status", typed, _STATES, found)
    return None if word is None else Status[word.upper()]


def _until(desk: Desk, typed: str, found: list[Problem]) -> Instant | None:
    """Return the instant at which the day after the typed one begins, in the desk's zone."""
    if not typed:
        return None
    try:
        after = date.fromisoformat(typed) + timedelta(days=1)
    except (ValueError, OverflowError):
        found.append(Problem("valid_until", "Write the last valid day as 2027-01-31."))
        return None
    return to_instant(datetime.combine(after, time(), desk.zone))


def _days(typed: str, found: list[Problem]) -> int | None:
    if not typed:
        return None
    if typed.isascii() and typed.isdigit() and 1 <= int(typed) <= LONGEST_FOLLOW_UP:
        return int(typed)
    sentence = f"Write in how many days the follow-up is due, 1 to {LONGEST_FOLLOW_UP}."
    found.append(Problem("follow_up_days", sentence))
    return None


def placeholder_words(body: str) -> tuple[str, tuple[str, ...]]:
    """Return the known placeholders of a text in a line, and a sentence for each other one."""
    known: list[str] = []
    wrong: list[str] = []
    for span in unfilled(body):
        if span.name in NAMES:
            known.append(span.name)
        elif span.name.startswith(("{{", "{%")):
            wrong.append(f"{body[span.start : span.end]} is not closed or is template logic.")
        else:
            name = span.name or "{{}}"
            wrong.append(f"{name} is unknown.{did_you_mean(span.name, NAMES)}")
    return ", ".join(dict.fromkeys(known)), tuple(dict.fromkeys(wrong))
