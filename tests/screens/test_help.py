"""The help page: what is used most comes first, every line fits, and nothing is missing."""

import pytest
from textual.widgets import Static

from csr_desk import keymap
from csr_desk.commands import registry
from csr_desk.commands.command import PLACES
from csr_desk.screens.help import CELLS, page
from tests.screens.conftest import Running


@pytest.mark.parametrize("place", PLACES)
def test_every_line_fits_a_window_of_80_columns(place: str) -> None:
    lines = page(registry.at(place), keymap.default()).plain.split("\n")
    assert max(map(len, lines)) <= max(CELLS, len(lines[-1])) <= 76
    for one in registry.at(place):
        assert one.doc().split()[0] in " ".join(lines)


def test_what_is_used_most_comes_first() -> None:
    lines = page(registry.at("queue"), keymap.default()).plain.split("\n")
    heads = [line for line in lines if line and not line.startswith(" ")]
    assert heads[:4] == ["Queue", "Write", "Contact", "Ticket"]
    assert heads[-2] == "Move"
    assert lines[1].endswith("Open the ticket under the cursor and give it the focus.")
    assert lines[2].startswith("  p ")


async def test_keys_of_lists_and_fields_are_told_too(running: Running) -> None:
    async with running() as pilot:
        await pilot.press("?")
        words = str(pilot.app.screen.query_one(".page Static", Static).content)
        tail = words.partition("\nMove\n")[2]
        assert "↓  ↑" in tail
        assert "1 – 9" in tail
        assert "View 1 – View 9." in tail
        assert "Clear filter and marks." in tail
