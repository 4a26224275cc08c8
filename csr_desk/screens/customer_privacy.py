"""A person's rights on the record: a copy of everything kept on them, and being forgotten."""

from dataclasses import dataclass, replace
from pathlib import Path

from textual.message import Message

from csr_desk import errors, text
from csr_desk.actions import erasure_words, privacy
from csr_desk.actions.privacy import Erasure
from csr_desk.domain.instants import SECOND
from csr_desk.errors import DeskError
from csr_desk.reports import person
from csr_desk.screens.customer_edit import CustomerEdits
from csr_desk.screens.dialogs import AskText, Confirm, Info
from csr_desk.store.connection import Store

TITLE = "Erase this person?"

AT_ONCE = 2 * SECOND
"""How soon after the question a dialog may still open: later it would take keys meant elsewhere."""

REPORT_SECONDS = 60.0
"""How long the report stays in sight when it comes later."""


class CustomerPrivacy(CustomerEdits):
    """The commands of the rights of access and of erasure."""

    @dataclass
    class Erased(Message):
        """An erasure has ended: with what it did, or with what the desk refused."""

        done: Erasure | None
        refusal: DeskError | None
        began_at: int

    def do_customer_export(self) -> None:
        """Ask for the file everything on this person is written to."""
        known = self.shown
        self.ask(
            AskText(
                "Export everything on this person",
                "Into which new file? It holds personal data: hand it over, then delete it.",
                str(Path.home() / f"customer-{known.id}.json"),
            ),
            lambda name: self._export(known.id, name),
        )

    def _export(self, customer_id: int, name: str) -> None:
        found = person.document(self.desk.store, customer_id, self.desk.now())
        written = person.write(found, Path(name).expanduser().absolute())
        rows = person.count(found)
        privacy.note_export(self.desk, customer_id, rows)
        self.host.say(f"{rows} rows on this person are in {text.clean(str(written))}.")

    def do_customer_erase(self) -> None:
        """Say what would go, and ask."""
        known = self.shown
        words = erasure_words.preview(privacy.preview(self.desk, known.id))
        self.ask(
            Confirm(TITLE, "\n".join([text.line(known.name, 60), *words]), "Erase", "Keep"),
            lambda wanted: self._erase(known.id, wanted),
        )

    def _erase(self, customer_id: int, wanted: bool) -> None:
        if not wanted:
            return
        if self.host.background:
            raise errors.Refused("another person is being erased", "Wait until that is done.")
        self._tell(customer_id, "it begins")
        began_at = self.desk.now()
        # On a large store this takes seconds: a worker of the app outlives a change of place.
        self.app.run_worker(
            lambda: self._erase_aside(customer_id, began_at),
            thread=True,
            group="erase",
            exit_on_error=False,
        )

    def _tell(self, customer_id: int, step: str) -> None:
        self.host.background = f"Customer {customer_id} is being erased: {step}."

    def _erase_aside(self, customer_id: int, began_at: int) -> None:
        """Erase in a thread, on a connection of its own; the screen hears of the end of it."""
        done, refusal = None, None
        try:
            done = self._erased(customer_id)
        except DeskError as error:
            refusal = error
        finally:
            self.post_message(self.Erased(done, refusal, began_at))

    def _erased(self, customer_id: int) -> Erasure:
        store = Store(self.desk.places.database)
        try:
            desk = replace(self.desk, store=store)
            return privacy.erase(desk, customer_id, lambda step: self._tell(customer_id, step))
        finally:
            store.close()

    def on_customer_privacy_erased(self, message: Erased) -> None:
        """Say what went and what is left; later than at once no dialog opens under the keys."""
        self.host.background = ""
        if self.host.place is self:
            self.reread()
        self.host.place.refresh_bars()
        if message.done is None:
            refused = message.refusal or errors.DeskError("the erasure stopped", "Erase once more.")
            self.host.told(refused)
            return
        words = erasure_words.report(message.done)
        waited = self.desk.now() - message.began_at
        if self.host.screen is self and waited <= AT_ONCE:
            self.host.push_screen(Info("Erased", "\n".join(words)))
        else:
            self.host.notify("\n".join(words), title="Erased", timeout=REPORT_SECONDS)
