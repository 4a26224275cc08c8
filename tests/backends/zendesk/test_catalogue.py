import pytest

from csr_desk.backends.failures import TryLater
from csr_desk.backends.records import Catalogue, Condition
from csr_desk.backends.wire import Response
from csr_desk.backends.zendesk.catalogue import catalogue
from csr_desk.domain.queue_row import Status
from tests.backends.driver import play, run, said
from tests.backends.zendesk.given import Account, context

KEYS = ("users", "groups", "ticket_fields", "ticket_forms", "custom_statuses", "macros", "views")
REFUSED = said({"error": {"title": "Forbidden", "message": "No"}}, 403)
NO_PLAN = said({"error": "InvalidEndpoint", "description": "Not found"}, 404)


def empty(**instead: Response) -> list[Response]:
    return [instead.get(key, said({key: [], "meta": {"has_more": False}})) for key in KEYS]


def test_everything_of_a_seeded_account() -> None:
    account = Account()
    names = {name: str(id_) for name, id_ in account.fake.names.items()}
    found = run(catalogue(context()), account.fake, account.signed)
    assert [one.name for one in found.agents] == ["Ada Agent", "Ben Colleague", "Cleo Admin"]
    assert [one.role for one in found.agents] == ["agent", "agent", "admin"]
    assert [one.name for one in found.groups] == ["Support", "Billing"]
    fields = {one.id: one for one in found.fields}
    assert fields[names["total_time"]].role == "time_total"
    assert fields[names["last_time"]].role == "time_last"
    assert fields[names["cause"]].required_to_solve
    assert ("contact_late", "Late") in fields[names["reason"]].options
    (form,) = found.forms
    assert form.conditions == (
        Condition(names["reason"], "contact_damaged", names["order"], ("solved",)),
    )
    statuses = {one.id: one for one in found.statuses}
    assert statuses[names["waiting_parts"]].status is Status.HOLD
    assert not statuses[names["waiting_parts"]].is_default
    assert [one.title for one in found.macros][:2] == ["Greeting::Hello", "Order::Late::Apology"]
    assert [one.position for one in found.views] == [0, 1, 2, 3, 4]
    assert account.asked == [
        "/users",
        "/groups/assignable",
        "/ticket_fields",
        "/ticket_forms",
        "/custom_statuses",
        "/macros",
        "/views/active",
    ]
    assert not account.fake.warnings


def test_what_the_plan_or_role_does_not_have_is_empty() -> None:
    answers = empty(users=REFUSED, ticket_forms=NO_PLAN, custom_statuses=NO_PLAN)
    found, asked = play(catalogue(context()), answers)
    assert found == Catalogue()
    assert len(asked) == len(KEYS)


@pytest.mark.parametrize("status", [400, 422])
def test_one_part_that_is_refused_costs_no_other_part(status: int) -> None:
    view = said({"views": [{"id": 7, "title": "Mine"}], "meta": {"has_more": False}})
    answers = empty(macros=said({"error": "Odd"}, status), views=view)
    found, asked = play(catalogue(context()), answers)
    assert (found.macros, [one.id for one in found.views]) == ((), ["7"])
    assert len(asked) == len(KEYS)


def test_what_passes_is_raised() -> None:
    with pytest.raises(TryLater):
        play(catalogue(context()), empty(groups=said({"error": "busy"}, 503)))


def test_long_lists_are_read_to_their_end_by_has_more() -> None:
    def page(number: int, *, more: bool) -> Response:
        rows = [{"id": number, "title": f"Macro {number}", "actions": []}]
        meta = {"has_more": more, "after_cursor": f"c{number}"}
        links = {"next": "https://other.example/api/v2/macros?page[after]=x"}
        return said({"macros": rows, "meta": meta, "links": links})

    answers = empty()
    answers[5:6] = [page(1, more=True), page(2, more=True), page(3, more=False)]
    found, asked = play(catalogue(context()), answers)
    assert [one.id for one in found.macros] == ["1", "2", "3"]
    macros = [dict(one.query) for one in asked if one.path.endswith("/macros")]
    assert [one.get("page[after]") for one in macros] == [None, "c1", "c2"]
    assert all(one["active"] == "true" and one["page[size]"] == "100" for one in macros)


def test_agents_are_asked_for_by_both_roles() -> None:
    _, asked = play(catalogue(context()), empty())
    assert asked[0].query[-2:] == (("role[]", "agent"), ("role[]", "admin"))
