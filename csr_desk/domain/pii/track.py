"""Magnetic stripe data (ISO/IEC 7813): sensitive authentication data that may never be kept."""

import re

from csr_desk.domain.pii.brands import brand_of
from csr_desk.domain.pii.finding import Finding

_TRACK_1 = re.compile(
    r"%?(?<![A-Za-z])[Bb]([0-9](?:[ ]?[0-9]){11,18})\^[^^\n]{1,26}\^[^?\n]{0,80}+\??"
)
_TRACK_2 = re.compile(
    r";?(?<![0-9])([0-9]{12,19}+)[=Dd](?=[0-9]{2}(?:0[1-9]|1[0-2]))[0-9]{7,32}+\??"
)
# What both stripes have, to look for first.
_MARK_1 = re.compile(r"\^[^^\n]{1,26}\^")
_MARK_2 = re.compile(r"[=Dd][0-9]{7}")


def tracks(folded: str) -> list[Finding]:
    """Return the stripe data of a folded text, each from its start mark to its end mark."""
    found = []
    shapes = [
        shape for mark, shape in ((_MARK_1, _TRACK_1), (_MARK_2, _TRACK_2)) if mark.search(folded)
    ]
    for shape in shapes:
        for track in shape.finditer(folded):
            digits = track[1].replace(" ", "")
            if brand := brand_of(digits):
                found.append(Finding("track", track.start(), track.end(), digits[-4:], brand))
    return found
