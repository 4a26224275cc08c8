"""The form of an article as it is typed, a text for each field, and what those texts mean."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta

from csr_desk.actions.canned_form import LONGEST_BODY, LONGEST_TITLE, Problem
from csr_desk.actions.desk import Desk
from csr_desk.domain.instants import SECOND, Instant, to_datetime, to_instant
from csr_desk.domain.tags import parse_tags
from csr_desk.store.articles import Article

FIELDS = ("title", "product", "folder", "language", "valid_until", "tags", "problem", "body")
_LANGUAGE = re.compile(r"(?:[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3})?")


@dataclass(frozen=True, slots=True)
class Form:
    """All of an article that an agent can change; `valid_until` is the first instant it is not."""

    title: str = ""
    problem: str = ""
    body: str = ""
    product: str = ""
    folder: str = ""
    language: str = ""
    tags: tuple[str, ...] = ()
    valid_until: Instant | None = None


def form_of(one: Article) -> Form:
    """Return the changeable part of an article."""
    return Form(**{each.name: getattr(one, each.name) for each in fields(Form)})


def typed_of(desk: Desk, form: Form) -> dict[str, str]:
    """Return the texts that stand for a form; the last valid day stands for its end."""
    until = form.valid_until
    day = "" if until is None else f"{to_datetime(until - SECOND, desk.zone):%Y-%m-%d}"
    plain = {name: str(getattr(form, name)) for name in FIELDS}
    return {**plain, "tags": ", ".join(form.tags), "valid_until": day}


def parse(desk: Desk, typed: Mapping[str, str]) -> tuple[Form, list[Problem]]:
    """Return the form that typed texts mean, and what is wrong with them in the order of fields."""
    found: list[Problem] = []
    line = {name: " ".join(typed[name].split()) for name in ("title", "product", "folder")}
    if not line["title"]:
        found.append(Problem("title", "Give it a title."))
    for name, value in line.items():
        if len(value) > LONGEST_TITLE:
            found.append(Problem(name, f"It has at most {LONGEST_TITLE} letters."))
    if not _LANGUAGE.fullmatch(typed["language"].strip()):
        found.append(Problem("language", "Write the language as a code such as en, de or pt-BR."))
    until = _until(desk, typed["valid_until"].strip(), found)
    for name in ("problem", "body"):
        if len(typed[name]) > LONGEST_BODY:
            found.append(Problem(name, f"A text has at most {LONGEST_BODY} letters."))
    if not typed["body"].strip():
        found.append(Problem("body", "Write the answer."))
    texts = {name: typed[name].strip() for name in ("problem", "body", "language")}
    return Form(**line, **texts, tags=parse_tags(typed["tags"]), valid_until=until), found


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
