"""Running a macro from a place: the list with its preview, the question for many, the way back."""

from collections.abc import Callable, Sequence
from typing import Any

from csr_desk import text
from csr_desk.actions import macro_run, macro_undo
from csr_desk.actions.macro_plan import Plan
from csr_desk.actions.macro_run import Ran
from csr_desk.domain.instants import Instant
from csr_desk.screens.dialogs import Confirm
from csr_desk.screens.host import Host
from csr_desk.screens.macro_pick import MacroPicker
from csr_desk.screens.macro_words import content_of
from csr_desk.store import macros

Done = Callable[[Ran], Any]
"""Shows the tickets as they are after a run."""


def ask_macro(host: Host, ids: Sequence[int], contact_id: int | None, done: Done) -> None:
    """Ask for the macro, show what it will do, run it and call `done`.

    Many tickets are changed only after one more question.
    """

    async def run(found: Plan) -> None:
        ran = macro_run.run(host.desk, found.macro.id, ids, interaction_id=contact_id, seen=found)
        host.say(_said(ran, bool(found.macro.steps.sends)))
        shown = done(ran)
        if shown is not None:
            await shown

    async def chosen(found: Plan) -> None:
        if len(ids) == 1:
            await run(found)
            return
        name = text.line(found.macro.name, 40)
        host.ask(
            Confirm(name, f"{content_of(found).plain[:1500]}\n\nOne undo takes all of it back.",
                    "Run it", "Leave them"),
            lambda yes: run(found) if yes else None,
        )  # fmt: skip

    host.ask(MacroPicker(host.desk, ids), chosen)


def _said(ran: Ran, sends: bool) -> str:
    name, count = text.line(ran.plan.macro.name, 40), len(ran.plan.goes)
    out = f", {len(ran.plan.stays)} left out" if ran.plan.stays else ""
    leaves = "" if not sends or not ran.plan.goes[0].texts else " Its text leaves shortly."
    return f"“{name}” ran on {_tickets(count)}{out}.{leaves} {{message.undo}} takes all back."


def take_back_run(host: Host, acted_at: Instant) -> bool:
    """Take the last run back when nothing was done since then; tell whether it was."""
    run = macros.last_run(host.desk.store, host.desk.now())
    if run is None or run.at < acted_at:
        return False
    host.place.save_typed()
    undone = macro_undo.undo(host.desk)
    name = text.line(run.name, 40)
    kept = " What was typed into its text since then is kept." if undone.kept else ""
    host.unsay(f"“{name}” ran on")
    host.say(f"“{name}” was taken back on {_tickets(len(undone.tickets))}.{kept}")
    host.place.changed()
    return True


def _tickets(count: int) -> str:
    return "1 ticket" if count == 1 else f"{count} tickets"
