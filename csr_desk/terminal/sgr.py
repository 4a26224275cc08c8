"""Colours and attributes in few bytes: between two texts only what differs is written."""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from rich.color import ColorSystem
from rich.style import Style
from textual.strip import SGR_STYLES

RESET = "\x1b[0m"


class Look(NamedTuple):
    """The parts of a style as SGR parameters, `""` for none."""

    attributes: str
    colour: str
    background: str


PLAIN = Look("", "", "")


@lru_cache(1_024)
def look(style: Style, system: ColorSystem) -> Look:
    """Return the parameters of a style for a terminal with these colours."""
    bits = style._attributes & style._set_attributes
    places = (place for place in range(bits.bit_length()) if bits & (1 << place))
    colour, background = style.color, style.bgcolor
    return Look(
        ";".join(SGR_STYLES[place] for place in places),
        ";".join(colour.downgrade(system).get_ansi_codes()) if colour else "",
        ";".join(background.downgrade(system).get_ansi_codes(foreground=False))
        if background
        else "",
    )


@lru_cache(1_024)
def change(before: Look, after: Look) -> str:
    """Return the sequence that turns one look into another, `""` where they are the same."""
    if before == after:
        return ""
    if after == PLAIN:
        return RESET
    if before.attributes not in ("", after.attributes):
        return f"\x1b[0;{';'.join(part for part in after if part)}m"
    found = [
        now or none
        for was, now, none in zip(before, after, ("", "39", "49"), strict=True)
        if was != now
    ]
    return f"\x1b[{';'.join(found)}m"


def painted(texts: Iterable[tuple[str, Style | None]], system: ColorSystem) -> str:
    """Return texts in their styles as bytes for the terminal, which is left without a style."""
    found: list[str] = []
    stands = PLAIN
    for words, style in texts:
        if words:
            wanted = PLAIN if style is None else look(style, system)
            found += (change(stands, wanted), words)
            stands = wanted
    return "".join(found) + change(stands, PLAIN)
