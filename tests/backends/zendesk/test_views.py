from csr_desk.backends.zendesk.views import MOST_PAGES, view, view_counts
from tests.backends.driver import play, run, said
from tests.backends.zendesk.given import Account, context
from tests.fakes.zendesk import seed_many


def test_a_view_keeps_its_order_and_brings_its_people() -> None:
    account = Account(tickets=False)
    seed_many(account.fake, 230)
    id_ = str(account.fake.names["All unsolved tickets"])
    found = run(view(context(), id_), account.fake, account.signed)
    stamps = [one.updated_at for one in found.page.tickets]
    assert len(found.ids) == 230
    assert stamps == sorted(stamps, reverse=True)
    assert found.ids == tuple(one.id for one in found.page.tickets)
    assert found.page.people
    assert found.page.is_last


def test_a_huge_view_is_read_in_part_and_says_so() -> None:
    pages = [
        said({"tickets": [{"id": n}], "meta": {"has_more": True, "after_cursor": str(n)}})
        for n in range(MOST_PAGES)
    ]
    found, asked = play(view(context(), "9"), pages)
    assert len(asked) == MOST_PAGES
    assert not found.page.is_last


def test_a_count_that_is_still_made_is_not_zero() -> None:
    account = Account()
    views = tuple(
        str(account.fake.names[name]) for name in ("Unassigned tickets", "Recently solved tickets")
    )
    first = run(view_counts(context(), views), account.fake, account.signed)
    assert first == dict.fromkeys(views)
    second = run(view_counts(context(), views), account.fake, account.signed)
    assert second == {views[0]: 1, views[1]: 0}


def test_counts_are_asked_for_twenty_at_a_time() -> None:
    def counts(first: int, last: int) -> dict[str, object]:
        rows = [{"view_id": n, "value": n} for n in range(first, last)]
        return {"view_counts": [*rows, {"view_id": 999, "value": 1}, {"view_id": None}]}

    views = tuple(str(n) for n in range(45))
    answers = [said(counts(0, 20)), said(counts(20, 40)), said(counts(40, 44))]
    found, asked = play(view_counts(context(), views), answers)
    assert [len(dict(one.query)["ids"].split(",")) for one in asked] == [20, 20, 5]
    assert found == {str(n): n for n in range(44)} | {"44": None}


def test_no_views_ask_nothing() -> None:
    assert play(view_counts(context(), ()), []) == ({}, [])
