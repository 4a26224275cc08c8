"""`shift`: begin, end or show the shift, set the agent's state, or print the handover sheet."""

from pathlib import Path
from typing import Any

from csr_desk import errors
from csr_desk.actions import outbox, shift
from csr_desk.actions.desk import Desk
from csr_desk.cli.context import Context
from csr_desk.cli.parser import Parser
from csr_desk.cli.when import duration, json_moment, moment
from csr_desk.domain.instants import SECOND
from csr_desk.domain.models import AgentState, Shift
from csr_desk.domain.toml_table import did_you_mean
from csr_desk.store import timeline

ACTS = ("start", "state", "end", "show", "handover")


def arguments(verb: str, parser: Parser) -> None:
    """Add what to do with the shift."""
    parser.add_argument("act", metavar="|".join(ACTS), choices=ACTS)
    parser.add_argument("name", metavar="NAME", nargs="?", help="of the state: available, break …")
    parser.add_argument("--force", action="store_true", help="end it although something is open")
    parser.add_argument("--last", action="store_true", help="the sheet kept when a shift ended")
    parser.add_argument("--out", metavar="FILE", help="write the sheet to a new private file")


def run(context: Context) -> int:
    """Do it and print the shift."""
    options = context.options
    if (options.act == "state") != (options.name is not None):
        raise errors.Usage(
            "a state's name goes with `shift state` alone", "Try `shift state LUNCH`."
        )
    if options.act != "handover" and (options.last or options.out):
        raise errors.Usage("--last and --out go with `shift handover` alone")
    with context.desk() as desk:
        outbox.release_due(desk)
        if options.act == "handover":
            return _handover(context, desk)
        if options.act == "start":
            found = shift.start(desk)
        elif options.act == "state":
            found = shift.set_state(desk, _state(options.name))
        elif options.act == "end":
            found = shift.end(desk, force=options.force)
        else:
            found = _last(desk)
        context.out.answer(*_described(desk, found))
    return 0


def _handover(context: Context, desk: Desk) -> int:
    """Print the handover sheet, or write it to a file."""
    from csr_desk.actions import handover as actions
    from csr_desk.reports import handover

    options, zone = context.options, desk.zone
    if options.last:
        sheet = handover.required(desk.store, desk.agent_id)
    else:
        sheet = handover.sheet(desk.store, desk.agent_id, desk.now())
        actions.note(desk, sheet.shift_id, sheet.counts)
    document = handover.as_json(sheet, zone)
    if not options.out:
        context.out.answer(document, handover.as_text(sheet, zone))
        return 0
    path = handover.write(Path(options.out).expanduser().absolute(), sheet, zone)
    context.out.answer({**document, "file": str(path)}, f"The handover is in {path}.")
    return 0


def _state(typed: str) -> AgentState:
    word = typed.strip().upper()
    if word in set(AgentState):
        return AgentState(word)
    near = did_you_mean(word, AgentState)
    names = ", ".join(AgentState)
    raise errors.Usage(f"there is no state {typed}.{near}", f"The states are {names}.")


def _last(desk: Desk) -> Shift:
    found = timeline.last_shift(desk.store)
    if found is None:
        raise errors.Refused("there was no shift yet", "Begin one with `csr-desk shift start`.")
    return found


def _described(desk: Desk, found: Shift) -> tuple[dict[str, Any], str]:
    """Return the answer of a shift as a document and as lines."""
    now, zone = desk.now(), desk.zone
    segment = timeline.open_segment(desk.store) if found.ended_at is None else None
    contact = segment.interaction_id if segment else None
    seconds = max((found.ended_at or now) - found.started_at, 0) // SECOND
    unlogged = [one.id for one in timeline.unwrapped(desk.store, desk.agent_id)]
    document = {
        "shift": found.id,
        "started_at": json_moment(found.started_at, zone),
        "ended_at": json_moment(found.ended_at, zone),
        "seconds": seconds,
        "state": found.base_state.value,
        "interaction": contact,
        "unlogged": unlogged,
        "blockers": [one.sentence for one in shift.blockers(desk)],
    }
    end = moment(found.ended_at, zone) or "open"
    lines = [f"Shift {found.id}: {moment(found.started_at, zone)} to {end}, {duration(seconds)}."]
    if found.ended_at is None:
        lines.append(
            f"State {found.base_state.value}."
            + (f" Contact {contact} has the clock." if contact else "")
        )
    if unlogged:
        lines.append(f"Not logged yet: {', '.join(map(str, unlogged))}.")
    return document, "\n".join(lines)
