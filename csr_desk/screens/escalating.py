"""The way of a case to others: where to, the form, and what the customer is told."""

from collections.abc import Callable
from typing import Any

from csr_desk import text
from csr_desk.actions import (
    canned,
    directory,
    escalation,
    escalation_response,
    escalation_words,
    transfer,
)
from csr_desk.actions.escalation import Wanted
from csr_desk.actions.kept_form import Kept
from csr_desk.screens.dialogs import AskText, Choice, Choose, Pick
from csr_desk.screens.escalate_form import EscalateForm
from csr_desk.screens.host import Host
from csr_desk.store import tickets

Then = Callable[[], Any]
Where = tuple[str, int | None, str]
"""A tier, its team where one is meant, and both in words."""


def ask_escalation(host: Host, ticket_id: int, contact_id: int | None, then: Then) -> None:
    """Ask where to and what for, send the case there, then call `then`."""
    desk = host.desk
    tiers: list[Choice[Where]] = [
        Choice("", one, (one, None, one), "any team of this tier") for one in directory.tiers(desk)
    ]
    teams: list[Choice[Where]] = [
        Choice(
            "",
            one.name,
            (one.tier or directory.USUAL_TIER, one.id, _words(one.tier, one.name)),
            _words(one.tier, ", ".join(one.people[:3])),
        )
        for one in directory.teams(desk)
    ]
    # A named team is more than a tier: those that have one come first.
    tiered = [one for one in teams if one.remark]
    others = [one for one in teams if not one.remark]
    host.ask(
        Pick("Escalate to", [*tiered, *tiers, *others]),
        lambda where: _ask_form(host, ticket_id, contact_id, where, then),
    )


def _words(tier: str, name: str) -> str:
    return " · ".join(one for one in (tier, name) if one)


def _ask_form(host: Host, ticket_id: int, contact_id: int | None, where: Where, then: Then) -> None:
    kept = Kept(host.desk, "escalation", ticket_id)

    async def answered(wanted: Wanted) -> None:
        if await host.attempt(_escalate, host, ticket_id, wanted, contact_id):
            kept.forget()
            await host.attempt(then)

    host.ask(EscalateForm(host, ticket_id, where, contact_id, kept), answered)


def _escalate(host: Host, ticket_id: int, wanted: Wanted, contact_id: int | None) -> None:
    made = escalation.make(host.desk, ticket_id, wanted, contact_id)
    at = escalation_words.moment(host.desk, made.due_at)
    where = text.line(made.where, 60)
    host.say(
        f"Escalated to {where}, answer by {at}. A task says when to update the customer."
        " {message.undo} takes it back."
    )


def offer_response(host: Host, ticket_id: int, otherwise: Then | None = None) -> bool:
    """Offer to tell the customer that the case was escalated; False without a response for it.

    `otherwise` follows when they are not told now.
    """
    found = escalation_response.find(host.desk)
    if found is None:
        return False
    title = text.line(found.title, 40)

    async def answered(yes: bool) -> None:
        if yes:
            await _write(host, ticket_id, found.id)
        elif otherwise is not None:
            await host.attempt(otherwise)

    host.ask(
        Choose(
            "Tell the customer?",
            [Choice("y", f"write “{title}”", True), Choice("n", "not now", False)],
            "The response is put into the reply. You read it, then you send it.",
        ),
        answered,
    )
    return True


async def _write(host: Host, ticket_id: int, canned_id: int) -> None:
    await host.go("ticket", ticket_id=ticket_id)
    place: Any = host.place
    words = canned.preview(host.desk, canned_id, ticket_id).text
    place.show(ticket_id=ticket_id, insert=words, canned_id=canned_id)


# transfers ---------------------------------------------------------------------------------------


def ask_transfer(host: Host, ticket_id: int, contact_id: int | None, then: Then) -> None:
    """Ask to whom, cold or warm, and why; hand the case over, then call `then`."""
    account = tickets.ticket(host.desk.store, ticket_id).account
    teams, people = directory.takers(host.desk, account)
    choices: list[Choice[transfer.Wanted]] = [
        *(
            Choice("", one.name, transfer.Wanted("", team_id=one.id), _words("team", one.tier))
            for one in teams
        ),
        *(
            Choice("", one.name, transfer.Wanted("", agent_id=one.id), ", ".join(one.teams))
            for one in people
        ),
    ]
    if not choices:
        host.say(
            "There is nobody to transfer to. Name teams in the settings: [teams.NAME].", "warning"
        )
        return
    host.ask(
        Pick("Transfer to", choices),
        lambda whom: _ask_warmth(host, ticket_id, contact_id, whom, then),
    )


def _ask_warmth(
    host: Host, ticket_id: int, contact_id: int | None, whom: transfer.Wanted, then: Then
) -> None:
    host.ask(
        Choose(
            "How?",
            [
                Choice("c", "cold", False, "it changes hands at once"),
                Choice("w", "warm", True, "when the other side has accepted"),
            ],
        ),
        lambda warm: _ask_reason(host, ticket_id, contact_id, whom._replace(is_warm=warm), then),
    )


def _ask_reason(
    host: Host, ticket_id: int, contact_id: int | None, whom: transfer.Wanted, then: Then
) -> None:
    async def made(reason: str) -> None:
        done = transfer.make(host.desk, ticket_id, whom._replace(reason=reason), contact_id)
        name = text.line(done.whom, 40)
        host.say(
            f"Offered to {name}. {{escalation.step}} notes whether they accept."
            if done.is_warm
            else f"Transferred to {name}. {{message.undo}} takes it back."
        )
        await host.attempt(then)

    host.ask(
        AskText(
            "Why?",
            "The other side reads it in a note.",
            check=lambda typed: None if typed.strip() else "Say why, for instance: billing case.",
        ),
        made,
    )
