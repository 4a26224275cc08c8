"""Order lines on the record: refund, return, exchange, cancel; and what runs at the provider."""

from collections.abc import Callable

from csr_desk import errors, text
from csr_desk.actions import order_request, refund
from csr_desk.domain import money
from csr_desk.domain.order_request import LIVE, RequestKind, RequestState
from csr_desk.screens import paying
from csr_desk.screens.customer_privacy import CustomerPrivacy
from csr_desk.screens.dialogs import AskText, Choice, Choose, PickWide
from csr_desk.store import order_requests, payments, tickets
from csr_desk.store.order_requests import Line, Request
from csr_desk.widgets.panel_row import RowKind


class CustomerOrders(CustomerPrivacy):
    """The commands of order lines."""

    def do_refund_request(self) -> None:
        """Ask for the amount and the reason of a refund."""
        self._for_line("Refund which line?", self._ask_refund)

    def do_rma_create(self) -> None:
        """Ask for return or exchange, and why."""
        self._for_line("Return which line?", self._ask_return)

    def do_order_cancel(self) -> None:
        """Ask why a line is cancelled."""
        self._for_line("Cancel which line?", self._ask_cancel)

    def enter_row(self) -> None:
        """Do what fits the line under the cursor: orders and payments have choices of their own."""
        row = self.panel.lines.current
        if row is not None and row.kind is RowKind.ORDER_LINE:
            self._ask_what(row.id)
        elif row is not None and row.kind is RowKind.PAYMENT:
            one = payments.payment(self.desk.store, row.id)
            if one is not None:
                paying.ask_result(self, one)
        elif row is not None and row.kind is RowKind.OFFER:
            paying.ask_outcome(self, self.shown.id, row.field)
        else:
            super().enter_row()

    def _for_line(self, title: str, then: Callable[[Line], None]) -> None:
        row = self.panel.lines.current if self.has_class("-record") else None
        if row is not None and row.kind is RowKind.ORDER_LINE:
            then(self._line(row.id))
            return
        lines = order_requests.lines(self.desk.store, self.shown.id)
        if not lines:
            raise errors.Refused("this customer has no order", "Orders come in with an import.")
        self.ask(PickWide(title, [_choice(one) for one in lines]), then)

    def _line(self, line_id: int) -> Line:
        line = order_requests.line(self.desk.store, line_id)
        if line is None:
            raise errors.Refused("this order line is gone", "Open the record again.")
        return line

    def _ask_what(self, line_id: int) -> None:
        line = self._line(line_id)
        acts: list[Choice[Callable[[], None]]] = [
            Choice("r", "refund", lambda: self._ask_refund(line)),
            Choice("a", "return or exchange, with an RMA number", lambda: self._ask_return(line)),
            Choice("c", "cancel this line", lambda: self._ask_cancel(line)),
        ]
        for one in order_requests.of_line(self.desk.store, line_id):
            if one.state in LIVE and one.state is not RequestState.RECORDED:
                acts.append(self._take_back(one))
        self.ask(Choose(_about(line), acts), lambda act: act())

    def _take_back(self, one: Request) -> Choice[Callable[[], None]]:
        return Choice("t", f"take back the {one.kind.value}", lambda: self._withdraw(one.id))

    def _withdraw(self, request_id: int) -> None:
        one = order_request.withdraw(self.desk, request_id)
        self._said(f"The {one.kind.value} is taken back.")

    def _said(self, words: str) -> None:
        self.reread()
        self.refresh_bars()
        self.host.kick_sync()
        self.host.say(words)

    # refunds -------------------------------------------------------------------------------------

    def _ask_refund(self, line: Line) -> None:
        refund.expect_possible(self.desk, line.id)
        limit = money.shown(self.desk.config.sales.refund.limit_of(line.currency), line.currency)
        words = f"{_about(line)}, {money.shown(line.total, line.currency)}. Your limit: {limit}."
        # Above the limit the amount is typed twice: nothing is there to be taken over.
        is_above = refund.above_limit(self.desk, line, line.total)
        usual = "" if is_above else money.plain(line.total, line.currency)
        ask = AskText(
            "Refund", words, usual, selected=True, check=lambda typed: _amount_problem(line, typed)
        )
        self.ask(ask, lambda typed: self._ask_again(line, typed))

    def _ask_again(self, line: Line, typed: str) -> None:
        amount = refund.amount_of(line, typed)
        if not refund.above_limit(self.desk, line, amount):
            self._ask_reason(line, typed, None)
            return
        ask = AskText(
            "Type the amount once more",
            "It is above your limit: another person approves it.",
            check=lambda again: _same_problem(line, amount, again),
        )
        self.ask(ask, lambda again: self._ask_reason(line, typed, again))

    def _ask_reason(self, line: Line, typed: str, again: str | None) -> None:
        self.ask(
            AskText("Refund", "Why? Such as: returned goods.", check=_some_text),
            lambda reason: self._refund(line, typed, reason, again),
        )

    def _refund(self, line: Line, typed: str, reason: str, again: str | None) -> None:
        made = refund.request(self.desk, line.id, typed, reason, confirmed=again)
        amount = money.shown(made.amount, line.currency)
        if made.state is RequestState.RECORDED:
            self._said(f"The refund of {amount} is recorded.")
        elif made.ticket_id is None:
            self._said(f"R{made.id}, {amount}, waits for the approver; no ticket carries the note.")
        else:
            reference = tickets.ticket(self.desk.store, made.ticket_id).reference
            self._said(f"R{made.id}, {amount}, waits for the approver. #{reference} says so.")

    # returns and cancellations -------------------------------------------------------------------

    def _ask_return(self, line: Line) -> None:
        kinds = [
            Choice("r", "return", RequestKind.RETURN),
            Choice("e", "exchange", RequestKind.EXCHANGE),
        ]
        self.ask(
            Choose(_about(line), kinds),
            lambda kind: self.ask(
                AskText(f"Why the {kind.value}?", check=_some_text),
                lambda reason: self._return(line, kind, reason),
            ),
        )

    def _return(self, line: Line, kind: RequestKind, reason: str) -> None:
        made = order_request.create_rma(self.desk, line.id, kind, reason)
        self._said(f"RMA {made.rma} for {_about(line)}.")

    def _ask_cancel(self, line: Line) -> None:
        self.ask(
            AskText("Cancel this line", f"{_about(line)}. Why?", check=_some_text),
            lambda reason: self._cancel(line, reason),
        )

    def _cancel(self, line: Line, reason: str) -> None:
        order_request.cancel_line(self.desk, line.id, reason)
        self._said(f"It is recorded that {_about(line)} is cancelled.")


def _about(line: Line) -> str:
    return f"{text.line(line.product, 30)}, order {text.line(line.order_number, 16)}"


def _choice(line: Line) -> Choice[Line]:
    remark = f"order {line.order_number}  {money.shown(line.total, line.currency)}"
    return Choice("", text.line(line.product, 40), line, text.line(remark, 40))


def _amount_problem(line: Line, typed: str) -> str | None:
    try:
        refund.amount_of(line, typed)
    except errors.Refused as refusal:
        return str(refusal)
    return None


def _same_problem(line: Line, amount: int, again: str) -> str | None:
    problem = _amount_problem(line, again)
    if problem is None and refund.amount_of(line, again) != amount:
        return "The two amounts differ. Type it again, or Esc begins anew."
    return problem


def _some_text(value: str) -> str | None:
    return None if value.strip() else "Type something, or Esc cancels."
