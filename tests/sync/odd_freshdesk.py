"""Freshdesks that differ from the usual fake in what the reference leaves open."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.fakes.common.wire import Answer, Request
from tests.fakes.freshdesk.core import Core
from tests.fakes.freshdesk.server import FakeFreshdesk
from tests.fakes.freshdesk.state import State
from tests.sync.vendor_freshdesk import FEW_FRESHDESK, seed_few
from tests.sync.vendors import Vendor

Oddity = Callable[[Request, Answer], Answer]


class OddFreshdesk(FakeFreshdesk):
    """A Freshdesk whose answers all go through one more hand."""

    oddity: Oddity

    def answer(self, request: Request, stale: State | None = None) -> Answer:
        """Answer as ever, and then oddly."""
        if self.oddity is _no_includes:
            kept = {name: more for name, more in request.query.items() if name != "include"}
            request = replace(request, query=kept)
        return self.oddity(request, super().answer(request, stale))


def _as_ever(_: Request, given: Answer) -> Answer:
    return given


def _without_headers(*starts: str) -> Oddity:
    def oddity(_: Request, given: Answer) -> Answer:
        kept = {k: v for k, v in given.headers.items() if not k.lower().startswith(starts)}
        return replace(given, headers=kept)

    return oddity


def _small_headers(_: Request, given: Answer) -> Answer:
    return replace(given, headers={name.lower(): v for name, v in given.headers.items()})


def _no_includes(_: Request, given: Answer) -> Answer:
    return given


def _of_json(change: Callable[[Request, Any], Any]) -> Oddity:
    def oddity(request: Request, given: Answer) -> Answer:
        if given.status >= 300 or not given.body:
            return given
        try:
            found = json.loads(given.body)
        except ValueError:
            return given
        return replace(given, body=json.dumps(change(request, found)).encode())

    return oddity


def _ids_as_text(_: Request, found: Any) -> Any:
    if isinstance(found, list):
        return [_ids_as_text(_, one) for one in found]
    if not isinstance(found, dict):
        return found
    return {
        name: str(value)
        if type(value) is int and (name == "id" or name.endswith("_id"))
        else _ids_as_text(_, value)
        for name, value in found.items()
    }


def _short_answers(request: Request, found: Any) -> Any:
    """Answer a write with few keys."""
    if request.method == "GET" or not isinstance(found, dict):
        return found
    return {name: found[name] for name in ("id", "created_at", "updated_at") if name in found}


def _no_stats(_: Request, found: Any) -> Any:
    for one in found if isinstance(found, list) else [found]:
        if isinstance(one, dict):
            one.pop("stats", None)
    return found


def _few_keys(request: Request, found: Any) -> Any:
    """Show conversations with the documented keys alone."""
    if request.method != "GET" or not request.url_path.endswith("/conversations"):
        return found
    names = (
        "id", "body", "body_text", "incoming", "private", "user_id", "source", "support_email",
        "to_emails", "ticket_id", "created_at", "updated_at", "attachments",
    )  # fmt: skip
    return [{name: one[name] for name in names if name in one} for one in found]


def _empty_writes(request: Request, given: Answer) -> Answer:
    return given if request.method == "GET" or given.status >= 300 else replace(given, body=b"")


def _wrapped(request: Request, found: Any) -> Any:
    """Rewrite texts as an editor does: one more wrapping, no line between two blocks."""
    if isinstance(found, list):
        return [_wrapped(request, one) for one in found]
    if isinstance(found, dict) and isinstance(found.get("body"), str):
        found["body"] = f'<div style="font-size:14px"><div>{found["body"]}</div></div>\n'
    return found


ODDITIES: dict[str, Oddity] = {
    "no clock": _without_headers("date"),
    "no limits told": _without_headers("x-ratelimit"),
    "bare headers": _without_headers("x-", "date", "link", "location"),
    "small headers": _small_headers,
    "no includes": _no_includes,
    "no stats": _of_json(_no_stats),
    "ids as text": _of_json(_ids_as_text),
    "short answers": _of_json(_short_answers),
    "empty answers": _empty_writes,
    "few keys": _of_json(_few_keys),
    "wrapped": _of_json(_wrapped),
}
TIMELESS = ("no clock", "bare headers")
OPTIONS: dict[str, dict[str, Any]] = {
    "inclusive since": {"since_is_inclusive": True},
    "refused emptily": {"refusals_as": "empty"},
    "refused by a page": {"refusals_as": "html"},
    "no time entries": {"has_time_entries": False},
    "times move": {"time_moves_stamp": True},
    "targets move": {"sla_moves_stamp": True},
    "notes rest": {"notes_move_stamp": False},
    "newer account": {"is_newer_account": True, "empty_lists_are_null": False},
}


def odd(name: str) -> Vendor:
    """Return a Freshdesk with one oddity, by its name."""

    class Odd(OddFreshdesk):
        oddity = staticmethod(ODDITIES.get(name, _as_ever))  # type: ignore[assignment]

    def seed(server: Core, **how: str) -> None:
        seed_few(server, **how)  # type: ignore[arg-type]
        for option, value in OPTIONS.get(name, {}).items():
            setattr(server.options, option, value)

    return replace(FEW_FRESHDESK, fake=Odd, seed=seed, tells_time=name not in TIMELESS)
