"""Promises in an agent's words: which sentences are some, and which instant each names."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csr_desk.domain.instants import to_datetime, to_instant
from csr_desk.domain.promises import MOST, find

BERLIN = ZoneInfo("Europe/Berlin")
NOW = to_instant(datetime(2026, 11, 23, 15, 10, tzinfo=BERLIN))  # a Monday


def named(text: str) -> list[str]:
    return [f"{to_datetime(one.due_at, BERLIN):%d.%m. %H:%M}" for one in find(text, NOW, BERLIN)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("I'll call you tomorrow.", ["24.11. 09:00"]),
        ("Refund promised by Friday 10:00.", ["27.11. 10:00"]),
        ("Rückzahlung bis Freitag 10:00 zugesagt.", ["27.11. 10:00"]),
        ("I’ll call you tomorrow at 10.", ["24.11. 10:00"]),
        ("You will have it by Friday 10:00.", ["27.11. 10:00"]),
        ("The refund is with you by Friday 10:00", ["27.11. 10:00"]),
        ("We will get back to you within two days.", ["25.11. 15:10"]),
        ("I'll be back in half an hour.", ["23.11. 15:40"]),
        ("You'll hear from me by end of day.", ["23.11. 17:00"]),
        ("We'll ring you at 4pm today.", ["23.11. 16:00"]),
        ("I will send it on 3 December, 14:30.", ["03.12. 14:30"]),
        ("I will write on December 24.", ["24.12. 09:00"]),
        ("I'll call you at 10 tomorrow and send it by Friday.", ["24.11. 10:00", "27.11. 09:00"]),
        ("Ich melde mich morgen um 10 Uhr.", ["24.11. 10:00"]),
        ("Ich rufe Sie übermorgen Nachmittag zurück.", ["25.11. 15:00"]),
        ("Am Dienstag rufe ich Sie um 14 Uhr an.", ["24.11. 14:00"]),
        ("Wir schicken Ihnen das Paket bis Freitag.", ["27.11. 09:00"]),
        ("Ich werde das in einer Stunde klären.", ["23.11. 16:10"]),
        ("Sie erhalten die Antwort am 24.12. um 9 Uhr.", ["24.12. 09:00"]),
        ("Refund promised in 3 days.", ["26.11. 15:10"]),
        ("Rückruf für morgen 10 Uhr versprochen.", ["24.11. 10:00"]),
        ("As promised, here is the label.", []),
        ("Thanks, I will look into it.", []),
        ("I called you yesterday.", []),
        ("Please reply by Friday.", []),
        ("Bitte antworten Sie bis Freitag.", []),
        ("Can I call you tomorrow?", []),
        ("> I will call you tomorrow", []),
        ("It arrived on Friday.", []),
    ],
)
def test_a_promise_names_its_time(text: str, wanted: list[str]) -> None:
    assert named(text) == wanted


def test_a_promise_is_the_sentence_it_stands_in_and_knows_a_call() -> None:
    (one,) = find("Hello Ann,\n\nI will ring you tomorrow. Best, Robin", NOW, BERLIN)
    assert one.words == "I will ring you tomorrow."
    assert one.is_call
    first, second = find("I'll call you tomorrow and send the label by Friday.", NOW, BERLIN)
    assert (first.is_call, second.is_call) == (True, False)


@given(
    st.text(max_size=300), st.lists(st.sampled_from(["I'll call ", "tomorrow ", "10:00 ", "by "]))
)
def test_any_text_gives_at_most_a_few_promises_ahead(text: str, words: list[str]) -> None:
    found = find("".join(words) + text, NOW, BERLIN)
    assert len(found) <= MOST
    assert all(one.due_at > NOW for one in found)
