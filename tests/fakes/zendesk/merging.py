"""Merges: tickets into a ticket, a customer into a customer."""

from tests.fakes.zendesk.access import refuse_closed
from tests.fakes.zendesk.core import Core
from tests.fakes.zendesk.updating import commit, prepared
from tests.fakes.zendesk.wire import Json, invalid_field


def merge_tickets(core: Core, target_id: int, ids: list[int], actor: Json, given: Json) -> None:
    """Close tickets into a target: a comment on each side, private unless told; raises Refused."""
    refuse_closed(core.state.alive(target_id))
    for one in ids:
        refuse_closed(core.state.alive(one))
    for source_id in ids:
        into = f"This request was closed and merged into request #{target_id}."
        _note(core, source_id, actor, given, "source", into)
        _note(core, target_id, actor, given, "target", f"Request #{source_id} was merged here.")


def _note(core: Core, ticket_id: int, actor: Json, given: Json, side: str, words: str) -> None:
    ticket = core.state.alive(ticket_id)
    draft = ticket.copied()
    public = bool(given.get(f"{side}_comment_is_public"))
    text = given.get(f"{side}_comment") or words
    comment = prepared(core, draft, {"body": text, "public": public}, actor)
    if side == "source":
        draft.values["status"] = "closed"
        draft.values["tags"] = sorted({*draft.values["tags"], "closed_by_merge"})
    commit(core, ticket, draft, comment, actor, {}, "merge", "")


def merge_users(core: Core, loser_id: int, winner_id: int) -> Json:
    """Move a customer's tickets and identities to another; return the winner; raises Refused."""
    state = core.state
    loser, winner = state.row("users", loser_id), state.row("users", winner_id)
    if loser["role"] != "end-user" or winner["role"] != "end-user" or loser_id == winner_id:
        raise invalid_field("base", "Merge: only two different end users can be merged")
    for row in state.rows("identities"):
        if row["user_id"] == loser_id:
            state.change("identities", row["id"], user_id=winner_id, primary=False)
    for ticket in list(state.tickets.values()):
        values = ticket.values
        if loser_id not in (values["requester_id"], values["submitter_id"]):
            continue
        draft = ticket.copied()
        for key in ("requester_id", "submitter_id"):
            if values[key] == loser_id:
                draft.values[key] = winner_id
        for place, one in enumerate(draft.comments):
            if one["author_id"] == loser_id:
                draft.comments[place] = {**one, "author_id": winner_id}
        draft.values["updated_at"] = core.stamp()
        draft.values["generated_timestamp"] = int(core.instant().timestamp())
        core.put_ticket(draft)
    state.drop("users", loser_id)
    tags = sorted({*winner["tags"], *loser["tags"]})
    return state.change("users", winner_id, tags=tags, updated_at=core.stamp())
