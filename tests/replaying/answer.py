"""What the desk says after a shift, in the form of the expectation.

Every value comes from a report, a sheet or a record of the product; only names of the script stand
in place of numbers of the store.
"""

from collections.abc import Callable
from typing import Any

from csr_desk.domain.instants import SECOND, Instant, iso
from csr_desk.reports import handover, log, report, report_text
from csr_desk.reports.report import Written
from csr_desk.store.handover import Open
from tests.replaying.stage import Stage

ROW = {
    "talk_s": "talk",
    "hold_s": "hold",
    "acw_s": "after_call_work",
    "handle_s": "handle_time",
    "wall_s": "wall_time",
    "opened": "started_at",
    "contact_end": "ended_at",
    "logged_local": "wrapped_at",
    "logged_remote": "synced_at",
    **{name: name for name in ("id", "customer", "channel", "reason", "outcome")},
}
"""Names of a row in the expectation, and in a record of the log."""

APPROVED, RECORDED = "approved", "recorded"


def answer(stage: Stage) -> dict[str, Any]:
    """Return everything the desk says of the shift that has ended."""
    written = report.shift(stage.desk.store, stage.config, stage.desk.agent_id, stage.desk.now())
    told = report_text.as_json(written, stage.zone)
    figures: dict[str, Any] = {
        **{name: _value(figure) for name, figure in told["figures"].items()},
        **{name: value for name, value in told.items() if name not in ("figures", "states")},
        **told["evidence"],
        "top_reasons": told["reasons"],
        "cost_per_contact": _cost(told["figures"]),
        "handle_spread": {name: one["value"] for name, one in told["handle_spread"].items()},
        "sla_first_response_breached": _late(stage, told),
        **{name: teller(stage) for name, teller in TELLERS.items()},
        **_matured(stage, written),
    }
    return {
        "as_of": told["as_of"],
        "figures": figures,
        "interactions": rows(stage),
    }


def _value(figure: dict[str, Any]) -> Any:
    """Return a ratio as a ratio, and what is counted alone as its number."""
    if figure["den"] is None:
        return figure["value"]
    return figure


def _cost(figures: dict[str, Any]) -> dict[str, Any]:
    return {"wage_per_hour": figures["wage_per_hour"]["value"], **figures["cost_per_contact"]}


def _names(stage: Stage) -> dict[int, str]:
    """Return the script's name of each ticket."""
    known = {one["ticket"] for one in stage.script.get("tickets", [])} | set(stage.ids)
    return {found: name for name in known if (found := stage.known(name)) is not None}


def _late(stage: Stage, told: dict[str, Any]) -> list[int]:
    """Return the contacts whose tickets were answered late: the expectation names those."""
    sql = "SELECT min(id) FROM interaction WHERE ticket_id = ?"
    late = told["evidence"]["sla_first_response_breached"]
    return sorted(int(stage.desk.store.value(sql, one) or 0) for one in late)


def rows(stage: Stage) -> list[dict[str, Any]]:
    """Return the records of the log, in the order in which the contacts were opened."""
    names, found = _names(stage), []
    store, now = stage.desk.store, stage.desk.now()
    for record in sorted(log.records(store, now), key=lambda one: (one.started_at, one.id)):
        told = record.as_json(stage.zone, now)
        row = {name: told[key] for name, key in ROW.items()}
        sql = "SELECT ticket_id, recovered_s FROM interaction WHERE id = ?"
        ticket, recovered = store.one(sql, record.id) or (0, None)
        row["ticket"] = names.get(ticket, str(ticket))
        row |= {"recovered_s": recovered} if recovered else {}
        found.append(row)
    return found


# what the log and the store say beside the report ----------------------------------------------


def refunds(stage: Stage) -> list[dict[str, Any]]:
    """Return the refunds with what became of them, by the contact they were asked for in."""
    sql = (
        "SELECT interaction_id, amount, state, decider, agent_id FROM order_request"
        " WHERE kind = 'refund' AND state IN ('approved', 'recorded') ORDER BY id"
    )
    found = []
    for contact, amount, state, decider, _ in stage.desk.store.all(sql):
        row = {"ix": contact, "amount": f"{amount / 100:.2f}", "state": state}
        if decider:
            row["by_role"] = str(decider).lower()
        elif state == RECORDED:
            row["state"] = "recorded within the limit"
        found.append(row)
    return found


def _count(kind: str) -> Callable[[Stage], int]:
    """Return a teller of how many events of a kind are in the log."""
    sql = "SELECT count(*) FROM event WHERE kind = ?"
    return lambda stage: int(stage.desk.store.value(sql, kind))


def resent(stage: Stage) -> int:
    """Return how many operations were in doubt and left a second time."""
    sql = (
        "SELECT count(*) FROM operation WHERE attempts > 1 AND uid IN"
        " (SELECT json_extract(data, '$.operation') FROM event WHERE kind = 'operation.in_doubt')"
    )
    return int(stage.desk.store.value(sql))


def follow_ups_done(stage: Stage) -> list[str]:
    """Return the tasks that were ticked off, by the script's names."""
    sql = "SELECT done_at FROM follow_up WHERE id = ?"
    done = [name for name, one in stage.tasks.items() if stage.desk.store.value(sql, one)]
    return sorted(done)


def sheet(stage: Stage) -> dict[str, Any]:
    """Return the handover sheet that was kept at the end of the shift."""
    found = handover.kept(stage.desk.store, stage.desk.agent_id)
    if found is None:
        return {}
    document, tasks = handover.as_json(found, stage.zone), {v: k for k, v in stage.tasks.items()}
    sections = found.sections

    def due(row: Open, **more: Any) -> dict[str, Any]:
        return {**more, "due": iso(row.due_at or 0, stage.zone)}

    return {
        "unlogged": len(sections["unlogged"]),
        "outbox": len(sections["unsent"]),
        "held": sum(row.state == "held" for row in sections["unsent"]),
        "escalations": [due(row, ix=row.interaction_id) for row in sections["escalations"]],
        "callbacks": [
            {"ix": row["interaction"], "due": row["due"], "shown_from": row["shown_from"]}
            for row in document["callbacks"]
        ],
        "pending_customer": [row.interaction_id for row in sections["pending_customer"]],
        "pending_internal": [row.interaction_id for row in sections["pending_internal"]],
        "tasks": [due(row, task=tasks.get(row.id)) for row in sections["tasks"]],
    }


def _matured(stage: Stage, written: Written) -> dict[str, Any]:
    """Return from when the shift's FCR is final, and what it is then, by the reports."""
    ends = "SELECT max(ended_at) FROM interaction WHERE shift_id = ?"
    last = int(stage.desk.store.value(ends, written.number) or 0)
    at = last + stage.config.kpi.fcr_window_s * SECOND
    return {
        "fcr_issue_7d_matured_from": iso(at, stage.zone),
        "fcr_issue_7d_matured_after_that": _fcr_at(stage, written, at + SECOND),
    }


def _fcr_at(stage: Stage, written: Written, at: Instant) -> Any:
    from csr_desk.domain import kpi
    from csr_desk.reports import feed

    data = feed.read(stage.desk.store, stage.config, stage.desk.agent_id, written.report.period, at)
    later = kpi.report(data, written.report.period, at, written.settings)
    return later.figures["fcr_issue_7d_matured"].as_json()


TELLERS: dict[str, Callable[[Stage], Any]] = {
    "refunds": refunds,
    "undone_sends": _count("message.undone"),
    "held_sends": _count("message.held"),
    "doubtful_sends": _count("operation.in_doubt"),
    "resent_after_doubt": resent,
    "kb_drafts": _count("kb.draft_from_tickets"),
    "feedback_records": _count("feedback.added"),
    "follow_ups_done": follow_ups_done,
    "handover": sheet,
}
