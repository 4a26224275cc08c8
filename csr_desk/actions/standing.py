"""How the helpdesk accounts of a desk stand, read from what the engine wrote down."""

from csr_desk import token_file
from csr_desk.actions.desk import LOCAL, Desk
from csr_desk.domain.instants import SECOND, to_datetime
from csr_desk.domain.standing import Standing
from csr_desk.store import remote


def standings(desk: Desk) -> list[Standing]:
    """Return the standing of each helpdesk of the settings; one never used yet is `new`."""
    helpdesks = [one for one in desk.config.accounts.values() if one.backend != LOCAL]
    rows = {row.name: row for row in remote.accounts(desk.store)} if helpdesks else {}
    found = []
    for one in helpdesks:
        row = rows.get(one.name)
        if row is None:
            found.append(Standing("new"))
            continue
        since = to_datetime(row.since, desk.zone).strftime("%H:%M")
        wait_s = 0 if row.until is None else -(-(row.until - desk.now()) // SECOND)
        is_limit = "slow down" in row.words or "limit" in row.words
        found.append(Standing(row.state, since, wait_s, row.progress, is_limit))
    return found


def age_s(desk: Desk) -> int | None:
    """Return how old the data of the stalest helpdesk is, in seconds; None before any pull."""
    names = [one.name for one in desk.config.accounts.values() if one.backend != LOCAL]
    if not names:
        return None
    pulled = [row.pulled_at for row in remote.accounts(desk.store) if row.name in names]
    known = [at for at in pulled if at is not None]
    return max((desk.now() - min(known)) // SECOND, 0) if known else None


def open_conflicts(desk: Desk) -> int:
    """Return how many fields wait for the agent's choice."""
    return int(desk.store.value("SELECT count(*) FROM conflict WHERE resolved_at IS NULL"))


def has_bare_secret(desk: Desk) -> bool:
    """Tell whether a sign-in is kept in a file without encryption, as the agent once chose."""
    names = [one.name for one in desk.config.accounts.values() if one.backend != LOCAL]
    return any(token_file.TokenFile(desk.places.data, name).path.exists() for name in names)
