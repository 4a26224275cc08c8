"""Values as helpdesks send them: a number may be a text, and yes and no are no numbers."""

import pytest

from csr_desk.backends.values import number


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (3, 3.0),
        ("3.50", 3.5),
        (" 7 ", 7.0),
        ("", None),
        (None, None),
        ("seven", None),
        (True, None),
        (False, None),
    ],
)
def test_a_number_may_be_given_as_text(value: object, found: float | None) -> None:
    assert number(value) == found
