"""What a screen may ask of the app: the desk, the keys, other places, a dialog, a word.

The app itself stands above the screens (app.py); this is the side of it they know.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, TypeVar

from textual.notifications import SeverityLevel
from textual.screen import Screen

from csr_desk import config, text
from csr_desk.actions.desk import Desk
from csr_desk.actions.opening import home_account
from csr_desk.actions.session import Session
from csr_desk.domain.instants import Instant
from csr_desk.errors import DeskError
from csr_desk.keymap import Keymap
from csr_desk.screens import table
from csr_desk.screens.key_order import KeyOrder
from csr_desk.store import timeline

if TYPE_CHECKING:
    from csr_desk.accounts import Connector
    from csr_desk.actions.callers import Announced
    from csr_desk.actions.incident_watch import Proposal
    from csr_desk.actions.promised import Offer
    from csr_desk.domain.bars import Part
    from csr_desk.screens.base import DeskScreen
    from csr_desk.screens.connect_typed import Typed
    from csr_desk.screens.idle import IdleNotice
    from csr_desk.store.follow_ups import FollowUp

Result = TypeVar("Result")
Visit = tuple[str, dict[str, Any]]


class Host(KeyOrder):
    """The app as the screens see it."""

    desk: Desk
    keymap: Keymap
    session: Session | None = None
    idle_notice: "IdleNotice | None" = None
    make_connector: "Callable[[], Connector] | None" = None
    """Makes what connects a helpdesk; None where this desk cannot."""
    helpdesk_typed: "Typed | None" = None
    """What was typed of a helpdesk that is not connected yet; no secret is among it."""
    announced: "Announced | None" = None
    """Who calls, as another program said."""
    offers: "Sequence[Offer]" = ()
    """Promises of the agent's own words that may be kept as tasks."""
    offered_at: Instant = 0
    rung: "Sequence[FollowUp]" = ()
    """Follow-ups whose reminder rang and that were not looked at since."""
    hud: "Sequence[Part]" = ()
    """The figures of the open shift in the clock bar."""
    incident: "Proposal | None" = None
    """Tickets that look like one incident."""
    incident_later: "Proposal | None" = None
    """Those the agent put off: they are not said again unless more come."""
    told_incidents: Sequence[str] = ()
    """What was sent to the incidents of a problem last, as one act."""
    told_at: Instant = 0
    background = ""
    """What runs beside the agent's work, a sentence; `""` for nothing."""
    screen_table: Mapping[str, str] = table.SCREENS
    shown = 0
    """How often a place was shown, its bars filled."""

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**arguments)
        self._visits: list[Visit] = [("queue", {})]

    @property
    def place(self) -> "DeskScreen":
        """Return the place under all dialogs."""
        from csr_desk.screens.base import DeskScreen

        return next(one for one in reversed(self.screen_stack) if isinstance(one, DeskScreen))

    async def go(self, place: str, **what: Any) -> None:
        """Go to a place and let it show something, such as `go("ticket", ticket_id=12)`."""
        if await self._show(place, what):
            self._visits = [*self._visits[-19:], (place, what)]

    async def back(self) -> None:
        """Go back to the place before this one; from the first one to the queue."""
        if len(self._visits) > 1:
            self._visits.pop()
        await self._show(*self._visits[-1])

    async def _show(self, place: str, what: dict[str, Any]) -> bool:
        if not self.is_screen_installed(place):
            kind = table.load(place, self.screen_table)
            if kind is None:
                self.say(f"There is no {place.replace('_', '-')} in this desk.", "warning")
                return False
            self.install_screen(kind(), place)
        self.close_dialogs()
        screen: Any = self.get_screen(place)
        # What the place showed at the last visit is never painted again.
        with self.batch_update():
            await self.switch_screen(place)
            await self.attempt(screen.show, **what)
            screen.refresh_bars()
        self.shown += 1
        return True

    async def open_dialog(self, name: str, **what: Any) -> None:
        """Open a dialog of the screen table, such as `open_dialog("caller", channel=…)`."""
        kind = table.load(name, self.screen_table)
        if kind is None:
            self.say(f"There is no {name} in this desk.", "warning")
        else:
            await self.push_screen(kind(**what))

    async def focus(self, interaction_id: int) -> None:
        """Switch to an open contact and show its ticket; a live call keeps its seconds (I7)."""
        from csr_desk.actions import interaction  # not for the start

        wanted = timeline.interaction(self.desk.store, interaction_id)
        interaction.switch(self.desk, interaction_id)
        await self.go("ticket", ticket_id=wanted.ticket_id)

    def connected(self, account: str) -> None:
        """Take up an account that was just set up: new tickets are made in it from now on."""
        self.desk.config = config.load(self.desk.places.config)
        self.desk.account = home_account(self.desk.config)

    def kick_sync(self) -> None:
        """Ask the engine to look for work at once; a desk without one has nothing to do."""

    def loses(self) -> list[str]:
        """Return what leaving now would leave undone, a sentence each."""
        from csr_desk.actions import leaving

        found = leaving.reasons(self.desk)
        if self.background:
            found.append(f"{self.background} The desk closes as soon as that is done.")
        return found

    def close_dialogs(self) -> None:
        """Close every dialog above the place; their questions stay unanswered."""
        while self.screen is not self.place:
            self.screen.dismiss(None)

    def ask(self, dialog: Screen[Result], then: Callable[[Result], Any]) -> None:
        """Show a dialog and call `then` with its answer; nothing is called when it is cancelled."""

        async def answered(result: Result | None) -> None:
            if result is not None:
                await self.attempt(then, result)
            self.place.refresh_bars()

        self.push_screen(dialog, answered)

    async def attempt(self, act: Callable[..., Any], *arguments: Any, **named: Any) -> bool:
        """Call something; when the desk refuses, tell the agent why and return False."""
        try:
            result: Awaitable[Any] | Any = act(*arguments, **named)
            if isawaitable(result):
                await result
        except DeskError as error:
            self.say(sentence(error), "warning")
            return False
        return True

    def told(self, error: Exception) -> bool:
        """Tell the agent what the desk refused outside a command, such as a save on a full disk.

        Returns False for any other error. What is still in sight is not said again.
        """
        if not isinstance(error, DeskError):
            return False
        words = text.clean(self.keymap.fill(sentence(error)), limit=1_000)
        if all(one.message != words for one in self._notifications):
            self.say(words, "warning")
        return True

    def unsay(self, beginning: str) -> None:
        """Take away the toasts that begin so: what they told is not so any more."""
        for one in [each for each in self._notifications if each.message.startswith(beginning)]:
            self._unnotify(one)

    def say(self, sentence: str, severity: SeverityLevel = "information") -> None:
        """Tell the agent something; `{command.name}` in it becomes the command's key."""
        self.notify(self.keymap.fill(sentence), severity=severity)

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Show a toast; its text is cleaned and never read as markup."""
        super().notify(
            text.clean(message, limit=1_000),
            title=text.line(title, 60),
            severity=severity,
            timeout=timeout,
            markup=False,
        )


def sentence(error: DeskError) -> str:
    """Return what an error says as sentences of their own: the line mode puts its name before."""
    words = str(error)
    first = words.partition(" ")[0]
    is_name = any(character in first for character in "./\\_`")
    return words if is_name else words[:1].upper() + words[1:]
