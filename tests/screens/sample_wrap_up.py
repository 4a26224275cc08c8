"""A wrap-up place that only remembers what it was shown."""

from typing import Any

from csr_desk.screens.base import DeskScreen


class SampleWrapUp(DeskScreen):
    PLACE = "wrap_up"
    shown: Any = None

    def show(self, **what: Any) -> None:
        self.shown = what
