"""Many customers, one incident: open tickets of a short time that share words nobody wrote before.

A word is telling where far more of the new tickets have it than older ones let one expect. Two
telling words that stand together in enough tickets of different customers are the core of a group.
Nothing here acts: a group is proposed to the agent.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from math import ceil
from typing import NamedTuple

_TIMES = 2.0
"""How many times as often as expected a word must stand in the new tickets."""

SHARE = 0.08
"""Of many new tickets so large a share at least: among many, some are alike by chance."""

_PAIR_TIMES = 15.0
"""How much two words together must stand out: one of them plainly, the other at least a little."""

_MOST_WORDS = 12
"""Telling words of one ticket that are paired: the most telling ones."""

_IN_CORE = 0.6
_OF_CORE = 0.4


class Report(NamedTuple):
    """A ticket as it is compared: whose it is and its words, without its customer's name."""

    ticket_id: int
    customer_id: int
    words: frozenset[str]


class Group(NamedTuple):
    """Tickets that look like one incident, in the order given, and the words they share."""

    ticket_ids: tuple[int, ...]
    words: tuple[str, ...]


class Usual(NamedTuple):
    """How many older tickets were read, and in how many of them each word stands."""

    tickets: int
    counts: Mapping[str, int]


def usual(texts: Iterable[frozenset[str]]) -> Usual:
    """Count the words of older tickets."""
    counts: Counter[str] = Counter()
    number = 0
    for words in texts:
        counts.update(words)
        number += 1
    return Usual(number, counts)


def groups(reports: Sequence[Report], known: Usual, least: int) -> list[Group]:
    """Return the groups of at least `least` customers, the largest first; a ticket is in one.

    `SHARE` and how much words must stand out were found on the sample: nothing in it is proposed.
    """
    least = max(least, ceil(SHARE * len(reports)))
    telling = _telling(reports, known, least)
    left, found = list(reports), []
    while (group := _largest(left, telling, least)) is not None:
        found.append(group)
        taken = set(group.ticket_ids)
        left = [one for one in left if one.ticket_id not in taken]
    return found


def _telling(reports: Sequence[Report], known: Usual, least: int) -> dict[str, float]:
    """Return by how much each word that enough customers use stands out."""
    users: dict[str, set[int]] = {}
    for one in reports:
        for word in one.words:
            users.setdefault(word, set()).add(one.customer_id)
    found = {}
    for word, customers in users.items():
        share = (known.counts.get(word, 0) + 0.5) / (known.tickets + 20)
        times = len(customers) / (share * len(reports) + 0.5)
        if len(customers) >= least and times >= _TIMES:
            found[word] = times
    return found


def _largest(reports: Sequence[Report], telling: Mapping[str, float], least: int) -> Group | None:
    """Return the group around the pair of telling words that most customers use."""
    users: dict[tuple[str, str], set[int]] = {}
    for one in reports:
        words = sorted(one.words & telling.keys(), key=lambda word: (-telling[word], word))
        for pair in combinations(sorted(words[:_MOST_WORDS]), 2):
            if telling[pair[0]] * telling[pair[1]] >= _PAIR_TIMES:
                users.setdefault(pair, set()).add(one.customer_id)
    if not users:
        return None
    best = min(
        users, key=lambda pair: (-len(users[pair]), -sum(map(telling.get, pair, (0, 0))), pair)
    )
    if len(users[best]) < least:
        return None
    return _around(best, reports, telling)


def _around(
    pair: tuple[str, str], reports: Sequence[Report], telling: Mapping[str, float]
) -> Group:
    having = [one for one in reports if one.words >= set(pair)]
    counts = Counter(word for one in having for word in one.words & telling.keys())
    core = {word for word, count in counts.items() if count >= _IN_CORE * len(having)}
    enough = max(2.0, _OF_CORE * len(core))
    members = [one for one in reports if one.words >= set(pair) or len(one.words & core) >= enough]
    words = sorted(core, key=lambda word: (-counts[word], -telling[word], word))
    return Group(tuple(one.ticket_id for one in members), tuple(words))
