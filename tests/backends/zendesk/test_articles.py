import json

from csr_desk.backends.zendesk.articles import articles
from tests.backends.driver import play, run, said
from tests.backends.zendesk.given import Account, context
from tests.shared import shared


def test_articles_are_found_and_read_as_words() -> None:
    account = Account()
    (found,) = run(articles(context(), " parcel "), account.fake, account.signed)
    assert found.title == "How to return a parcel"
    assert found.body == "Print the label, then drop it off."
    assert account.asked == ["/help_center/articles/search.json"]


def test_the_recorded_answer() -> None:
    body = json.loads(shared("fixtures/zendesk/zd/articles_search.json").read_text())
    found, _ = play(articles(context(), "x"), [said(body)])
    assert [one.id for one in found] == [str(raw["id"]) for raw in body["results"]]
    assert [one.title for one in found] == [raw["title"] for raw in body["results"]]


def test_no_help_centre_finds_nothing_and_no_words_ask_nothing() -> None:
    gone = said({"error": "InvalidEndpoint", "description": "Not found"}, 404)
    assert play(articles(context(), "x"), [gone])[0] == ()
    assert play(articles(context(), "  "), []) == ((), [])
