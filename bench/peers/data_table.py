"""A queue as Textual's own DataTable: 1000 rows, loaded at once."""

from textual.app import App, ComposeResult
from textual.widgets import DataTable


class TableApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(cursor_type="row")

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        table.add_columns("Due", "Channel", "Subject", "Customer", "State", "Age")
        rows = range(1000)
        table.add_rows(
            ("10:30", "email", f"READY order {i}", f"Person {i}", "open", f"{i} h") for i in rows
        )
        table.focus()


TableApp().run()
