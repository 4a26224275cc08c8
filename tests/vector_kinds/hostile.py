"""Hostile texts through the gate, single widgets and the whole desk: `run(path)` judges a corpus.

A corpus is either `{"cases": [{id, cat, text | bytes_b64 | generate, expect}]}` or a plain list of
strings. What a terminal would get is read from a capturing driver; what Textual itself sends is
taken away by a grammar, and nothing that acts may remain.
"""

import ast
import asyncio
import base64
import gc
import json
import re
import unicodedata
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

import apsw
from textual.pilot import Pilot
from textual.strip import Strip

from csr_desk.text import (
    ELLIPSIS,
    FORBIDDEN,
    REPLACEMENT,
    cell,
    cell_width,
    clean,
    line,
    log_safe,
    plain,
)
from tests.vector_kinds import Result
from tests.vector_kinds.desk_store import BATCH as DESK_BATCH
from tests.vector_kinds.desk_surfaces import HostileDesk, Tour, touring
from tests.vector_kinds.hostile_surfaces import (
    BATCH,
    SCREEN,
    SENTINEL,
    WIDTH,
    Foreign,
    SurfaceApp,
)
from tests.vector_kinds.seen import Printed, Seen

_OWN_SEQUENCES = re.compile(
    r"\x1b\[[0-9]+;[0-9]+r\x1b\[[0-9]+;1H(?:\x1b[DM])+\x1b\[r"  # lines moved up or down
    r"|\x1b\[[0-9;]*m"  # colours and attributes
    r"|\x1b\[[0-9]*;[0-9]*H"  # cursor to a place
    r"|\x1b\[\?(?:25|2026)[hl]"  # cursor shown, synchronised output
    r"|\x1b\]2;[^\x00-\x1f\x7f-\x9f]*\x1b\\"  # window title
    r"|\x1b\]22;[a-z-]*\x07"  # pointer shape
)
_ACTIVE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
_LARGEST_GENERATED = 50_000_000

Stage = TypeVar("Stage")
"""An open app in the hands of a judge."""


@dataclass(frozen=True)
class Case:
    """One hostile text and what is expected of it."""

    name: str
    category: str
    value: Foreign
    expect: str = "inert"

    @property
    def text(self) -> str:
        """Return the text as any reader of UTF-8 sees it."""
        value = self.value
        return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def generated(expression: str) -> str:
    """Return the value of a Python expression of constants, `+` and `*`; nothing else is run."""

    def value(node: ast.expr) -> str | int:
        match node:
            case ast.Constant(value=str() | int() as constant):
                return constant
            case ast.BinOp(left, ast.Add(), right):
                first, second = value(left), value(right)
                if isinstance(first, str) and isinstance(second, str):
                    return first + second
                if isinstance(first, int) and isinstance(second, int):
                    return first + second
            case ast.BinOp(left, ast.Mult(), right):
                first, second = value(left), value(right)
                if isinstance(first, int):
                    first, second = second, first
                if isinstance(second, int):
                    size = (len(first) if isinstance(first, str) else 1) * second
                    if size <= _LARGEST_GENERATED:
                        return first * second
        raise ValueError(f"not an expression of constants, + and *: {expression[:60]}")

    result = value(ast.parse(expression, mode="eval").body)
    if not isinstance(result, str):
        raise ValueError(f"not a text: {expression[:60]}")
    return result


def cases_of(path: Path) -> list[Case]:
    """Read a corpus of either form."""
    data = json.loads(path.read_text(encoding="utf-8"))
    if isinstance(data, list):
        return [Case(f"{path.stem}-{n:03}", "text", text) for n, text in enumerate(data, 1)]
    cases = []
    for entry in data["cases"]:
        value: Foreign
        if "bytes_b64" in entry:
            value = base64.b64decode(entry["bytes_b64"])
        elif "generate" in entry:
            value = generated(entry["generate"])
        else:
            value = entry["text"]
        cases.append(Case(entry["id"], entry["cat"], value, entry.get("expect", "inert")))
    return cases


def _marks_in_a_row(text: str) -> int:
    longest = current = 0
    for character in text:
        current = current + 1 if unicodedata.category(character)[0] == "M" else 0
        longest = max(longest, current)
    return longest


def _ascii_words(text: str) -> str:
    return re.sub(r"[^0-9A-Za-z]", "", text)


def judge_gate(case: Case) -> list[str]:
    """Return what the gate did wrong with one text, whatever widget it is for."""
    shown, single = clean(case.value), clean(case.value, single_line=True)
    wrong = []
    for form, text in {"text": shown, "line": single, "log": log_safe(case.value)}.items():
        if found := FORBIDDEN.search(text):
            wrong.append(f"{form} holds U+{ord(found[0]):04X}")
    if "\n" in single or "\n" in cell(case.value).plain or "\n" in log_safe(case.value):
        wrong.append("a single line holds a newline")
    if clean(shown) != shown or clean(single, single_line=True) != single:
        wrong.append("cleaning twice differs from cleaning once")
    if shown.encode("utf-8").decode("utf-8") != shown or _stored(shown) != shown:
        wrong.append("it does not come back from the store")
    if plain(case.value).plain != shown or plain(case.value).spans:
        wrong.append("the content is not the text alone")
    if _marks_in_a_row(shown) > 8:
        wrong.append("more than 8 marks on one base")
    return wrong + _judge_size(case, shown) + _judge_category(case, shown)


def _stored(text: str) -> str:
    row = apsw.Connection(":memory:").execute("SELECT ?", (text,)).fetchone()
    return str(row[0]) if row else ""


def _judge_size(case: Case, shown: str) -> list[str]:
    longest = max(map(len, shown.split("\n")))
    if len(shown) > 100_000 or longest > 4_000 or shown.count("\n") > 5_000:
        return ["it is not bounded"]
    text = case.text
    cut = (
        len(text) > 200_000
        or text.count("\n") > 5_000
        or any(len(row) > 4_000 for row in unicodedata.normalize("NFC", text).split("\n"))
    )
    if cut and not FORBIDDEN.search(text) and ELLIPSIS not in shown:
        return ["it was cut without an ellipsis"]
    if ELLIPSIS not in shown and _ascii_words(unicodedata.normalize("NFC", text)) != _ascii_words(
        shown
    ):
        return ["its letters and digits are not all there"]
    return []


def _judge_category(case: Case, shown: str) -> list[str]:
    verbatim = unicodedata.normalize("NFC", case.text)
    kept = case.category in {"markup", "width"} or case.expect.startswith("text kept")
    if kept and shown != verbatim:
        return ["it is not shown verbatim"]
    if case.category in {"surrogate", "invalid_utf8"} and not case.text.isascii():
        strange = re.search("[\ud800-\udfff\ufffd]", case.text)
        if strange and REPLACEMENT not in shown:
            return ["what could not be read is not marked"]
    return []


def _folded(text: str) -> str:
    return re.sub(r"\s", "", text)


def _probe(case: Case) -> str:
    """Return the first cells of a text, which every surface must show in the rows of its slot."""
    first = next((row for row in clean(case.value).split("\n")[:3] if row.strip()), "")
    return _folded(line(first.strip()[:80], 8).removesuffix(ELLIPSIS))


def _judge_painted(app: SurfaceApp, cases: Sequence[Case]) -> list[str]:
    wrong = []
    screen = app.screen._compositor.render_strips()
    for surface in app.surfaces():
        name = type(surface).__name__
        strips = surface.painted(screen)
        for segment in (segment for strip in strips for segment in strip):
            if found := FORBIDDEN.search(segment.text):
                wrong.append(f"{name} holds U+{ord(found[0]):04X}")
            style = segment.style
            if style is not None and (style.link or "@click" in style.meta):
                wrong.append(f"{name} carries a link or an action")
        painted = _folded("".join(strip.text for strip in strips))
        if missing := [case for case in cases if _probe(case) not in painted]:
            wrong.append(f"{name} does not show {_probe(missing[0])!r}")
        if surface.aligned:
            wrong += _judge_columns(name, strips)
    return wrong


def _judge_columns(name: str, strips: Sequence[Strip]) -> list[str]:
    aligned = [
        strip
        for strip in strips
        if strip.crop(WIDTH, WIDTH + cell_width(SENTINEL)).text == SENTINEL
    ]
    if len(aligned) == BATCH:
        return []
    return [f"{name} moved the column of the next cell"]


def _judge_bytes(app: SurfaceApp | HostileDesk) -> list[str]:
    sent = _OWN_SEQUENCES.sub("", "".join(app.written))
    app.written.clear()
    wrong = []
    if found := _ACTIVE.search(sent):
        around = sent[max(found.start() - 8, 0) : found.end() + 8]
        wrong.append(f"U+{ord(found[0]):04X} reached the terminal in {around!a}")
    try:
        sent.encode("utf-8")
    except UnicodeEncodeError:
        wrong.append("a lone surrogate reached the terminal")
    return wrong


async def _click_all(app: SurfaceApp, pilot: Pilot[None]) -> None:
    for surface in app.surfaces():
        for slot in app.slots_of(surface):
            if slot.region.area:
                for column in (0, 2):
                    await pilot.click(slot, offset=(column, 0))


async def _judge_widgets(stage: tuple[SurfaceApp, Pilot[None]], cases: Sequence[Case]) -> list[str]:
    app, pilot = stage
    # Slots left over are emptied, so that what they held before is not laid to this batch.
    values = [case.value for case in cases] + [""] * (BATCH - len(cases))
    for surface in app.surfaces():
        surface.show(values)
    await pilot.pause()
    await pilot.pause()
    wrong = _judge_painted(app, cases)
    if any("@click" in case.text for case in cases):
        await _click_all(app, pilot)
        if app.actions_run:
            wrong.append(f"it ran {app.actions_run[0]}")
            app.actions_run.clear()
    return wrong + _judge_bytes(app)


@asynccontextmanager
async def _widgets() -> AsyncIterator[tuple[SurfaceApp, Pilot[None]]]:
    """Open the app whose columns are single widgets."""
    app = SurfaceApp()
    async with app.run_test(
        headless=False, size=SCREEN, tooltips=True, notifications=True
    ) as pilot:
        yield app, pilot


# the desk itself --------------------------------------------------------------------------------


def _judge_seen(tour: Tour, seen: Seen, cases: Sequence[Case]) -> list[str]:
    wrong = [f"{seen.name}: {one}" for one in (*_judge_bytes(tour.app), *_judge_style(seen.strips))]
    painted = _folded("".join(strip.text for strip in seen.strips))
    missing = [number for number in seen.numbers if _probe(cases[number - 1]) not in painted]
    if missing:
        wrong.append(f"{seen.name} does not show {_probe(cases[missing[0] - 1])!r}")
    return wrong


def _judge_style(strips: Sequence[Strip]) -> list[str]:
    wrong = []
    for segment in (segment for strip in strips for segment in strip):
        if found := FORBIDDEN.search(segment.text):
            wrong.append(f"it holds U+{ord(found[0]):04X}")
        if segment.style is not None and (segment.style.link or "@click" in segment.style.meta):
            wrong.append("it carries a link or an action")
    return wrong


def _judge_printed(printed: Printed, cases: Sequence[Case]) -> list[str]:
    wrong = []
    if found := FORBIDDEN.search(printed.text) or _ACTIVE.search(printed.text):
        wrong.append(f"`{printed.verb}` prints U+{ord(found[0]):04X}")
    shown = _folded(printed.text)
    if any(_probe(cases[number - 1]) not in shown for number in printed.numbers):
        wrong.append(f"`{printed.verb}` does not print it")
    if printed.code:
        wrong.append(f"`{printed.verb}` ended with {printed.code}")
    return wrong


async def _judge_tour(tour: Tour, cases: Sequence[Case]) -> list[str]:
    values = [case.value for case in cases]
    wrong = [one async for seen in tour.stops(values) for one in _judge_seen(tour, seen, cases)]
    return wrong + [one for said in tour.printed(len(cases)) for one in _judge_printed(said, cases)]


# one batch after the other ------------------------------------------------------------------------


async def _judge_batches(
    opened: Callable[[], AbstractAsyncContextManager[Stage]],
    judge_batch: Callable[[Stage, Sequence[Case]], Awaitable[list[str]]],
    size: int,
    cases: Sequence[Case],
    wrong: dict[str, list[str]],
) -> None:
    """Judge all cases in one app, batch by batch; a batch that fails is judged case by case."""
    left = list(cases)
    while left:
        try:
            async with opened() as stage:
                while left:
                    if together := await judge_batch(stage, left[:size]):
                        alone = [await judge_batch(stage, [case]) for case in left[:size]]
                        for case, found in zip(left[:size], alone, strict=True):
                            wrong[case.name] += found
                        if not any(alone):
                            wrong[left[0].name] += [f"its batch: {one}" for one in together]
                    del left[:size]
        except Exception as error:  # noqa: BLE001 - whatever ends the app is the finding
            if not left:
                wrong[cases[-1].name].append(f"the app did not close well: {error!r:.120}")
            alone = [await _alone(opened, judge_batch, case, wrong) for case in left[:size]]
            if alone and not any(alone):
                wrong[left[0].name].append(f"its batch ended the app: {error!r:.120}")
            del left[:size]


async def _alone(
    opened: Callable[[], AbstractAsyncContextManager[Stage]],
    judge_batch: Callable[[Stage, Sequence[Case]], Awaitable[list[str]]],
    case: Case,
    wrong: dict[str, list[str]],
) -> bool:
    """Judge one case in an app of its own; tell whether that app ended by it."""
    try:
        async with opened() as stage:
            wrong[case.name] += await judge_batch(stage, [case])
    except Exception as error:  # noqa: BLE001 - whatever ends the app is the finding
        wrong[case.name].append(f"it ended the app: {error!r:.120}")
        return True
    return False


def judge(cases: Sequence[Case], every: int = 1) -> dict[str, list[str]]:
    """Return what was wrong with each case: at the gate, on single widgets, on the whole desk.

    Only each `every`-th case goes through the whole desk, which takes a third of a second each.
    """
    wrong = {case.name: judge_gate(case) for case in cases}
    asyncio.run(_judge_batches(_widgets, _judge_widgets, BATCH, cases, wrong))
    asyncio.run(_judge_batches(touring, _judge_tour, DESK_BATCH, cases[::every], wrong))
    return wrong


def _judge_part(cases: Sequence[Case], every: int) -> dict[str, list[str]]:
    """Judge cases in a process of its own, where garbage may lie for a while."""
    gc.set_threshold(200_000, 20, 100)
    return judge(cases, every)


def _judge_all(cases: Sequence[Case], every: int) -> dict[str, list[str]]:
    """Judge a large corpus in two processes."""
    if len(cases) <= 2 * DESK_BATCH:
        return judge(cases, every)
    halves = (cases[::2], cases[1::2])
    with ProcessPoolExecutor(len(halves), mp_context=get_context("spawn")) as pool:
        parts = pool.map(_judge_part, halves, [every] * len(halves))
        found = {name: wrong for part in parts for name, wrong in part.items()}
    return {case.name: found[case.name] for case in cases}


def run(path: Path, every: int = 1) -> Result:
    """Judge every case of a corpus by the gate and single widgets, each nth by the whole desk."""
    cases = cases_of(path)
    wrong = _judge_all(cases, every)
    failures = [
        f"{name}: {'; '.join(dict.fromkeys(found))}" for name, found in wrong.items() if found
    ]
    return Result(passed=len(cases) - len(failures), failures=failures)
