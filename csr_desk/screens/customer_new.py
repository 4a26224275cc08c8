"""A new customer: while typing, the records that may be the same person, and why."""

from collections.abc import Iterable, Sequence
from typing import cast

from textual.binding import Binding
from textual.containers import Grid
from textual.widget import Widget
from textual.widgets import Input, Static

from csr_desk import text
from csr_desk.actions import customer
from csr_desk.actions.customer import NewCustomer
from csr_desk.actions.customer_consent import Consent
from csr_desk.domain import customer_rules as rules
from csr_desk.domain.duplicates import Match
from csr_desk.domain.models import IdentityKind
from csr_desk.screens.dialogs import DeskDialog, said
from csr_desk.screens.host import Host
from csr_desk.store import customer_matches
from csr_desk.store.customer_matches import Typed
from csr_desk.store.people import NewIdentity
from csr_desk.widgets.match_list import MatchList

FIELDS = (
    ("name", "Name"),
    ("email", "E-mail"),
    ("phone", "Telephone"),
    ("organisation", "Company"),
    ("city", "City"),
    ("language", "Language"),
    ("text_version", "Consent text"),
    ("granted", "Agreed (y/n)"),
)
_ADDRESSES = {"email": IdentityKind.EMAIL, "phone": IdentityKind.PHONE}
TYPING = "Enter makes it, or goes to the matches. Ctrl+S makes it. Esc cancels."
MATCHING = "Enter uses this customer, n makes a new one, Esc goes back."


class NewCustomerDialog(DeskDialog[int]):
    """The fields of a new customer; the answer is the id of the one made or used."""

    CSS_PATH = "customer_new.tcss"
    BINDINGS = [
        Binding("down", "step(1)", "Next field", show=False),
        Binding("up", "step(-1)", "Field before", show=False),
        Binding("ctrl+s", "create", "Create", show=False, priority=True),
        Binding("n", "create_anyway", "Create all the same", show=False),
    ]

    def __init__(self, typed: str = "") -> None:
        super().__init__("New customer")
        self._first = _first_values(typed)
        self._matches: list[Match] = []
        self._suggested: set[int] = set()

    def compose_box(self) -> Iterable[Widget]:
        """Compose the fields, the possible matches and what is wrong."""
        with_fields: list[Widget] = []
        for field, label in FIELDS:
            value = text.clean(self._first.get(field, ""), single_line=True)
            with_fields += [
                Static(label, markup=False, classes="label"),
                Input(value, id=field, select_on_focus=False),
            ]
        yield Grid(*with_fields)
        yield MatchList()
        yield Static(classes="wrong", markup=False)
        yield said(TYPING, "hint")

    @property
    def host(self) -> Host:
        """Return the app."""
        return cast(Host, self.app)

    @property
    def matches(self) -> MatchList:
        """Return the list of possible matches."""
        return self.query_one(MatchList)

    def on_mount(self) -> None:
        """Begin at the first field that is empty."""
        empty = next((field for field, _ in FIELDS if not self._first.get(field)), "name")
        self.set_focus(self.query_one(f"#{empty}", Input))
        self._compare()

    def value(self, field: str) -> str:
        """Return what stands in a field."""
        return self.query_one(f"#{field}", Input).value.strip()

    # possible matches ----------------------------------------------------------------------------

    def on_input_changed(self) -> None:
        """Look for records that may be the same person."""
        self._say("")
        self._compare()

    def _compare(self) -> None:
        typed = Typed(
            self.value("name"),
            tuple((kind, self.value(field)) for field, kind in _ADDRESSES.items()),
            self.value("city"),
            self.value("organisation"),
        )
        self._matches = customer_matches.possible(self.host.desk.store, typed)
        self.matches.show(self._matches)
        best = self._matches[0] if self._matches else None
        if best is not None and best.customer_id not in self._suggested:
            self._suggested.add(best.customer_id)
            customer.suggested(self.host.desk, best)

    def on_descendant_focus(self) -> None:
        """Show the keys of what has the keyboard."""
        words = MATCHING if self.matches.has_focus else TYPING
        self.query_one(".hint", Static).update(text.plain(words))

    def action_step(self, steps: int) -> None:
        """Go to another field, or move among the matches."""
        if self.matches.has_focus:
            self.matches.action_move(steps)
        elif steps > 0:
            self.focus_next(Input)
        else:
            self.focus_previous(Input)

    def action_cancel(self) -> None:
        """Go back from the matches to the fields, or close."""
        if self.matches.has_focus:
            self.set_focus(self.query_one("#name", Input))
        else:
            self.dismiss(None)

    async def on_input_submitted(self) -> None:
        """Go to the possible matches; without any, make the customer."""
        if self._matches:
            self.set_focus(self.matches)
        else:
            await self.action_create()

    async def action_create_anyway(self) -> None:
        """Make the customer although there are possible matches in sight."""
        if self.matches.has_focus:
            await self.action_create()

    def key_enter(self) -> None:
        """Use the match under the cursor."""
        if self.matches.has_focus:
            self._use()

    def on_virtual_list_opened(self) -> None:
        """Use the clicked match."""
        self._use()

    def _use(self) -> None:
        match = self.matches.current
        if match is not None:
            self.dismiss(customer.use_match(self.host.desk, match.customer_id, match.reasons))

    # making --------------------------------------------------------------------------------------

    async def action_create(self) -> None:
        """Make the customer, or say what is wrong and go there."""
        wanted = self._wanted()
        found = self._wrong_field(wanted)
        if found is not None:
            field, sentence = found
            self.set_focus(self.query_one(f"#{field}", Input))
            self._say(sentence)
            return
        await self.host.attempt(self._create, wanted)

    def _create(self, wanted: NewCustomer) -> None:
        self.dismiss(customer.create(self.host.desk, wanted))

    def _say(self, sentence: str) -> None:
        self.query_one(".wrong", Static).update(text.plain(sentence))

    def _wanted(self) -> NewCustomer:
        version, granted = self.value("text_version"), self.value("granted").lower() == "y"
        return NewCustomer(
            self.value("name"),
            organisation=self.value("organisation"),
            language=self.value("language"),
            addresses=tuple(
                NewIdentity(kind, self.value(field))
                for field, kind in _ADDRESSES.items()
                if self.value(field)
            ),
            fields=(("city", self.value("city")),),
            consent=Consent(granted, version) if version else None,
        )

    def _wrong_field(self, wanted: NewCustomer) -> tuple[str, str] | None:
        for field, _ in FIELDS:
            problem = _problem(field, self.value(field), self.value("text_version"))
            if problem is not None:
                return field, problem
        left = customer.problems(wanted)
        return ("name", left[0]) if left else None


def _problem(field: str, value: str, text_version: str) -> str | None:
    if field in _ADDRESSES:
        return rules.identity_problem(_ADDRESSES[field], value) if value else None
    if field == "granted":
        if text_version and value.lower() not in ("y", "n"):
            return "Did the customer agree to this text? Type y or n."
        return "Name the version of the text first." if value and not text_version else None
    return None if field == "text_version" else rules.field_problem(field, value)


def _first_values(typed: str) -> dict[str, str]:
    """Return in which field what was typed to find somebody belongs."""
    if not typed.strip():
        return {}
    kind = rules.guessed_kind(typed)
    fields: Sequence[str] = [field for field, one in _ADDRESSES.items() if one is kind]
    return {fields[0] if fields else "name": typed.strip()}
