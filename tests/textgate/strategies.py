"""Odd texts for properties, and the shared lists of hostile inputs."""

import json
from typing import Any

from hypothesis import strategies as st

from tests.shared import shared

SPECIALS = (
    "\x1b\x07\x00\x9b\r\n\t\u200d\ufe0f\ufe0e\u20e3\u0301\u0316\u0308\u031b\u0323\u094d\u093c\u0e33\u0e49"
    "\u1112\u1161\u11a8\u115f\u25cc\u202e\u200b\ud800\ue000\u2028aeo1#कशรกé한日👨👩👍🏽❤♂🇩🇪\U000e0067\u0958ศ\u0344"
)
ODD = st.sampled_from(SPECIALS)
TEXTS = st.one_of(
    st.text(ODD, max_size=40), st.text(st.one_of(ODD, st.characters(codec=None)), max_size=60)
)


def inputs(kind: str) -> list[str]:
    data: dict[str, Any] = json.loads(shared("fixtures/hostile/inputs.json").read_text("utf-8"))
    return list(data[kind])
