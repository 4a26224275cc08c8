"""What is said of escalations unasked, and the lines about them beside a ticket."""

from datetime import tzinfo
from typing import TYPE_CHECKING

from csr_desk import text
from csr_desk.actions import customer_confirm, identity_check
from csr_desk.actions.desk import Desk
from csr_desk.domain.escalation import OVERDUE, Handing, Step
from csr_desk.domain.instants import MINUTE, Instant
from csr_desk.errors import DeskError
from csr_desk.screens.ticket_side import WIDTH
from csr_desk.store import customers, escalations
from csr_desk.store.connection import Store
from csr_desk.store.escalations import Verification
from csr_desk.store.tickets import Ticket
from csr_desk.widgets.fact_lines import Fact
from csr_desk.widgets.moments import moment, when

if TYPE_CHECKING:
    from csr_desk.actions.escalation_settle import Became
    from csr_desk.screens.host import Host


def tell(host: "Host") -> None:
    """Tell once of each escalation that was taken up or answered, comes near or is overdue."""
    from csr_desk.actions import escalation_settle, escalation_watch

    try:
        became = escalation_settle.settle(host.desk)
        found = escalation_watch.look(host.desk)
    except DeskError as error:
        host.told(error)
        return
    for each in became[:3]:
        host.notify(_became(each))
    for one in found[:3]:
        where = text.line(one.escalation.where, 40)
        left = max(one.escalation.due_at - host.desk.now(), 0) // MINUTE
        words = (
            f"#{one.reference}: nobody has accepted the escalation to {where}. Ask them."
            if one.is_overdue
            else f"#{one.reference}: the escalation to {where} is due in {left} min."
        )
        host.notify(words, severity="warning")
    if found:
        host.bell()


def _became(one: "Became") -> str:
    where = text.line(one.escalation.where, 40)
    if one.is_again:
        state = one.escalation.step.value
        return f"#{one.reference} is open again, and so is its escalation to {where}: {state}."
    if one.escalation.step is Step.ACCEPTED:
        return f"#{one.reference}: {where} accepted the escalation."
    return f"#{one.reference}: {where} answered: {text.line(one.escalation.answer, 60)}"


def remark(store: Store, ticket_id: int, now: Instant) -> str:
    """Return in a word how a ticket is escalated or offered, "" when it is neither."""
    waiting = escalations.offered(store, ticket_id)
    if waiting is not None:
        return f"offered to {text.line(waiting.whom, 20)}"
    found = escalations.unclosed(store, ticket_id)
    return f"{text.line(found[0].where, 20)}: {found[0].state(now)}" if found else ""


def beside(desk: Desk, ticket: Ticket) -> list[Fact]:
    """Return the lines about escalation, transfer and identity for the side of a ticket."""
    now, zone = desk.now(), desk.zone
    handed = _handed(desk.store, ticket.id, now, zone)
    found = [_fact("Handed over", "strong"), *handed, _fact("")] if handed else []
    checked = identity_words(identity_check.last(desk, ticket.customer_id), now, zone)
    if checked:
        found.append(_fact(checked))
    record = customers.record(desk.store, ticket.customer_id)
    if to_confirm := customer_confirm.old_words(desk, record):
        found.append(_fact(f"details: {to_confirm[:1].lower()}{to_confirm[1:]}", "muted"))
    return found


def _handed(store: Store, ticket_id: int, now: Instant, zone: tzinfo) -> list[Fact]:
    found: list[Fact] = []
    for one in escalations.unclosed(store, ticket_id):
        state = one.state(now)
        found.append(_fact(f"{state}  {one.where}", "strong" if state == OVERDUE else "plain"))
        if one.step is Step.OPEN:
            found.append(_fact(f"  answer by {when(one.due_at, now, zone)}"))
        if one.answer:
            found.append(_fact(f"  {one.answer}"))
    last = escalations.last_transfer(store, ticket_id)
    if last is not None and last.state in (Handing.OFFERED, Handing.DECLINED):
        found.append(_fact(f"{last.state.value}  {last.whom}"))
    return found


def _fact(words: str, role: str = "plain") -> Fact:
    return text.line(words, WIDTH - 3), role


def identity_words(one: Verification | None, now: Instant, zone: tzinfo) -> str:
    """Return what is known of the customer's identity, "" when it was never checked."""
    if one is None:
        return ""
    return f"identity {one.result.value}  {moment(one.at, now, zone)}, {one.method}"
