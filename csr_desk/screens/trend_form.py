"""What the agent writes into the draft of a week: a fix for each issue, and remarks."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Label, Static, TextArea

from csr_desk import text
from csr_desk.actions import trend as drafting
from csr_desk.actions.canned_form import Problem
from csr_desk.actions.desk import Desk
from csr_desk.reports import trend_mail
from csr_desk.reports.trend import Trend
from csr_desk.screens.dialogs import said
from csr_desk.screens.kept_form import KeptForm
from csr_desk.store import trend_words

HINT = "F10 or Ctrl+S saves · Tab next · an emptied fix is proposed anew · Esc leaves"
MOST_ISSUES = 5
REMARKS = "remarks"


class TrendForm(KeptForm):
    """The fixes and remarks of one week; the answer is the week's number."""

    CSS_PATH = ["kept_form.tcss", "trend.tcss"]
    ABOUT, KEPT = "trend", "trend"
    TEXTS = (*(f"fix{number}" for number in range(MOST_ISSUES)), REMARKS)

    def __init__(self, desk: Desk, draft: Trend) -> None:
        self.draft = draft
        self.names = [f"fix{number}" for number in range(len(draft.issues))]
        before = {name: one.fix for name, one in zip(self.names, draft.issues, strict=True)}
        title = f"Trend of {trend_mail.days(draft)}"
        number = draft.monday.toordinal()
        super().__init__(title, desk, number, {**before, REMARKS: draft.remarks})

    def compose_box(self) -> Iterable[Widget]:
        """Compose one field an issue, the remarks, and what is wrong."""
        for name, one in zip(self.names, self.draft.issues, strict=True):
            told = trend_mail.against(self.draft, one)
            yield Label(text.plain(f"{one.reason}: {told}", single_line=True), classes="label")
            yield self.area(name)
        yield Label(Content("Remarks"), classes="label")
        yield self.area(REMARKS)
        yield Static(classes="wrong", markup=False)
        yield said(HINT, "hint")

    def on_mount(self) -> None:
        """Begin with the first issue, behind what stands there."""
        for area in self.query(TextArea):
            area.move_cursor(area.document.end)
        first = self.query_one(f"#{self.names[0] if self.names else REMARKS}")
        # The form itself gives the keyboard to its last text, after this.
        self.call_after_refresh(first.focus)

    def parse(self, typed: Mapping[str, str]) -> tuple[dict[str, str], Sequence[Problem]]:
        """Return what differs from before, and which text is too long."""
        long = [
            Problem(name, f"This has {len(words):,} characters; {drafting.LONGEST:,} fit.")
            for name, words in typed.items()
            if len(words.strip()) > drafting.LONGEST
        ]
        return {name: words for name, words in typed.items() if words != self.before[name]}, long

    def store(self, form: Any) -> int:
        """Keep what was changed; what was emptied is forgotten."""
        reasons = {
            name: one.reason for name, one in zip(self.names, self.draft.issues, strict=True)
        }
        with self.desk.store.transaction():
            for name, words in form.items():
                subject = reasons.get(name, trend_words.REMARKS)
                if words.strip():
                    drafting.write(self.desk, self.draft.monday, subject, words)
                else:
                    drafting.forget(self.desk, self.draft.monday, subject)
        return self.draft.monday.toordinal()
