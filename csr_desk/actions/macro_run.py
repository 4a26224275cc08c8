"""Running a macro: everything it does on all tickets in one transaction, each step in the log."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from csr_desk import errors
from csr_desk.actions import acknowledge, draft, follow_up, macro_undo, message, required, snooze
from csr_desk.actions import ticket as ticket_actions
from csr_desk.actions.desk import Desk
from csr_desk.actions.macro_plan import TASK, One, Plan, plan
from csr_desk.domain.instants import SECOND, Instant
from csr_desk.domain.models import DraftKind
from csr_desk.store import remote
from csr_desk.store.macros import Macro


class Ran(NamedTuple):
    """What a run did: on which tickets, and which text waits in the composer of the first one."""

    run_id: int
    plan: Plan
    opens: DraftKind | None
    until: Instant


def run(
    desk: Desk,
    macro_id: int,
    ids: Iterable[int],
    *,
    interaction_id: int | None = None,
    seen: Plan | None = None,
) -> Ran:
    """Run a macro on tickets as one act; `interaction_id` is the contact of the only one.

    Tickets that the plan leaves out stay as they are, and so do those that are not as in `seen`,
    the plan the agent read. Raises Refused when that are all, and for a macro changed since.
    """
    with desk.store.transaction():
        wanted = plan(desk, macro_id, ids)
        if seen is not None:
            wanted = _as_read(wanted, seen)
        macro = wanted.macro
        if not wanted.goes:
            why = wanted.stays[0].problem if wanted.stays else "no ticket is chosen"
            raise errors.Refused(f"“{macro.name}” was not run: {why}")
        now = desk.now()
        run_id = desk.store.insert("macro_run", macro_id=macro.id, at=now, until=now)
        until = now + follow_up.UNDO_AGE
        for one in wanted.goes:
            release_at = _run_on(desk, macro, run_id, one, interaction_id)
            until = min(until, release_at or until)
        # The run is the act that undo takes back, and newer than each of its parts.
        desk.store.execute(
            "UPDATE macro_run SET at = ?, until = ? WHERE id = ?", desk.now(), until, run_id
        )
        desk.store.execute(
            "UPDATE macro SET uses = uses + 1, last_used_at = ? WHERE id = ?", now, macro.id
        )
        macro_undo.forget_old(desk)
        return Ran(run_id, wanted, _opens(macro, wanted), until)


def _run_on(
    desk: Desk, macro: Macro, run_id: int, one: One, interaction_id: int | None
) -> Instant | None:
    """Do what a run does on one ticket, kept for its undo; return when the first of it leaves."""
    before = macro_undo.state(desk, one.ticket.id)
    done, release_at = _do(desk, macro, one, interaction_id)
    macro_undo.keep(desk, run_id, one.ticket.id, before, done)
    desk.log(
        "macro.run",
        ticket_id=one.ticket.id,
        customer_id=one.ticket.customer_id,
        interaction_id=interaction_id,
        macro=macro.id,
        version=macro.version,
        run=run_id,
        did=[line.what for line in one.lines],
        operations=[uid for uids in done.values() for uid in uids],
    )
    return release_at


def _as_read(now: Plan, seen: Plan) -> Plan:
    """Leave out tickets that were none to be changed, or on which somebody wrote since."""
    if now.macro.version != seen.macro.version:
        raise errors.Refused(f"“{now.macro.name}” was changed meanwhile", "Look at it again.")
    known = {one.ticket.id: one.newest for one in seen.goes}
    goes = tuple(one for one in now.goes if known.get(one.ticket.id) == one.newest)
    ids = {one.ticket.id for one in goes}
    other = [one for one in now.goes if one.ticket.id not in ids]
    changed = tuple(one._replace(problem="it changed meanwhile") for one in other)
    return Plan(now.macro, goes, changed + now.stays)


def _opens(macro: Macro, wanted: Plan) -> DraftKind | None:
    texts = wanted.goes[0].texts
    return None if macro.steps.sends or not texts else texts[0][0]


def _do(
    desk: Desk, macro: Macro, one: One, interaction_id: int | None
) -> tuple[dict[str, Any], Instant | None]:
    """Do what a macro does on one ticket; return what was done, and when the first of it leaves."""
    ticket, steps = one.ticket, macro.steps
    done: dict[str, Any] = {"changes": [], "filled": [], "posted": []}
    release_at: Instant | None = None
    for kind, text in one.texts:
        if steps.sends:
            posted = _post(desk, macro, one, kind, text.text, interaction_id)
            done["posted"].append(posted.operation)
            release_at = posted.release_at
        else:
            _compose(desk, macro, one, kind, text.text)
    if one.fields:
        done["filled"] += required.fill(desk, ticket.id, dict(one.fields))
    changed = ticket_actions.change(desk, ticket.id, one.change)
    if changed is not None:
        done["changes"].append(changed)
    if one.follow_up is not None:
        follow_up.add(
            desk,
            steps.task or TASK,
            one.follow_up.at,
            ticket_id=ticket.id,
            customer_id=ticket.customer_id,
            interaction_id=interaction_id,
        )
    if one.snooze is not None:
        snooze.snooze(desk, [ticket.id], one.snooze.at)
    return done, release_at


def _post(
    desk: Desk, macro: Macro, one: One, kind: DraftKind, body: str, interaction_id: int | None
) -> message.Posted:
    """Send a text, to leave when it cannot be taken back any more."""
    way = one.ticket.reply_channel.value
    wait_s = max(desk.config.undo_send_s.get(way, 0), acknowledge.UNDO_S)
    release_at = desk.now() + wait_s * SECOND
    if kind is DraftKind.NOTE:
        return message.note(
            desk, one.ticket.id, body, interaction_id=interaction_id, release_at=release_at
        )
    return message.reply(
        desk,
        one.ticket.id,
        body,
        interaction_id=interaction_id,
        channel=way,
        undo_s=wait_s,
        status=one.status,
        canned=_canned(desk, macro),
    )


def _compose(desk: Desk, macro: Macro, one: One, kind: DraftKind, text: str) -> None:
    """Put a text behind what is typed already; the status goes along when it is sent."""
    typed = draft.load(desk, one.ticket.id, kind)
    before = typed.body.rstrip() if typed else ""
    body = f"{before}\n\n{text}" if before else text
    extra: dict[str, Any] = dict(typed.extra) if typed else {}
    if kind is DraftKind.REPLY:
        if used := _canned(desk, macro):
            extra["canned"] = [*extra.get("canned", ()), *used]
        if one.status is not None:
            extra[draft.STATUS] = int(one.status)
    draft.save(desk, one.ticket.id, kind, body, len(body), extra=extra or None)


def _canned(desk: Desk, macro: Macro) -> tuple[int, ...]:
    """Return the response that stands for a helpdesk's macro, so that the helpdesk counts it."""
    if not macro.account:
        return ()
    there = remote.remote_id(desk.store, macro.account, "macro", macro.id)
    found = remote.local_id(desk.store, macro.account, "canned", there)
    return () if found is None else (found,)
