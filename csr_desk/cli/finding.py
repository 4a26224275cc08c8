"""One thing `doctor` looked at."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it is well, what was found, and what to run when it is not."""

    name: str
    ok: bool
    detail: str
    mend: str = ""
