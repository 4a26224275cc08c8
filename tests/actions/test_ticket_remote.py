"""What stands beside a ticket of a helpdesk: satisfaction, status, form and fields in words."""

import json

from csr_desk.actions.ticket_remote import remote_facts
from csr_desk.store import remote_catalogue
from tests.desk import TestDesk

WORK = "work"


def test_a_local_ticket_has_nothing_of_a_helpdesk(hand: TestDesk) -> None:
    assert remote_facts(hand.desk, hand.ticket()) == []
    assert remote_facts(hand.desk, 99) == []


def test_fields_are_told_by_title_and_label(hand: TestDesk) -> None:
    made = hand.ticket(account=WORK)
    options = json.dumps({"options": [["late", "Came late"], ["box", "The box"]]})
    kinds = {"11": "tagger", "12": "multiselect", "13": "checkbox", "14": "integer", "15": "text"}
    titles = {"11": "Order", "12": "Parts", "13": "Gift", "14": "Total time", "15": "Empty"}
    rows = {
        name: {
            "title": titles[name],
            "type": kind,
            "role": "time_total" if name == "14" else "",
            "data": options,
        }
        for name, kind in kinds.items()
    }
    values = {"11": "late", "12": ["box", "key"], "13": True, "14": 700, "15": "", "16": "gone"}
    with hand.store.transaction():
        remote_catalogue.replace(hand.store, WORK, "remote_field", rows)
        statuses = {"5": {"title": "Waits for the depot", "status": 3}}
        remote_catalogue.replace(hand.store, WORK, "remote_status", statuses)
        forms = {"7": {"title": "Parcels"}}
        remote_catalogue.replace(hand.store, WORK, "remote_form", forms)
        hand.store.execute(
            "UPDATE ticket SET satisfaction = 'bad', remote_status = '5', remote_form = '7'"
            " WHERE id = ?",
            made,
        )
        for name, value in values.items():
            hand.store.insert(
                "ticket_field", ticket_id=made, remote_id=name, value=json.dumps(value)
            )
    assert remote_facts(hand.desk, made) == [
        ("satisfaction", "bad"),
        ("status", "Waits for the depot"),
        ("form", "Parcels"),
        ("Gift", "yes"),
        ("Order", "Came late"),
        ("Parts", "The box, key"),
    ]
