"""A person's rights: everything on them in one document, and everything of them gone."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from csr_desk import errors
from csr_desk.actions import (
    customer_field,
    customer_identity,
    customer_merge,
    customer_unmerge,
    erasure_words,
    message,
    privacy,
    ticket,
    views,
    wrap_up,
)
from csr_desk.actions import interaction as contacts
from csr_desk.domain.models import Channel, IdentityKind
from csr_desk.domain.wrap_up import WrapUp
from csr_desk.reports import person as document
from csr_desk.reports import report, report_text, verify
from csr_desk.store import anchor, customers, person, search_terms
from csr_desk.store.views import Filter
from tests.actions.marked_person import (
    MARK,
    Marked,
    chain_holds,
    dump_of_others,
    found_in_rows,
    marked_person,
    other_person,
    terms,
)
from tests.desk import TestDesk


@pytest.fixture
def marked(hand: TestDesk) -> Marked:
    return marked_person(hand)


def whole(hand: TestDesk) -> list[Any]:
    """Everything in the store, the log too."""
    tables = [name for name in person.OWNED if name != "event"]
    rows = [hand.store.all(f"SELECT * FROM {table}") for table in tables]
    return [*rows, hand.store.all("SELECT * FROM event ORDER BY seq")]


def test_every_table_is_somebodys_or_says_why_not(hand: TestDesk) -> None:
    tables = {
        row[0]
        for row in hand.store.all(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
            " AND name NOT LIKE 'sqlite_%'"
        )
    }
    assert tables == set(person.OWNED) | set(person.NOBODYS)
    for table in person.NOBODYS:
        columns = {row[0] for row in hand.store.all("SELECT name FROM pragma_table_info(?)", table)}
        assert columns.isdisjoint({"customer_id", "ticket_id", "interaction_id", "message_id"})


class TestExport:
    def test_every_row_that_points_to_the_person_is_in_it(
        self, hand: TestDesk, marked: Marked
    ) -> None:
        told = json.dumps(document.document(hand.store, marked.id, hand.desk.now()))
        for name in found_in_rows(hand):
            table, _, column = name.partition(".")
            if table not in person.OWNED:
                continue
            for (value,) in hand.store.all(
                f"SELECT {column} FROM {table} WHERE instr(lower(CAST({column} AS TEXT)), ?)", MARK
            ):
                words = [value] if value[:1] not in "{[" else _texts(json.loads(value))
                for word in words:
                    shown = column in ("reversed",) or json.dumps(word)[1:-1] in told
                    assert shown, (name, word)

    def test_the_counts_are_those_of_the_tables(self, hand: TestDesk, marked: Marked) -> None:
        found = document.document(hand.store, marked.id, hand.desk.now())
        one = person.of(hand.store, marked.id)
        assert one.records == (marked.id, marked.merged)
        stored = {
            table: person.select(
                hand.store, one, f"SELECT count(*) FROM {table} WHERE {person.OWNED[table]}"
            )[0][0]
            for table in person.OWNED
        }
        assert document.count(found) == sum(stored.values())
        empty = {table for table in stored if not stored[table]}
        assert empty == {
            "interaction_link",
            "canned_use",
            "article_use",
            "article_missing",
            "ticket_alias",
            "status_change",
            "sla_fact",
            "sla_check",
        }
        assert found["consents"][0]["answer"] == "granted"
        assert found["organisations"] == [f"{MARK}firm"]
        assert [row["status"] for row in found["tickets"]] == ["solved"]
        assert "salt" not in found["records"][0]

    def test_nobody_else_is_in_it(self, hand: TestDesk, marked: Marked) -> None:
        assert "Berta" not in json.dumps(document.document(hand.store, marked.id, 0))
        assert MARK not in dump_of_others(hand, marked)

    def test_the_file_is_private_and_never_overwritten(
        self, hand: TestDesk, marked: Marked, tmp_path: Path
    ) -> None:
        found = document.document(hand.store, marked.id, 0)
        path = document.write(found, tmp_path / "one.json")
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert json.loads(path.read_text(encoding="utf-8")) == found
        with pytest.raises(errors.Refused, match="exists already"):
            document.write({}, path)
        with pytest.raises(errors.Refused, match="cannot be written"):
            document.write({}, tmp_path / "none" / "one.json")

    def test_an_unknown_record_is_refused(self, hand: TestDesk) -> None:
        with pytest.raises(errors.Refused, match="no customer 99"):
            document.document(hand.store, 99, 0)


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [one for inner in value.values() for one in _texts(inner)]
    if isinstance(value, list):
        return [one for inner in value for one in _texts(inner)]
    return [value] if isinstance(value, str) and MARK in value else []


class TestErase:
    def test_the_marks_stand_nearly_everywhere_before(self, hand: TestDesk, marked: Marked) -> None:
        found = found_in_rows(hand)
        assert len(found) > 40, found
        assert not [name for name in found if name.startswith("event.")]
        assert terms(hand, MARK)

    def test_nothing_of_the_person_is_left(self, hand: TestDesk, marked: Marked) -> None:
        done = privacy.erase(hand.desk, marked.id)
        assert found_in_rows(hand) == []
        assert terms(hand, MARK) == []
        assert (done.left, done.problem, done.unreadable) == ((), None, ())
        known = customers.record(hand.store, marked.id)
        assert (known.name, known.identities, known.fields) == ("erased", (), ())
        assert privacy.is_erased(hand.desk, marked.id)
        assert privacy.is_erased(hand.desk, marked.merged)
        assert hand.store.value("SELECT subject FROM ticket WHERE id = ?", marked.ticket) == (
            "(erased)"
        )
        for index in ("message_fts", "ticket_fts", "customer_fts"):
            assert search_terms.newest(hand.store, index, f"{MARK}*", 5) == []

    def test_the_other_person_is_untouched(self, hand: TestDesk, marked: Marked) -> None:
        before = dump_of_others(hand, marked)
        privacy.erase(hand.desk, marked.id)
        assert dump_of_others(hand, marked) == before

    def test_chain_figures_and_checks_hold(self, hand: TestDesk, marked: Marked) -> None:
        desk, store = hand.desk, hand.store
        before = store.all("SELECT * FROM event ORDER BY seq")
        figures = report_text.as_json(report.shift(store, desk.config, 1, desk.now()), desk.zone)
        privacy.erase(desk, marked.id)
        assert store.all("SELECT * FROM event ORDER BY seq")[: len(before)] == before
        assert chain_holds(hand)
        anchor.write(store, hand.places.anchor)
        checks = verify.run(store, hand.places.anchor, desk.now())
        assert [one for one in checks if not one.ok] == []
        after = report_text.as_json(report.shift(store, desk.config, 1, desk.now()), desk.zone)
        assert after == figures

    def test_the_log_tells_of_it_without_a_word_of_the_person(
        self, hand: TestDesk, marked: Marked
    ) -> None:
        done = privacy.erase(hand.desk, marked.id)
        row = hand.store.one("SELECT data, customer_id FROM event WHERE kind = 'customer.erased'")
        assert row is not None
        assert json.loads(row[0]) == {"rows": done.counts}
        assert row[1] == marked.id

    def test_the_salt_goes(self, hand: TestDesk, marked: Marked) -> None:
        old = hand.store.all("SELECT salt FROM customer WHERE id <> ?", marked.other)
        privacy.erase(hand.desk, marked.id)
        new = hand.store.all("SELECT salt FROM customer WHERE id <> ?", marked.other)
        assert {row[0] for row in old}.isdisjoint({row[0] for row in new})

    def test_a_dry_run_counts_and_changes_nothing(self, hand: TestDesk, marked: Marked) -> None:
        before = whole(hand)
        looked = privacy.preview(hand.desk, marked.id)
        assert whole(hand) == before
        assert privacy.erase(hand.desk, marked.id).counts == looked.counts
        assert set(looked.counts) - {"invoices_of_others"} == set(erasure_words._SORTS) - {
            "invoices_of_others"
        }

    def test_a_second_run_changes_nothing(self, hand: TestDesk, marked: Marked) -> None:
        privacy.erase(hand.desk, marked.id)
        before = whole(hand)
        again = privacy.erase(hand.desk, marked.merged)
        assert (again.customer_id, again.counts) == (marked.id, {})
        assert whole(hand) == before
        assert erasure_words.report(again) == [
            f"Customer {marked.id} was erased before; nothing was left to take away."
        ]

    def test_what_came_in_afterwards_goes_with_a_second_run(
        self, hand: TestDesk, marked: Marked
    ) -> None:
        privacy.erase(hand.desk, marked.id)
        message.receive(hand.desk, marked.ticket, f"{MARK}again", author=f"Ada {MARK}")
        done = privacy.erase(hand.desk, marked.id)
        assert done.counts["messages"] == 1
        assert found_in_rows(hand) == []

    def test_the_merge_can_still_be_parted_without_words(
        self, hand: TestDesk, marked: Marked
    ) -> None:
        privacy.erase(hand.desk, marked.id)
        last = customer_unmerge.last_merge(hand.desk, marked.id)
        assert last is not None
        assert customer_unmerge.undo_merge(hand.desk, last.id) == marked.merged
        assert found_in_rows(hand) == []

    def test_a_label_stays_and_a_name_goes_from_the_tags(
        self, hand: TestDesk, marked: Marked
    ) -> None:
        privacy.erase(hand.desk, marked.id)
        tags = hand.store.value("SELECT tags FROM ticket WHERE id = ?", marked.ticket)
        assert json.loads(tags) == ["parcel"]

    def test_a_view_goes_when_it_names_the_person_and_stays_when_by_chance(
        self, hand: TestDesk
    ) -> None:
        other, _ = other_person(hand)
        customer_identity.add(hand.desk, other, IdentityKind.SOCIAL, "@new")
        for name, words in (("Newest", "new"), ("Hers", "BERTA@other.example")):
            views.save(hand.desk, name, Filter(text=words))
        assert privacy.erase(hand.desk, other).counts["saved_views"] == 1
        assert hand.store.all("SELECT name FROM saved_view") == [("Newest",)]

    def test_a_shared_company_stays(self, hand: TestDesk) -> None:
        other, _ = other_person(hand)
        twin = hand.customer("Carl Third")
        hand.store.execute(
            "UPDATE customer SET organisation_id = (SELECT organisation_id FROM customer"
            " WHERE id = ?) WHERE id = ?", other, twin
        )  # fmt: skip
        privacy.erase(hand.desk, other)
        assert hand.store.all("SELECT name FROM organisation") == [("Shared Ltd",)]
        privacy.erase(hand.desk, twin)
        assert hand.store.all("SELECT name FROM organisation") == []

    def test_nobody_comes_to_life_in_what_is_left(self, hand: TestDesk, marked: Marked) -> None:
        privacy.erase(hand.desk, marked.id)
        for act in (
            lambda: customer_field.change(hand.desk, marked.id, "name", "Ada"),
            lambda: customer_merge.merge(hand.desk, marked.other, marked.id),
            lambda: customer_merge.merge(hand.desk, marked.id, marked.other),
        ):
            with pytest.raises(errors.Refused, match="this person was erased"):
                act()

    def test_the_samples_of_the_planner_hold_names_before_and_none_after(
        self, hand: TestDesk, marked: Marked
    ) -> None:
        # ANALYZE copies indexed values: the text stands there, not only in its own table.
        assert "sqlite_stat4.sample" in found_in_rows(hand)
        privacy.erase(hand.desk, marked.id)
        assert "sqlite_stat4.sample" not in found_in_rows(hand)


def test_no_card_number_comes_in_by_what_was_told_or_by_a_reason(hand: TestDesk) -> None:
    _, made = other_person(hand)
    one = contacts.open_contact(hand.desk, made, Channel.PHONE)
    hand.wait(5)
    wanted = WrapUp("order/late", "resolved", "carrier", told="paid with 4111 1111 1111 1111")
    wrap_up.commit(hand.desk, one.id, wanted)
    wrap_up.correct(hand.desk, one.id, wanted, "card 4111 1111 1111 1111")
    assert found_in_rows(hand, "4111") == []


class TestRefused:
    def test_while_a_contact_is_not_logged(self, hand: TestDesk) -> None:
        _, made = other_person(hand)
        one = contacts.open_contact(hand.desk, made, Channel.EMAIL)
        other = hand.store.value("SELECT customer_id FROM ticket WHERE id = ?", made)
        before = whole(hand)
        for act in (privacy.erase, privacy.preview):
            with pytest.raises(errors.Refused, match=f"contact {one.id} .* is not logged yet"):
                act(hand.desk, other)
        assert whole(hand) == before

    @pytest.mark.parametrize(
        "state", ["waiting", "queued", "trying", "in_doubt", "held", "conflict", "rejected"]
    )
    def test_while_a_change_waits(self, hand: TestDesk, state: str) -> None:
        other, made = other_person(hand)
        ticket.change(hand.desk, made, ticket.Change(priority=3))
        later = hand.desk.now() + 60_000
        hand.store.execute(
            "UPDATE operation SET state = ?, release_at = ? WHERE seq ="
            " (SELECT max(seq) FROM operation)", state, later
        )  # fmt: skip
        with pytest.raises(errors.Refused, match=f"1 {state.replace('_', ' ')}"):
            privacy.erase(hand.desk, other)
        assert hand.store.value("SELECT name FROM customer WHERE id = ?", other) == "Berta Other"

    def test_an_unknown_record(self, hand: TestDesk) -> None:
        with pytest.raises(errors.Refused, match="no customer 99"):
            privacy.erase(hand.desk, 99)
