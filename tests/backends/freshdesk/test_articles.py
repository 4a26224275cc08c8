import pytest

from csr_desk.backends.failures import TryLater
from csr_desk.backends.freshdesk.articles import articles
from csr_desk.backends.freshdesk.satisfaction import satisfaction
from tests.backends.flows import play
from tests.backends.freshdesk.given import URL, context, listed


def test_published_articles_are_found_as_words() -> None:
    rows = [
        {"id": 5, "title": "Returns", "description": "<p>Send</p><p>back</p>", "status": 2},
        {"id": 6, "title": "Draft", "description": "x", "status": 1},
        {"title": "no id"},
    ]
    (found,), asked = play(articles(context(), " parcel late "), [listed(*rows)])
    assert (found.title, found.body) == ("Returns", "Send\n\nback")
    assert found.url == f"{URL}/support/solutions/articles/5"
    assert (asked[0].path, asked[0].query) == (
        "/api/v2/search/solutions",
        (("term", "parcel late"),),
    )


def test_no_words_no_knowledge_base_no_articles() -> None:
    assert play(articles(context(), "  "), []) == ((), [])
    for status in (403, 404):
        assert play(articles(context(), "x"), [listed(status=status)])[0] == ()
    with pytest.raises(TryLater):
        play(articles(context(), "x"), [listed(status=429)])


@pytest.mark.parametrize(
    ("ratings", "words"),
    [
        ({"default_question": 103, "question_81": -103}, "extremely happy"),
        ({"default_question": -101}, "unhappy"),
        ({"default_question": 1}, "happy"),
        ({"default_question": "3"}, "unhappy"),
        ({"default_question": 55}, "55"),
        ({}, ""),
        (None, ""),
    ],
)
def test_what_a_rating_says(ratings: dict[str, object] | None, words: str) -> None:
    assert satisfaction(ratings) == words
