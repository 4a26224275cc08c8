"""Canned responses with their folders, scopes and uses, and the knowledge articles."""

import json
from collections import Counter
from collections.abc import Mapping
from functools import cache
from typing import Any

from csr_desk.demo.dice import Dice
from csr_desk.demo.plan import AGENTS, ME, Plan
from csr_desk.demo.tables import Rows
from csr_desk.demo.texts import table
from csr_desk.domain.instants import DAY, Instant


def _entries() -> list[dict[str, Any]]:
    return list(table("canned")["canned"])


@cache
def canned_names() -> dict[str, int]:
    """Return the row number of each canned response by its name."""
    return {entry["name"]: number for number, entry in enumerate(_entries(), 1)}


@cache
def fitting(tags: tuple[str, ...], language: str) -> tuple[str, ...]:
    """Return the names of the responses that fit a topic's tags, or the general ones."""
    spoken = [one for one in _entries() if one["language"] in ("en", language)]
    close = [one["name"] for one in spoken if set(one.get("tags", ())) & set(tags)]
    return tuple(close or [one["name"] for one in spoken if one["folder"] == "General"])


def canned_rows(plan: Plan, dice: Dice, uses: Counter[str], last: Mapping[str, Instant]) -> Rows:
    """Yield the canned responses; one is expired, three are the agent's own."""
    for number, entry in enumerate(_entries(), 1):
        made = plan.now - dice.between(40, 600) * DAY
        expires = entry.get("valid")
        mine = entry["scope"] == "mine"
        name = entry["name"]
        yield (
            "canned",
            (
                number,
                dice.uid(made),
                name,
                entry["title"],
                entry["body"],
                entry["folder"],
                entry["scope"],
                ME if mine else dice.between(2, AGENTS),
                entry["language"],
                json.dumps(entry.get("channels", [])),
                json.dumps(entry.get("tags", [])),
                entry.get("set_status"),
                None if expires is None else plan.now + expires * DAY,
                uses[name],
                last.get(name),
                made,
                made + dice.between(0, 30) * DAY,
            ),
        )


def article_rows(plan: Plan, dice: Dice) -> Rows:
    """Yield the knowledge articles."""
    for number, entry in enumerate(table("articles")["article"], 1):
        made = plan.now - dice.between(20, 500) * DAY
        owner = dice.between(1, AGENTS)
        texts = (entry["title"], entry["body"], entry["folder"], entry["language"])
        yield "article", (number, dice.uid(made), *texts, owner, made, made)
