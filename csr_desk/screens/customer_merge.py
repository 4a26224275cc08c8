"""Joining two records, shown before it is done: who stays, what moves, which value is kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast

from textual.binding import Binding
from textual.widget import Widget
from textual.widgets import Static

from csr_desk import text
from csr_desk.actions import customer_merge
from csr_desk.actions.customer_merge import Preview
from csr_desk.actions.merge_fields import FieldPlan
from csr_desk.screens.dialogs import DeskDialog, said
from csr_desk.screens.host import Host
from csr_desk.widgets.queue_columns import fitted
from csr_desk.widgets.virtual_list import Piece, Rows, VirtualList

HINT = "y joins them, Space keeps the other value, s swaps who stays, Esc cancels."
_WORDS = {
    "ticket": "ticket",
    "interaction": "contact",
    "customer_order": "order",
    "invoice": "invoice",
    "follow_up": "follow-up",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A merge the agent has confirmed."""

    from_id: int
    into_id: int
    take: frozenset[str]


class FieldList(VirtualList[FieldPlan]):
    """The fields in which the two records differ, each with the value that stays."""

    HELP = "The fields that differ. Space keeps the other value; nothing is thrown away."

    def __init__(self) -> None:
        super().__init__(Rows[FieldPlan](), empty="No field differs.")

    def show(self, plans: Sequence[FieldPlan]) -> None:
        """Show the fields; the cursor stays."""
        self.set_source(Rows(plans))

    def paint(self, row: FieldPlan, width: int, *, marked: bool) -> Iterable[Piece]:
        """Return the pieces of a line: field, what stays, what is kept beside it."""
        label, half = 14, max((width - 28) // 2, 8)
        yield fitted(row.field, label) + " ", "muted"
        yield fitted(row.after, half) + " ", "strong"
        beside = f"beside: {row.beside}" if row.beside else "was empty"
        yield fitted(beside, width - label - half - 2), "muted"


class MergeDialog(DeskDialog[Wanted]):
    """The preview of a merge; the answer is what to merge into what."""

    CSS_PATH = "customer_merge.tcss"
    BINDINGS = [
        Binding("y", "join", "Join", show=False),
        Binding("s", "swap", "Swap", show=False),
        Binding("space,enter", "take", "Keep the other value", show=False),
    ]

    def __init__(self, preview: Preview) -> None:
        super().__init__("Join two records")
        self._preview = preview
        self._take: frozenset[str] = frozenset()

    def compose_box(self) -> Iterable[Widget]:
        """Compose who stays, what moves, the fields and the keys."""
        yield Static(classes="said", markup=False)
        yield FieldList()
        yield said(HINT, "hint")

    @property
    def host(self) -> Host:
        """Return the app."""
        return cast(Host, self.app)

    def on_mount(self) -> None:
        """Show the merge as it would be."""
        self._show()
        self.set_focus(self.query_one(FieldList))

    def _show(self) -> None:
        self.query_one(".said", Static).update(text.plain(words(self._preview)))
        self.query_one(FieldList).show(self._preview.fields)

    def _plan(self, from_id: int, into_id: int) -> None:
        self._preview = customer_merge.preview(self.host.desk, from_id, into_id, self._take)
        self._show()

    async def action_take(self) -> None:
        """Let the other value of the field under the cursor stay, or the own one again."""
        row = self.query_one(FieldList).current
        if row is None or row.fills:
            return
        self._take ^= {"name" if row.field == "first_name" else row.field}
        await self.host.attempt(
            self._plan, self._preview.from_record.id, self._preview.into_record.id
        )

    async def action_swap(self) -> None:
        """Let the other record be the one that stays."""
        self._take = frozenset()
        await self.host.attempt(
            self._plan, self._preview.into_record.id, self._preview.from_record.id
        )

    def action_join(self) -> None:
        """Answer with the merge."""
        shown = self._preview
        self.dismiss(Wanted(shown.from_record.id, shown.into_record.id, self._take))


def words(preview: Preview) -> str:
    """Return what a merge does, in three lines."""
    gone, stays = preview.from_record, preview.into_record
    moving = [
        f"{count} {_WORDS[table]}{'s' * (count > 1)}"
        for table, count in preview.counts.items()
        if count
    ]
    moving += [text.line(one, 40) for one in preview.addresses]
    return "\n".join(
        [
            f"Stays: {text.line(stays.name, 40)} (record {stays.id})",
            f"Joins it: {text.line(gone.name, 40)} (record {gone.id})",
            f"Moves: {', '.join(moving) or 'nothing'}.",
        ]
    )
