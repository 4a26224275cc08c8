import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csr_desk.domain.pii import public_post_findings


def found(text: str, **known: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(hit.kind, text[hit.start : hit.end]) for hit in public_post_findings(text, **known)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We are sorry about order A-1050.", [("order_number", "A-1050")]),
        ("Your order 12345 is on its way", [("order_number", "12345")]),
        ("order #123 has left", [("order_number", "123")]),
        ("Order no. INV-2024-001", [("order_number", "INV-2024-001")]),
        ("Ihre Bestellung Nr. 4711 ist da", [("order_number", "4711")]),
        ("votre commande n° 98765", [("order_number", "98765")]),
        ("see #10023", [("order_number", "10023")]),
        (
            "We wrote to ann.lee+shop@mail.example.com.",
            [("email", "ann.lee+shop@mail.example.com")],
        ),
        ("We called +49 170 1341769 today", [("phone", "+49 170 1341769")]),
        ("We called (212) 555-0123.", [("phone", "(212) 555-0123")]),
        ("Ruf 030 1234567 an", [("phone", "030 1234567")]),
        ("card 4111 1111 1111 1111", [("pan", "4111 1111 1111 1111")]),
        ("IBAN DE89 3704 0044 0532 0130 00", [("iban", "DE89 3704 0044 0532 0130 00")]),
        ("cvv 123", [("cvv", "123")]),
    ],
)
def test_personal_data_is_found(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "We are sorry. Please send us a direct message.",
        "We are open from 9-17 on 24.11.2026, 2026-11-24 too.",
        "In order to help we need 24/7 staff; it costs 1,299.00 EUR.",
        "We follow ISO-9001 and COVID-2019 rules, version 10.4.2.",
        "Thanks @ann, 3 of 5 stars!",
        "",
    ],
)
def test_a_harmless_post_passes(text: str) -> None:
    assert found(text) == []


def test_values_on_file_are_found_in_any_form() -> None:
    assert found("about 77x-12 and 7 7x12", order_numbers=("77X12",)) == [
        ("order_number", "77x-12"),
        ("order_number", "7 7x12"),
    ]
    assert found("hi ANN@HOME", emails=("ann@home",)) == [("email", "ANN@HOME")]
    assert found("call 555.01.23 now", phones=("555-0123",)) == [("phone", "555.01.23")]


def test_the_desks_own_addresses_may_stand() -> None:
    text = "Write to help@shop.example or call +49 30 123456."
    assert len(found(text)) == 2
    assert found(text, own=("help@shop.example", "+4930123456")) == []


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="aZ@.+-# 0123456789()/:order", max_size=120))
def test_never_raises_and_offsets_hold(text: str) -> None:
    at = 0
    for hit in public_post_findings(text, order_numbers=("A-1",)):
        assert at <= hit.start < hit.end <= len(text)
        at = hit.end
