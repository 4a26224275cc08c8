"""What may stand in the fields of a customer."""

import pytest

from csr_desk.domain import customer_rules as rules
from csr_desk.domain.models import IdentityKind


@pytest.mark.parametrize(
    "value", ["a@b.co", "ann.baker+x@mail.example.com", " a@b.co ", "müller@bücher.example"]
)
def test_e_mail_addresses_that_are_taken(value: str) -> None:
    assert rules.email_problem(value) is None


@pytest.mark.parametrize(
    "value",
    ["", "ann", "ann@", "@example.com", "a@b", "a b@c.de", "a@b..de", "a@@b.de", ".a@b.de",
     "a.@b.de", "a@-b.de", "a@b.de,c@d.de", "a" * 250 + "@b.de", "<a@b.de>"],
)  # fmt: skip
def test_e_mail_addresses_that_are_not(value: str) -> None:
    assert rules.email_problem(value)


@pytest.mark.parametrize("value", ["112", "+49 30 1234567", "(030) 12-34/56", "030.123 x12"])
def test_telephone_numbers_that_are_taken(value: str) -> None:
    assert rules.phone_problem(value) is None


@pytest.mark.parametrize("value", ["", "12", "1" * 21, "call me", "+49 30 12a4", "++49 30 123"])
def test_telephone_numbers_that_are_not(value: str) -> None:
    assert rules.phone_problem(value)


def test_a_customer_needs_a_name_and_a_language_is_a_code() -> None:
    assert rules.field_problem("name", "  ") == "A customer needs a name."
    assert rules.field_problem("name", "x" * 201)
    assert rules.field_problem("language", "pt-BR") is None
    assert rules.field_problem("language", "German please")
    assert rules.field_problem("kind", "lead")
    assert rules.field_problem("city", "") is None
    assert rules.field_problem("a\nb", "x")
    assert rules.field_problem("note", "x" * 10_001)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("ann@example.com", IdentityKind.EMAIL),
        ("+49 30 123", IdentityKind.PHONE),
        ("@ann", IdentityKind.SOCIAL),
        ("ann@masto.social", IdentityKind.EMAIL),
        ("ann_b", IdentityKind.SOCIAL),
    ],
)
def test_the_kind_of_an_address_is_guessed(value: str, kind: IdentityKind) -> None:
    assert rules.guessed_kind(value) is kind
