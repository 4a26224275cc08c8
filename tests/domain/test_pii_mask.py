import gc
import json
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from csr_desk.domain.pii import Finding, Shield, confirmed_digits, mask
from tests.shared import shared
from tests.vector_kinds import pan as vectors

VISA = "4111 1111 1111 1111"


def kinds(text: str, shield: Shield | None = None) -> list[tuple[str, str]]:
    return [(found.kind, found.last4) for found in mask(text, shield or Shield()).findings]


def test_given_corpus_is_masked_without_a_false_positive() -> None:
    result = vectors.run(shared("fixtures/hostile/pan.json"))
    assert result.failures == []
    assert result.passed == 394


def test_card_data_of_the_shift_script() -> None:
    script = json.loads(shared("acceptance/shift60.json").read_text(encoding="utf-8"))
    events = script["events"] if isinstance(script, dict) else script
    texts = [event["text"] for event in events if "4111" in event.get("text", "")]
    assert [mask(text).text for text in texts] == [
        "my card is •••• 1111 cvv ••• exp 12/28",
        "Card •••• 1111 declined, order 4111-22",
    ]
    assert kinds(texts[0]) == [("pan", "1111"), ("cvv", "")]
    assert kinds(texts[1]) == [("pan", "1111")]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (VISA, "•••• 1111"),
        ("4111-1111-1111-1111.", "•••• 1111."),
        ("card4111111111111111", "card•••• 1111"),
        ("(3782 822463 10005)", "(•••• 0005)"),
        ("**5500** **0000** **0000** **0004**", "**•••• 0004**"),
        ("> 4111 1111\n> 1111 1111\n> ok", "> •••• 1111\n> ok"),
        ("٤١١١ ١١١١ ١١١١ ١١١١", "•••• 1111"),
        ("4️⃣1️⃣1️⃣1️⃣ 1️⃣1️⃣1️⃣1️⃣ 1️⃣1️⃣1️⃣1️⃣ 1️⃣1️⃣1️⃣1️⃣", "•••• 1111\ufe0f\u20e3"),
        (f"{VISA}\n5500 0000 0000 0004", "•••• 1111\n•••• 0004"),
        (f"{VISA} 5500 0000 0000 0004", "•••• 1111 •••• 0004"),
        ("4111111111111111,5500000000000004", "•••• 1111,•••• 0004"),
        (f"card #{VISA}", "card #•••• 1111"),
        (f"Order A-1050, card: {VISA}", "Order A-1050, card: •••• 1111"),
        (f"{VISA} 12/28 123", "•••• 1111 12/28 •••"),
        (f"{VISA} 123", "•••• 1111 •••"),
        (f"{VISA} exp 12/2028, code 123", "•••• 1111 exp 12/2028, code •••"),
        ("3782 822463 10005 1234", "•••• 0005 •••"),
        ("378282246310005 1228 1234", "•••• 0005 1228 •••"),
        (f"{VISA} 100 EUR", "•••• 1111 100 EUR"),
        (f"{VISA} 2024", "•••• 1111 2024"),
        ("12/28 4111-1111-1111-1111", "12/28 •••• 1111"),
        ("%B4111111111111111^DOE/J^2812101000000?", "•••• 1111"),
        ("track ;4111111111111111=28121010000? end", "track •••• 1111 end"),
        ("PAN 4222222222222", "PAN •••• 2222"),
        ("4222 2222 2222 2", "•••• 2222"),
    ],
)
def test_card_is_cut_to_its_last_four(text: str, masked: str) -> None:
    assert mask(text).text == masked


@pytest.mark.parametrize(
    "text",
    [
        "order 4111111111111111",
        "Order number: 4111111111111111",
        "tracking no. 4111 1111 1111 1111",
        "ticket #4111111111111111",
        "#4111111111111111",
        "user_id=4111111111111111",
        '{"orderId":"4111111111111111"}',
        "IMEI 4111111111111111",
        "+4111111111111111",
        "4222222222222",
        "case number 4111111111111111",
        "https://desk.example/tickets/4111111111111111",
        "41111111111111110000",
        "0.4111111111111111",
        "4111-22",
        "4111 1111 1111 1111 1111",
        "4111 **** **** 1111",
        "no digits at all",
        "",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert mask(text).text == text
    assert mask(text).findings == ()


@pytest.mark.parametrize(
    "text",
    [
        "just in case 4111111111111111",
        "my order\n4111111111111111",
        "I placed the order. 4111111111111111",
        "I paid the order with 4111111111111111",
        "order card 4111111111111111",
        "https://shop.example/pay/4111111111111111",
        "thanks a lot 4111 1111 1111 1111",
    ],
)
def test_words_of_another_thing_do_not_hide_a_card(text: str) -> None:
    assert kinds(text) == [("pan", "1111")]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("CVV 123", "CVV •••"),
        ("cvc: 4321", "cvc: •••"),
        ("CVV2=123", "CVV2=•••"),
        ("cvv2 123", "cvv2 •••"),
        ("cvv 1 2 3", "cvv •••"),
        ('"cvv":"123"', '"cvv":"•••"'),
        ("security code is 987", "security code is •••"),
        (
            "the security code on the back of it is 987",
            "the security code on the back of it is •••",
        ),
        ("Prüfziffer 123", "Prüfziffer •••"),
        ("Die Kreditkartenprüfnummer lautet 123.", "Die Kreditkartenprüfnummer lautet •••."),
        ("code de sécurité : 123", "code de sécurité : •••"),
        ("código de seguridad 123", "código de seguridad •••"),
        ("codice di sicurezza 123", "codice di sicurezza •••"),
        ("我的安全码是123", "我的安全码是•••"),
        ("CVV ١٢٣", "CVV •••"),
        ("123 is my cvv", "••• is my cvv"),
        ("cvv 123 order 4567", "cvv ••• order 4567"),
        ("•••• 1111 12/28 123", "•••• 1111 12/28 •••"),
    ],
)
def test_security_code_is_taken_out(text: str, masked: str) -> None:
    assert mask(text).text == masked
    assert kinds(text) == [("cvv", "")]


@pytest.mark.parametrize(
    "text",
    [
        "Room 123",
        "error 4321",
        "the accident of 1999",
        "verification code 123456",
        "cvv 12",
        "cvv was wrong, and I had to wait for 123 minutes",
        "cvv 12345",
        "123 people",
        "`orders.csv` | 412 |",
    ],
)
def test_other_short_numbers_stay(text: str) -> None:
    assert mask(text).text == text


def test_settings_say_what_else_is_masked() -> None:
    iban, social = "IBAN DE89 3704 0044 0532 0130 00 ok", "SSN 123-45-6789, NINO QQ123456C"
    assert mask(iban).text == iban
    assert mask(iban, Shield(iban=True)).text == "IBAN •••• 3000 ok"
    assert mask(iban.replace("89", "88"), Shield(iban=True)).findings == ()
    assert mask(social).text == social
    assert mask(social, Shield(national_id=True)).text.startswith("SSN •••• 6789")
    assert mask(VISA, Shield(pan=False)).text == VISA


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("AB123456C", True),
        ("12345678Z", True),
        ("12345678A", False),
        ("X1234567L", True),
        ("RSSMRA85T10A562S", True),
        ("1 85 05 78 006 084 91", True),
        ("1 85 05 78 006 084 92", False),
        ("86 095 742 719", True),
        ("86 095 742 718", False),
        ("000-12-3456", False),
    ],
)
def test_national_ids_by_shape_and_check(text: str, found: bool) -> None:
    assert (mask(text, Shield(national_id=True)).findings != ()) is found


def test_what_the_agent_took_back_stays() -> None:
    text = f"Voucher {VISA}, card 5500-0000-0000-0004"
    voucher, card = mask(text).findings
    keep = frozenset({confirmed_digits(text, voucher)})
    assert mask(text, keep=keep).text == f"Voucher {VISA}, card •••• 0004"
    assert confirmed_digits("٤١١١ ١١١١ ١١١١ ١١١١", Finding("pan", 0, 19)) == "4111111111111111"
    assert card.brand == "mastercard"


def test_offsets_are_those_of_the_original() -> None:
    text = f"a {VISA} b CVV 123 c 5500000000000004"
    found = mask(text).findings
    assert [text[hit.start : hit.end] for hit in found] == [VISA, "123", "5500000000000004"]


def test_offsets_hold_when_masking_takes_a_second_look() -> None:
    far = "card" + "x" * 45
    text = f"{far} 4111111111111111 4222222222222 {VISA}"
    masked = mask(text)
    rebuilt = text
    for hit in reversed(masked.findings):
        rebuilt = rebuilt[: hit.start] + hit.mask + rebuilt[hit.end :]
    assert rebuilt == masked.text


PIECES = st.sampled_from(
    [
        *("4111 1111 1111 1111", "5500-0000-0000-0004", "378282246310005", "4222222222222"),
        *("6304 0000 0000", "12/28", "123", " ", "\n", ", ", "-", ".", "cvv ", "card ", "order "),
        *("#", "+", "•••• 1111", "•••", "4242", "1111", "٤", "\u200b", "&nbsp;", "%20", " then "),
        *("DE89 3704 0044 0532 0130 00", "https://a.example/", "=", "^", ";", "%B", "0", "7"),
    ]
)
TEXTS = st.one_of(
    st.text(max_size=80),
    st.text(alphabet="0123456789 -./•cv\u200b٤４#+\n", max_size=120),
    st.lists(PIECES, max_size=14).map("".join),
)


@settings(max_examples=400, deadline=None)
@given(TEXTS)
@example("4242 4242 4242 4242 4242 4242 4242")
@example("4111 1111 1111 1111 123 5500 0000 0000 0004")
def test_masking_twice_changes_nothing(text: str) -> None:
    once = mask(text)
    again = mask(once.text)
    assert again.text == once.text
    assert again.findings == ()


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_findings_rebuild_the_masked_text(text: str) -> None:
    masked = mask(text, Shield(iban=True, national_id=True))
    rebuilt, at = [], 0
    for hit in masked.findings:
        assert at <= hit.start < hit.end <= len(text)
        rebuilt += [text[at : hit.start], hit.mask]
        at = hit.end
    assert "".join([*rebuilt, text[at:]]) == masked.text


@settings(max_examples=200, deadline=None)
@given(
    st.text(alphabet=st.characters(exclude_categories=["Nd", "No"])), st.integers(0, 99999999999)
)
def test_text_with_fewer_than_twelve_digits_stays(words: str, number: int) -> None:
    text = f"{words} {number}"
    found = mask(text).findings
    assert all(hit.kind == "cvv" for hit in found)
    assert found or mask(text).text == text


@pytest.mark.parametrize(
    "unit",
    [
        *("4", "4 ", "4111 ", "4111-1111 ", "4      ", "4\u200b", "cvv ", "cvv 1 ", "4%20", "4=\n"),
        *("4111111111111111 ", "%B4111111111111111^A", "•••• 1111 ", "4 and ", "https://a/"),
        *("DE12 3456 ", "AA11", "a1b2c3d4", "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1  ", "no no. ", "exp "),
    ],
)
def test_hostile_repetition_takes_linear_time(unit: str) -> None:
    def seconds(characters: int) -> float:
        text = (unit * (characters // len(unit) + 1))[:characters]
        gc.disable()  # a collection walks what every other test of this process has left
        try:
            began = time.process_time()
            mask(text)
            return time.process_time() - began
        finally:
            gc.enable()

    small = min(seconds(10_000) for _ in range(2))
    assert seconds(80_000) < 30 * small + 0.2
