"""Approvals that come from the helpdesk: an approver's internal note `approve R12` decides here."""

import re

from csr_desk import errors
from csr_desk.actions import refund
from csr_desk.actions.desk import Desk
from csr_desk.domain.instants import MINUTE
from csr_desk.domain.order_request import RequestState
from csr_desk.store import order_requests
from csr_desk.store.order_requests import Request

SKEW = 5 * MINUTE
"""How far the helpdesk's clock may be behind this one."""

_ANSWER = re.compile(
    r"\s*(approve|decline)[sd]?\s+R([0-9]{1,9})\b[\s.,:;-]*(.{0,500})", re.I | re.S
)
_NOTES = (
    "SELECT agent_id, body FROM message WHERE ticket_id = ? AND kind = 'internal'"
    " AND author_kind = 'agent' AND state NOT IN ('held', 'dropped') AND at >= ?"
    " AND agent_id IS NOT NULL AND agent_id <> ? ORDER BY at, id"
)


def take_up(desk: Desk) -> list[Request]:
    """Decide on what waits as approvers answered on its tickets; return what was decided.

    The first answer of an approver counts. Notes of the person who asked, of anybody who is no
    approver and of unknown people decide nothing.
    """
    asked = [
        one
        for one in order_requests.waiting(desk.store)
        if one.state is RequestState.REQUESTED and one.ticket_id is not None
    ]
    return [done for one in asked if (done := _answered(desk, one)) is not None]


def _answered(desk: Desk, one: Request) -> Request | None:
    for agent_id, body in desk.store.all(_NOTES, one.ticket_id, one.at - SKEW, one.agent_id):
        answer = _ANSWER.match(body)
        if answer is None or int(answer[2]) != one.id or not refund.is_approver(desk, agent_id):
            continue
        try:
            if answer[1].lower() == "approve":
                return refund.approve(desk, one.id, answer[3], by=agent_id)
            return refund.decline(desk, one.id, answer[3] or "no reason given", by=agent_id)
        except errors.Refused:  # an answer that cannot count, such as one's own, leaves it waiting
            continue
    return None
