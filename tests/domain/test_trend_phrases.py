"""Phrases that come back in `other`: counted once a contact, each thing told once."""

from hypothesis import given
from hypothesis import strategies as st

from csr_desk.domain.folding import fold
from csr_desk.domain.trend_phrases import Phrase, recurring


def words_of(found: tuple[Phrase, ...]) -> list[tuple[str, tuple[int, ...]]]:
    return [(one.words, one.contacts) for one in found]


def test_the_longest_phrase_stands_for_its_words() -> None:
    texts = [
        (1, "My gift card balance is wrong. Please help."),
        (2, "gift card balance shows zero"),
        (3, "Where do I see the GIFT CARD BALANCE"),
        (4, "The lamp flickers"),
    ]
    assert words_of(recurring(texts)) == [("gift card balance", (1, 2, 3))]


def test_a_phrase_counts_once_a_contact_and_needs_two() -> None:
    assert recurring([(1, "loyalty points, loyalty points, loyalty points")]) == ()


def test_everyday_words_and_numbers_begin_and_end_none() -> None:
    texts = [(1, "I would like to know about 2026 warranty"), (2, "I would like 2026 warranty")]
    assert words_of(recurring(texts)) == [("warranty", (1, 2))]


def test_what_was_taken_out_is_in_no_phrase() -> None:
    texts = [(1, "parcel [number] for [name]"), (2, "parcel [number] for [name]")]
    assert words_of(recurring(texts)) == [("parcel", (1, 2))]


def test_a_phrase_does_not_go_over_the_end_of_a_sentence() -> None:
    texts = [(1, "broken lamp. voucher code"), (2, "broken lamp; voucher code")]
    assert {one.words for one in recurring(texts)} == {"broken lamp", "voucher code"}


def test_accents_and_case_are_one_word() -> None:
    found = recurring([(1, "Gutschein Einlösen"), (2, "gutschein einlosen")])
    assert [one.contacts for one in found] == [(1, 2)]


def test_the_most_frequent_come_first_and_no_more_than_asked() -> None:
    names = ["voucher", "warranty", "newsletter", "showroom"]
    texts = [
        (number, words)
        for number, words in enumerate(
            ". ".join(names[: 1 + number % len(names)]) for number in range(12)
        )
    ]
    assert [one.words for one in recurring(texts, most=2)] == ["voucher", "warranty"]


@given(st.lists(st.text("gift card. lamp\n[x]'é", max_size=40), max_size=12))
def test_every_phrase_stands_in_all_its_contacts(bodies: list[str]) -> None:
    texts = list(enumerate(bodies))
    found = recurring(texts)
    assert len(found) <= 5
    for one in found:
        assert len(one.contacts) == len(set(one.contacts)) >= 2
        for contact in one.contacts:
            flat = fold(" ".join(bodies[contact].split()))
            assert all(fold(word) in flat for word in one.words.split())
