"""Responses: found for a ticket within bounds, filled in every spelling, with what they do."""

import pytest

from csr_desk.actions import canned, canned_edit, canned_effects, draft, interaction, message, shift
from csr_desk.actions.canned import Finder
from csr_desk.actions.canned_form import Form
from csr_desk.actions.ticket import Change, change
from csr_desk.domain.canned_rank import Sort
from csr_desk.domain.instants import DAY
from csr_desk.domain.models import Channel, DraftKind, Scope, Status
from csr_desk.store import canned as store
from csr_desk.store import search_terms
from tests.desk import TestDesk

TOPICS = ["refund", "late", "parcel", "address", "invoice"]
TOPICS += ["return", "label", "password", "voucher", "greeting"]


@pytest.fixture
def desk(tmp_path):  # type: ignore[no-untyped-def]
    made = TestDesk(tmp_path)
    made.customer("Thomas Berg")
    made.ticket("Where is my order, it is late")
    yield made
    made.store.close()
    made.heartbeat.close()


def add(desk: TestDesk, name: str, title: str = "", body: str = "text", **more: object) -> int:
    form = Form(name, title or name.title(), body, **more)  # type: ignore[arg-type]
    return canned_edit.create(desk.desk, form)


def found(desk: TestDesk, text: str, **more: object) -> list[str]:
    return [one.name for one in Finder(desk.desk, 1).find(text, **more)]  # type: ignore[arg-type]


@pytest.fixture
def many(desk: TestDesk) -> TestDesk:
    """Five thousand responses with long texts."""
    rows = []
    for number in range(5_000):
        first, second = TOPICS[number % 10], TOPICS[number // 10 % 10]
        title = f"{first} {second} {number}".title()
        body = f"About the {first}. " + "All the best from all of us. " * 20
        rows.append((str(number), f"{first}-{second}-{number}", title, body, first, number))
    with desk.store.transaction():
        desk.store.insert_many(
            "INSERT INTO canned (uid, name, title, body, folder, created_at, updated_at)"
            " VALUES (?, ?, ?, ?, ?, 0, ?)",
            rows,
        )
    return desk


def test_letters_of_name_title_and_text(desk: TestDesk) -> None:
    add(desk, "delay", "Parcel is late", "Sorry, the carrier lost a day.")
    add(desk, "refund", "Money back", "Your money is on its way.")
    assert found(desk, "dly") == ["delay"]
    assert found(desk, "prcl lt") == ["delay"]
    assert found(desk, "carrier") == ["delay"]
    assert found(desk, "carier") == ["delay"]
    assert found(desk, "/refund") == ["refund"]
    assert found(desk, "money carrier") == []
    assert sorted(found(desk, "")) == ["delay", "refund"]


def test_the_whole_name_is_first_and_title_before_text(desk: TestDesk) -> None:
    add(desk, "a", "Something else", "late")
    add(desk, "b", "Late")
    add(desk, "late-long", "Late parcels")
    add(desk, "late", "Anything")
    assert found(desk, "late")[0] == "late"
    assert found(desk, "late")[-1] == "a"


def test_find_gives_whole_responses(desk: TestDesk) -> None:
    add(desk, "delay", body="Hello {{customer.name}}", tags=("late",))
    [one] = canned.find(desk.desk, "del", 1)
    assert (one.name, one.body, one.tags) == ("delay", "Hello {{customer.name}}", ("late",))


def test_expired_is_marked_and_last(desk: TestDesk) -> None:
    add(desk, "winter", "Greeting", valid_until=1)
    add(desk, "summer", "A greeting of ours")
    rows = Finder(desk.desk, 1).find("greeting")
    assert [(one.name, one.expired) for one in rows] == [("summer", False), ("winter", True)]
    assert rows[1].remarks == ("expired",)


def test_scope_folder_and_order_narrow_the_list(desk: TestDesk) -> None:
    add(desk, "c", scope=Scope.MINE, folder="X")
    add(desk, "b", scope=Scope.ALL, folder="X")
    add(desk, "a", scope=Scope.TEAM)
    assert found(desk, "", scope=Scope.MINE) == ["c"]
    assert found(desk, "", folder="X", sort=Sort.NAME) == ["b", "c"]
    assert found(desk, "", folder="") == ["a"]
    assert found(desk, "", limit=2, sort=Sort.NAME) == ["a", "b"]


def test_the_customers_language_and_the_channel_decide(desk: TestDesk) -> None:
    add(desk, "english", language="en")
    add(desk, "german", language="de")
    add(desk, "chatty", channels=("chat",))
    with desk.store.transaction():
        desk.store.execute("UPDATE customer SET language = 'de'")
    assert found(desk, "")[0] == "german"
    remarks = {one.name: one.remarks for one in Finder(desk.desk, 1).find("")}
    assert remarks["english"] == ("in en, the customer has de",)
    assert remarks["chatty"] == ("made for chat",)


def test_use_for_the_likely_reason_comes_first(desk: TestDesk) -> None:
    from csr_desk.actions import wrap_up
    from csr_desk.domain.wrap_up import WrapUp

    add(desk, "aaa")
    helped = add(desk, "zzz")
    shift.start(desk.desk)
    reason = canned.fit_of(desk.desk, 1).reason
    assert reason.startswith("order/")
    contact = interaction.open_contact(desk.desk, 1, Channel.EMAIL)
    message.reply(desk.desk, 1, "It is late.", interaction_id=contact.id, canned=(helped,))
    wrap_up.commit(desk.desk, contact.id, WrapUp(reason, "resolved"))
    other = desk.ticket("Where is my order, it is late")
    first = Finder(desk.desk, other).find("")[0]
    assert first.name == "zzz"
    assert first.remarks == (f"used once for {reason}",)


def test_a_find_in_five_thousand_weighs_few_and_reads_no_list_of_texts(
    many: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    finder = Finder(many.desk, 1)
    asked: list[str] = []
    many.store.db.exec_trace = lambda cursor, sql, values: asked.append(sql) or True  # type: ignore[func-returns-value]
    counts = []
    for typed in ("v", "vo", "vou", "vouc", "vouch", "voucher", "voucher 7"):
        rows = finder.find(typed)
        counts.append(finder.scored)
        assert len(rows) == 50
        assert rows[0].name.startswith("voucher")
    assert counts[0] <= 5_000
    assert max(counts[3:]) <= 1_250  # nine hundred fifty have the word, the others its letters
    assert counts[3:] == sorted(counts[3:], reverse=True)
    assert len(asked) <= 6  # one look into the word index for each new word of three letters
    assert not any("SELECT" in sql and "body FROM canned " in sql for sql in asked)


def test_nothing_typed_weighs_nothing(many: TestDesk) -> None:
    finder = Finder(many.desk, 1)
    assert len(finder.find("", None)) == 5_000
    assert finder.scored == 0


def test_a_wrong_word_reads_a_bounded_number_of_texts(
    many: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    monkeypatch.setattr(
        store.letters, "near_in", lambda word, text: bool(read.append(text)) or False
    )
    assert search_terms.expression("allzz")
    assert Finder(many.desk, 1).find("allzz") == []
    assert len(read) == store.LOOK_INTO


def test_narrowing_gives_what_a_fresh_find_gives(many: TestDesk) -> None:
    finder = Finder(many.desk, 1)
    for typed in ("r", "re", "ref", "refu", "refund l", "refund la", "refund", "", "labl 7", "lab"):
        kept = [one.name for one in finder.find(typed)]
        assert kept == [one.name for one in Finder(many.desk, 1).find(typed)], typed


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("{{customer.first_name}}", "Thomas"),
        ("{{ticket.requester.first_name}}", "Thomas"),
        ("{{ticket.requester.firstname}}", "Thomas"),
        ("{{ ticket.requester.name }}", "Thomas Berg"),
        ("{{ticket.contact.name}}", "Thomas Berg"),
        ("#{{ticket.id}} {{ticket.title}}", "#1 Where is my order, it is late"),
        ("{{ticket.agent.name}} {{current_user.name}}", "Me Me"),
        ("{{order.number|your order}}", "your order"),
        ("{{today}}", "23 November 2026"),
    ],
)
def test_placeholders_of_the_helpdesks_are_filled(desk: TestDesk, body: str, text: str) -> None:
    assert canned.preview(desk.desk, add(desk, "x", body=body), 1).text == text


def test_what_has_no_value_stays_open(desk: TestDesk) -> None:
    rendered = canned.preview(desk.desk, add(desk, "x", body="A {{order.tracking}} b"), 1)
    assert rendered.text == "A {{order.tracking}} b"
    [span] = rendered.unfilled
    assert (span.name, rendered.text[span.start : span.end]) == (
        "order.tracking",
        "{{order.tracking}}",
    )


def test_without_a_ticket_only_agent_and_day_are_filled(desk: TestDesk) -> None:
    made = add(desk, "x", body="{{agent.name}} {{today}} {{customer.name}}")
    rendered = canned.preview(desk.desk, made)
    assert rendered.text == "Me 23 November 2026 {{customer.name}}"


def test_a_value_is_never_evaluated(desk: TestDesk) -> None:
    with desk.store.transaction():
        desk.store.execute("UPDATE ticket SET subject = '{{agent.name}} {{today}}'")
    rendered = canned.preview(desk.desk, add(desk, "x", body="{{ticket.subject}}"), 1)
    assert rendered.text == "{{agent.name}} {{today}}"
    assert rendered.unfilled == ()


def test_effects_are_told_before_and_leave_out_what_is_so_already(desk: TestDesk) -> None:
    one = add(desk, "a", tags=("late", "vip"), set_status=Status.PENDING)
    two = add(desk, "b", body="By {{promise.date}}.", tags=("late",), valid_until=1)
    does = canned_effects.effects(desk.desk, [one, two], 1)
    assert does.sentences == (
        "This response is no longer valid.",
        "Adds the tags late and vip.",
        "Sets the ticket to pending when it is sent.",
        "Promises a date: it needs a follow-up.",
    )
    change(desk.desk, 1, Change(status=Status.PENDING, add_tags=("late",)))
    does = canned_effects.effects(desk.desk, [one], 1)
    assert (does.tags, does.status) == (("vip",), None)
    assert does.sentences == ("Adds the tag vip.",)
    assert canned_effects.effects(desk.desk, [add(desk, "plain")], 1).sentences == ()


def test_a_follow_up_is_told_added_once_and_goes_with_the_message(desk: TestDesk) -> None:
    one = add(desk, "wait", body="By {{promise.date}}.", title="Ask the carrier", follow_up_days=3)
    does = canned_effects.effects(desk.desk, [one, one], 1)
    assert does.sentences == ("Adds a follow-up due in 3 days.",)
    began = desk.desk.now()
    message.reply(desk.desk, 1, "By Friday.", canned=(one,))
    canned_effects.carry_out(desk.desk, 1, does)
    tasks = "SELECT text, due_at - ?, customer_id FROM follow_up WHERE dropped_at IS NULL"
    assert desk.store.all(tasks, began) == [("Ask the carrier", 3 * DAY, 1)]
    assert canned_effects.effects(desk.desk, [one], 1).tasks == ()
    desk.wait(5)
    undone = message.undo(desk.desk)
    canned_effects.take_back(desk.desk, undone, desk.desk.now())
    assert desk.store.all(tasks, began)
    canned_effects.take_back(desk.desk, undone, began)
    assert store.response(desk.store, one).uses == 0
    typed = draft.load(desk.desk, 1, DraftKind.REPLY)
    assert typed is not None
    assert typed.extra == {"canned": [one]}
    assert desk.store.all(tasks, began) == []
    assert canned_effects.effects(desk.desk, [one], 1).tasks != ()


def test_versions_give_back_what_was_replaced(desk: TestDesk) -> None:
    one = add(desk, "a", body="first")
    canned_edit.edit(desk.desk, one, Form("a", "A", "second"))
    desk.wait(60)
    canned_edit.edit(desk.desk, one, Form("a", "A title", "third"))
    newest, oldest = canned.versions(desk.desk, one)
    assert (newest["version"], newest["before"]) == (2, {"title": "A", "body": "second"})
    assert (oldest["version"], oldest["before"], oldest["actor"]) == (1, {"body": "first"}, "Me")
    assert newest["at"] > oldest["at"]
