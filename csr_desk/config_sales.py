"""The settings of orders and money: the refund limit, the pay link, offers, commitments."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from csr_desk.domain import money


@dataclass(frozen=True)
class RefundConfig:
    """Up to which amount a refund is recorded at once, and who approves what is above it.

    `limit` counts for every currency that has none of its own in `limits`; approvers are named by
    their name or their e-mail address.
    """

    limit: Decimal = Decimal("50.00")
    limits: Mapping[str, Decimal] = field(default_factory=dict)
    approvers: tuple[str, ...] = ()
    tag: str = "refund-approval"

    def limit_of(self, currency: str) -> int:
        """Return the limit in minor units of a currency."""
        return money.minor(self.limits.get(currency, self.limit), currency)

    def approves(self, name: str, email: str | None) -> bool:
        """Tell whether a person is an approver."""
        known = {one.strip().casefold() for one in self.approvers}
        return bool(known & {name.strip().casefold(), (email or name).strip().casefold()})


@dataclass(frozen=True)
class PayConfig:
    """The link to the payment provider, `""` for none, and when a bill is reminded, in days."""

    link: str = ""
    reminder_days: tuple[int, ...] = (7, 21, 42)


@dataclass(frozen=True)
class FeedbackConfig:
    """Who feedback goes to."""

    recipients: tuple[str, ...] = ("Management", "Product", "Logistics", "Quality")


@dataclass(frozen=True)
class CommitmentsConfig:
    """How much of each is agreed: trainings a month, quizzes and improvements a quarter."""

    trainings_a_month: int = 1
    quizzes_a_quarter: int = 1
    improvements_a_quarter: int = 2


@dataclass(frozen=True)
class SalesConfig:
    """All settings of orders and money; `offers` has what to offer by what somebody bought."""

    refund: RefundConfig = RefundConfig()
    pay: PayConfig = PayConfig()
    offers: Mapping[str, str] = field(default_factory=dict)
    feedback: FeedbackConfig = FeedbackConfig()
    commitments: CommitmentsConfig = CommitmentsConfig()
