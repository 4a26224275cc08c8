"""The directory of teams and people: those of the settings beside those of the helpdesks."""

from csr_desk import errors
from csr_desk.actions.desk import LOCAL, Desk
from csr_desk.config import TeamConfig
from csr_desk.domain.toml_table import did_you_mean
from csr_desk.store import directory
from csr_desk.store.directory import Person, Team

USUAL_TIER = "T2"
"""The tier that is offered where no team has one."""


def take_in(desk: Desk) -> None:
    """Bring the teams of the settings into the store; nothing is written when they stand there."""
    wanted = desk.config.teams
    there = {one.name: one for one in directory.teams(desk.store)} if wanted else {}
    new = [name for name, team in wanted.items() if not _stands(there.get(name), team)]
    if not new:
        return
    with desk.store.transaction():
        for name in new:
            directory.keep_team(desk.store, name, wanted[name].tier, wanted[name].people)
        desk.log("team.taken_in", teams=len(new))


def _stands(there: Team | None, wanted: TeamConfig) -> bool:
    folded = {one.strip().casefold() for one in wanted.people}
    return (
        there is not None
        and there.tier == wanted.tier
        and {one.casefold() for one in there.people} == folded
    )


def teams(desk: Desk) -> list[Team]:
    """Return every team, those of a tier first."""
    take_in(desk)
    return directory.teams(desk.store)


def tiers(desk: Desk) -> list[str]:
    """Return the tiers a case can be sent to, `T2` where no team names one."""
    take_in(desk)
    return directory.tiers(desk.store) or [USUAL_TIER]


def takers(desk: Desk, account: str) -> tuple[list[Team], list[Person]]:
    """Return the teams and colleagues a ticket of an account can be handed to."""
    take_in(desk)
    store = desk.store
    return (
        [one for one in directory.teams(store) if gives(desk, account, "team", one.id)],
        [
            one
            for one in directory.people(store, but=desk.agent_id)
            if gives(desk, account, "agent", one.id)
        ],
    )


def gives(desk: Desk, account: str, kind: str, local_id: int | None) -> bool:
    """Tell whether a ticket of an account can be given to a `team` or an `agent`."""
    return directory.known_at(desk.store, account, kind, local_id, LOCAL)


def higher(desk: Desk, word: str) -> tuple[str, int | None]:
    """Return the tier and team a word names: a team by its name, else a tier.

    A tier with one team is that team. Refused for a word that is neither.
    """
    folded = word.strip().casefold()
    found = teams(desk)
    for one in found:
        if one.name.casefold() == folded:
            return one.tier or USUAL_TIER, one.id
    for tier in tiers(desk):
        if tier.casefold() == folded:
            of_tier = [one.id for one in found if one.tier == tier]
            return tier, of_tier[0] if len(of_tier) == 1 else None
    known = [*tiers(desk), *(one.name for one in found)]
    raise errors.Refused(
        f"there is no tier or team {word}.{did_you_mean(word, known)}",
        f"There are: {', '.join(known)}.",
    )


def taker(desk: Desk, account: str, word: str) -> tuple[int | None, int | None]:
    """Return (team, person) a word names among those a ticket of an account can go to."""
    folded = word.strip().casefold()
    found_teams, found_people = takers(desk, account)
    for team in found_teams:
        if team.name.casefold() == folded:
            return team.id, None
    for one in found_people:
        if one.name.casefold() == folded:
            return None, one.id
    known = [*(team.name for team in found_teams), *(one.name for one in found_people)]
    raise errors.Refused(
        f"there is no team or colleague {word}.{did_you_mean(word, known)}",
        f"There are: {', '.join(known)}." if known else "Name teams in the settings: [teams.NAME].",
    )
