"""What seldom changes at a helpdesk into the store: people, fields, forms, statuses, views.

A part that comes empty says nothing: the role may not see it. It never wipes what is known.
"""

from collections.abc import Mapping
from typing import Any

from csr_desk.actions.desk import Desk
from csr_desk.backends.records import Catalogue, Page
from csr_desk.store import remote_catalogue
from csr_desk.sync.acting import as_sync
from csr_desk.sync.apply import apply_people
from csr_desk.sync.apply_values import as_text
from csr_desk.sync.catalogue_acts import take_acts
from csr_desk.sync.catalogue_macros import take_macros


def apply_catalogue(desk: Desk, account: str, catalogue: Catalogue) -> None:
    """Take in a catalogue; what is as it was is not written."""
    desk = as_sync(desk)
    apply_people(desk, account, Page(people=catalogue.agents, groups=catalogue.groups))
    tables = {
        "remote_field": _fields(catalogue),
        "remote_form": _forms(catalogue),
        "remote_status": _statuses(catalogue),
        "remote_view": _views(catalogue),
    }
    with desk.store.transaction():
        for table, rows in tables.items():
            if rows:
                remote_catalogue.replace(desk.store, account, table, rows)
    if catalogue.macros:
        take_macros(desk, account, catalogue.macros)
        take_acts(desk, account, catalogue.macros)


def _fields(catalogue: Catalogue) -> Mapping[str, dict[str, Any]]:
    return {
        one.id: {
            "title": one.title,
            "type": one.type,
            "required_to_solve": int(one.required_to_solve),
            "role": one.role,
            "data": as_text({"options": [list(option) for option in one.options]}),
        }
        for one in catalogue.fields
        if one.is_active
    }


def _forms(catalogue: Catalogue) -> Mapping[str, dict[str, Any]]:
    return {
        one.id: {
            "title": one.title,
            "is_default": int(one.is_default),
            "data": as_text(
                {
                    "fields": list(one.fields),
                    "conditions": [
                        {**each._asdict(), "statuses": list(each.statuses)}
                        for each in one.conditions
                    ],
                }
            ),
        }
        for one in catalogue.forms
        if one.is_active
    }


def _statuses(catalogue: Catalogue) -> Mapping[str, dict[str, Any]]:
    return {
        one.id: {
            "title": one.title,
            "status": int(one.status),
            "is_default": int(one.is_default),
        }
        for one in catalogue.statuses
        if one.is_active
    }


def _views(catalogue: Catalogue) -> Mapping[str, dict[str, Any]]:
    return {
        one.id: {"title": one.title, "position": one.position}
        for one in catalogue.views
        if one.is_active
    }
