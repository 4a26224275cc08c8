"""Which records are named as possibly the same person, why, and in which order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csr_desk.domain import duplicates
from csr_desk.domain.duplicates import Profile, folded, ranked, reasons, score

ANN = Profile(
    "Ann Baker",
    frozenset({"ann.baker@example.com"}),
    frozenset({"4930123456789"}),
    frozenset({"annb"}),
    "Berlin",
    "Acme",
)


def only(**known: object) -> Profile:
    return Profile(**known)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (only(emails=frozenset({"ann.baker@example.com"})), ("same e-mail",)),
        (only(emails=frozenset({"ann.bakker@example.com"})), ("similar e-mail",)),
        (only(emails=frozenset({"ann.baker@exmaple.com"})), ("similar e-mail",)),
        (only(emails=frozenset({"info@example.com"})), ()),
        (only(phones=frozenset({"4930123456789"})), ("same telephone number",)),
        (only(phones=frozenset({"0030123456789"})), ("same last 7 digits",)),
        (only(phones=frozenset({"456789"})), ()),
        (only(handles=frozenset({"annb"})), ("same handle",)),
        (only(name="ann baker"), ("same name",)),
        (only(name="Baker, Ánn"), ("same name",)),
        (only(name="Ann Baker", city="berlin"), ("same name and city",)),
        (only(name="Ann Baker", organisation="ACME"), ("same name and organisation",)),
        (only(name="Anne Baker"), ("similar name",)),
        (only(name="Bob Baker"), ()),
        (only(name=""), ()),
        (
            only(name="Ann Baker", phones=frozenset({"123456789"})),
            ("same last 7 digits", "same name"),
        ),
    ],
)
def test_each_likeness_has_its_reason(typed: Profile, found: tuple[str, ...]) -> None:
    assert reasons(typed, ANN) == found


def test_every_reason_has_a_weight_and_an_address_weighs_more_than_a_name() -> None:
    assert score([duplicates.SAME_EMAIL]) > score([duplicates.SAME_NAME, duplicates.ALIKE_EMAIL])
    assert score([duplicates.SAME_NAME, duplicates.SAME_TAIL]) > score([duplicates.SAME_TAIL])
    assert score([]) == 0


def test_the_likeliest_comes_first_and_equals_by_id() -> None:
    known = [
        (3, only(name="Ann Baker")),
        (1, only(name="Zoe Quinn")),
        (2, only(name="Ann Baker")),
        (9, ANN),
    ]
    typed = only(name="Ann Baker", emails=ANN.emails)
    found = ranked(typed, known)
    assert [one.customer_id for one in found] == [9, 2, 3]
    assert found[0].reasons == ("same e-mail", "same name")
    assert [one.customer_id for one in ranked(typed, known, limit=1)] == [9]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("José García", "garcia jose"),
        ("O'Neill, Mary", "Mary O Neill"),
        ("STRASSE Straße", "strasse strasse"),
        ("李 小龍", "小龍 李"),
    ],
)
def test_names_are_compared_without_case_accents_and_order(one: str, other: str) -> None:
    assert folded(one) == folded(other)


def test_vowel_signs_of_other_scripts_are_letters() -> None:
    assert folded("सीता") != folded("सोता")


@given(st.text(max_size=40))
def test_everybody_is_like_themselves(name: str) -> None:
    same = bool(folded(name))
    assert bool(reasons(Profile(name), Profile(name))) is same


@given(st.text(max_size=30), st.text(max_size=30))
def test_likeness_is_mutual(one: str, other: str) -> None:
    assert reasons(Profile(one), Profile(other)) == reasons(Profile(other), Profile(one))
