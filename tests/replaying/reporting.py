"""The reports at the end of a script's shift: each is made, none is sent."""

from collections.abc import Callable

from csr_desk.actions import handover as actions_handover
from csr_desk.reports import export_csv, export_xlsx, handover, report
from tests.replaying.script import Event
from tests.replaying.stage import Stage

FIRST_BYTES = {"xlsx": b"PK", "csv": b""}


def week(stage: Stage, event: Event) -> None:
    """Make the report of the week."""
    desk = stage.desk
    written = report.week(desk.store, stage.config, desk.agent_id, desk.now(), stage.zone)
    if not written.report.figures["interactions"].num:
        stage.problems.append(f"event {event['n']}: the week has no contacts")


def export(stage: Stage, event: Event) -> None:
    """Export the shift as a workbook or as CSV."""
    desk, kind = stage.desk, event.get("format", "csv")
    written = report.shift(desk.store, stage.config, desk.agent_id, desk.now())
    path = stage.places.data / f"shift-{event['n']}.{kind}"
    write = export_xlsx.write if kind == "xlsx" else export_csv.write
    write(path, desk.store, written, stage.zone)
    content = path.read_bytes()
    if not content or not content.startswith(FIRST_BYTES[kind]):
        stage.problems.append(f"event {event['n']}: {path.name} is no {kind}")
    if path.stat().st_mode & 0o077:
        stage.problems.append(f"event {event['n']}: {path.name} may be read by others")


def hand_over(stage: Stage, event: Event) -> None:
    """Make the handover sheet; its text has a line for each thing that is open."""
    desk = stage.desk
    sheet = handover.sheet(desk.store, desk.agent_id, desk.now())
    actions_handover.note(desk, sheet.shift_id, sheet.counts)
    lines = handover.as_text(sheet, stage.zone).splitlines()
    if sum(line.startswith("  ") for line in lines) != sheet.count:
        stage.problems.append(f"event {event['n']}: the sheet leaves out what is open")


HANDLERS: dict[str, Callable[[Stage, Event], None]] = {
    "report.week": week,
    "report.export": export,
    "handover": hand_over,
}
