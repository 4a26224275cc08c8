"""Reading the codes of a team from TOML, and the ones the desk is shipped with."""

import re
from collections import Counter
from functools import cache
from pathlib import Path

from csr_desk.domain.models import Status
from csr_desk.domain.taxonomy import Code, Outcome, Reason, Taxonomy
from csr_desk.domain.toml_table import Table, did_you_mean, read

DEFAULT_FILE = Path(__file__).with_name("taxonomy_default.toml")

MOST_LEVEL_1 = 10
MOST_LEVEL_2 = 60
MOST_VISIBLE = 15
LONGEST_NAME = 30

_NAME = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_STATUSES = ("open", "pending", "hold", "solved", "closed")
_EFFECTS = ("escalation", "transfer", "callback", "spam")
_FIRST_CONTACT = ("success", "failure", "left_out")
_MOST_VERSIONS = 1_000_000


@cache
def default() -> Taxonomy:
    """Return the shipped taxonomy; it is read from its file once."""
    return load(DEFAULT_FILE.read_text(encoding="utf-8"), DEFAULT_FILE.name)


def load(text: str, source: str) -> Taxonomy:
    """Parse a team's codes; a section that is left out is the shipped one.

    Raises TomlProblem with the line where a code, a letter or a limit is wrong.
    """
    file = read(text, source)
    version = file.whole("version", 1, 1, _MOST_VERSIONS)
    has = {name: name in file for name in ("reasons", "outcomes", "causes", "next_actions")}
    reasons, outcomes = file.table("reasons"), file.table("outcomes")
    causes, next_steps = file.table("causes"), file.table("next_actions")
    file.done()
    taxonomy = Taxonomy(
        version=version,
        reasons=_reasons(reasons, version) if has["reasons"] else default().reasons,
        outcomes=_outcomes(outcomes, version) if has["outcomes"] else default().outcomes,
        causes=_flat(causes, version) if has["causes"] else default().causes,
        next_actions=_flat(next_steps, version) if has["next_actions"] else default().next_actions,
    )
    if has["reasons"]:
        _check_limits(reasons, taxonomy)
        _check_merges(reasons, taxonomy)
    if source != DEFAULT_FILE.name:
        _check_shipped(outcomes, taxonomy.outcomes, default().outcomes)
        _check_shipped(next_steps, taxonomy.next_actions, default().next_actions)
    return taxonomy


def _reasons(table: Table, version: int) -> tuple[Reason, ...]:
    reasons = []
    for name in table.names:
        _check_name(table, name)
        if name == "system":
            raise table.problem(name, 'The codes under "system" belong to the desk itself.')
        entry = table.table(name)
        key, cause_required = entry.text("key"), entry.flag("cause_required", False)
        below = entry.table("codes")
        entry.done()
        reason = Reason(name, key, _codes(below, version), cause_required)
        if reason.visible or key:
            _check_key(entry, "key", key)
        reasons.append(reason)
    _check_unique(table, [(top.name, top.key) for top in reasons if top.visible])
    return tuple(reasons)


def _codes(table: Table, version: int) -> tuple[Code, ...]:
    codes = tuple(_code(table, name, version) for name in table.names)
    _check_unique(table, [(code.name, code.key) for code in codes if code.choosable])
    return codes


def _flat(table: Table, version: int) -> tuple[Code, ...]:
    """Read codes of one level, which are retired but never merged."""
    codes = _codes(table, version)
    for code in codes:
        if code.merged_into:
            raise table.problem(code.name, "Only reasons can be merged; write retired = … instead.")
    return codes


def _code(table: Table, name: str, version: int) -> Code:
    """Read `late = "l"` or `late = { key = "l", since = 2, … }`."""
    _check_name(table, name)
    if isinstance(table.value(name), str):
        code = Code(name, table.text(name))
    else:
        entry = table.table(name)
        code = Code(
            name,
            entry.text("key"),
            entry.whole("since", 1, 1, version),
            entry.whole("retired", 0, 1, version) or None,
            entry.text("merged_into"),
            entry.whole("min_text", 0, 0, 1000),
        )
        entry.done()
    _check_choosable_key(table, code)
    return code


def _outcomes(table: Table, version: int) -> tuple[Outcome, ...]:
    outcomes = []
    for name in table.names:
        _check_name(table, name)
        entry = table.table(name)
        outcome = Outcome(
            name,
            entry.text("key"),
            entry.whole("since", 1, 1, version),
            entry.whole("retired", 0, 1, version) or None,
            status=Status[entry.text("status", "open", choices=_STATUSES).upper()],
            effect=entry.text("effect", choices=_EFFECTS),
            first_contact=entry.text("first_contact", "failure", choices=_FIRST_CONTACT),
        )
        entry.done()
        _check_choosable_key(table, outcome)
        outcomes.append(outcome)
    _check_unique(table, [(code.name, code.key) for code in outcomes if code.choosable])
    return tuple(outcomes)


def _check_name(table: Table, name: str) -> None:
    if len(name) > LONGEST_NAME:
        raise table.problem(name, f'The name "{name}" is longer than {LONGEST_NAME} characters.')
    if not _NAME.fullmatch(name):
        sentence = f'The name "{name}" may hold only a to z, 0 to 9, and - or _ between them.'
        raise table.problem(name, sentence)


def _check_choosable_key(table: Table, code: Code) -> None:
    if code.choosable:
        _check_key(table, code.name, code.key)


def _check_key(table: Table, name: str, key: str) -> None:
    if len(key) != 1 or not key.isalnum() or key != key.lower():
        sentence = f'{table.label(name)} needs a key: one small letter or digit, such as "a".'
        raise table.problem(name, sentence)


def _check_unique(table: Table, keys: list[tuple[str, str]]) -> None:
    taken: dict[str, str] = {}
    for name, key in keys:
        if key in taken:
            sentence = f'The letter "{key}" chooses both "{taken[key]}" and "{name}".'
            raise table.problem(name, sentence)
        taken[key] = name


def _check_limits(table: Table, taxonomy: Taxonomy) -> None:
    """Hold the lists short enough to be chosen from by eye; retired codes are not counted."""
    if not taxonomy.choosable:
        raise table.problem("", "There is no reason an agent could choose.")
    if len(taxonomy.visible) > MOST_LEVEL_1:
        top = taxonomy.visible[MOST_LEVEL_1].name
        raise table.problem(top, f"There are more than {MOST_LEVEL_1} reasons at level 1.")
    counts = Counter(name.partition("/")[0] for name in taxonomy.choosable)
    for top, count in counts.items():
        if count > MOST_VISIBLE:
            raise table.problem(top, f'More than {MOST_VISIBLE} codes show after "{top}".')
    if counts.total() > MOST_LEVEL_2:
        raise table.problem("", f"There are more than {MOST_LEVEL_2} reasons at level 2.")


def _check_merges(table: Table, taxonomy: Taxonomy) -> None:
    for name, code in taxonomy.codes.items():
        if not code.merged_into:
            continue
        top, _, below = name.partition("/")
        entry = table.table(top).table("codes")
        if code.merged_into not in taxonomy.codes:
            near = did_you_mean(code.merged_into, taxonomy.codes)
            sentence = f'"{name}" is merged into "{code.merged_into}", which does not exist.{near}'
            raise entry.problem(below, sentence)
        if taxonomy.codes[taxonomy.redirect(name)].merged_into:
            raise entry.problem(below, f'"{name}" is merged in a circle that ends nowhere.')


def _check_shipped(table: Table, codes: tuple[Code, ...], shipped: tuple[Code, ...]) -> None:
    """Keep the names that reports and the desk itself act on; a team retires them instead."""
    names = {code.name for code in codes}
    for code in shipped:
        if code.name not in names:
            sentence = f'"{code.name}" is missing; reports need it, so write retired = … instead.'
            raise table.problem("", sentence)
