"""Answers to surveys computed again from the event log alone, and compared with the table."""

from csr_desk.domain.instants import Instant
from csr_desk.store import answers, events
from csr_desk.store.answers import AnswerRow
from csr_desk.store.connection import Store

_BESIDE = """
SELECT a.id FROM survey_answer a JOIN interaction i ON i.id = a.interaction_id
WHERE i.shift_id NOT IN (
  SELECT json_extract(data, '$.shift') FROM event WHERE kind = 'shift.started')
"""
_FACTS = ("kind", "scale", "raw", "at", "interaction_id")


def read(
    store: Store,
    kind: str,
    from_at: Instant = 0,
    to_at: Instant = answers.FOREVER,
    *,
    as_of: Instant = answers.FOREVER,
) -> list[AnswerRow]:
    """Return what `store.answers.read` returns, from the events alone and so without comments."""
    known: dict[int, tuple[str, AnswerRow]] = {}
    for event in events.read(store, "kind = 'survey.answered'"):
        data = event.data
        if data["survey_kind"] == kind:
            row = AnswerRow(
                data["answer"], kind, data["scale"], data["value"], data["answered_at"],
                event.ticket_id, event.customer_id or 0, event.interaction_id, "",
            )  # fmt: skip
            known[row.id] = (data["survey"], row)
    last: dict[str, AnswerRow] = {}
    for survey, row in sorted(known.values(), key=lambda one: (one[1].at, one[1].id)):
        if row.at <= as_of:
            last[survey] = row
    return sorted(
        (row for row in last.values() if from_at <= row.at < to_at),
        key=lambda one: (one.at, one.id),
    )


def differences(store: Store) -> list[str]:
    """Return one sentence for each answer that counts in the log or the table, but not in both.

    Answers about contacts of a shift that is not in the log, generated or imported, are left out.
    """
    found, beside = [], {row[0] for row in store.all(_BESIDE)}
    for kind in ("csat", "nps", "ces"):
        logged = {one.id: one for one in read(store, kind)}
        stored = {
            one.id: one
            for one in answers.read(store, kind)
            if one.id in logged or one.id not in beside
        }
        for number in sorted(logged.keys() | stored.keys()):
            log, row = (_facts(side.get(number)) for side in (logged, stored))
            if log != row:
                found.append(f"answer {number} ({kind}): {log} in the log, {row} in the table")
    return found


def _facts(row: AnswerRow | None) -> tuple[object, ...] | None:
    return None if row is None else tuple(getattr(row, name) for name in _FACTS)
