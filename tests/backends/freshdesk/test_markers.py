import pytest

from csr_desk.backends.freshdesk import markers

UID = "0000018f5a3c7d2e9a1b00001f3a9c2e"


def test_a_code_is_the_end_of_a_uid() -> None:
    assert markers.code(UID) == "1f3a9c2e"
    assert markers.tag(UID) == "csrdesk-1f3a9c2e"
    assert len(markers.tag(UID)) <= 32
    assert markers.note_line(UID) == "[csrdesk:1f3a9c2e]"
    with pytest.raises(ValueError, match="eight"):
        markers.code("short")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("words\n\n[csrdesk:1f3a9c2e]", ("words", "1f3a9c2e")),
        ("words [csrdesk:1f3a9c2e]\n ", ("words", "1f3a9c2e")),
        ("[csrdesk:1f3a9c2e]", ("", "1f3a9c2e")),
        ("[csrdesk:1f3a9c2e] and more", ("[csrdesk:1f3a9c2e] and more", None)),
        ("[csrdesk:short]", ("[csrdesk:short]", None)),
        ("words", ("words", None)),
        ("", ("", None)),
    ],
)
def test_a_note_loses_its_mark_and_nothing_else(
    text: str, expected: tuple[str, str | None]
) -> None:
    assert markers.strip_note(text) == expected


def test_the_mark_of_a_time_entry_stands_anywhere() -> None:
    assert markers.code_in("call [csrdesk:1f3a9c2e] done") == "1f3a9c2e"
    assert markers.code_in("call") is None


def test_own_tags_are_taken_out_of_the_others() -> None:
    found = markers.split_tags(["vip", "csrdesk-1f3a9c2e", "CSRDESK-AABBCCDD", "csrdesk-x"])
    assert found == (("vip", "csrdesk-x"), "1f3a9c2e")
    assert markers.split_tags([]) == ((), None)
