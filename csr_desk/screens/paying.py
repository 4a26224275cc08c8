"""What is asked about a payment, an offer, feedback and commitments, at any place of the desk."""

from collections.abc import Callable

from csr_desk import text
from csr_desk.actions import feedback, offers, payment
from csr_desk.domain import money
from csr_desk.screens.dialogs import AskText, Choice, Choose
from csr_desk.screens.place import Place
from csr_desk.store.payments import Payment

OUTCOMES = (
    ("o", "offered, no answer yet", "offered"),
    ("a", "accepted", "accepted"),
    ("l", "accepted for later", "accepted_later"),
    ("d", "declined", "declined"),
)
KINDS = (
    ("r", "recommendation of products or service", "recommendation"),
    ("p", "process improvement", "improvement"),
)


# payments ----------------------------------------------------------------------------------------


def ask_result(place: Place, one: Payment, then: Callable[[], None] | None = None) -> None:
    """Ask what came of a running payment; one that is over is shown in words."""
    amount = money.shown(one.amount, one.currency) if one.amount else "amount open"
    if one.state != "active":
        card = f", card ends in {one.last4}" if one.last4 else ""
        place.host.say(f"{one.reference}: {amount} {one.state}{card}.")
        return
    choices = [
        Choice("p", "paid", "paid"),
        Choice("f", "failed", "failed"),
        Choice("c", "cancelled", "cancelled"),
    ]
    title = f"Payment {one.reference}, {amount}"
    place.ask(Choose(title, choices), lambda result: _ask_token(place, one, result, then))


def _ask_token(place: Place, one: Payment, result: str, then: Callable[[], None] | None) -> None:
    if result != "paid":
        _finish(place, one, result, "", "", then)
        return
    if one.amount:
        _ask_token_of(place, one, "", then)
        return
    place.ask(
        AskText(
            "Paid",
            "How much? The link named no amount.",
            check=lambda typed: payment.paid_problem(one, typed),
        ),
        lambda amount: _ask_token_of(place, one, amount, then),
    )


def _ask_token_of(place: Place, one: Payment, amount: str, then: Callable[[], None] | None) -> None:
    place.ask(
        AskText(
            "Paid", "The provider's token, no card number; it may be empty.",
            check=lambda typed: payment.token_problem(place.desk, typed),
        ),
        lambda token: place.ask(
            AskText("Paid", "The last four digits, or empty.", check=payment.last4_problem),
            lambda last4: _finish(place, one, "paid", token, last4, then, amount),
        ),
    )  # fmt: skip


def _finish(
    place: Place,
    one: Payment,
    result: str,
    token: str,
    last4: str,
    then: Callable[[], None] | None,
    amount: str = "",
) -> None:
    done = payment.finish(place.desk, one.id, result, token=token, last4=last4, amount=amount)
    if then is not None:
        then()
    _reread(place)
    place.host.say(f"The payment {done.reference} is {done.state}.")


# offers ------------------------------------------------------------------------------------------


def ask_offer(place: Place, customer_id: int) -> None:
    """Ask what was offered, the hint first, and what the customer said."""
    offers.expect_no_complaint(place.desk, customer_id)
    product, _ = offers.hint(place.desk, customer_id)
    place.ask(
        AskText("Offer", "What did you offer?", product, check=_some_text, selected=True),
        lambda typed: ask_outcome(place, customer_id, typed),
    )


def ask_outcome(place: Place, customer_id: int, product: str) -> None:
    """Ask what the customer said to an offer, and record it."""
    choices = [Choice(key, words, outcome) for key, words, outcome in OUTCOMES]
    place.ask(
        Choose(f"Offer: {text.line(product, 40)}", choices),
        lambda outcome: _offered(place, customer_id, product, outcome),
    )


def _offered(place: Place, customer_id: int, product: str, outcome: str) -> None:
    offers.record(place.desk, customer_id, product, outcome)
    _reread(place)
    place.host.say(f"Recorded: {text.line(product, 40)} {outcome.replace('_', ' ')}.")


# feedback and commitments ------------------------------------------------------------------------


def ask_feedback(place: Place) -> None:
    """Ask what kind, to whom, and what; the open ticket goes with it."""
    ticket_id = place.situation().ticket_id
    names = place.desk.config.sales.feedback.recipients
    kinds = [Choice(key, words, kind) for key, words, kind in KINDS]
    people = [Choice(str(at) if at < 10 else "", one, one) for at, one in enumerate(names, 1)]
    place.ask(
        Choose("Feedback", kinds),
        lambda kind: place.ask(
            Choose("To whom?", people),
            lambda to: place.ask(
                AskText("Feedback", f"What should {text.line(to, 30)} know?", check=_some_text),
                lambda words: _told(place, kind, to, words, ticket_id),
            ),
        ),
    )


def _told(place: Place, kind: str, to: str, words: str, ticket_id: int | None) -> None:
    feedback.add(place.desk, kind, to, words, ticket_id=ticket_id)
    place.host.say(f"The {kind} to {text.line(to, 30)} is recorded.")


def show_commitments(place: Place) -> None:
    """Show what is done of what was agreed, and record a training or a quiz."""
    lines = [
        f"{'kept' if one.is_kept else 'open'}  {one.done} of {one.wanted} {one.words}"
        for one in feedback.commitments(place.desk)
    ]
    told = [f"{count} {kind} to {to}" for to, kind, count in feedback.counts(place.desk)][:6]
    if told:
        lines += ["", "Feedback this quarter:", *(text.line(one, 56) for one in told)]
    choices = [
        Choice("t", "record a training", "training"),
        Choice("q", "record a quiz", "quiz"),
        Choice("i", "an improvement: feedback", "improvement"),
    ]
    place.ask(Choose("Commitments", choices, "\n".join(lines)), lambda kind: _commit(place, kind))


def _commit(place: Place, kind: str) -> None:
    if kind == "improvement":
        ask_feedback(place)
        return
    place.ask(
        AskText(f"Which {kind}?", "Its title.", check=_some_text),
        lambda title: _done(place, kind, title),
    )


def _done(place: Place, kind: str, title: str) -> None:
    feedback.done(place.desk, kind, title)
    place.host.say(f"The {kind} is recorded.")


def _reread(place: Place) -> None:
    reread = getattr(place, "reread", None)
    if callable(reread):
        reread()


def _some_text(value: str) -> str | None:
    return None if value.strip() else "Type something, or Esc cancels."
