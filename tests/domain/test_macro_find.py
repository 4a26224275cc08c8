from csr_desk.domain.macro_find import find, known

NAMES = [
    ("Mine, until tomorrow", "", "snooze later"),
    ("Late parcel", "Orders", "delivery"),
    ("Größe tauschen", "Returns", "exchange"),
    ("Refund late", "Billing", "parcel"),
]
ALL = [known(place, *one) for place, one in enumerate(NAMES)]


def test_without_letters_the_most_used_comes_first() -> None:
    assert find(ALL, "  ") == [0, 1, 2, 3]


def test_words_are_found_in_any_order_in_name_folder_and_keywords() -> None:
    assert find(ALL, "parcel late")[:2] == [1, 3]
    assert find(ALL, "orders deliv") == [1]
    assert find(ALL, "snooze") == [0]
    assert find(ALL, "grosse") == [2]


def test_the_name_counts_more_than_what_is_about_it() -> None:
    assert find(ALL, "late")[0] == 1
    assert find(ALL, "parcel")[0] == 1


def test_a_word_that_is_nowhere_finds_nothing() -> None:
    assert find(ALL, "late zebra") == []
