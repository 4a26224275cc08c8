"""Responses as the store has them: whole, as entries, by folder, by word, by past use."""

import pytest

from csr_desk import errors
from csr_desk.actions import (
    canned_edit,
    canned_form,
    canned_move,
    interaction,
    message,
    shift,
    wrap_up,
)
from csr_desk.actions.canned_form import Form
from csr_desk.domain.models import Channel, Scope, Status
from csr_desk.domain.wrap_up import WrapUp
from csr_desk.store import canned
from tests.desk import TestDesk


@pytest.fixture
def desk(tmp_path):  # type: ignore[no-untyped-def]
    made = TestDesk(tmp_path)
    made.ticket()
    yield made
    made.store.close()
    made.heartbeat.close()


def add(desk: TestDesk, name: str, body: str = "text", **more: object) -> int:
    return canned_edit.create(desk.desk, Form(name, name.title(), body, **more))  # type: ignore[arg-type]


def test_a_response_comes_back_whole(desk: TestDesk) -> None:
    form = Form(
        "delay", "Late", "Body", "Orders", Scope.MINE, "de", "shoes", ("email",), ("late",),
        Status.PENDING, 5,
    )  # fmt: skip
    made = canned.response(desk.store, canned_edit.create(desk.desk, form))
    assert canned_form.form_of(made) == form
    assert (made.version, made.uses, made.owner, made.archived_at) == (1, 0, "Me", None)
    [brief] = canned.whole(desk.store, [made.id, 99])
    assert (brief.name, brief.body, brief.tags) == ("delay", "Body", ("late",))
    assert (brief.scope, brief.set_status, brief.valid_until) == (Scope.MINE, Status.PENDING, 5)


def test_an_unknown_id_is_refused(desk: TestDesk) -> None:
    with pytest.raises(errors.Refused, match="no response 7"):
        canned.response(desk.store, 7)


def test_names_are_found_without_regard_to_case(desk: TestDesk) -> None:
    add(desk, "Delay")
    assert canned.by_name(desk.store, "dELAY") is not None
    assert canned.by_name(desk.store, "other") is None


def test_another_agents_own_responses_are_not_in_the_list(desk: TestDesk) -> None:
    add(desk, "mine", scope=Scope.MINE)
    theirs = add(desk, "theirs", scope=Scope.MINE)
    with desk.store.transaction():
        desk.store.execute("UPDATE canned SET owner_id = 2 WHERE id = ?", theirs)
    assert [one.name for one in canned.entries(desk.store, 1)] == ["mine"]
    assert [one.name for one in canned.entries(desk.store, 2)] == ["theirs"]
    assert [one.name for one in canned.every(desk.store, 1)] == ["mine"]
    assert canned.folders(desk.store, 1) == [("", 1)]


def test_archived_ones_have_a_list_of_their_own(desk: TestDesk) -> None:
    gone = add(desk, "gone", folder="Old")
    add(desk, "here")
    canned_move.archive(desk.desk, gone)
    assert [one.name for one in canned.entries(desk.store, 1)] == ["here"]
    assert [one.name for one in canned.entries(desk.store, 1, archived=True)] == ["gone"]
    assert canned.folders(desk.store, 1) == [("", 1)]


def test_folders_are_counted(desk: TestDesk) -> None:
    for name, folder in (("a", "Orders"), ("b", "orders"), ("c", "Orders"), ("d", "")):
        add(desk, name, folder=folder)
    assert canned.folders(desk.store, 1) == [("", 1), ("Orders", 2), ("orders", 1)]


def test_words_are_found_in_the_text_alone(desk: TestDesk) -> None:
    body = add(desk, "a", "Your Rückerstattung is sent")
    add(desk, "ruckerstattung", "nothing")
    assert canned.with_word(desk.store, "ruckerst") == {body}
    assert canned.with_word(desk.store, '"') == frozenset()
    assert canned.with_word(desk.store, "body:x OR *") == frozenset()


def test_a_word_with_a_letter_left_out_is_near(desk: TestDesk) -> None:
    body = add(desk, "a", "Your refund is sent")
    assert canned.near_word(desk.store, "refnd") == {body}
    assert canned.near_word(desk.store, "rfd") == frozenset()
    assert canned.near_word(desk.store, 're"*') == frozenset()


def test_uses_are_counted_by_the_reason_that_counts(desk: TestDesk) -> None:
    one = add(desk, "delay")
    shift.start(desk.desk)
    contact = interaction.open_contact(desk.desk, 1, Channel.EMAIL)
    message.reply(desk.desk, 1, "text", interaction_id=contact.id, canned=(one,))
    wrap_up.commit(desk.desk, contact.id, WrapUp("order/late", "resolved"))
    assert canned.reason_uses(desk.store, "order/late") == {one: 1}
    assert canned.reason_uses(desk.store, "billing/refund") == {}
    assert canned.response(desk.store, one).uses == 1
