"""A person's rights on the record: a copy of everything kept on them, and being forgotten."""

from pathlib import Path

from csr_desk import text
from csr_desk.actions import erasure_words, privacy
from csr_desk.reports import person
from csr_desk.screens.customer_edit import CustomerEdits
from csr_desk.screens.dialogs import AskText, Confirm, Info

TITLE = "Erase this person?"


class CustomerPrivacy(CustomerEdits):
    """The commands of the rights of access and of erasure."""

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
        done = privacy.erase(self.desk, customer_id)
        self.reread()
        self.refresh_bars()
        self.host.push_screen(Info("Erased", "\n".join(erasure_words.report(done))))
