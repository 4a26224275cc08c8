"""What the shield looks for and what it reports."""

from bisect import bisect_left, insort
from dataclasses import dataclass

BULLET = "•"
MASKED_NUMBER = BULLET * 4
MASKED_CODE = BULLET * 3


@dataclass(frozen=True, slots=True)
class Shield:
    """Says which shapes are masked; card data is on, the others are settings of the team."""

    pan: bool = True
    iban: bool = False
    national_id: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One stretch of personal data, from `start` to before `end`, in characters of the given text.

    `kind` is one of pan, track, cvv, iban, national_id, order_number, email, phone; `last4` and
    `brand` are empty where they say nothing.
    """

    kind: str
    start: int
    end: int
    last4: str = ""
    brand: str = ""

    @property
    def mask(self) -> str:
        """Return the text that stands in for the found one."""
        return MASKED_CODE if self.kind == "cvv" else f"{MASKED_NUMBER} {self.last4}"


@dataclass(frozen=True, slots=True)
class Masked:
    """A text that may be stored, and what was taken out of the original, in order of offsets."""

    text: str
    findings: tuple[Finding, ...] = ()


def without_overlaps(findings: list[Finding]) -> list[Finding]:
    """Return the findings in order of offsets, dropping each that overlaps one listed before it."""
    kept: list[Finding] = []
    taken: list[tuple[int, int]] = []
    for finding in findings:
        if not _touches(taken, finding.start, finding.end):
            kept.append(finding)
            insort(taken, (finding.start, finding.end))
    return sorted(kept, key=lambda finding: finding.start)


def _touches(taken: list[tuple[int, int]], start: int, end: int) -> bool:
    at = bisect_left(taken, (start, start))
    if at < len(taken) and taken[at][0] < end:
        return True
    return at > 0 and taken[at - 1][1] > start
