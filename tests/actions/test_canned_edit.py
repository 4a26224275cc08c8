"""Responses written, changed, copied, moved, put away, exported: rules, history, card shield."""

import json
from pathlib import Path

import pytest

from csr_desk import errors
from csr_desk.actions import (
    canned_edit,
    canned_export,
    canned_form,
    canned_move,
    canned_typed,
)
from csr_desk.actions.canned_form import Form
from csr_desk.actions.kept_form import Kept
from csr_desk.domain.instants import DAY
from csr_desk.domain.models import Scope, Status
from csr_desk.importing.run import import_files
from csr_desk.store import canned as store
from csr_desk.store import events
from tests.desk import Hands, TestDesk

GOOD = Form("delay", "Late parcel", "Hello")


@pytest.fixture
def desk(tmp_path: Path):  # type: ignore[no-untyped-def]
    made = TestDesk(tmp_path)
    yield made
    made.store.close()
    made.heartbeat.close()


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (Form("", "T", "B"), "name"),
        (Form("two words", "T", "B"), "name"),
        (Form("x" * 61, "T", "B"), "name"),
        (Form("-x", "T", "B"), "name"),
        (Form("a\x1bb", "T", "B"), "name"),
        (Form("ok", " ", "B"), "title"),
        (Form("ok", "T" * 201, "B"), "title"),
        (Form("ok", "T", "\n "), "body"),
        (Form("ok", "T", "x" * 50_001), "body"),
        (Form("ok", "T", "B", language="German"), "language"),
    ],
)
def test_a_wrong_form_is_refused_and_nothing_saved(desk: TestDesk, form: Form, field: str) -> None:
    assert [one.field for one in canned_form.problems(desk.desk, form)] == [field]
    with pytest.raises(errors.Refused):
        canned_edit.create(desk.desk, form)
    assert store.entries(desk.store, 1) == []


@pytest.mark.parametrize("name", ["späte-lieferung", "遅延", "ok.2", "a_b"])
def test_names_of_any_script_are_taken(desk: TestDesk, name: str) -> None:
    assert canned_form.problems(desk.desk, Form(name, "T", "B")) == []


def test_names_are_unique_also_against_archived_ones(desk: TestDesk) -> None:
    made = canned_edit.create(desk.desk, GOOD)
    with pytest.raises(errors.Refused, match="taken by “Late parcel”"):
        canned_edit.create(desk.desk, Form("DELAY", "Other", "B"))
    canned_move.archive(desk.desk, made)
    with pytest.raises(errors.Refused, match="archived response has the name"):
        canned_edit.create(desk.desk, GOOD)
    assert canned_edit.edit(desk.desk, made, Form("Delay", "Late parcel", "Hello")) == 2


def test_each_edit_counts_a_version_and_keeps_what_it_replaced(desk: TestDesk) -> None:
    made = canned_edit.create(desk.desk, GOOD)
    assert canned_edit.edit(desk.desk, made, GOOD) == 1
    assert canned_edit.edit(desk.desk, made, Form("delay", "Late", "Hello"), version=1) == 2
    [event] = events.read(desk.store, "kind = 'canned.edited'")
    assert event.data == {"canned": made, "version": 1, "before": {"title": "Late parcel"}}
    with pytest.raises(errors.Refused, match="changed meanwhile"):
        canned_edit.edit(desk.desk, made, GOOD, version=1)
    assert events.broken_at(desk.store) is None


def test_card_numbers_never_reach_the_disk(desk: TestDesk) -> None:
    number = "4111 1111 1111 1111"
    made = canned_edit.create(desk.desk, Form("card", f"Pay {number}", f"Use {number} here"))
    canned_edit.edit(desk.desk, made, Form("card", "Pay", f"Again {number}", f"F {number}"))
    Kept(desk.desk, "canned").save({"body": number})
    with pytest.raises(errors.Refused):
        canned_edit.create(desk.desk, Form("4111111111111111", "T", "B"))
    dump = str([desk.store.all(f"SELECT * FROM {table}") for table in ("canned", "event", "meta")])
    assert number not in dump
    assert number.replace(" ", "") not in dump
    assert "pii.masked" in desk.kinds()


def test_a_copy_is_ones_own_under_a_free_name(desk: TestDesk) -> None:
    made = canned_edit.create(desk.desk, Form("delay", "Late", "Hello", "Orders", tags=("a",)))
    copies = [canned_move.duplicate(desk.desk, made) for _ in range(2)]
    names = [store.response(desk.store, one).name for one in copies]
    assert names == ["delay-2", "delay-3"]
    copy = store.response(desk.store, copies[0])
    assert (copy.scope, copy.folder, copy.tags, copy.version) == (Scope.MINE, "Orders", ("a",), 1)


def test_move_archive_and_restore(desk: TestDesk) -> None:
    one, two = (canned_edit.create(desk.desk, Form(name, "T", "B")) for name in "ab")
    assert canned_move.move(desk.desk, [one, two], " New  folder ") == 2
    assert canned_move.move(desk.desk, [one], "New folder") == 0
    assert store.folders(desk.store, 1) == [("New folder", 2)]
    canned_move.archive(desk.desk, one)
    canned_move.archive(desk.desk, one)
    canned_move.restore(desk.desk, one)
    assert desk.kinds().count("canned.archived") == 1
    assert store.response(desk.store, one).archived_at is None


def test_what_is_typed_is_kept_by_form_until_it_is_forgotten(desk: TestDesk) -> None:
    made = canned_edit.create(desk.desk, GOOD)
    Kept(desk.desk, "canned").save({"name": "new one"})
    Kept(desk.desk, "canned", made).save({"name": "old one"})
    after = desk.kill()
    assert Kept(after.desk, "canned").load() == {"name": "new one"}
    assert Kept(after.desk, "canned", made).load() == {"name": "old one"}
    Kept(after.desk, "canned").forget()
    assert Kept(after.desk, "canned").load() is None
    desk.store, desk.heartbeat = after.store, after.heartbeat


# the form as typed -------------------------------------------------------------------------------


def test_typed_texts_and_forms_stand_for_each_other(desk: TestDesk) -> None:
    midnight = 1_795_392_000_000 - 1_795_392_000_000 % DAY
    form = Form(
        "delay", "Late", "Hello", "Orders", Scope.ALL, "pt-BR", "shoes", ("email", "chat"),
        ("late", "order-x"), Status.HOLD, midnight, 3,
    )  # fmt: skip
    typed = canned_typed.typed_of(desk.desk, form)
    assert typed["valid_until"] == "2026-11-22"
    assert canned_typed.parse(desk.desk, typed) == (form, [])


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("scope", "tem", '“tem” is none of mine, team, all. Did you mean "team"?'),
        ("channels", "email, fon", "“fon” is none of phone, email,"),
        ("set_status", "closed", "“closed” is none of open, pending, hold, solved"),
        ("valid_until", "31.1.2027", "Write the last valid day as 2027-01-31."),
        ("valid_until", "9999-12-31", "Write the last valid day as 2027-01-31."),
        ("follow_up_days", "soon", "Write in how many days the follow-up is due, 1 to 365."),
        ("follow_up_days", "0", "Write in how many days the follow-up is due, 1 to 365."),
        ("follow_up_days", "366", "Write in how many days the follow-up is due, 1 to 365."),
    ],
)
def test_a_wrong_word_is_named(desk: TestDesk, field: str, typed: str, sentence: str) -> None:
    texts = {**canned_typed.typed_of(desk.desk, GOOD), field: typed}
    _, [problem] = canned_typed.parse(desk.desk, texts)
    assert problem.field == field
    assert problem.sentence.startswith(sentence)


def test_placeholders_of_a_text_in_words() -> None:
    known, wrong = canned_typed.placeholder_words(
        "{{customer.name}} {{ticket.requester.name}} {{costumer.name}} {% if x %} {{"
    )
    assert known == "customer.name"
    assert wrong == (
        'costumer.name is unknown. Did you mean "customer.name"?',
        "{% if x %} is not closed or is template logic.",
        "{{ is not closed or is template logic.",
    )


# a file and back ---------------------------------------------------------------------------------

LIBRARY = (
    Form("delay", "Late, „sehr spät“", "Hello {{customer.first_name|there}},\n\nit is late.\n- a\n"
         '- "b"; c', "Orders", Scope.TEAM, "de", "shoes", (), ("late", "vip")),
    Form("own", "My own", "Text 漢字 🙂", "", Scope.MINE),
    Form("refund", "Refund", "Sent.", "Money", Scope.ALL, set_status=Status.PENDING,
         follow_up_days=5),
)  # fmt: skip


@pytest.fixture
def elsewhere(tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    made = TestDesk(tmp_path_factory.mktemp("elsewhere"), Hands())
    yield made
    made.store.close()
    made.heartbeat.close()


def read_back(other: TestDesk, path: Path) -> list[Form]:
    desk = other.desk
    for expected in (len(LIBRARY), 0):
        [result] = import_files(desk.store, desk.clock, desk.new_uid, [path], kind="canned")
        assert (result.imported, result.rejected, result.updated) == (expected, 0, 0)
    return [canned_form.form_of(one) for one in store.every(other.store, 1)]


def test_json_lines_are_read_back_as_they_were(
    desk: TestDesk, elsewhere: TestDesk, tmp_path: Path
) -> None:
    for form in LIBRARY:
        canned_edit.create(desk.desk, form)
    path = tmp_path / "responses.jsonl"
    assert canned_export.export(desk.desk, path) == 3
    assert path.stat().st_mode & 0o777 == 0o600
    assert sorted(read_back(elsewhere, path), key=lambda one: one.name) == list(LIBRARY)


def test_csv_is_read_back_but_for_the_state(
    desk: TestDesk, elsewhere: TestDesk, tmp_path: Path
) -> None:
    for form in LIBRARY:
        canned_edit.create(desk.desk, form)
    path = tmp_path / "responses.csv"
    canned_export.export(desk.desk, path)
    back = sorted(read_back(elsewhere, path), key=lambda one: one.name)
    assert back[:2] == list(LIBRARY[:2])
    assert back[2].body == "Sent."


def test_a_formula_does_not_run_in_a_spreadsheet(desk: TestDesk, tmp_path: Path) -> None:
    canned_edit.create(desk.desk, Form("evil", "=1+1", "=cmd|'/c calc'!A0"))
    canned_export.export(desk.desk, tmp_path / "r.csv")
    assert "\"'=cmd" in (tmp_path / "r.csv").read_text(encoding="utf-8")
    canned_export.export(desk.desk, tmp_path / "r.jsonl")
    line = json.loads((tmp_path / "r.jsonl").read_text(encoding="utf-8"))
    assert line["body"] == "=cmd|'/c calc'!A0"


def test_export_chooses_a_scope_and_never_overwrites(desk: TestDesk, tmp_path: Path) -> None:
    for form in LIBRARY:
        canned_edit.create(desk.desk, form)
    path = tmp_path / "mine.jsonl"
    assert canned_export.export(desk.desk, path, Scope.MINE) == 1
    for wrong in (path, tmp_path / "r.txt", tmp_path / "none" / "r.csv"):
        with pytest.raises(errors.Refused):
            canned_export.export(desk.desk, wrong)
