import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csr_desk.domain.guess import Evidence, guess, words
from csr_desk.domain.guess_table import build, fold, matches, table
from csr_desk.domain.taxonomy_file import default, load
from tests.shared import shared

NOTHING = Evidence()

SENTENCES = [
    ("Hello, where is my order? The tracking number shows nothing.", "order/status"),
    ("My parcel is delayed, it should have arrived last week.", "order/late"),
    ("One item is missing, it was not in the box.", "order/missing"),
    ("You sent me the wrong colour, it is not what I ordered.", "order/wrong-item"),
    ("Please cancel my order from this morning.", "order/cancel"),
    ("I need a return label please", "returns/label"),
    ("The shoes are too small, I would like to exchange them.", "returns/exchange"),
    ("When do I get my money back? I am waiting for the refund.", "returns/refund"),
    ("The vase arrived broken, it is in pieces.", "returns/damaged"),
    ("Could you send me the invoice with VAT?", "billing/invoice"),
    ("I was charged twice for the same order", "billing/double-charge"),
    ("My discount code does not work", "billing/promo"),
    ("The washing machine stopped working yesterday, I think it is faulty", "product/fault"),
    ("Is the blue one back in stock?", "product/availability"),
    ("I forgot my password and am locked out", "account/access"),
    ("Please delete my data under the GDPR", "account/privacy"),
    ("The courier threw the parcel over the fence", "complaint/courier"),
    ("Your agent was rude and hung up on me", "complaint/staff"),
    ("The app crashes with an error message", "technical/crash"),
    ("The website is down, I get a server error", "technical/outage"),
    ("Could you send a quote for a bulk order?", "sales/quote"),
    ("Great service, thank you so much", "feedback/praise"),
    ("Wo ist meine Bestellung? Die Sendungsverfolgung zeigt nichts.", "order/status"),
    ("Meine Lieferung ist verspätet und immer noch nicht da", "order/late"),
    ("Bitte stornieren Sie meine Bestellung", "order/cancel"),
    ("Ich brauche ein Retourenlabel", "returns/label"),
    ("Die Schuhe sind zu klein, ich möchte umtauschen", "returns/exchange"),
    ("Wann bekomme ich mein Geld zurück? Die Rückerstattung fehlt.", "returns/refund"),
    ("Das Glas war zerbrochen, das Paket beschädigt", "returns/damaged"),
    ("Mir wurde der Betrag doppelt abgebucht", "billing/double-charge"),
    ("Ich habe mein Passwort vergessen", "account/access"),
    ("Der Paketbote war da und hat nicht geklingelt", "complaint/courier"),
    ("Das Gerät funktioniert nicht, es ist defekt", "product/fault"),
    ("Où est ma commande ? Je n'ai pas de suivi", "order/status"),
    ("Je voudrais annuler ma commande", "order/cancel"),
    ("Le produit est arrivé cassé et endommagé", "returns/damaged"),
    ("J'attends mon remboursement", "returns/refund"),
    ("J'ai été débité deux fois", "billing/double-charge"),
    ("Pouvez-vous m'envoyer la facture ?", "billing/invoice"),
    ("¿Dónde está mi pedido?", "order/status"),
    ("Quiero cancelar mi pedido", "order/cancel"),
    ("Me han cobrado dos veces", "billing/double-charge"),
    ("El paquete llegó roto y dañado", "returns/damaged"),
    ("Necesito la factura, por favor", "billing/invoice"),
    ("Olvidé mi contraseña", "account/access"),
    ("Vorrei annullare il mio ordine", "order/cancel"),
    ("Het pakket is beschadigd", "returns/damaged"),
]


@pytest.mark.parametrize(("text", "reason"), SENTENCES)
def test_plain_sentences_in_six_languages_are_understood(text, reason):
    found = guess(text, NOTHING, default())
    assert found[0].code == reason, found
    assert found[0].because


def test_the_shipped_words_are_folded_and_point_to_codes_of_the_taxonomy():
    known = table()
    for text, term in {**known.whole, **known.stems}.items():
        assert " ".join(fold(text)) == text
        assert all(reason in default().codes for reason, _ in term.targets)
    assert {term.targets[0][1] for term in known.whole.values()} == {
        "de",
        "en",
        "es",
        "fr",
        "it",
        "nl",
    }
    assert all(len(stem) >= 3 for stem in known.stems)


def test_recorded_chats_are_guessed_near_what_they_were():
    wanted = {"return_size": "returns/", "refund_status": "returns/refund"}
    lines = shared("data/abcd/chats.jsonl").read_text(encoding="utf-8").splitlines()
    for chat in map(json.loads, lines):
        if chat["subflow"] not in wanted:
            continue
        said = "\n".join(turn["text"] for turn in chat["turns"] if turn["speaker"] == "customer")
        found = guess(said, Evidence(has_order=True), default())
        assert any(one.code.startswith(wanted[chat["subflow"]]) for one in found)


@pytest.mark.parametrize("text", ["", "   ", "12345 67890", "مرحبا", "hmm"])
def test_where_nothing_speaks_nothing_is_guessed(text):
    assert guess(text, NOTHING, default()) == []


def test_the_history_of_the_team_teaches_new_words():
    history = {
        "technical/setup": Counter({"frobnicator": 40, "please": 60}),
        "order/late": Counter({"parcel": 50, "please": 50}),
    }
    found = guess("please help with the frobnicator", Evidence(history=history), default())
    assert found[0].code == "technical/setup"
    assert "earlier contacts with frobnicator" in found[0].because
    assert guess("please", Evidence(history={"order/late": {"please": 9}}), default()) == []


def test_a_used_response_speaks_for_its_reasons():
    canned = {"returns/label": 9, "returns/policy": 1}
    found = guess("thanks", Evidence(canned=canned), default())
    assert [one.code for one in found] == ["returns/label", "returns/policy"]
    assert found[0].because == "a response used 9 times for it"


def test_an_order_tips_the_balance_but_guesses_nothing_alone():
    assert guess("hello", Evidence(has_order=True), default()) == []
    tied = Evidence(canned={"account/details": 1, "order/change": 1})
    assert guess("", tied, default())[0].code == "order/change"
    lifted = Evidence(canned={"account/details": 6, "order/change": 5}, has_order=True)
    assert guess("", lifted, default())[0].code == "order/change"


def test_merged_reasons_count_for_their_target_and_retired_ones_not_at_all():
    codes = load(
        '[reasons.order]\nkey = "o"\n[reasons.order.codes]\nstatus = "s"\n'
        'late = { merged_into = "order/status" }\ncancel = { retired = 1 }\n',
        "codes.toml",
    )
    assert [one.code for one in guess("it is delayed", NOTHING, codes)] == ["order/status"]
    assert guess("please cancel my order", NOTHING, codes) == []


def test_a_term_counts_once_and_a_phrase_more_than_its_words():
    known = build({"a/b": {"en": "too late, late"}, "c/d": {"en": "late, del*"}})
    terms = {term.text: term.weight for term in matches(fold("Too late, late: delayed"), known)}
    assert terms == {"too late": 2.5, "late": 0.5, "del*": 1.0}


def test_words_for_the_history_leave_out_the_short_and_the_numbers():
    assert words("Die Größe 12345 war, die GRÖSSE") == ["grosse"]


@given(st.text(max_size=200), st.dictionaries(st.sampled_from(default().choosable), st.integers()))
def test_any_text_gives_choosable_codes_in_order_of_score(text, canned):
    found = guess(text, Evidence(canned=canned), default())
    assert len(found) <= 3
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert all(one.code in default().choosable and one.score > 0 for one in found)


def test_everyday_words_of_the_past_say_nothing():
    history = {"order/late": {"nobody": 9, "with": 9, "want": 9}, "billing/promo": {"promo": 9}}
    assert words("Nobody wants it, I want it with courier") == ["wants", "courier"]
    assert guess("nobody with want", Evidence(history=history), default()) == []


def test_a_word_that_hardly_tells_is_not_shown_as_the_reason():
    history = {
        "order/late": {"frobnicator": 40, "others": 60},
        "billing/promo": {"frobnicator": 30, "others": 70},
    }
    found = guess("the frobnicator", Evidence(history=history), default())
    assert found[0].because == "earlier contacts like it"
