"""Articles: written, changed with their versions, put away, counted, drafted from tickets."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csr_desk import errors
from csr_desk.actions import article, article_draft, article_form, interaction, message
from csr_desk.actions.article import ArticleFinder
from csr_desk.actions.article_form import Form
from csr_desk.actions.desk import Desk
from csr_desk.actions.kept_form import Kept
from csr_desk.domain.instants import DAY
from csr_desk.domain.models import Channel, IdentityKind
from csr_desk.store import articles as store
from csr_desk.store import people
from csr_desk.store.people import NewIdentity
from tests.desk import TestDesk

LATE = Form("Parcels that are late", "Where is it?", "We ask the courier.", "Shipping")


@pytest.fixture
def world(hand: TestDesk) -> TestDesk:
    """A desk in a new folder."""
    return hand


@pytest.fixture
def desk(hand: TestDesk) -> Desk:
    """The desk, as actions take it."""
    return hand.desk


def titles(desk: Desk, words: str = "") -> list[str]:
    return [one.title for one in ArticleFinder(desk).find(words, None)]


def test_a_change_keeps_the_version_before(desk: Desk) -> None:
    one = article.create(desk, LATE)
    assert article.edit(desk, one, Form("Late parcels", "", "We look for it.")) == 2
    (before,) = store.versions(desk.store, one)
    assert (before.version, before.title, before.body) == (1, LATE.title, LATE.body)
    assert article.edit(desk, one, Form("Late parcels", "", "We look for it.")) == 2
    assert article.restore_version(desk, one, 1) == 3
    assert store.article(desk.store, one).body == LATE.body
    assert len(store.versions(desk.store, one)) == 2


def test_a_version_changed_meanwhile_is_refused(desk: Desk) -> None:
    one = article.create(desk, LATE)
    article.edit(desk, one, Form("Other", "", "Text."))
    with pytest.raises(errors.Refused, match="changed meanwhile"):
        article.edit(desk, one, LATE, version=1)


def test_expired_ones_come_last_and_put_away_ones_not_at_all(world: TestDesk) -> None:
    desk = world.desk
    article.create(desk, Form("Aaa", "", "x", valid_until=desk.now() + DAY))
    article.create(desk, Form("Bbb", "", "x"))
    gone = article.create(desk, Form("Ccc", "", "x"))
    article.archive(desk, gone)
    assert titles(desk) == ["Aaa", "Bbb"]
    world.wait(2 * 86_400)
    assert titles(desk) == ["Bbb", "Aaa"]
    assert ArticleFinder(desk).find("", None)[1].expired
    article.archive(desk, gone, back=True)
    assert titles(desk) == ["Bbb", "Ccc", "Aaa"]


def test_it_is_found_by_words_of_problem_and_answer_also_misspelt(desk: Desk) -> None:
    article.create(desk, LATE)
    article.create(desk, Form("Other", "", "Nothing of that."))
    for words in ("late", "courier", "where", "courer", "shipping"):
        assert titles(desk, words) == [LATE.title], words


def test_a_card_number_is_masked(desk: Desk) -> None:
    one = article.create(desk, Form("Cards", "", "Use 4111 1111 1111 1111."))
    assert "4111 1111" not in store.article(desk.store, one).body


def test_one_of_a_help_centre_is_not_changed_here(desk: Desk) -> None:
    with desk.store.transaction():
        desk.store.insert(
            "article", uid="u", title="Theirs", body="x", url="https://h.example/1",
            created_at=1, updated_at=1, external_key="acme:article:1",
        )  # fmt: skip
    with pytest.raises(errors.Refused, match="help centre"):
        article.edit(desk, 1, LATE)
    assert article.preview(desk, 1).text == "x\nhttps://h.example/1"


def test_the_week_begins_on_monday_and_counts_what_the_agent_wrote(world: TestDesk) -> None:
    desk = world.desk
    assert article.this_week(desk) == 0
    article.create(desk, LATE)
    away = article.create(desk, Form("Second", "", "x"))
    assert article.this_week(desk) == 2
    article.archive(desk, away)
    assert article.this_week(desk) == 1
    world.wait(7 * 86_400)
    assert article.this_week(desk) == 0


def test_a_missing_article_is_noted_once_and_taken_back(world: TestDesk) -> None:
    desk = world.desk
    ticket = world.ticket()
    one = interaction.open_contact(desk, ticket, Channel.EMAIL)
    assert article.missing(desk, one, "order/late")
    assert article.missing_this_week(desk) == [("order/late", 1)]
    assert not article.missing(desk, one)
    assert article.missing_this_week(desk) == []
    assert world.kinds()[-2:] == ["article.missing", "article.missing_withdrawn"]


def test_using_one_counts(world: TestDesk) -> None:
    desk, ticket = world.desk, world.ticket()
    one = article.create(desk, LATE)
    article.used(desk, one, ticket)
    assert store.article(desk.store, one).uses == 1


def test_the_form_names_what_is_wrong(desk: Desk) -> None:
    typed = article_form.typed_of(desk, Form())
    _, found = article_form.parse(desk, {**typed, "valid_until": "soon", "language": "Deutsch"})
    assert [one.field for one in found] == ["title", "language", "valid_until", "body"]
    typed = article_form.typed_of(desk, LATE) | {"valid_until": "2027-01-31"}
    form, found = article_form.parse(desk, typed)
    assert found == []
    assert article_form.typed_of(desk, form)["valid_until"] == "2027-01-31"


def test_what_is_typed_is_kept_until_it_is_saved(desk: Desk) -> None:
    typed = article_form.typed_of(desk, LATE)
    Kept(desk, "article").save(typed)
    assert Kept(desk, "article").load() == typed
    Kept(desk, "article").forget()
    assert Kept(desk, "article").load() is None


# drafts -----------------------------------------------------------------------------------------


def said(desk: Desk, ticket: int, question: str, answer: str) -> None:
    with desk.store.transaction():
        desk.store.insert(
            "message", uid=desk.new_uid(), ticket_id=ticket, at=desk.now(), kind="public",
            author_kind="customer", author="Ann Baker", channel="email", body=question,
            state="received",
        )  # fmt: skip
    message.reply(desk, ticket, answer)


def test_a_draft_has_the_question_the_answer_and_nobody(world: TestDesk) -> None:
    desk = world.desk
    customer = world.customer("Ann Baker")
    with desk.store.transaction():
        people.add_identity(
            desk.store, customer, NewIdentity(IdentityKind.EMAIL, "ann@example.com")
        )
    ticket = world.ticket("Late parcel for Ann Baker")
    said(
        desk, ticket, "Hello,\nthe parcel 471199 is late.\nRegards\nAnn",
        "Dear Ann,\nwe asked the courier.\nKind regards\nMe",
    )  # fmt: skip
    form = article_draft.draft(desk, [ticket])
    assert form.title == "Late parcel for [name]"
    assert form.problem == "the parcel [number] is late."
    assert form.body == "we asked the courier."
    assert desk.store.value("SELECT count(*) FROM article") == 0


def test_a_draft_needs_tickets(desk: Desk) -> None:
    with pytest.raises(errors.Refused, match="from 1 to 20"):
        article_draft.draft(desk, [])


PARTS = st.from_regex(r"[A-Z][a-zäöüéñ]{2,7}", fullmatch=True)
PHONES = st.from_regex(r"\+49[1-9][0-9]{7,9}", fullmatch=True)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.tuples(PARTS, PARTS), st.emails(), PHONES, st.data())
def test_no_identity_of_a_customer_is_in_a_draft(
    world: TestDesk, name: tuple[str, str], email: str, phone: str, data: st.DataObject
) -> None:
    desk = world.desk
    customer = world.customer(" ".join(name))
    with desk.store.transaction():
        for kind, value in ((IdentityKind.EMAIL, email), (IdentityKind.PHONE, phone)):
            people.add_identity(desk.store, customer, NewIdentity(kind, value))
        desk.store.insert("customer_field", customer_id=customer, name="city", value="Bad Ems")
    ticket = world.ticket(f"Late, {name[1]}", "email")
    with desk.store.transaction():
        desk.store.execute("UPDATE ticket SET customer_id = ? WHERE id = ?", customer, ticket)
    values = [*name, email, phone, "Bad Ems"]
    words = " is late, says ".join(data.draw(st.permutations(values)))
    said(desk, ticket, f"Hello,\nit is late: {words}\nin {phone[3:]} too", f"We told {words}.")
    form = article_draft.draft(desk, [ticket])
    everything = " ".join([form.title, form.problem, form.body, *form.tags]).casefold()
    for value in (email, phone, phone[1:], "bad ems"):
        assert value.casefold() not in everything
    for part in name:
        assert part.casefold() not in everything.replace("[", " ").replace("]", " ").split()
