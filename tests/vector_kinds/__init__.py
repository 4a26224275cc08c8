"""One module for each kind of vector file; each has `run(path) -> Result`."""

from dataclasses import dataclass, field

KINDS = ("hostile", "pan", "kpi", "sla")


@dataclass
class Result:
    """What a run of one vector file gave: a count, one line per failing case, and remarks."""

    passed: int = 0
    failures: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
