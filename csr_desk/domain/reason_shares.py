"""The report's warnings on reasons that say too little (spec/wrap-up-taxonomy.md, rule 4)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

OTHER: Final = "other"
MOST_OTHER_PERCENT: Final = 5
MOST_ONE_CODE_PERCENT: Final = 40


@dataclass(frozen=True, slots=True)
class Share:
    """A reason, or `other` as a whole, that stands for more than `most` percent of the contacts."""

    name: str
    contacts: int
    total: int
    most: int

    @property
    def sentence(self) -> str:
        """Return what is wrong and what to do."""
        advice = (
            'look at the weekly "new code?" list.'
            if self.name == OTHER
            else "consider splitting it."
        )
        return f"{self.name} is {self.counted}: {advice}"

    @property
    def counted(self) -> str:
        """Return the numbers without the name."""
        return f"{self.contacts} of {self.total} contacts, more than {self.most} %"


def too_large(counts: Mapping[str, int]) -> tuple[Share, ...]:
    """Return the shares a report warns of: `other` above 5 %, one code above 40 %.

    `counts` are handled interactions per stored reason, redirects already followed.
    """
    return tuple(_too_large(counts))


def _too_large(counts: Mapping[str, int]) -> Iterator[Share]:
    total = sum(counts.values())
    other = sum(count for reason, count in counts.items() if reason.startswith(f"{OTHER}/"))
    if other * 100 > MOST_OTHER_PERCENT * total:
        yield Share(OTHER, other, total, MOST_OTHER_PERCENT)
    for reason, count in sorted(counts.items()):
        if count * 100 > MOST_ONE_CODE_PERCENT * total:
            yield Share(reason, count, total, MOST_ONE_CODE_PERCENT)
