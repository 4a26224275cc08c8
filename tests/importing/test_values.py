"""Dates, amounts and words as files write them."""

from datetime import UTC, datetime

import pytest

from csr_desk.domain.instants import to_instant
from csr_desk.domain.models import Channel, Priority, Status
from csr_desk.importing import code_words, dates, money, values
from csr_desk.importing.build_people import first_name
from csr_desk.importing.values import BadValue


def at(*parts: int) -> int:
    return to_instant(datetime(*parts, tzinfo=UTC))  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("written", "order", "expected"),
    [
        ("2026-11-20", "mdy", at(2026, 11, 20)),
        ("2026-11-20T09:05:06Z", "mdy", at(2026, 11, 20, 9, 5, 6)),
        ("2026-11-20 09:05:06 UTC", "mdy", at(2026, 11, 20, 9, 5, 6)),
        ("2026-11-20 09:05:06 +0100", "mdy", at(2026, 11, 20, 8, 5, 6)),
        ("2014-12-31T12:27:09+10:00", "mdy", at(2014, 12, 31, 2, 27, 9)),
        ("2026/11/20 09:05", "mdy", at(2026, 11, 20, 9, 5)),
        ("03/04/2026", "mdy", at(2026, 3, 4)),
        ("03/04/2026", "dmy", at(2026, 4, 3)),
        ("03.04.2026 14:30", "mdy", at(2026, 4, 3, 14, 30)),
        ("3/4/26 2:30 PM", "mdy", at(2026, 3, 4, 14, 30)),
        ("12/31/2026 12:00:00 AM", "mdy", at(2026, 12, 31)),
        ("20 Nov 2026", "mdy", at(2026, 11, 20)),
        ("20. November 2026", "mdy", at(2026, 11, 20)),
        ("1. März 2026", "mdy", at(2026, 3, 1)),
        ("20 novembre 2026 à 09:05", "mdy", at(2026, 11, 20, 9, 5)),
        ("20 de noviembre de 2026", "mdy", at(2026, 11, 20)),
        ("Nov 20, 2026 09:05 AM", "mdy", at(2026, 11, 20, 9, 5)),
        ("Fri, 20 Nov 2026 09:05:06 +0100", "mdy", at(2026, 11, 20, 8, 5, 6)),
        ("1795165200", "mdy", at(2026, 11, 20, 9)),
        (1795165200, "mdy", at(2026, 11, 20, 9)),
        (1795165200000, "mdy", at(2026, 11, 20, 9)),
        (46346, "mdy", at(2026, 11, 20)),
        ("", "mdy", None),
        (None, "mdy", None),
    ],
)
def test_dates(written: object, order: str, expected: int | None) -> None:
    assert dates.read(written, order) == expected


@pytest.mark.parametrize(
    "written", ["tomorrow", "31/31/2026", "2026-13-01", "0001-01-01", "12:30", True, "99/99/99"]
)
def test_what_is_no_date(written: object) -> None:
    with pytest.raises(BadValue):
        dates.read(written)


def test_the_order_of_a_column_is_told_by_evidence() -> None:
    assert dates.order_in(["03/04/2026", "13/04/2026"]) == "dmy"
    assert dates.order_in(["03/04/2026", "04/13/2026"]) == "mdy"
    assert dates.order_in(["03/04/2026", "04/05/2026"]) == ""
    assert dates.order_in(["03.04.2026"]) == "dmy"


@pytest.mark.parametrize(
    ("written", "sign", "expected"),
    [
        ("1,234.56", ".", (123_456, "")),
        ("1.234,56", ",", (123_456, "")),
        ("1 234,56 €", ",", (123_456, "EUR")),
        ("€ 12", ".", (1_200, "EUR")),
        ("US$ 1,000", ".", (100_000, "USD")),
        ("CHF 1'234.50", ".", (123_450, "CHF")),
        ("-5", ".", (-500, "")),
        ("(5.00)", ".", (-500, "")),
        ("5.00-", ".", (-500, "")),
        ("¥1,200", ".", (1_200, "JPY")),
        ("KWD 1.234", ".", (1_234, "KWD")),
        ("0.005", ".", (1, "")),
        (19.99, ".", (1_999, "")),
        (7, ".", (700, "")),
        ("", ".", None),
    ],
)
def test_money(written: object, sign: str, expected: tuple[int, str] | None) -> None:
    assert money.money(written, sign) == expected


@pytest.mark.parametrize("written", ["free", "1e400", "12..5.3x", "9" * 30])
def test_what_is_no_amount(written: str) -> None:
    with pytest.raises(BadValue):
        money.money(written)


@pytest.mark.parametrize(
    ("cells", "sign"),
    [
        (["1.234", "1.234,50"], ","),
        (["1,234", "1,234.50"], "."),
        (["1.234"], ""),
        (["12,5"], ","),
        (["1.234.567"], ","),
        (["3.96", "12"], "."),
    ],
)
def test_the_decimal_sign_of_a_column(cells: list[str], sign: str) -> None:
    assert money.decimal_sign(cells) == sign


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Open", Status.OPEN), ("2", Status.OPEN), (3, Status.PENDING), ("4", Status.SOLVED),
        ("5", Status.CLOSED), ("6", Status.PENDING), ("On-hold", Status.HOLD),
        ("hold", Status.HOLD),
        ("Waiting on Customer", Status.PENDING), ("Waiting on Third Party", Status.HOLD),
        ("Resolved", Status.SOLVED), ("Gelöst", Status.SOLVED), ("résolu", Status.SOLVED),
        ("cerrado", Status.CLOSED), ("new", Status.NEW), ("", Status.OPEN),
    ],
)  # fmt: skip
def test_status_words(word: object, status: Status) -> None:
    assert code_words.status(word, {}) is status


@pytest.mark.parametrize(
    ("word", "priority"),
    [
        ("Low", Priority.LOW), ("Medium", Priority.NORMAL), ("normal", Priority.NORMAL),
        ("4", Priority.URGENT), (1, Priority.LOW), ("dringend", Priority.URGENT),
        ("", Priority.NONE), (None, Priority.NONE), ("hoch", Priority.HIGH),
    ],
)  # fmt: skip
def test_priority_words(word: object, priority: Priority) -> None:
    assert code_words.priority(word, {}) is priority


@pytest.mark.parametrize(
    ("word", "channel"),
    [
        ("Portal", Channel.WEB), ("Phone", Channel.PHONE), ("Email", Channel.EMAIL),
        ("Chat", Channel.CHAT), ("Twitter", Channel.SOCIAL), ("Facebook", Channel.SOCIAL),
        ("1", Channel.EMAIL), (2, Channel.WEB), ("3", Channel.PHONE), ("7", Channel.CHAT),
        ("native_messaging", Channel.CHAT), ("", Channel.EMAIL), ("Pigeon", Channel.WEB),
    ],
)  # fmt: skip
def test_channel_words(word: object, channel: Channel) -> None:
    assert code_words.channel(word, {}) is channel


def test_unknown_words_are_refused_unless_the_map_explains_them() -> None:
    with pytest.raises(BadValue, match="in Klärung"):
        code_words.status("in Klärung", {})
    assert code_words.status("in Klärung", {"in Klärung": "pending"}) is Status.PENDING


def test_tags() -> None:
    assert values.names("Late parcel, VIP") == ("late_parcel", "vip")
    assert values.names("late vip") == ("late", "vip")
    assert values.names(["b", "a", "a"]) == ("a", "b")
    assert values.names('["x", "y"]') == ("x", "y")


def test_first_names() -> None:
    assert first_name("Maria Anders") == "Maria"
    assert first_name("Anders, Maria") == "Maria"
    assert first_name("Dr. Müller") == ""
    assert first_name("a@example.org") == ""
    assert first_name("Acme") == ""
