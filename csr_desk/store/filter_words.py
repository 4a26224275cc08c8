"""A filter as the agent types it: `priority:urgent channel:email tag:vip refund`.

A word `field:value` asks for a field; a value may be cut short while it is clear. Every other
word, also one whose value there is not, is looked for in subject, customer, reference and tags.
"""

from collections.abc import Callable, Iterable

from csr_desk.domain.models import Channel, Priority, Status
from csr_desk.store.connection import Store
from csr_desk.store.views import Filter

_ANYONE = ("me", "nobody")


def parse(store: Store, typed: str) -> Filter:
    """Return the filter that a typed line means, in this store's groups, agents and tags."""
    found, words = Filter(), []
    for word in typed.split():
        field, _, value = word.partition(":")
        taken = _TAKE[field.lower()](store, found, value) if _is_field(field, value) else None
        if taken is None:
            words.append(word)
        else:
            found = taken
    return found._replace(text=" ".join(words))


def _is_field(field: str, value: str) -> bool:
    return bool(value) and field.lower() in _TAKE


def joined(first: Filter, second: Filter) -> Filter:
    """Return the filter of tickets that fit both; where both name a field the second one counts."""
    return Filter(
        statuses=second.statuses or first.statuses,
        priorities=second.priorities or first.priorities,
        channels=second.channels or first.channels,
        groups=second.groups or first.groups,
        assignee=second.assignee or first.assignee,
        tags=tuple(dict.fromkeys((*first.tags, *second.tags))),
        text=" ".join(part for part in (first.text, second.text) if part),
    )


def _clear(value: str, options: Iterable[str]) -> str | None:
    """Return the option that is meant: the same word, or the only one that begins so."""
    wanted = value.casefold()
    known = list(options)
    same = [option for option in known if option.casefold() == wanted]
    begun = same[:1] or [option for option in known if option.casefold().startswith(wanted)]
    return begun[0] if len(begun) == 1 else None


def _status(store: Store, found: Filter, value: str) -> Filter | None:
    word = _clear(value, (one.word for one in Status))
    if word is None:
        return None
    return found._replace(statuses=(*found.statuses, int(Status[word.upper()])))


def _priority(store: Store, found: Filter, value: str) -> Filter | None:
    word = _clear(value, (one.word for one in Priority))
    if word is None:
        return None
    return found._replace(priorities=(*found.priorities, int(Priority[word.upper()])))


def _channel(store: Store, found: Filter, value: str) -> Filter | None:
    word = _clear(value, (one.value for one in Channel))
    return None if word is None else found._replace(channels=(*found.channels, word))


def _group(store: Store, found: Filter, value: str) -> Filter | None:
    word = _clear(value.replace("_", " "), (row[0] for row in store.all("SELECT name FROM team")))
    return None if word is None else found._replace(groups=(*found.groups, word))


def _assignee(store: Store, found: Filter, value: str) -> Filter | None:
    names = [row[0] for row in store.all("SELECT name FROM agent")]
    word = _clear(value.replace("_", " "), [*_ANYONE, *names])
    return None if word is None else found._replace(assignee=word)


def _tag(store: Store, found: Filter, value: str) -> Filter | None:
    return found._replace(tags=(*found.tags, value.lower()))


_TAKE: dict[str, Callable[[Store, Filter, str], Filter | None]] = {
    "status": _status,
    "priority": _priority,
    "channel": _channel,
    "group": _group,
    "assignee": _assignee,
    "tag": _tag,
}
