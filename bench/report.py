"""The benchmark's answer as an aligned table and as one JSON document."""

import platform
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import csr_desk
from bench.pairs import Result

HEADER = ("row", "subject / peer", "subject", "peer", "ratio", "min-max", "limit", "goal", "")


def table(results: Sequence[Result]) -> str:
    """Return the results as plain text, one case a line."""
    lines = [HEADER, *(_cells(result) for result in results)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADER))]
    text = "\n".join(
        "  ".join(
            cell.ljust(width) if column < 2 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )
    notes = dict.fromkeys(result.note for result in results if result.note)
    return "\n".join([text, *(f"not measured: {note}" for note in notes)]) + "\n"


def document(results: Sequence[Result], rounds: int) -> dict[str, Any]:
    """Return the results as a JSON document, with what they were measured on."""
    return {
        "csr_desk": csr_desk.__version__,
        "python": platform.python_version(),
        "textual": _installed("textual"),
        "system": platform.platform(),
        "rounds": rounds,
        "rows": [_record(result) for result in results],
    }


def _record(result: Result) -> dict[str, Any]:
    case = result.case
    return {
        "row": case.row,
        "label": case.label,
        "unit": case.unit,
        "subject": result.subject,
        "peer": result.peer,
        "ratio": result.ratio,
        "min": result.least,
        "max": result.greatest,
        "limit": case.limit,
        "moonshot": case.moonshot,
        "verdict": result.verdict,
        "note": result.note,
    }


def _cells(result: Result) -> tuple[str, ...]:
    case = result.case
    spread = "-" if result.ratio is None else f"{result.least:.2f}-{result.greatest:.2f}"
    return (
        case.row,
        case.label,
        _number(result.subject, f" {case.unit}"),
        _number(result.peer, f" {case.unit}"),
        _number(result.ratio, "x"),
        spread,
        _number(case.limit, "x"),
        _number(case.moonshot, "x"),
        result.verdict,
    )


def _number(value: float | None, unit: str) -> str:
    if value is None:
        return "-"
    return f"{value:.2f}{unit}" if value < 100 else f"{value:,.0f}{unit}"


def _installed(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
