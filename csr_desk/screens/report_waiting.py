"""Counting a report aside while keys go on: those meant for its lines wait until it is there."""

from dataclasses import dataclass
from functools import partial
from importlib import import_module

from textual import events
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static

from csr_desk import text
from csr_desk.screens.base import DeskScreen
from csr_desk.screens.host import sentence
from csr_desk.screens.report_work import Job, Wanted
from csr_desk.widgets.report_lines import Shown

LOOK_EVERY_S = 0.25
TOLD_AFTER = 4
"""Looks after which a report that is still counted has its progress shown: one second."""

BAR = 24
MOVES = frozenset({"up", "down", "pageup", "pagedown", "home", "end"})
FOR_LINES = (
    *("cursor.down", "cursor.up", "report.open", "report.part", "report.section", "report.define"),
    *("report.compare", "report.plot", "report.export"),
)
"""Commands that speak of the lines of the report: they wait while it is counted."""


class ReportWaiting(DeskScreen):
    """A place whose content is counted in a thread; what it is asked meanwhile is kept in order."""

    @dataclass
    class Counted(Message):
        """A report was counted, or refused, or stopped."""

        job: Job

    def __init__(self) -> None:
        super().__init__()
        self.job: Job | None = None
        self._held: list[events.Key] = []
        self._given_back: list[events.Key] = []
        self._looks = 0
        self._looking: Timer | None = None
        keymap = self.host.keymap
        self._line_keys = MOVES | {key for name in FOR_LINES for key in keymap.of(name)}

    async def arrived(self, shown: Shown, job: Job) -> None:
        """Show a report that was counted; a place says how."""

    def count(self, wanted: Wanted) -> None:
        """Begin to count a report; one that is being counted is given up."""
        self._give_up()
        desk = self.desk
        self.job = Job(
            wanted, desk.store.path, desk.config, desk.agent_id, desk.now(), desk.zone,
            desk.store.version(),
        )  # fmt: skip
        work = partial(self._work, self.job, plots=self.has_class("-wide"))
        self.run_worker(work, thread=True, group="report", exit_on_error=False)
        self._looks = 0
        self._looking = self.set_interval(LOOK_EVERY_S, self._look, name="report")

    def _work(self, job: Job, *, plots: bool) -> None:
        try:
            job.run()
            if plots:
                # Beside the lines stands a plot: what draws it takes a few frames to load.
                import_module("csr_desk.widgets.report_plot")
        finally:
            self.post_message(self.Counted(job))

    def _give_up(self) -> None:
        if self.job is not None:
            self.job.stopped = True
            self.job = None
        if self._looking is not None:
            self._looking.stop()
        self.query_one("#progress", Static).display = False

    def on_unmount(self) -> None:
        """Stop what is being counted: the desk closes."""
        if self.job is not None:
            self.job.stopped = True

    def _look(self) -> None:
        """Show how far a report has come that takes longer than a second."""
        self._looks += 1
        if self.job is None or self._looks < TOLD_AFTER:
            return
        done = round(BAR * self.job.share)
        bar = f"{'█' * done}{'░' * (BAR - done)}"
        line = self.query_one("#progress", Static)
        line.display = True
        line.update(text.plain(f"Counting {bar} {round(100 * self.job.share)} %"))

    async def on_report_waiting_counted(self, message: Counted) -> None:
        """Show the report that is wanted, and let the keys that waited go on."""
        job = message.job
        if job is not self.job:
            return
        self._give_up()
        if job.result is not None:
            await self.arrived(job.result, job)
        else:
            words = "The report was not counted. `csr-desk doctor` looks for the cause."
            self.host.say(sentence(job.refusal) if job.refusal else words, "warning")
            self.refused()
        self._give_back()

    def refused(self) -> None:
        """Say in the place that there is no such report."""

    # keys ----------------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """Keep a key for the lines that are not there yet, and all after it, in their order."""
        if event in self._given_back:
            self._given_back.remove(event)
            return
        if event.key == "escape":
            self._held.clear()
        elif self._held or self._given_back or (self.job and self._is_for_lines(event)):
            event.stop()
            event.prevent_default()
            self._held.append(events.Key(event.key, event.character))
            if self.job is None:
                self._give_back()

    def _is_for_lines(self, event: events.Key) -> bool:
        # Textual has words for signs, `question_mark`; the keymap has the sign itself.
        return event.key in self._line_keys or event.character in self._line_keys

    def _give_back(self) -> None:
        """Let the kept keys go their way; none reaches a place the agent went to meanwhile."""
        held, self._held = self._held, []
        if self.is_current:
            self._given_back += held
            for event in held:
                self.app.post_message(event)

    def on_screen_suspend(self) -> None:
        """Forget the keys that waited: the agent is elsewhere."""
        self._held.clear()
        self._given_back.clear()
