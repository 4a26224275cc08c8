"""The changeable part of a response, and why a form cannot be saved."""

import re
from dataclasses import dataclass, fields

from csr_desk.actions.desk import Desk
from csr_desk.domain.instants import Instant
from csr_desk.domain.models import Scope, Status
from csr_desk.store import canned as store
from csr_desk.store.canned import Response

LONGEST_NAME = 60
LONGEST_TITLE = 200
LONGEST_BODY = 50_000

_NAME = re.compile(r"[^\W_][\w.\-]*")
_LANGUAGE = re.compile(r"(?:[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3})?")


@dataclass(frozen=True, slots=True)
class Form:
    """All of a response that an agent can change; `valid_until` is the first instant it is not.

    `follow_up_days` is when the task is due that sending it adds, None for no task.
    """

    name: str = ""
    title: str = ""
    body: str = ""
    folder: str = ""
    scope: Scope = Scope.TEAM
    language: str = ""
    product: str = ""
    channels: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    set_status: Status | None = None
    valid_until: Instant | None = None
    follow_up_days: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a field of the form, in a sentence."""

    field: str
    sentence: str


def form_of(response: Response) -> Form:
    """Return the changeable part of a response."""
    return Form(**{one.name: getattr(response, one.name) for one in fields(Form)})


def problems(desk: Desk, form: Form, canned_id: int | None = None) -> list[Problem]:
    """Return why a form cannot be saved, in the order of its fields; an empty list saves it."""
    found: list[Problem] = []
    if not form.name:
        found.append(Problem("name", "Give it a short name, the word typed after /."))
    elif not _NAME.fullmatch(form.name) or len(form.name) > LONGEST_NAME:
        found.append(
            Problem("name", "A short name has letters, digits and hyphens, at most 60, no blanks.")
        )
    else:
        found += _taken(desk, form.name, canned_id)
    if not form.title.strip():
        found.append(Problem("title", "Give it a title."))
    elif len(form.title) > LONGEST_TITLE:
        found.append(Problem("title", f"A title has at most {LONGEST_TITLE} letters."))
    if not _LANGUAGE.fullmatch(form.language):
        found.append(Problem("language", "Write the language as a code such as en, de or pt-BR."))
    if not form.body.strip():
        found.append(Problem("body", "Write the text."))
    elif len(form.body) > LONGEST_BODY:
        found.append(Problem("body", f"A response has at most {LONGEST_BODY} letters."))
    return found


def _taken(desk: Desk, name: str, canned_id: int | None) -> list[Problem]:
    other = store.by_name(desk.store, name)
    if other is None or other.id == canned_id:
        return []
    if other.archived_at is None:
        return [Problem("name", f"The name {name} is taken by “{other.title}”.")]
    return [Problem("name", f"An archived response has the name {name}. Take another one.")]
