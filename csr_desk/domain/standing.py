"""How a helpdesk account stands, in the few words the status line has for it."""

from typing import NamedTuple

from csr_desk.domain.bars import ERROR, STRONG, WARNING


class Standing(NamedTuple):
    """An account's state as the engine keeps it; `since` is a clock time such as `13:40`.

    `is_limit` tells a wait the helpdesk's limits ask for from one for a helpdesk in trouble.
    """

    state: str
    since: str = ""
    wait_s: int = 0
    progress: str = ""
    is_limit: bool = True


_URGENCY = ("stopped", "sign_in", "waiting", "offline", "new", "online")


def worst(standings: list[Standing]) -> Standing | None:
    """Return the standing an agent must know of first; None without accounts."""
    return min(standings, key=lambda one: _URGENCY.index(_known(one.state)), default=None)


def words(one: Standing | None) -> tuple[str, str]:
    """Return (words, role) for the status line; `local` without an account."""
    if one is None:
        return "local", STRONG
    if one.state == "stopped":
        return "sync stopped", ERROR
    if one.state == "sign_in":
        return "sign in", ERROR
    if one.state == "waiting":
        why = "rate limit" if one.is_limit else "helpdesk busy"
        return f"waiting {max(one.wait_s, 0)} s ({why})", WARNING
    if one.state == "offline":
        return f"offline since {one.since}", WARNING
    if one.progress:
        return f"syncing {one.progress}", STRONG
    return ("online" if one.state == "online" else "connecting"), STRONG


def _known(state: str) -> str:
    return state if state in _URGENCY else "online"
