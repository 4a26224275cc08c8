"""Every contact of a period as raw rows, with the columns the summary's formulas count in."""

import json
from collections.abc import Iterator, Sequence
from datetime import tzinfo
from typing import Final

from csr_desk.domain import kpi
from csr_desk.domain.instants import SECOND, to_datetime
from csr_desk.domain.kpi.outcomes import ESCALATED
from csr_desk.domain.kpi.selection import canonical
from csr_desk.domain.kpi.timeliness import local_timeliness, remote_timeliness
from csr_desk.reports import groupings
from csr_desk.reports.export_columns import (
    Cell,
    Column,
    Sort,
    Table,
    between,
    flag,
    moment,
    moments,
    seconds,
)
from csr_desk.reports.report import Written
from csr_desk.store.connection import Row, Store

HANDLED, SPAM, UNLOGGED = "handled", "spam", "unlogged"

_WORDS: Final = """
SELECT i.id, t.reference, t.subject, c.name, a.name, i.flags, coalesce(w.note, ''),
  coalesce(w.next_action, '')
FROM interaction i
JOIN ticket t ON t.id = i.ticket_id
JOIN customer c ON c.id = i.customer_id
JOIN agent a ON a.id = i.agent_id
LEFT JOIN wrap_up w ON w.id = (
  SELECT max(id) FROM wrap_up WHERE interaction_id = i.id AND undone_at IS NULL)
WHERE i.id IN (SELECT value FROM json_each(?))
"""
_NO_WORDS: Final = ("", "", "", "", "[]", "", "")
_CHUNK: Final = 500
_DAY_S: Final = 86_400


def _seconds(key: str, head: str, formula: str = "") -> Column:
    return Column(key, head, Sort.FORMULA_SECONDS if formula else Sort.SECONDS, 11, formula)


def _flag(key: str, head: str) -> Column:
    return Column(key, head, Sort.NUMBER, 10)


COLUMNS: Final = (
    Column("contact", "Contact", Sort.NUMBER, 9),
    Column("ticket", "Ticket", width=12),
    Column("subject", "Subject", width=32),
    Column("customer", "Customer", width=22),
    Column("person", "Customer number", Sort.NUMBER, 10),
    Column("channel", "Channel", width=10),
    Column("direction", "Direction", Sort.OWN_TEXT, 9),
    Column("counted", "Counted as", Sort.OWN_TEXT, 11),
    *moments("started", "Started"),
    *moments("ended", "Contact end"),
    *moments("logged", "Logged here"),
    *moments("accepted", "Logged at the helpdesk"),
    _seconds("talk_s", "Talk s"),
    _seconds("hold_s", "Hold s"),
    _seconds("acw_s", "After-call work s"),
    _seconds("handle_s", "Handle s", "{talk_s}{row}+{hold_s}{row}+{acw_s}{row}"),
    Column("handle", "Handle h:mm:ss", Sort.FORMULA_CLOCK, 10, "{handle_s}{row}/86400"),
    _seconds("wall_s", "Open to wrap-up s"),
    Column("reason", "Reason", width=24),
    Column("outcome", "Outcome", width=18),
    Column("cause", "Cause", width=16),
    Column("tags", "Tags", width=20),
    Column("order", "Order", width=14),
    Column("next_action", "Next action", width=16),
    Column("note", "Note", width=40),
    Column("flags", "Flags", width=16),
    Column("agent", "Agent", width=16),
    Column("hour", "Hour of the contact end", Sort.NUMBER, 8),
    _seconds(
        "counted_handle_s",
        "Handle s, handled only",
        'IF({counted}{row}="handled",{handle_s}{row},"")',
    ),
    _flag("new_person", "First contact row of this customer"),
    _flag("local_due", "Log due here"),
    _seconds("local_delay_s", "Contact end to log s"),
    _flag("remote_due", "Log due at the helpdesk"),
    _seconds("remote_delay_s", "Contact end to helpdesk s"),
    _flag("issue_first", "First contact of an issue"),
    _flag("issue_success", "Issue solved by it"),
    _flag("customer_first", "First contact of a customer"),
    _flag("customer_success", "Customer did not return"),
    _flag("matured", "Time to return is over"),
    Column("escalated_tier", "Escalated to tier", width=10),
    Column("escalated_cause", "Escalated for cause", width=16),
)
"""The sheet `Contacts`; its columns stand in the order in which `_Rows.row` gives the cells."""


def table(store: Store, written: Written, zone: tzinfo) -> Table:
    """Return every contact that ended in the period: handled, spam and unlogged."""
    rows = _Rows(store, written, zone)
    return Table("Contacts", "contacts", COLUMNS, rows, len(rows.contacts))


class _Rows:
    """The rows, made while they are written; the texts are read from the store a few at a time."""

    def __init__(self, store: Store, written: Written, zone: tzinfo) -> None:
        self.store, self.zone = store, zone
        report, data = written.report, written.data
        chosen = kpi.select(data.contacts, report.period, report.as_of)
        self.kinds = {
            **{one.id: HANDLED for one in chosen.handled},
            **{one.id: SPAM for one in chosen.spam},
            **{one.id: UNLOGGED for one in chosen.unlogged},
        }
        self.contacts = sorted(
            (*chosen.handled, *chosen.spam, *chosen.unlogged),
            key=lambda one: (one.ended_at or 0, one.id),
        )
        self.as_of, self.merges = report.as_of, data.merges
        self.issue = groupings.issue(written)
        self.strict = groupings.issue(written, same_issue=False)
        self.issue_first = {one.id for one in self.issue.contacts}
        self.customer_first = {one.id for one in self.strict.contacts}
        limit = written.settings.log_limit_s * SECOND
        self.local_due = frozenset(local_timeliness(chosen, report.as_of, limit).due)
        remote = remote_timeliness(chosen, report.as_of, limit).due
        self.remote_due = frozenset(remote if written.settings.has_backend else ())

    def __iter__(self) -> Iterator[tuple[Cell, ...]]:
        known: set[kpi.Id] = set()
        for start in range(0, len(self.contacts), _CHUNK):
            chunk = self.contacts[start : start + _CHUNK]
            words = self._words(chunk)
            for one in chunk:
                person = None if one.customer is None else canonical(one.customer, self.merges)
                is_new = self.kinds[one.id] == HANDLED and person not in known
                if is_new and person is not None:
                    known.add(person)
                yield self.row(one, words.get(one.id, _NO_WORDS), person, is_new)

    def _words(self, chunk: Sequence[kpi.Contact]) -> dict[int, Row]:
        found = self.store.all(_WORDS, json.dumps([one.id for one in chunk]))
        return {row[0]: row[1:] for row in found}

    def row(
        self, one: kpi.Contact, words: Row, person: kpi.Id | None, is_new: bool
    ) -> tuple[Cell, ...]:
        """Return the cells of a contact in the order of COLUMNS."""
        reference, subject, customer, agent, flags, note, next_action = words
        kind = self.kinds[one.id]
        return (
            *(one.id, reference, subject, customer, person, one.channel, one.direction, kind),
            *moment(one.started_at, self.zone),
            *moment(one.ended_at, self.zone),
            *moment(self._known(one.logged_local_at), self.zone),
            *moment(self._known(one.logged_remote_at), self.zone),
            *self._times(one, kind),
            *(one.reason, one.outcome, one.cause, ", ".join(one.tags), one.order),
            *(next_action, note, ", ".join(json.loads(flags)), agent),
            *self._counted(one, kind, is_new),
            one.tier or "T2" if kind == HANDLED and one.outcome == ESCALATED else None,
            one.cause or "none" if kind == HANDLED and one.outcome == ESCALATED else None,
        )

    def _known(self, at: int | None) -> int | None:
        return at if at is not None and at <= self.as_of else None

    def _times(self, one: kpi.Contact, kind: str) -> tuple[Cell, ...]:
        handle = seconds(one.handle_s)
        return (
            *(seconds(one.talk_s), seconds(one.hold_s), seconds(one.acw_s), handle),
            (handle or 0) / _DAY_S,
            None if kind == UNLOGGED else seconds(one.wall_s()),
        )

    def _counted(self, one: kpi.Contact, kind: str, is_new: bool) -> tuple[Cell, ...]:
        end, number = one.ended_at, one.id
        local, remote = self._known(one.logged_local_at), self._known(one.logged_remote_at)
        return (
            None if end is None else to_datetime(end, self.zone).hour,
            seconds(one.handle_s) if kind == HANDLED else "",
            flag(is_new),
            flag(number in self.local_due),
            between(end, local),
            flag(number in self.remote_due),
            between(end, remote),
            flag(number in self.issue_first),
            flag(number in self.issue.successes),
            flag(number in self.customer_first),
            flag(number in self.strict.successes),
            flag(number in self.issue.matured or number in self.strict.matured),
        )
