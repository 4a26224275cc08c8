import pytest

from csr_desk.backends.failures import TryLater
from csr_desk.backends.freshdesk.articles import articles
from csr_desk.backends.freshdesk.satisfaction import rating, satisfaction
from csr_desk.backends.freshdesk.structs import RatingRow
from csr_desk.domain import survey
from csr_desk.domain.instants import parse_instant
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


@pytest.mark.parametrize(
    ("value", "face", "counts"),
    [
        (103, 3, "good"), (101, 1, "good"), (100, 0, 3), (-101, -1, "bad"), ("-103", -3, "bad"),
        (1, 1, "good"), (2, 0, 3), (3, -1, "bad"),
    ],
)  # fmt: skip
def test_a_rating_on_its_scale(value: object, face: int, counts: object) -> None:
    row = RatingRow(
        id=5, ratings={"default_question": value}, feedback=" ok ",
        created_at="2026-11-20T10:00:00Z",
    )  # fmt: skip
    found = rating(row)
    assert found is not None
    assert (found.scale, found.value, found.comment, found.id) == ("-3..3", face, "ok", "5")
    assert found.at == parse_instant("2026-11-20T10:00:00Z")
    assert survey.counted(found.scale, found.value) == counts


@pytest.mark.parametrize("value", [55, None, "happy", 0])
def test_a_number_nobody_knows_is_no_rating(value: object) -> None:
    assert rating(RatingRow(id=5, ratings={"default_question": value})) is None
