"""Runs files of the form of `acceptance/sla_vectors.json` through the arithmetic of the domain."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from csr_desk.domain.instants import SECOND, iso, parse_instant
from csr_desk.domain.sla import (
    Calendar,
    DaysOff,
    OpenHours,
    Pause,
    Paused,
    SlaProblem,
    due,
    elapsed,
    week,
)
from tests.vector_kinds import Result

Row = Mapping[str, Any]
INSTANTS = frozenset({"due", "since"})


class Untold(Exception):
    """A vector that cannot be judged; its words say what is wrong with it."""


def run(path: Path) -> Result:
    """Compare every expected value of every vector; one line per failing case."""
    result = Result()
    try:
        vectors, calendars = _contents(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, RecursionError, Untold) as error:
        result.failures.append(f"{path.name}: {_told(error)}")
        return result
    hours: dict[str, OpenHours] = {}
    for number, vector in enumerate(vectors, 1):
        name = vector.get("id", number) if isinstance(vector, dict) else number
        try:
            wrong = differences(vector, calendars, hours)
        except (Untold, LookupError, TypeError, ValueError, ArithmeticError, OSError) as error:
            wrong = [_told(error)]
        if wrong:
            result.failures.append(f"{name}: {'; '.join(wrong)}")
        else:
            result.passed += 1
    return result


def differences(vector: Row, calendars: Row, hours: dict[str, OpenHours]) -> list[str]:
    """Return one sentence for each expected value that the arithmetic does not give."""
    if not isinstance(vector, dict) or not isinstance(vector.get("expect"), dict):
        raise Untold('the vector is no object with "expect"')
    if not vector["expect"]:
        raise Untold('"expect" is empty')
    actual = answer(vector, calendars, hours)
    return [
        f"{name} expected {_shown(vector['expect'], name)}, got {_shown(actual, name)}"
        for name in sorted({*vector["expect"], *actual})
        if not _matches(name, actual, vector["expect"])
    ]


def answer(vector: Row, calendars: Row, hours: dict[str, OpenHours]) -> dict[str, Any]:
    """Return what the arithmetic says to a vector, in the words and keys of `expect`."""
    kind = vector.get("kind")
    if kind not in ("due", "elapsed", "inverse"):
        raise Untold(f"there is no kind {kind!r}: it is one of due, elapsed, inverse")
    start = parse_instant(_key(vector, "start"))
    pauses = [
        Pause(parse_instant(from_at), None if to_at is None else parse_instant(to_at))
        for from_at, to_at in vector.get("pauses") or ()
    ]
    target_s = 0 if kind == "elapsed" else _whole(_key(vector, "target_s"))
    end = parse_instant(_key(vector, "end")) if kind == "elapsed" else start
    try:
        open_hours = _hours(_key(vector, "calendar"), calendars, hours)
        if kind == "elapsed":
            return {"elapsed_s": elapsed(open_hours, start, end, pauses)}
        found = due(open_hours, start, target_s, pauses)
        if isinstance(found, Paused):
            return {"state": "paused", "left_s": found.left_s, "since": found.since}
        at_due: dict[str, Any] = {"state": "due", "due": found.at}
        if kind == "inverse":
            before = found.at - SECOND
            at_due["elapsed_at_due_s"] = elapsed(open_hours, start, found.at, pauses)
            at_due["elapsed_one_second_before_s"] = elapsed(open_hours, start, before, pauses)
    except SlaProblem as problem:
        return {"error": problem.code.value}
    return at_due


def calendar_of(row: Row) -> Calendar:
    """Return the calendar of a vector file; days and holidays may be left out."""
    days = {date.fromisoformat(text): "holiday" for text in row.get("holidays") or ()}
    return Calendar(ZoneInfo(row["zone"]), week(row.get("week") or {}), DaysOff(single=days))


def _contents(document: Any) -> tuple[list[Any], Row]:
    if not isinstance(document, dict) or not isinstance(document.get("vectors"), list):
        raise Untold('the file is no object with a list of "vectors"')
    calendars = document.get("calendars", {})
    if not isinstance(calendars, dict):
        raise Untold('"calendars" is no object')
    return document["vectors"], calendars


def _hours(calendar: Any, calendars: Row, hours: dict[str, OpenHours]) -> OpenHours:
    """Return the hours of a calendar, named or written into the vector itself."""
    if isinstance(calendar, dict):
        return OpenHours(calendar_of(calendar))
    if calendar not in calendars:
        raise Untold(f"there is no calendar {calendar!r} in the file")
    if calendar not in hours:
        hours[calendar] = OpenHours(calendar_of(calendars[calendar]))
    return hours[calendar]


def _key(row: Row, name: str) -> Any:
    if name not in row:
        raise Untold(f'the vector has no "{name}"')
    return row[name]


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise Untold(f'"target_s" is {value!r}, no whole number of seconds')
    return value


def _matches(name: str, actual: Row, expected: Row) -> bool:
    if name not in actual:
        return False
    if name not in expected:
        # A vector may leave out values; an error or another state is always told.
        return name != "error"
    wanted, found = expected[name], actual[name]
    if name in INSTANTS:
        return isinstance(wanted, str) and parse_instant(wanted) == found
    return type(wanted) is type(found) and bool(wanted == found)


def _shown(row: Row, name: str) -> str:
    value = row.get(name, "nothing")
    if name in INSTANTS and isinstance(value, int):
        return iso(value)
    return str(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _told(error: Exception) -> str:
    if isinstance(error, Untold):
        return str(error)
    return f"it cannot be read: {type(error).__name__}: {error}"
