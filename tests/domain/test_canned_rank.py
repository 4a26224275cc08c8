"""The order of responses: fit and use before letters, expired ones last, remarks in words."""

from dataclasses import replace

from csr_desk.domain import canned_fit, canned_rank, folding, letters
from csr_desk.domain.canned_fit import Entry, Fit
from csr_desk.domain.canned_rank import Sort
from csr_desk.domain.models import Scope

NOW = 1_000_000


def entry(number: int, name: str = "delay", title: str = "Parcel is late", **more: object) -> Entry:
    folded = folding.fold(name), folding.fold(title)
    plain = Entry(
        number, name, title, "", Scope.TEAM, None, "", (), (), 0, None, 0, *folded,
        letters.mask(folded[0] + folded[1]),
    )  # fmt: skip
    return replace(plain, **more)  # type: ignore[arg-type]


def ranked(entries: list[Entry], fit: Fit, sort: Sort = Sort.FIT) -> list[int]:
    weights = {one.id: canned_fit.weight(one, fit) for one in entries}
    return [
        one.id for one in sorted(entries, key=lambda e: canned_rank.order(e, 0, weights, sort, NOW))
    ]


def test_use_for_the_reason_counts_more_than_use_at_all() -> None:
    entries = [entry(1, uses=50), entry(2, uses=10)]
    assert ranked(entries, Fit()) == [1, 2]
    assert ranked(entries, Fit(reason="order/late", reason_uses={2: 10})) == [2, 1]


def test_language_and_channel_of_the_ticket_come_first() -> None:
    entries = [entry(1, language="en", uses=3), entry(2, language="de"), entry(3)]
    assert ranked(entries, Fit(language="de-AT")) == [2, 3, 1]
    entries = [entry(1, channels=("chat",), uses=3), entry(2, channels=("email",)), entry(3)]
    assert ranked(entries, Fit(channel="email")) == [2, 3, 1]


def test_tags_in_common_help() -> None:
    assert ranked([entry(1), entry(2, tags=("late",))], Fit(tags=frozenset({"late"}))) == [2, 1]


def test_expired_ones_are_last_in_every_order() -> None:
    entries = [entry(1, "a", uses=99, valid_until=NOW, updated_at=9), entry(2, "b")]
    for sort in Sort:
        assert ranked(entries, Fit(), sort) == [2, 1]
    assert not entry(1, valid_until=NOW + 1).expired(NOW)


def test_orders() -> None:
    entries = [entry(1, "b", uses=5, updated_at=1), entry(2, "a", uses=1, updated_at=2)]
    assert ranked(entries, Fit(), Sort.USE) == [1, 2]
    assert ranked(entries, Fit(), Sort.NAME) == [2, 1]
    assert ranked(entries, Fit(), Sort.NEWEST) == [2, 1]


def test_remarks_say_what_to_know() -> None:
    one = entry(1, language="en", channels=("chat",), valid_until=1)
    fit = Fit("de", "email", frozenset(), "order/late", {1: 12})
    assert canned_fit.remarks(one, fit, NOW) == (
        "expired",
        "in en, the customer has de",
        "made for chat",
        "used 12 times for order/late",
    )


def test_every_word_must_be_somewhere() -> None:
    none: dict[str, frozenset[int]] = {"late": frozenset(), "zz": frozenset()}
    assert canned_rank.score(entry(1), ["late"], none)
    assert canned_rank.score(entry(1), ["late", "zz"], none) is None
    assert canned_rank.score(entry(1), ["late", "zz"], {**none, "zz": frozenset({1})})


def test_the_short_name_typed_whole_is_first() -> None:
    body: dict[str, frozenset[int]] = {"delay": frozenset()}
    whole = canned_rank.score(entry(1), ["delay"], body) or 0
    longer = canned_rank.score(entry(2, "delay-long", "delay"), ["delay"], body) or 0
    assert whole > longer
