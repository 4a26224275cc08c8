"""A card number typed anywhere is masked before the first insert: no byte of the store has it.

What deletes or overwrites a row leaves its bytes in the file and in its log, so that masking later
would be too late; here the bytes are read after every act.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from csr_desk.actions import (
    article,
    callers,
    escalation,
    feedback,
    follow_up,
    identity_check,
    incident_close,
    interaction,
    macro_form,
    macro_run,
    offers,
    order_request,
    payment,
    presence,
    promised,
    refund,
    snooze,
    ticket_link,
    ticket_split,
    time_correction,
    transfer,
    trend,
    views,
)
from csr_desk.actions.article_form import Form
from csr_desk.actions.kept_form import Kept
from csr_desk.actions.macro_form import Form as MacroForm
from csr_desk.domain.escalation import Step
from csr_desk.domain.identity_check import METHODS, Result
from csr_desk.domain.instants import DAY
from csr_desk.domain.macro_steps import Steps
from csr_desk.domain.models import Channel, Phase
from csr_desk.domain.order_request import RequestKind
from csr_desk.errors import DeskError
from csr_desk.screens.article_edit import ArticleEditor
from csr_desk.screens.macro_edit import MacroEditor
from csr_desk.screens.trend_form import TrendForm
from csr_desk.store import tickets
from csr_desk.store.views import Filter
from tests.actions.order_world import SETTINGS, order, other_desk
from tests.desk import TestDesk

CARD = "4111 1111 1111 1111"
TYPED = f"They paid with {CARD}, it says"
Act = Callable[[TestDesk], object]


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[TestDesk]:
    desk = TestDesk(tmp_path, config=SETTINGS)
    desk.session.begin()
    desk.ticket(body="The first words.")
    yield desk
    desk.heartbeat.close()
    desk.store.close()


def on_disk(hand: TestDesk) -> list[str]:
    """Return the files of the store that hold the number, as typed or in one run of digits."""
    wanted = (CARD, CARD.replace(" ", ""))
    return [
        path.name
        for path in sorted(hand.folder.rglob("*"))
        if path.is_file() and any(one.encode() in path.read_bytes() for one in wanted)
    ]


def _escalated(hand: TestDesk) -> int:
    return escalation.make(hand.desk, 1, escalation.Wanted("T2", "why", "what")).id


def _team(hand: TestDesk) -> int:
    with hand.store.transaction():
        return hand.store.insert("team", name="Billing")


def _refund(hand: TestDesk) -> int:
    (line,) = order(hand, 20_000)
    return refund.request(hand.desk, line, "200", "returned", confirmed="200").id


def _split(hand: TestDesk) -> object:
    tickets_before = tickets.messages(hand.store, 1)
    with hand.store.transaction():
        hand.store.insert(
            "message", ticket_id=1, uid="second", kind="public", author_kind="customer",
            author="Ann", body="And another thing.", at=hand.desk.now(), channel="email",
            state="received",
        )  # fmt: skip
    newest = tickets.messages(hand.store, 1)[-1]
    assert len(tickets_before) == 1
    return ticket_split.split(hand.desk, 1, [newest.id], subject=TYPED)


def _incidents(hand: TestDesk) -> object:
    other = hand.ticket("It is broken", body="It does not work.")
    ticket_link.make_problem(hand.desk, 1, [other])
    return incident_close.tell(hand.desk, incident_close.preview(hand.desk, 1, TYPED), solve=True)


def _corrected(hand: TestDesk) -> object:
    one = interaction.open_contact(hand.desk, 1, Channel.PHONE)
    hand.wait(60)
    interaction.end(hand.desk, one.id)
    return time_correction.correct(hand.desk, one.id, Phase.TALK, -5, TYPED)


def _ran(hand: TestDesk) -> object:
    steps = Steps(note=TYPED, sends=True, subject=TYPED, task=TYPED, follow_up="tomorrow 10")
    made = macro_form.create(hand.desk, MacroForm("One", steps=steps))
    return macro_run.run(hand.desk, made, [1])


def _promise(hand: TestDesk) -> object:
    found = promised.offers(hand.desk, f"I will call you tomorrow at 10 about {CARD}.", 1)
    return promised.keep(hand.desk, found[0])


def _answered(hand: TestDesk) -> object:
    return escalation.step(hand.desk, _escalated(hand), Step.ANSWERED, TYPED)


KEPT = ("canned", *(form.KEPT for form in (ArticleEditor, MacroEditor, TrendForm)))
FIELDS: dict[str, Act] = {
    "a task": lambda hand: follow_up.add(hand.desk, TYPED, 1, ticket_id=1),
    "a callback": lambda hand: follow_up.add(
        hand.desk, TYPED, 1, ticket_id=1, kind="callback", number=CARD, by_hand=True, is_told=True
    ),
    "a snooze": lambda hand: snooze.snooze(hand.desk, [1], hand.desk.now() + DAY, TYPED),
    "a promise": _promise,
    "an escalation": lambda hand: escalation.make(
        hand.desk, 1, escalation.Wanted("T2", TYPED, TYPED)
    ),
    "an escalation's answer": _answered,
    "a transfer": lambda hand: transfer.make(
        hand.desk, 1, transfer.Wanted(TYPED, team_id=_team(hand))
    ),
    "an article": lambda hand: article.create(
        hand.desk, Form(TYPED, TYPED, TYPED, TYPED, TYPED, "en", (TYPED,))
    ),
    "an article's next version": lambda hand: article.edit(
        hand.desk, article.create(hand.desk, Form("T", "P", "B")), Form(TYPED, TYPED, TYPED)
    ),
    "a macro": lambda hand: macro_form.create(
        hand.desk,
        MacroForm(
            "One", TYPED, TYPED,
            Steps(
                reply=TYPED, note=TYPED, subject=TYPED, add_tags=(TYPED,), remove_tags=(TYPED,),
                task=TYPED, follow_up="tomorrow 10",
            ),
        ),
    ),
    "a macro's name": lambda hand: macro_form.create(
        hand.desk, MacroForm(TYPED, steps=Steps(note="x"))
    ),
    "a macro's run": _ran,
    "a trend's fix": lambda hand: trend.write(
        hand.desk, trend.monday_of(hand.hands.wall.date()), "order/late", TYPED
    ),
    "feedback": lambda hand: feedback.add(
        hand.desk, "improvement", SETTINGS.sales.feedback.recipients[0], TYPED, ticket_id=1
    ),
    "a training": lambda hand: feedback.done(hand.desk, "training", TYPED),
    "an offer": lambda hand: offers.record(hand.desk, 1, TYPED, "offered"),
    "a return": lambda hand: order_request.create_rma(
        hand.desk, order(hand, 100)[0], RequestKind.RETURN, TYPED
    ),
    "a cancelled line": lambda hand: order_request.cancel_line(
        hand.desk, order(hand, 100)[0], TYPED
    ),
    "a refund": lambda hand: refund.request(hand.desk, order(hand, 100)[0], "1", TYPED),
    "a declined refund": lambda hand: refund.decline(other_desk(hand), _refund(hand), TYPED),
    "an approved refund": lambda hand: refund.approve(other_desk(hand), _refund(hand), TYPED),
    "a caller": lambda hand: callers.announce(hand.desk, "phone", CARD, None),
    "who else is there": lambda hand: presence.seen(hand.desk, 1, TYPED, "viewing"),
    "a ticket that is split off": _split,
    "what incidents are told": _incidents,
    "a correction of time": _corrected,
    "a view": lambda hand: views.save(hand.desk, CARD, Filter()),
    **{
        f"a form of {about} that is left": lambda hand, about=about: Kept(  # type: ignore[misc]
            hand.desk, about
        ).save({"title": TYPED, "body": CARD})
        for about in KEPT
    },
}  # fmt: skip


@pytest.mark.parametrize("field", FIELDS)
def test_a_card_number_never_reaches_the_file(hand: TestDesk, field: str) -> None:
    FIELDS[field](hand)
    assert on_disk(hand) == []
    assert not re.search(r"4111.?1111", str(hand.store.all("SELECT data FROM event")))


REFUSED: dict[str, Act] = {
    "a remark on an identity": lambda hand: identity_check.record(
        hand.desk, 1, METHODS[0], Result.FAILED, note=TYPED, ticket_id=1
    ),
    "a provider's token": lambda hand: payment.finish(
        hand.desk, payment.begin(hand.desk, 1, "1 USD", "").payment.id, "paid", token=CARD
    ),
    "a payment's last four": lambda hand: payment.finish(
        hand.desk, payment.begin(hand.desk, 1, "1 USD", "").payment.id, "paid", last4=CARD
    ),
}


@pytest.mark.parametrize("field", REFUSED)
def test_a_card_number_is_refused_where_none_belongs(hand: TestDesk, field: str) -> None:
    with pytest.raises(DeskError):
        REFUSED[field](hand)
    assert on_disk(hand) == []


def test_the_bytes_of_an_unmasked_number_would_be_found(hand: TestDesk) -> None:
    with hand.store.transaction():
        hand.store.execute("UPDATE ticket SET subject = ?", CARD)
        hand.store.execute("UPDATE ticket SET subject = 'x'")
    with hand.store.transaction():
        hand.store.execute("INSERT INTO meta VALUES ('card', ?)", CARD.replace(" ", ""))
    assert on_disk(hand) != []
