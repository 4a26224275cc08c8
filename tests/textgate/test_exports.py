"""Names and cells that leave the desk."""

from decimal import Decimal

import pytest
from hypothesis import given, settings

from csr_desk.text import FORBIDDEN, csv_cell, file_name
from tests.textgate.strategies import TEXTS, inputs


def test_no_cell_of_the_corpus_is_a_formula() -> None:
    for text in inputs("csv"):
        first = csv_cell(text)[:1]
        assert first not in set("=+-@\t\r\n＝＋－＠"), text


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (-5, "-5"),
        (Decimal("-1.50"), "-1.50"),
        (None, ""),
        ("-5", "'-5"),
        ("\u200b =1+1", "' =1+1"),
        ("\xa0@SUM(A1)", "'\xa0@SUM(A1)"),
        ("Order 4711", "Order 4711"),
        ("a\x1bb", "a␛b"),
        (b"=1", "'=1"),
    ],
)
def test_csv_cell(value: str | bytes | int | Decimal | None, shown: str) -> None:
    assert csv_cell(value) == shown


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\x", "x"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("COM¹.log", "_COM¹.log"),
        ("a\0.pdf", "a.pdf"),
        ("x\u202egpj.exe", "xgpj.exe"),
        (".bashrc", "bashrc"),
        ("-rf", "rf"),
        ("aux.", "_aux"),
        ("..", "attachment"),
        ("", "attachment"),
        ("Rechnung März.pdf", "Rechnung März.pdf"),
        ("日" * 100 + ".pdf", "日" * 38 + ".pdf"),
        ("a/", "a"),
    ],
)
def test_file_name(name: str, safe: str) -> None:
    assert file_name(name) == safe


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_any_file_name_is_one_safe_component(text: str) -> None:
    name = file_name(text)
    assert name
    assert len(name.encode("utf-8")) <= 120
    assert not set(name) & set('/\\<>:"|?*\n\0')
    assert FORBIDDEN.search(name) is None
    assert name[0] not in ".-"
    assert name[-1] not in ". "
    assert file_name(name) == name


def test_the_names_of_the_corpus_become_safe() -> None:
    for text in inputs("attachment_name"):
        assert not set(file_name(text)) & set("/\\:\0\u202e")
