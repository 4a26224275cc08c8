"""Fuzzy find: order of letters, runs before pieces, accents, bounds; properties over any text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csr_desk.domain import folding, fuzzy, letters

LETTERS = st.text(st.sampled_from("abcde -"), max_size=30)
WORDS = st.text(st.sampled_from("abcde"), min_size=1, max_size=6)


def score(word: str, text: str) -> int:
    found = fuzzy.match(folding.fold(word), folding.fold(text))
    return found.score if found else 0


@pytest.mark.parametrize(
    ("word", "better", "worse"),
    [
        ("refund", "refund", "refund-late"),
        ("refund", "refund-late", "late-refund"),
        ("refund", "late-refund", "prerefunded"),
        ("late", "order late", "translated"),
        ("oos", "out of stock", "photos lost soon"),
        ("rfd", "refund", "order from us delayed"),
    ],
)
def test_the_better_fit_has_the_higher_score(word: str, better: str, worse: str) -> None:
    assert score(word, better) > score(word, worse)


@pytest.mark.parametrize("word", ["refnd", "refund", "rfnd", "REFUND", "réfund"])
def test_missing_letters_case_and_accents_do_not_matter(word: str) -> None:
    assert score(word, "Réfund is on its way") > 0


@pytest.mark.parametrize(
    ("word", "text"),
    [("refundx", "refund"), ("dnufer", "refund"), ("late", "lxxxxxxaxxxxxxtxxxxxxe"), ("a", "")],
)
def test_letters_out_of_order_or_far_apart_are_no_match(word: str, text: str) -> None:
    assert fuzzy.match(word, text) is None


def test_first_letters_of_neighbouring_words_are_a_match() -> None:
    found = fuzzy.match("oos", "out of stock")
    assert found is not None
    assert found.places == (0, 4, 7)


def test_places_are_those_of_the_text_as_written() -> None:
    assert fuzzy.shown_places("Straße", ["strasse"]) == (0, 1, 2, 3, 4, 5)
    assert fuzzy.shown_places("Où est", ["ou"]) == (0, 1)
    assert fuzzy.shown_places("nothing", ["xyz"]) == ()


@pytest.mark.parametrize(
    ("word", "text", "near"),
    [
        ("refnd", "your refund is sent", True),
        ("refnd", "prefunded", False),
        ("refnd", "refreshments and more", False),
        ("shippng", "free shipping", True),
    ],
)
def test_near_words(word: str, text: str, near: bool) -> None:
    assert letters.near_in(word, text) is near


@given(WORDS, LETTERS)
def test_a_match_names_the_letters_in_order(word: str, text: str) -> None:
    found = fuzzy.match(word, text)
    if found is None:
        assert word not in text
        return
    assert "".join(text[place] for place in found.places) == word
    assert list(found.places) == sorted(set(found.places))
    assert found.score > 0
    assert letters.has_in_order(word, text)


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_the_mask_never_hides_a_text_that_has_the_word(before: str, word: str, after: str) -> None:
    text = folding.fold(before + word + after)
    assert letters.mask(folding.fold(word)) & ~letters.mask(text + folding.fold(word)) == 0
    if fuzzy.match(folding.fold(word), text):
        assert letters.mask(folding.fold(word)) & ~letters.mask(text) == 0


@given(st.text(max_size=40))
def test_folding_is_stable_and_never_fails(text: str) -> None:
    assert folding.fold(folding.fold(text)) == folding.fold(text)
    fuzzy.shown_places(text, [folding.fold(word) for word in text.split()][:3])
