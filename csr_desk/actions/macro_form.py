"""The agent's own macros: the form as it is typed, what it means, and how it is saved."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from csr_desk import errors
from csr_desk.actions import shield
from csr_desk.actions.canned_form import LONGEST_BODY, LONGEST_TITLE, Problem
from csr_desk.actions.canned_typed import placeholder_words
from csr_desk.actions.desk import Desk
from csr_desk.domain import when
from csr_desk.domain.macro_steps import ME, NOBODY, Steps, as_text
from csr_desk.domain.models import Priority, Status
from csr_desk.domain.tags import normalise_tags
from csr_desk.domain.toml_table import did_you_mean
from csr_desk.store import macros
from csr_desk.store.macros import Macro

FIELDS = (
    "name", "folder", "keywords", "status", "priority", "group", "assignee", "tags",
    "follow_up", "task", "snooze", "sends", "note", "reply",
)  # fmt: skip

_STATES = {one.word: one for one in Status if Status.NEW < one < Status.CLOSED}
_PRIORITIES = {one.word: one for one in Priority if one}
_YES = {"yes": True, "y": True, "no": False, "n": False, "": False}


class Form(NamedTuple):
    """All of a macro that an agent can change."""

    name: str = ""
    folder: str = ""
    keywords: str = ""
    steps: Steps = Steps()


def form_of(macro: Macro) -> Form:
    """Return the changeable part of a macro."""
    return Form(macro.name, macro.folder, macro.keywords, macro.steps)


def typed_of(desk: Desk, form: Form) -> dict[str, str]:
    """Return the texts that stand for a form; a minus is before the tags it removes."""
    steps = form.steps
    assignee = steps.assignee
    if assignee.isdigit():
        assignee = desk.store.value("SELECT name FROM agent WHERE id = ?", int(assignee)) or ""
    group = desk.store.value("SELECT name FROM team WHERE id = ?", steps.team_id)
    tags = [*steps.add_tags, *(f"-{tag}" for tag in steps.remove_tags)]
    return {
        "name": form.name,
        "folder": form.folder,
        "keywords": form.keywords,
        "status": steps.status.word if steps.status else "",
        "priority": steps.priority.word if steps.priority else "",
        "group": group or "",
        "assignee": assignee,
        "tags": " ".join(tags),
        "follow_up": steps.follow_up,
        "task": steps.task,
        "snooze": steps.snooze,
        "sends": "yes" if steps.sends else "",
        "note": steps.note,
        "reply": steps.reply,
    }


def parse(
    desk: Desk, typed: Mapping[str, str], macro_id: int | None = None
) -> tuple[Form, list[Problem]]:
    """Return the form that typed texts mean, and what is wrong with them in the order of fields."""
    found: list[Problem] = []
    line = {name: " ".join(typed[name].split()) for name in FIELDS if name not in ("note", "reply")}
    tags = line["tags"].replace(",", " ").split()
    steps = Steps(
        reply=typed["reply"].strip(),
        note=typed["note"].strip(),
        sends=bool(_one("sends", line["sends"], _YES, found)),
        status=_one("status", line["status"], _STATES, found),
        priority=_one("priority", line["priority"], _PRIORITIES, found),
        team_id=_one("group", line["group"], _names(desk, "team"), found),
        assignee=_assignee(desk, line["assignee"], found),
        add_tags=normalise_tags(one.lstrip("+") for one in tags if not one.startswith("-")),
        remove_tags=normalise_tags(one[1:] for one in tags if one.startswith("-")),
        follow_up=_time(desk, "follow_up", line["follow_up"], found),
        task=line["task"],
        snooze=_time(desk, "snooze", line["snooze"], found),
    )
    form = Form(line["name"], line["folder"], line["keywords"], steps)
    found += _problems(desk, form, macro_id)
    return form, sorted(found, key=lambda one: FIELDS.index(one.field))


def _one(field: str, typed: str, known: Mapping[str, Any], found: list[Problem]) -> Any:
    """Return what a word stands for, None for no word or a wrong one."""
    folded = {name.casefold(): value for name, value in known.items()}
    word = typed.casefold()
    if not word or word in folded:
        return folded.get(word)
    near = did_you_mean(typed, list(known))
    names = ", ".join(name for name in known if len(name) > 1)
    words = f"“{typed}” is none of {names}." if names else f"There is no {field} in this desk."
    found.append(
        Problem(field, f"{words}{near}" if len(names) < 200 else f"No such {field}.{near}")
    )
    return None


def _names(desk: Desk, table: str) -> dict[str, int]:
    return {name: number for number, name in desk.store.all(f"SELECT id, name FROM {table}")}


def _assignee(desk: Desk, typed: str, found: list[Problem]) -> str:
    known = {name: str(number) for name, number in _names(desk, "agent").items()}
    return _one("assignee", typed, {ME: ME, NOBODY: NOBODY, **known}, found) or ""


def _time(desk: Desk, field: str, typed: str, found: list[Problem]) -> str:
    """Return a time as it is typed; it is read anew at each run."""
    if typed:
        try:
            when.parse(typed, desk.now(), desk.zone)
        except when.WhenProblem as problem:
            found.append(Problem(field, str(problem)))
    return typed


def _problems(desk: Desk, form: Form, macro_id: int | None) -> list[Problem]:
    found: list[Problem] = []
    other = macros.named(desk.store, form.name)
    if not form.name:
        found.append(Problem("name", "Give it a name."))
    elif other is not None and other.id != macro_id:
        put_away = "A macro that was put away" if other.archived_at else "Another macro"
        found.append(Problem("name", f"{put_away} has this name. Take another one."))
    for name in ("name", "folder", "keywords"):
        if len(getattr(form, name)) > LONGEST_TITLE:
            found.append(Problem(name, f"It has at most {LONGEST_TITLE} letters."))
    for name in ("reply", "note"):
        text = getattr(form.steps, name)
        _, wrong = placeholder_words(text)
        if len(text) > LONGEST_BODY:
            found.append(Problem(name, f"A text has at most {LONGEST_BODY} letters."))
        elif wrong:
            found.append(Problem(name, wrong[0]))
    if form.steps.task and not form.steps.follow_up:
        found.append(Problem("follow_up", "Say when the follow-up is due, or clear what is to do."))
    if form.steps.is_empty and not found:
        found.append(Problem("status", "Give it something to do: a status, a tag or a text."))
    return found


# saving ------------------------------------------------------------------------------------------


def create(desk: Desk, form: Form) -> int:
    """Make a macro of the agent's own; return its id. Raises Refused for a wrong form."""
    with desk.store.transaction():
        form = _checked(desk, form, None)
        now = desk.now()
        macro_id = desk.store.insert(
            "macro", uid=desk.new_uid(), created_at=now, updated_at=now, **_row(form)
        )
        desk.log("macro.created", macro=macro_id)
        return macro_id


def edit(desk: Desk, macro_id: int, form: Form, *, version: int | None = None) -> int:
    """Change an own macro; return its version. One changed since `version` is refused."""
    with desk.store.transaction():
        old = own(desk, macro_id)
        if version is not None and version != old.version:
            raise errors.Refused(
                f"the macro “{old.name}” was changed meanwhile",
                "Look at it again; what you typed is kept.",
            )
        new, before = _row(_checked(desk, form, macro_id)), _row(form_of(old))
        if new == before:
            return old.version
        marks = ", ".join(f"{name} = ?" for name in new)
        desk.store.execute(
            f"UPDATE macro SET {marks}, version = version + 1, updated_at = ? WHERE id = ?",
            *new.values(),
            desk.now(),
            macro_id,
        )
        desk.log("macro.edited", macro=macro_id, version=old.version, before=before)
        return old.version + 1


def archive(desk: Desk, macro_id: int, *, back: bool = False) -> None:
    """Put an own macro away, or bring it back."""
    with desk.store.transaction():
        one = own(desk, macro_id)
        if (one.archived_at is None) is back:
            return
        at = None if back else desk.now()
        desk.store.execute("UPDATE macro SET archived_at = ? WHERE id = ?", at, macro_id)
        desk.log("macro.restored" if back else "macro.archived", macro=macro_id)


def own(desk: Desk, macro_id: int) -> Macro:
    """Return a macro that can be changed here; Refused for one of a helpdesk."""
    one = macros.macro(desk.store, macro_id)
    if one.account:
        raise errors.Refused(
            f"“{one.name}” is a macro of {one.account}", "It is changed there, and comes in again."
        )
    return one


def _checked(desk: Desk, form: Form, macro_id: int | None) -> Form:
    """Return the form without card numbers; Refused with the first problem."""
    typed = typed_of(desk, form)
    safe = {name: shield.masked(desk, value, "macro") for name, value in typed.items()}
    tidy, found = parse(desk, safe, macro_id)
    if found:
        raise errors.Refused(found[0].sentence.rstrip("."), "Nothing was saved yet.")
    return tidy


def _row(form: Form) -> dict[str, str]:
    return {**form._asdict(), "steps": as_text(form.steps)}
