"""--map: what the guesses cannot know."""

import pytest

from csr_desk.errors import ConfigError
from csr_desk.importing.map_file import load
from tests.importing.conftest import Hall, counts

MAP = """
kind = "tickets"
source = "praxis"
dates = "dmy"
zone = "Europe/Berlin"

[columns]
"Vorgang" = "id"
"Worum" = "subject"
"Wer" = "requester_name"
"Wann" = "created_at"
"Lage" = "status"
"Title" = ""

[values.status]
"in Klärung" = "pending"
"""


def test_a_map_names_columns_words_and_dates(hall: Hall) -> None:
    mapping = hall.write("map.toml", MAP)
    path = hall.table(
        "liste.csv",
        [
            ["Vorgang", "Worum", "Wer", "Wann", "Lage", "Title"],
            ["A1", "Frage", "Ann Lee", "03/04/2026 10:00", "in Klärung", "x"],
        ],
    )
    result = hall.take(path, mapping=mapping)
    assert (result.source, result.unmapped, counts(result)) == ("praxis", ["Title"], (1, 0, 0, 0))
    row = hall.store.one("SELECT external_key, subject, status, created_at FROM ticket")
    assert row == ("praxis:ticket:A1", "Frage", 2, 1_775_203_200_000)


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ('kind = "people"', 1, "cannot be"),
        ('source = "a"\ndate = "dmy"', 2, "Did you mean"),
        ('[columns]\n"A" = "subjct"', 2, 'Did you mean "subject"'),
        ('[values.status]\n"x" = "waitin"', 2, "is no status"),
        ('zone = "Mars/Base"', 1, "no time zone"),
        ('currency = "euro"', 1, "a code such as"),
        ("kind = ", 1, "not valid TOML"),
    ],
)
def test_a_wrong_map_names_file_and_line(hall: Hall, text: str, line: int, sentence: str) -> None:
    path = hall.write("map.toml", text)
    with pytest.raises(ConfigError) as caught:
        load(path)
    assert sentence in caught.value.message
    assert caught.value.message.startswith(f"{path}:{line}: ")


def test_a_map_that_cannot_be_read(hall: Hall) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load(hall.folder / "none.toml")


def test_a_kind_that_does_not_fit_is_said(hall: Hall) -> None:
    path = hall.table("tickets.csv", [["Ticket ID", "Subject", "Email"], [1, "Hi", "a@b.org"]])
    result = hall.take(path, kind="orders")
    assert result.problem is not None
    assert "no column for id and customer_id" in result.problem.message
