"""What seldom changes: written when it does, never wiped by a part that came empty."""

import json

from csr_desk.actions import canned_edit
from csr_desk.actions.canned_form import form_of
from csr_desk.backends.records import (
    Catalogue,
    Condition,
    RemoteField,
    RemoteForm,
    RemoteMacro,
    RemoteStatus,
    RemoteView,
)
from csr_desk.domain.queue_row import Status
from csr_desk.store import canned, remote, remote_catalogue
from csr_desk.sync.catalogue import apply_catalogue
from tests.sync.remote_world import ACCOUNT, COLLEAGUE, SUPPORT, Helpdesk, remote_ticket

MACRO = RemoteMacro(
    "50",
    "Delivery::Late::Sorry, late",
    "Dear {{ticket.requester.first_name}},\n{{ticket.comments_formatted}} {{ticket.id|?}}",
    status=Status.PENDING,
    tags=("Late",),
)
WHOLE = Catalogue(
    agents=(COLLEAGUE,),
    groups=(SUPPORT,),
    fields=(
        RemoteField("61", "Product", "tagger", True, (("a", "A"), ("b", "B"))),
        RemoteField("62", "Total time spent (sec)", "integer", role="time_total"),
        RemoteField("63", "Old", "text", is_active=False),
    ),
    forms=(RemoteForm("8", "Refund", ("61",), (Condition("61", "a", "62", ("*",)),), True),),
    statuses=(RemoteStatus("31", "On hold by carrier", Status.HOLD, True),),
    macros=(MACRO,),
    views=(RemoteView("1", "Mine", 1), RemoteView("2", "All", 0)),
)


def take(desk: Helpdesk, catalogue: Catalogue = WHOLE) -> None:
    apply_catalogue(desk.desk, ACCOUNT, catalogue)


def test_everything_has_its_row(desk: Helpdesk) -> None:
    take(desk)
    rows = desk.store.all(
        "SELECT remote_id, title, required_to_solve, role, data FROM remote_field"
    )
    assert [row[:4] for row in rows] == [
        ("61", "Product", 1, ""),
        ("62", "Total time spent (sec)", 0, "time_total"),
    ]
    assert json.loads(rows[0][4]) == {"options": [["a", "A"], ["b", "B"]]}
    form = json.loads(desk.one("SELECT data FROM remote_form WHERE is_default")[0])
    assert form == {
        "fields": ["61"],
        "conditions": [{"parent": "61", "value": "a", "child": "62", "statuses": ["*"]}],
    }
    assert desk.one("SELECT title, status FROM remote_status") == ("On hold by carrier", 3)
    views = remote_catalogue.views(desk.store, ACCOUNT)
    assert [(one.remote_id, one.n) for one in views] == [("2", None), ("1", None)]
    assert desk.one("SELECT name FROM agent WHERE id = 3") == ("Cleo Colleague",)


def test_a_second_time_writes_nothing(desk: Helpdesk) -> None:
    take(desk)
    before = desk.changes()
    take(desk)
    assert desk.changes() == before


def test_an_empty_part_wipes_nothing(desk: Helpdesk) -> None:
    take(desk)
    before = desk.changes()
    take(desk, Catalogue())
    assert desk.changes() == before


def test_what_is_gone_goes_and_counts_stay(desk: Helpdesk) -> None:
    take(desk)
    desk.pull(remote_ticket())
    with desk.store.transaction():
        remote_catalogue.set_count(desk.store, ACCOUNT, "1", 5, 9)
        for view in "12":
            remote_catalogue.set_view_tickets(desk.store, ACCOUNT, view, [desk.id()])
    take(desk, WHOLE._replace(views=(RemoteView("1", "My own", 0),), fields=WHOLE.fields[:1]))
    views = remote_catalogue.views(desk.store, ACCOUNT)
    assert [(one.title, one.n) for one in views] == [("My own", 5)]
    assert desk.store.all("SELECT view_id FROM remote_view_ticket") == [("1",)]
    assert desk.store.all("SELECT remote_id FROM remote_field") == [("61",)]


class TestMacros:
    def test_as_a_response(self, desk: Helpdesk) -> None:
        take(desk)
        one = canned.by_name(desk.store, "sorry-late")
        assert one is not None
        assert (one.title, one.folder, one.scope) == ("Sorry, late", "Delivery / Late", "team")
        assert one.body == (
            "Dear {{customer.first_name}},\n{{ticket.comments_formatted}} {{ticket.number|?}}"
        )
        assert (one.set_status, one.tags, one.version) == (Status.PENDING, ("late",), 1)
        assert remote.remote_id(desk.store, ACCOUNT, "canned", one.id) == "50"
        key = desk.store.value("SELECT external_key FROM canned WHERE id = ?", one.id)
        assert key == "acme:macro:50"

    def test_it_follows_until_somebody_edits_it_here(self, desk: Helpdesk) -> None:
        take(desk)
        take(desk, WHOLE._replace(macros=(MACRO._replace(body="New words"),)))
        one = canned.by_name(desk.store, "sorry-late")
        assert one is not None
        assert (one.body, one.version) == ("New words", 1)
        form = form_of(one)
        changed = type(form)(**{**vars_of(form), "body": "My words"})
        canned_edit.edit(desk.desk, one.id, changed)
        take(desk, WHOLE._replace(macros=(MACRO._replace(body="Newest words"),)))
        assert canned.response(desk.store, one.id).body == "My words"

    def test_gone_is_archived_and_can_come_back(self, desk: Helpdesk) -> None:
        take(desk)
        other = RemoteMacro("51", "Other", "Text", is_mine=True)
        take(desk, WHOLE._replace(macros=(other, MACRO._replace(is_active=False))))
        one = canned.by_name(desk.store, "sorry-late")
        assert one is not None
        assert one.archived_at is not None
        assert canned.by_name(desk.store, "other").owner_id == 1  # type: ignore[union-attr]
        take(desk)
        assert canned.response(desk.store, one.id).archived_at is None

    def test_names_are_free_and_empty_texts_are_none(self, desk: Helpdesk) -> None:
        macros = (
            RemoteMacro("1", "Same", "a"),
            RemoteMacro("2", "A::Same", "b"),
            RemoteMacro("3", "!!!", "c"),
            RemoteMacro("4", "Only a status", "  "),
        )
        take(desk, Catalogue(macros=macros))
        names = desk.store.all("SELECT name FROM canned ORDER BY id")
        assert names == [("same",), ("same-2",), ("macro",)]


def vars_of(form: object) -> dict[str, object]:
    """Return the fields of a frozen dataclass with slots."""
    from dataclasses import fields

    return {one.name: getattr(form, one.name) for one in fields(form)}  # type: ignore[arg-type]
