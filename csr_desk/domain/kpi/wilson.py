"""The 95 % Wilson score interval of a share, and the figure that carries one (kpi.md 5)."""

from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Final

from csr_desk.domain.kpi.ratio import PERCENT, Figure, ratio, round_half_up

Z: Final = Decimal("1.959963984540054")
_DIGITS: Final = 60


def wilson95(successes: int, answers: int) -> tuple[Decimal, Decimal] | None:
    """Return the bounds in percent, two places; None without answers.

    `successes` lies in 0..answers; ValueError otherwise. Source: Wikipedia, "Binomial proportion
    confidence interval", Wilson score interval.
    """
    if answers == 0:
        return None
    if not 0 <= successes <= answers:
        raise ValueError(f"{successes} successes of {answers} answers is no share")
    with localcontext(prec=_DIGITS):
        n, p, z2 = Decimal(answers), Decimal(successes) / answers, Z * Z
        centre = p + z2 / (2 * n)
        spread = Z * (p * (1 - p) / n + z2 / (4 * n * n)).sqrt()
        whole = 1 + z2 / n
        low, high = (100 * (centre + side) / whole for side in (-spread, spread))
    return round_half_up(max(low, Decimal(0)), 2), round_half_up(min(high, Decimal(100)), 2)


@dataclass(frozen=True)
class Proportion(Figure):
    """A share of a sample, with the interval that says how much it may be trusted."""

    wilson95: tuple[Decimal, Decimal] | None = None

    def as_json(self) -> dict[str, object]:
        """Return the figure as JSON with `wilson95` as `[low, high]`, or null."""
        bounds = None if self.wilson95 is None else [float(bound) for bound in self.wilson95]
        return {**Figure.as_json(self), "wilson95": bounds}


def proportion(successes: int, answers: int) -> Proportion:
    """Return successes / answers in percent with its 95 % interval."""
    share = ratio(successes, answers, PERCENT)
    bounds = wilson95(successes, answers)
    text = share.text if bounds is None else f"{share.text} 95 %: {bounds[0]}–{bounds[1]}"
    return Proportion(share.value, share.num, share.den, share.unit, text, bounds)
