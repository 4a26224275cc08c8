import json
from typing import Any

import pytest

from csr_desk.backends.web_pages import is_web_page
from csr_desk.backends.zendesk.envelopes import Said, said


def told(body: Any) -> Said:
    return said(json.dumps(body).encode())


def test_the_four_envelopes_and_text() -> None:
    assert told({"error": "RecordNotFound", "description": "Not found"}).sentences == "Not found."
    assert told({"error": {"title": "Forbidden", "message": "No access"}}).sentences == "No access."
    newer = told({"errors": [{"code": "InvalidX", "title": "Wrong", "detail": "Too deep"}]})
    assert (newer.code, newer.sentences) == ("InvalidX", "Wrong: Too deep.")
    assert told({"error": "Couldn't authenticate you"}).sentences == "Couldn't authenticate you."
    assert said(b"Too many\nrequests").sentences == "Too many requests."


def test_all_details_are_told_each_once_and_in_order() -> None:
    found = told(
        {
            "error": "RecordInvalid",
            "description": "Record validation errors",
            "details": {
                "base": [{"description": "A: is required"}, {"description": "A: is required"}],
                "email": [{"description": "Email: is taken", "error": "DuplicateValue"}],
                "odd": "something",
                "null": None,
            },
        }
    )
    assert found.sentences == (
        "Record validation errors. A: is required. Email: is taken. odd: something."
    )
    assert found.details[2].kind == "DuplicateValue"


@pytest.mark.parametrize("body", [b"", b"{", b'{"error":', b"[" * 10_000, b"null", b"[1]"])
def test_what_says_nothing(body: bytes) -> None:
    assert said(body).sentences == ""


@pytest.mark.parametrize(
    "body",
    [b"<html>", b"  \n<!DOCTYPE HTML>", b"\xef\xbb\xbf<html", b"<HTML lang=en>", b"<script>"],
)
def test_pages(body: bytes) -> None:
    assert is_web_page(body)
    assert said(body) == Said()


@pytest.mark.parametrize(
    "body",
    [b'{"html_body":"<html>"}', b"plain <html>", b"< 5", b"", b"<?xml version='1.0'?>", b"<svg>"],
)
def test_what_is_no_web_page(body: bytes) -> None:
    assert not is_web_page(body)


def test_words_are_bounded() -> None:
    assert len(told({"error": "x" * 100_000}).sentences) <= 2_000
