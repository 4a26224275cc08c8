"""What every part of the tour needs: dialogs opened, answered, looked at, left."""

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from tests.vector_kinds.seen import Seen

if TYPE_CHECKING:
    from tests.vector_kinds.desk_surfaces import Tour

FEW = 10
"""Of the values of a batch, each so manieth goes into a dialog that shows one of them."""
TURNS = 2_000
LISTED = 12
"""Lines of a list that are in sight in every dialog."""


def some(numbers: Sequence[int], first: int) -> Sequence[int]:
    """Return some of the numbers of a batch; another `first` gives others, if there are any."""
    return numbers[first % FEW :: FEW] or numbers[:1]


class Stops:
    """A part of a tour through the running desk."""

    def __init__(self, tour: "Tour") -> None:
        self.tour = tour
        self.app: Any = tour.app
        self.desk: Any = tour.app.desk
        self.store = tour.app.desk.store

    async def opened(self, act: Callable[[], Any]) -> None:
        """Do something that shows a dialog, and wait until the dialog stands."""
        before = self.app.screen
        done = act()
        if hasattr(done, "__await__"):
            await done
        for _ in range(TURNS):
            await asyncio.sleep(0)
            if self.app.screen is not before and self.app.screen._mounted_event.is_set():
                break
        else:
            raise AssertionError("no dialog was opened")
        await self.tour.settle()

    async def answered(self, value: Any) -> None:
        """Answer the dialog in sight with something that leads to the next one."""
        dialog = self.app.screen
        await self.opened(lambda: dialog.dismiss(value))

    async def asked(self, name: str, numbers: Sequence[int], act: Callable[[], Any]) -> Seen:
        """Show what an act asks, and leave it unanswered."""
        await self.opened(act)
        return self.left(name, numbers)

    def left(self, name: str, numbers: Sequence[int], *wanted: str) -> Seen:
        """Look at the dialog in sight and close it unanswered."""
        seen = self.tour.seen(name, numbers, *(wanted or (".box",)))
        self.app.close_dialogs()
        return seen

    async def turns(self) -> None:
        """Let an answer be carried out, whether or not it asks again."""
        for _ in range(50):
            await asyncio.sleep(0)
        await self.tour.settle()
