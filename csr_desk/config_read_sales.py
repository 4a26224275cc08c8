"""Reading the settings of orders and money, with their ranges and refusals."""

import re
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from csr_desk.config_sales import (
    CommitmentsConfig,
    FeedbackConfig,
    PayConfig,
    RefundConfig,
    SalesConfig,
)
from csr_desk.domain import pay_link
from csr_desk.domain.toml_table import Table

_NAME_LENGTH = 60
_LONGEST_WAIT = 3660


def sales(file: Table) -> SalesConfig:
    """Return the sections refund, pay, offers, feedback and commitments of a file."""
    return SalesConfig(
        refund=_refund(file.table("refund")),
        pay=_pay(file.table("pay")),
        offers=MappingProxyType(_offers(file.table("offers"))),
        feedback=_feedback(file.table("feedback")),
        commitments=_commitments(file.table("commitments")),
    )


def _refund(table: Table) -> RefundConfig:
    usual = RefundConfig()
    refund = RefundConfig(
        limit=table.money("limit", usual.limit),
        limits=MappingProxyType(_limits(table.table("limits"))),
        approvers=table.texts("approvers", usual.approvers),
        tag=table.text("tag", usual.tag).strip(),
    )
    table.done()
    if any(not one.strip() for one in refund.approvers):
        raise table.problem("approvers", "Name every approver, or write their e-mail address.")
    if not re.fullmatch(r"[\w.:/-]{1,60}", refund.tag):
        raise table.problem("tag", "A tag has letters, digits and - _ . : / and no space.")
    return refund


def _limits(table: Table) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for name in table.names:
        if not re.fullmatch("[A-Z]{3}", name):
            sentence = f'"{name}" is no currency; write its three letters, such as EUR.'
            raise table.problem(name, sentence)
        found[name] = table.money(name, Decimal(0))
    return found


def _pay(table: Table) -> PayConfig:
    usual = PayConfig()
    link = table.text("link", usual.link)
    days = table.value("reminder_days")
    table.done()
    if link and (problem := pay_link.problem(link)):
        raise table.problem("link", f"pay.link cannot be used: {problem}")
    return PayConfig(link, usual.reminder_days if days is None else _days(table, days))


def _days(table: Table, value: object) -> tuple[int, ...]:
    days = value if isinstance(value, list) else [value]
    numbers = [one for one in days if isinstance(one, int) and 0 < one <= _LONGEST_WAIT]
    if len(numbers) != len(days) or numbers != sorted(set(numbers)):
        raise table.problem("reminder_days", "Write days in order, such as [7, 21, 42].")
    return tuple(numbers)


def _offers(table: Table) -> Mapping[str, str]:
    """Return what to offer by a word of what was bought: `"coffee machine" = "descaler"`."""
    found = {name: table.text(name).strip() for name in table.names}
    for name, offer in found.items():
        if not name.strip() or not offer or max(len(name), len(offer)) > _NAME_LENGTH:
            sentence = (
                f"Write what was bought and what to offer, each up to {_NAME_LENGTH} letters."
            )
            raise table.problem(name, sentence)
    return found


def _feedback(table: Table) -> FeedbackConfig:
    names = tuple(one.strip() for one in table.texts("recipients", FeedbackConfig().recipients))
    table.done()
    if not names or any(not one or len(one) > _NAME_LENGTH for one in names):
        raise table.problem("recipients", "Name at least one recipient, each up to 60 letters.")
    return FeedbackConfig(names)


def _commitments(table: Table) -> CommitmentsConfig:
    usual = CommitmentsConfig()
    commitments = CommitmentsConfig(
        table.whole("trainings_a_month", usual.trainings_a_month, 0, 99),
        table.whole("quizzes_a_quarter", usual.quizzes_a_quarter, 0, 99),
        table.whole("improvements_a_quarter", usual.improvements_a_quarter, 0, 99),
    )
    table.done()
    return commitments
