"""Reasons as they count today: a code that was merged into another one leads on to it (rule 5)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from csr_desk.config import Config, load_taxonomy
from csr_desk.domain import kpi

_known: dict[tuple[str, Path | None], Mapping[str, str]] = {}
"""Redirects by the file of the codes, which a program reads once, as the desk does."""


def followed(contacts: Sequence[kpi.Contact], config: Config) -> Sequence[kpi.Contact]:
    """Return contacts with the reasons that count today."""
    leads = _of(config)
    if not leads:
        return contacts
    return tuple(_followed(one, leads) for one in contacts)


def _followed(one: kpi.Contact, leads: Mapping[str, str]) -> kpi.Contact:
    reason = one.reason
    return one if reason is None or reason not in leads else replace(one, reason=leads[reason])


def _of(config: Config) -> Mapping[str, str]:
    key = (config.wrap_up.taxonomy, config.source)
    if key not in _known:
        taxonomy = load_taxonomy(config)
        merged = (name for name, code in taxonomy.codes.items() if code.merged_into)
        _known[key] = {name: taxonomy.redirect(name) for name in merged}
    return _known[key]
