from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csr_desk.domain.greeting import find_greeting
from csr_desk.domain.models import Channel, DraftKind
from csr_desk.domain.send_checks import Check, Outgoing, blocked, check


@dataclass(frozen=True)
class Found:
    kind: str
    start: int
    end: int


def at_signs(text: str) -> list[Found]:
    return [Found("email", at, at + 1) for at, char in enumerate(text) if char == "@"]


def codes(text: str, **facts: object) -> list[str]:
    message = Outgoing(text, **{"customer_name": "Mary Jones", **facts})
    return [found.code for found in check(message, at_signs)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", ["empty"]),
        (" \n\t", ["empty"]),
        ("Hello Mary,\nall is well.", []),
        ("Hello {{customer.first_name}},", ["placeholder"]),
        ("Hello Mary, see {{order.eta}} and {{x}}", ["placeholder", "placeholder"]),
        ("Hello Mary, {{broken", ["placeholder"]),
        ("write to me@example.com", []),
    ],
)
def test_what_blocks_a_reply(text, wanted):
    assert codes(text) == wanted


def test_personal_data_blocks_a_public_post_only():
    post = Outgoing("Mary, write to me@example.com", is_public_post=True, channel=Channel.SOCIAL)
    assert check(post, at_signs) == [
        Check(
            "block",
            "public-personal-data",
            "Everyone can read this post, and it holds personal data (email):"
            " remove it or answer in private.",
            (17, 18),
        )
    ]
    assert blocked(check(post, at_signs))


def test_the_real_finder_fits_the_check():
    pii = pytest.importorskip("csr_desk.domain.pii")
    post = Outgoing("Card 4111 1111 1111 1111", is_public_post=True, channel=Channel.SOCIAL)
    found = check(post, pii.public_post_findings)
    assert blocked(found)
    assert "4111" not in found[0].sentence


MENTIONS = [
    "Please see the attached form.",
    "I attach the invoice.",
    "Find the label enclosed.",
    "Im Anhang finden Sie das Formular.",
    "Anbei das Etikett.",
    "Die angehängte Datei hilft.",
    "Das Dokument ist beigefügt.",
    "Veuillez trouver ci-joint le bon.",
    "La pièce jointe contient le bon.",
    "Adjunto encontrará la factura.",
    "Le enviamos el archivo adjunto.",
    "In allegato trova il modulo.",
    "Segue em anexo o formulário.",
    "In de bijlage vindt u het label.",
]


@pytest.mark.parametrize("text", MENTIONS)
def test_a_missing_attachment_is_warned_of_in_many_languages(text):
    assert codes(text) == ["attachment"]
    assert codes(text, attachments=1) == []
    assert codes(text, kind=DraftKind.NOTE) == []


@pytest.mark.parametrize(
    "text",
    [
        "Thank you for the photo you attached.",
        "Thanks, your attachment has arrived.",
        "There was no attachment in your mail.",
        "Danke für Ihren Anhang.",
        "Merci, votre pièce jointe est arrivée.",
        "> see the attached form\nThank you, it is done.",
        "The unattached cable is fine.",
        "Die Anlage läuft wieder.",
    ],
)
def test_the_customers_own_attachment_is_not_ours(text):
    assert codes(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Hello Joanes,\nyour order is on its way.",
        "Hello Joanes",
        "Dear Peter Jones,",
        "Dear Mary Smith,",
        "Hi Peter thank you for your patience with us.",
        "Sehr geehrte Frau Schmidt,",
        "Guten Tag Herr Dr. Weber,",
        "Bonjour Madame Dupont,",
        "Hola Pedro:",
        "Hi bob!",
    ],
)
def test_a_wrong_name_is_warned_of(text):
    assert codes(text) == ["greeting-name"]


@pytest.mark.parametrize(
    "text",
    [
        "Hello Mary,",
        "hi mary",
        "Dear Mrs. Jones,",
        "Dear MARY JONES:",
        "Sehr geehrte Frau Jones,",
        "Liebe Mary, lieber Peter,",
        "Hi Mary and Peter,",
        "Hi there,",
        "Hello again,",
        "Dear Sir or Madam,",
        "Dear customer,",
        "Sehr geehrte Damen und Herren,",
        "Bonjour à tous,",
        "Bonjour Madame,",
        "Bonjour !",
        "Guten Tag,",
        "Hi dear Mary,",
        "Hello thank you for writing to us today",
        "Hello Thank you for writing to us today",
        "Highly welcome, Peter",
        "Your order, Peter, is late.",
        "Hello, Peter sent this to you.",
    ],
)
def test_a_right_or_general_greeting_is_left_alone(text):
    assert codes(text, channel=Channel.CHAT) == []


@pytest.mark.parametrize(
    ("customer", "text", "wanted"),
    [
        ("José Müller", "Hola Jose,", []),
        ("José Müller", "Sehr geehrter Herr Mueller,", []),
        ("Mueller, Jose", "Sehr geehrter Herr Müller,", []),
        ("Anne-Marie O'Brien", "Dear Anne Marie,", []),
        ("田中 太郎", "Hello 田中様,", []),
        ("Don Smith", "Dear Don,", []),
        ("", "Hello Peter,", []),
        ("+49 170 1234567", "Hello Peter,", []),
    ],
)
def test_names_are_compared_without_accents(customer, text, wanted):
    assert codes(text, customer_name=customer) == wanted


@pytest.mark.parametrize(
    "text", ["Hello ,\nyour order", "Hi  ,", "Dear Mr ,", "Dear Mrs.,", "Guten Tag ,"]
)
def test_a_hole_in_the_greeting_is_warned_of_on_every_channel(text):
    for channel in Channel:
        assert codes(text, channel=channel) == ["greeting-empty"]


@pytest.mark.parametrize("text", ["Dear,", "Hello,", "Hi", "Sehr geehrter,", "Cher,\nvotre colis"])
def test_a_nameless_greeting_is_warned_of_in_a_letter(text):
    assert codes(text) == ["greeting-empty"]
    assert codes(text, channel=Channel.WEB) == ["greeting-empty"]
    assert codes(text, channel=Channel.CHAT) == []


def test_blocks_come_before_warnings():
    found = check(Outgoing("Hello Bob, see attached {{x}}", customer_name="Ann"), at_signs)
    assert [one.level for one in found] == ["block", "warn", "warn"]
    assert [one.code for one in found] == ["placeholder", "greeting-name", "attachment"]
    assert found[1].span == (0, 9)
    assert not blocked(found[1:])


@given(st.text(max_size=80), st.text(max_size=20))
def test_any_text_is_checked_and_every_span_lies_inside(text, customer):
    for found in check(Outgoing(text, customer_name=customer), at_signs):
        if found.span:
            assert 0 <= found.span[0] <= found.span[1] <= len(text)


@given(st.sampled_from(["Hello", "Dear Mr", "Bonjour"]), st.text(max_size=40))
def test_any_rest_of_a_greeting_is_read(word, rest):
    greeting = find_greeting(f"{word} {rest}")
    assert greeting is None or greeting.start == 0
