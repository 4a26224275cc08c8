"""What became of one file."""

from dataclasses import dataclass, field
from typing import Any

from csr_desk.errors import DeskError


@dataclass(slots=True)
class FileResult:
    """Counts of one file; `problem` is why nothing, or not all, of it could be imported.

    `columns` maps each column to its field, `unmapped` lists the columns left out, `problems` the
    first rejected rows with their reasons, `notes` what was guessed and may be set in --map.
    """

    file: str
    kind: str = ""
    rows: int = 0
    imported: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    rejected_file: str | None = None
    source: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    unmapped: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problem: DeskError | None = None

    def as_dict(self, *, details: bool = False) -> dict[str, Any]:
        """Return the JSON row of spec/cli.md; `details` adds what --dry-run shows."""
        row: dict[str, Any] = {
            "file": self.file,
            "kind": self.kind or None,
            "rows": self.rows,
            "imported": self.imported,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "rejected": self.rejected,
            "rejected_file": self.rejected_file,
        }
        if details:
            row |= {
                "source": self.source,
                "columns": self.columns,
                "unmapped": self.unmapped,
                "problems": self.problems,
                "notes": self.notes,
            }
        if self.problem is not None:
            row |= self.problem.as_dict()
        return row
