"""Paying on a ticket: the link goes into the reply; meanwhile the note takes no digits."""

from csr_desk.actions import payment
from csr_desk.domain import money, pay_link
from csr_desk.domain.models import DraftKind
from csr_desk.screens import paying
from csr_desk.screens.dialogs import AskText, Choice, Choose
from csr_desk.screens.ticket_writing import TicketWriting
from csr_desk.store import payments
from csr_desk.store.payments import Payment
from csr_desk.widgets.composer import Hidden


class TicketPaying(TicketWriting):
    """The command of the pay link."""

    def do_pay_secure_link(self) -> None:
        """Ask for the amount and insert the link, or for the result while a payment runs."""
        running = payments.active(self.desk.store, self.ticket_id or 0)
        if running is not None:
            paying.ask_result(self, running, self.guard_note)
            return
        payment.expect_possible(self.desk)
        due = payment.open_invoice(self.desk, self.ticket_id or 0)
        if due is None:
            self._ask_payment("", payment.usual_currency(self.desk, self.ticket_id or 0), None)
            return
        amount = money.shown(due.balance, due.currency)
        choices = [
            Choice("i", f"invoice {due.number}, {amount} open", True),
            Choice("o", "another amount", False),
        ]
        self.ask(
            Choose("Pay for what?", choices),
            lambda whole: self._ask_payment(
                f"{money.plain(due.balance, due.currency)} {due.currency}",
                due.currency,
                due.id if whole else None,
            ),
        )

    def _ask_payment(self, usual: str, currency: str, invoice_id: int | None) -> None:
        if invoice_id is not None:
            self._begin_payment(usual, currency, invoice_id)
            return
        self.ask(
            AskText(
                "Secure pay link",
                "How much? Such as 48.20 USD.",
                check=lambda typed: payment.amount_problem(self.desk, typed, currency),
            ),
            lambda typed: self._begin_payment(typed, currency, None),
        )

    def _begin_payment(self, typed: str, currency: str, invoice_id: int | None) -> None:
        made = payment.begin(self.desk, self.ticket_id or 0, typed, currency, invoice_id=invoice_id)
        if self.composer.kind is not DraftKind.REPLY:
            self.open_draft(DraftKind.REPLY)
        self.insert(made.url)
        self.guard_note()
        self.host.say(
            f"Payment {made.payment.reference} runs. {{pay.secure_link}} records its result."
        )

    def open_draft(self, kind: DraftKind) -> None:
        """Show the draft of a kind; a note takes no digits while a payment runs."""
        super().open_draft(kind)
        self.guard_note()

    def guard_note(self) -> None:
        """Let the open note take digits or not, as a payment runs or not."""
        is_note = self.composer.kind is DraftKind.NOTE
        self.composer.editor.leaves_digits_out = is_note and self._payment_now() is not None

    def hidden_while_paying(self, body: str) -> list[Hidden]:
        """Return the numbers as long as a card's in a note that is written while a payment runs."""
        if self.composer.kind is not DraftKind.NOTE or self._payment_now() is None:
            return []
        from csr_desk.domain import pii  # 25 ms of pattern compiling, only when it is needed

        cards = pii.mask(body).findings
        return [
            Hidden(start, end, pii.Finding("pan", start, end).mask.strip(), "")
            for start, end in pay_link.long_runs(body)
            if all(end <= one.start or one.end <= start for one in cards)
        ]

    def _payment_now(self) -> Payment | None:
        return payments.active(self.desk.store, self.ticket_id or 0)

    def on_editor_digits_left_out(self) -> None:
        """Say why no digit was taken."""
        key = self.host.keymap.shown("pay.secure_link")
        self.composer.say(
            f"A payment runs: no digits in the note until its result is in (Esc {key})."
        )
