import msgspec

from csr_desk.backends.freshdesk.canned import macro
from csr_desk.backends.freshdesk.catalogue import catalogue
from csr_desk.backends.freshdesk.fields import fields, statuses
from csr_desk.backends.freshdesk.structs_catalogue import CannedRow, FieldRow, FolderRow
from csr_desk.backends.records import Catalogue
from csr_desk.domain.queue_row import Status
from csr_desk.sync.catalogue_macros import ours
from tests.backends.flows import play
from tests.backends.freshdesk.desk_side import Account
from tests.backends.freshdesk.given import answer_of, context, listed, recorded

DENIED = listed(status=403)


def read(account: Account) -> Catalogue:
    found = account.run(catalogue(account.freshdesk))
    assert isinstance(found, Catalogue)
    return found


def field(**more: object) -> FieldRow:
    return msgspec.convert({"name": "cf_x", "label": "X", "type": "custom_text", **more}, FieldRow)


def test_an_ordinary_agent_learns_colleagues_and_groups_from_the_fields(account: Account) -> None:
    found = read(account)
    assert {one.name for one in found.agents} == {"Ada Agent", "Ben Colleague", "Cleo Admin"}
    assert {one.id for one in found.agents} >= {str(account.server.me_id)}
    assert {one.name for one in found.groups} == {"Support", "Billing"}
    assert found.macros == ()
    assert found.views == found.forms == ()


def test_an_admin_learns_addresses_and_canned_responses_too() -> None:
    account = Account(role="admin")
    found = read(account)
    assert "ben@acme.example" in {one.email for one in found.agents}
    assert found.macros
    assert all("::" in one.title and one.body for one in found.macros)
    assert account.server.violations_of() == []


def test_a_refusal_of_every_part_is_an_empty_catalogue() -> None:
    found, _ = play(catalogue(context()), [DENIED] * 3)
    assert found == Catalogue()


def test_the_accounts_own_statuses_are_open_work() -> None:
    rows = [msgspec.convert(one, FieldRow) for one in recorded("ticket-fields")["response"]["body"]]
    (own,) = statuses(rows)
    assert (own.id, own.title, own.status) == ("6", "Waiting on Customer", Status.OPEN)


def test_types_tell_how_a_value_is_asked_for() -> None:
    kinds = {
        "custom_text": "text",
        "custom_paragraph": "textarea",
        "custom_dropdown": "tagger",
        "custom_checkbox": "checkbox",
        "custom_number": "integer",
        "custom_decimal": "decimal",
        "custom_date": "date",
        "nested_field": "tagger",
        "default_agent": "assignee",
        "default_group": "group",
        "custom_new": "custom_new",
    }
    for told, kind in kinds.items():
        assert fields([field(type=told)])[0].type == kind


def test_fields_of_every_account_are_known_by_the_names_of_requests() -> None:
    names = {"ticket_type": "type", "agent": "responder_id", "group": "group_id",
             "product": "product_id", "company": "company_id", "cf_x": "cf_x"}  # fmt: skip
    for name, id_ in names.items():
        assert fields([field(name=name)])[0].id == id_


def test_what_closing_asks_for() -> None:
    assert fields([field(required_for_closure=True)])[0].required_to_solve
    assert not fields([field(required_for_agents=True)])[0].required_to_solve
    always = field(name="requester", type="default_requester", required_for_closure=True)
    assert not fields([always])[0].required_to_solve
    assert not fields([field(archived=True)])[0].is_active
    assert fields([field(name=None)]) == ()


def test_canned_responses_keep_their_lines_and_their_placeholders() -> None:
    folder = FolderRow(id=852, name="Refunds", personal=False)
    (raw,) = recorded("canned-folder-responses")["response"]["body"]
    found = macro(msgspec.convert(raw, CannedRow), folder)
    assert found is not None
    assert found.title == "Refunds::Refund timeline"
    assert found.body == "Hello {{ticket.requester.name}},\n\nfive days.\n\n{{ticket.agent.name}}"
    assert ours(found.body) == "Hello {{customer.name}},\n\nfive days.\n\n{{agent.name}}"
    assert not found.is_mine
    assert macro(CannedRow(title="x"), folder) is None


def test_personal_ones_are_mine() -> None:
    one = CannedRow(id=1, title="T", visibility=0)
    for folder, row in ((FolderRow(personal=True), one), (FolderRow(), CannedRow(1, visibility=1))):
        found = macro(row, folder)
        assert found is not None
        assert found.is_mine


def test_recorded_folders_are_asked_only_where_they_hold_something() -> None:
    answers = [listed(), DENIED, answer_of(recorded("canned-folders")),
               answer_of(recorded("canned-folder-responses"))]  # fmt: skip
    found, asked = play(catalogue(context()), answers)
    assert [one.id for one in found.macros] == ["81000000861"]
    assert asked[-1].path == "/api/v2/canned_response_folders/81000000852/responses"
    assert asked[-1].query == ()
    assert {one.budget for one in asked} == {"other"}
