"""Logs hold no secret, no address and no card number; libraries are hushed."""

import io
import logging

import pytest

from csr_desk.backends.redaction import RedactingFilter, Redactor, hush

SECRET = "k9-very-secret"


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer abc.DEF-123_~+/=",
        "authorization: basic cm9iaW46c2VjcmV0",
        "GET /oauth?token=hunter2hunter2&x=1",
        '{"access_token": "hunter2hunter2"}',
        "refresh_token='hunter2hunter2'",
        "code=hunter2hunter2&state=1",
        f"it was {SECRET} all along",
        "to robin.vale+x@example.com now",
        "query=robin%40example.com",
        "card 4111 1111 1111 1111 charged",
    ],
)
def test_what_is_taken_out(text: str) -> None:
    shown = Redactor([SECRET])(text)
    for hidden in ("hunter2", SECRET, "example.com", "abc.DEF", "cm9iaW4", "4111 1111"):
        assert hidden not in shown


def test_plain_words_stay() -> None:
    text = "GET /api/v2/tickets/{id} 200 in 12 ms"
    assert Redactor([SECRET, "ab"])(text) == text
    assert SECRET not in repr(Redactor([SECRET]))


def test_records_are_redacted_with_their_arguments_and_without_traceback() -> None:
    record = logging.LogRecord(
        "x", 30, "f", 1, "%s of %s", ("Bearer abcdefgh", "a@b.example"), None
    )
    record.exc_info = (ValueError, ValueError(SECRET), None)
    assert RedactingFilter(Redactor()).filter(record)
    assert record.getMessage() == "Bearer <secret> of <e-mail>"
    assert record.exc_info is None


def test_a_broken_record_is_redacted_all_the_same() -> None:
    record = logging.LogRecord("x", 30, "f", 1, "%d token=abcdef", ("not a number",), None)
    assert RedactingFilter(Redactor()).filter(record)
    assert "abcdef" not in record.getMessage()


def test_the_libraries_of_the_connection_say_nothing_below_warning() -> None:
    redactor = Redactor([SECRET])
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    names = ("httpx", "httpcore.connection", "httpcore.http11")
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        hush(redactor)
        hush(redactor)
        for name in names:
            logging.getLogger(name).info("GET /search?query=a@b.example")
            logging.getLogger(name).warning("broken %s", SECRET)
        own = [one for one in logging.getLogger("httpx").filters if one.redactor is redactor]
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
        for name in ("httpx", "httpcore", *names):
            for one in list(logging.getLogger(name).filters):
                logging.getLogger(name).removeFilter(one)
    assert stream.getvalue() == "broken <secret>\n" * len(names)
    assert len(own) == 1
