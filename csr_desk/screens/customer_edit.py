"""What the agent changes on a record: fields in place, addresses, facts, consent, merges."""

from csr_desk import errors, text
from csr_desk.actions import (
    customer_confirm,
    customer_consent,
    customer_field,
    customer_identity,
    customer_merge,
    customer_unmerge,
    ticket,
)
from csr_desk.actions.customer_consent import Consent
from csr_desk.commands.command import CUSTOMER
from csr_desk.domain import customer_rules as rules
from csr_desk.domain.models import Channel
from csr_desk.screens.customer_find import FindCustomer
from csr_desk.screens.customer_merge import MergeDialog, Wanted
from csr_desk.screens.customer_new import NewCustomerDialog
from csr_desk.screens.dialogs import AskText, Choice, Choose, Info
from csr_desk.screens.handing import Verifying
from csr_desk.store import customer_lookup, customer_matches, customers
from csr_desk.store.customer_lookup import Found
from csr_desk.store.customers import Record
from csr_desk.widgets import moments
from csr_desk.widgets.panel_row import EDITED, PanelRow, RowKind
from csr_desk.widgets.record_panel import RecordPanel

HISTORY = 20
_ADDRESS_FACTS = frozenset({"address", "street", "city", "postcode", "country"})
SHORT = 200
"""Characters of a value in the history."""


class CustomerEdits(Verifying):
    """The commands that change the record in sight."""

    PLACE = CUSTOMER
    known: Record | None

    @property
    def panel(self) -> RecordPanel:
        """Return the record."""
        return self.query_one(RecordPanel)

    @property
    def shown(self) -> Record:
        """Return the record in sight; Refused when there is none."""
        if self.known is None:
            raise errors.Refused("no customer is open", "Find one with {search}.")
        return self.known

    def reread(self) -> None:
        """Read the record anew; the place says how."""

    def checked(self) -> None:
        """Show the record with what is known of the identity."""
        self.reread()

    # fields in place -----------------------------------------------------------------------------

    def do_customer_edit(self) -> None:
        """Edit the field under the cursor of the record; from the timeline, go to the record."""
        self.set_class(True, "-record")
        self.set_focus(self.panel.lines)
        self._hint_for(self.panel.lines.current)
        if not self.panel.edit():
            self.host.say("Choose a field with the arrows, then Enter edits it in place.")

    def enter_row(self) -> None:
        """Edit, add or ask, as the line under the cursor needs it."""
        row = self.panel.lines.current
        self._hint_for(row)
        if row is None or self.panel.edit():
            return
        if row.kind is RowKind.ADD_ADDRESS:
            self.ask(
                AskText("Address", "E-mail, telephone number or handle.", check=_address_problem),
                self._add_address,
            )
        elif row.kind is RowKind.ADD_FACT:
            self.ask(
                AskText("Fact", "Name and value, such as city: Bonn", check=_fact_problem),
                self._add_fact,
            )
        elif row.kind is RowKind.CONSENT:
            self._ask_consent()
        elif row.kind is RowKind.NEW_TICKET:
            self.do_customer_ticket()
        else:
            self.host.say("There is nothing to open or to edit on this line.")

    def _hint_for(self, row: PanelRow | None) -> None:
        """Say that who asks is to be checked before an address is changed in a contact."""
        kinds = (RowKind.ADDRESS, RowKind.ADD_ADDRESS)
        if row is not None and (row.kind in kinds or row.field in _ADDRESS_FACTS):
            self.hint_identity(self.shown.id)

    def save_row(self, row: PanelRow, value: str) -> None:
        """Save the new value of a line; raises DeskError when it cannot be."""
        known = self.shown
        if row.kind is RowKind.ADDRESS:
            customer_identity.change(self.desk, known.id, row.id, value)
        else:
            customer_field.change(self.desk, known.id, row.field, value)
        self.reread()
        self.refresh_bars()

    def _add_address(self, value: str) -> None:
        known, kind = self.shown, rules.guessed_kind(value)
        others = customer_identity.add(self.desk, known.id, kind, value)
        self.reread()
        if others:
            found = customer_lookup.described(self.desk.store, [(others[0], "", None)])
            self.host.say(f"{found[0].name} has this address too. {{merge}} joins two records.")

    def _add_fact(self, value: str) -> None:
        name, _, words = value.partition(":")
        customer_field.change(self.desk, self.shown.id, name.strip(), words.strip())
        self.reread()

    def _ask_consent(self) -> None:
        version = self.shown.value(rules.CONSENT_TEXT)
        self.ask(
            AskText("Consent", "Which version of the text was read?", version, check=_some_text),
            lambda read: self.ask(
                Choose(
                    "Consent",
                    [Choice("g", "granted", True), Choice("r", "refused", False)],
                    f"What did the customer say to text {read}?",
                ),
                lambda granted: self._record_consent(Consent(granted, read)),
            ),
        )

    def _record_consent(self, consent: Consent) -> None:
        customer_consent.record_consent(self.desk, self.shown.id, consent)
        self.reread()

    def do_customer_confirm(self) -> None:
        """Note that the customer confirmed the detail under the cursor, elsewhere all of them."""
        row = self.panel.lines.current if self.panel.has_focus_within else None
        key = None if row is None or row.kind not in EDITED else (row.field, row.id or None)
        known = self.shown
        if key is None:
            customer_confirm.confirm(self.desk, known.id)
            words = "The details are confirmed as of now."
        else:
            customer_confirm.confirm(self.desk, known.id, [key])
            words = f"Confirmed as of now: {text.line(key[0].replace('_', ' '), 30)} alone."
        self.reread()
        self.host.say(f"{words} {{merge.undo}} takes it back.")

    def do_customer_history(self) -> None:
        """Show what was in the fields before."""
        found = customers.history(self.desk.store, self.shown.id)[:HISTORY]
        now, zone = self.desk.now(), self.desk.zone
        lines = [
            f"{moments.when(one.at, now, zone)}  {_short(one.field)}: {_short(one.old)} → "
            f"{_short(one.new)}  ({_short(one.actor)}, {one.source})"
            for one in found
        ]
        self.host.push_screen(Info("History", "\n".join(lines) or "Nothing was changed yet."))

    # new ones ------------------------------------------------------------------------------------

    def do_customer_new(self) -> None:
        """Make a customer, or use a possible match, and show the record."""
        self.ask(NewCustomerDialog(), self._show_other)

    async def _show_other(self, customer_id: int) -> None:
        await self.host.go("customer", customer_id=customer_id)

    def do_customer_ticket(self) -> None:
        """Make a ticket for this customer and open it."""
        known = self.shown
        self.ask(
            AskText("New ticket", "What is it about?", check=_some_text),
            lambda subject: self._open_new(known.id, subject),
        )

    async def _open_new(self, customer_id: int, subject: str) -> None:
        ticket_id = ticket.create(self.desk, customer_id, subject, Channel.EMAIL)
        await self.host.go("ticket", ticket_id=ticket_id)

    # merging -------------------------------------------------------------------------------------

    def do_merge(self) -> None:
        """Ask for the other record, the likeliest ones first."""
        known = self.shown
        likely = customer_matches.of_record(self.desk.store, known.id)
        first = customer_lookup.described(
            self.desk.store,
            [(one.customer_id, ", ".join(one.reasons), None) for one in likely],
        )
        self.ask(
            FindCustomer(
                "Join with which record?",
                first,
                but=[known.id],
                hint="Possible matches until you type. Enter shows what would happen.",
            ),
            self._preview,
        )

    def _preview(self, found: Found) -> None:
        preview = customer_merge.preview(self.desk, found.customer_id, self.shown.id)
        self.ask(MergeDialog(preview), self._merge)

    async def _merge(self, wanted: Wanted) -> None:
        customer_merge.merge(self.desk, wanted.from_id, wanted.into_id, take=wanted.take)
        await self._show_other(wanted.into_id)
        self.host.say("The two records are one. {merge.undo} takes them apart again.")

    def do_merge_undo(self) -> None:
        """Take back what was confirmed last, else take the last merge of this record apart."""
        last = customer_unmerge.last_merge(self.desk, self.shown.id)
        confirmed = customer_confirm.last_act(self.desk, self.shown.id)
        if confirmed is not None and (last is None or confirmed[1] >= last.at):
            count = customer_confirm.undo(self.desk, self.shown.id)
            self.reread()
            self.host.say(f"Not confirmed any more: {count} detail{'s' * (count > 1)}.")
            return
        if last is None:
            raise errors.Refused("no record was joined with this one", "There is nothing to undo.")
        customer_unmerge.undo_merge(self.desk, last.id)
        self.reread()
        self.host.say(f"{last.from_name} is a record of its own again.")


def _short(value: str | None) -> str:
    return text.clean(value or "", single_line=True, limit=SHORT) or "(empty)"


def _address_problem(value: str) -> str | None:
    return rules.identity_problem(rules.guessed_kind(value), value)


def _fact_problem(value: str) -> str | None:
    name, colon, words = value.partition(":")
    if not colon or not words.strip():
        return "Write the name, a colon and the value, such as city: Bonn"
    if name.strip() in (*rules.FIXED_FIELDS, rules.CONSENT, rules.CONSENT_TEXT, rules.CONSENT_AT):
        return "This field stands above already; edit it there."
    return rules.field_problem(name, words)


def _some_text(value: str) -> str | None:
    return None if value.strip() else "Type something, or Esc cancels."
