"""The table of marks is made from the blocks that hold them; no mark may stand outside."""

import unicodedata

from csr_desk.textgate.clusters import attached


def test_every_mark_this_python_knows_is_in_the_table() -> None:
    pattern = attached()
    missed = [
        f"{code:04X}"
        for code in range(0x300, 0x1F000)
        if unicodedata.category(chr(code))[0] == "M" and not pattern.match(chr(code))
    ]
    assert missed == []
