"""Numbers typed as text: the account's fields say which of them are to be numbers."""

import json
from typing import Any

import pytest

from csr_desk.backends.failures import TryLater
from csr_desk.backends.freshdesk.field_types import with_numbers
from csr_desk.backends.wire import Response
from tests.backends.driver import play, said
from tests.backends.freshdesk.given import context

FIELDS = [
    {"name": "cf_amount", "type": "custom_decimal"},
    {"name": "cf_count", "type": "custom_number"},
    {"name": "cf_order", "type": "custom_text"},
    {"name": "cf_size", "type": "custom_dropdown"},
]


def sent(custom: dict[str, Any], *answers: Response) -> tuple[dict[str, Any], int]:
    found, asked = play(with_numbers(context(), custom), answers)
    return found, len(asked)


def test_each_number_takes_the_type_of_its_field() -> None:
    custom = {"cf_amount": "12.5", "cf_count": "-3", "cf_order": "0017", "cf_size": "44"}
    found, _ = sent({**custom, "cf_more": "7"}, said(FIELDS))
    wanted = {**custom, "cf_amount": 12.5, "cf_count": -3, "cf_more": "7"}
    assert json.dumps(found) == json.dumps(wanted)


def test_half_a_count_stays_what_it_is_and_is_refused_there() -> None:
    assert sent({"cf_count": "3.5"}, said(FIELDS))[0] == {"cf_count": "3.5"}


@pytest.mark.parametrize("value", ["late", "", "1e5", "١٢", "12 kg", 4, True, None, ["1"]])
def test_what_is_no_number_typed_as_text_asks_for_nothing(value: object) -> None:
    assert sent({"cf_amount": value}) == ({"cf_amount": value}, 0)


def test_an_agent_who_may_not_see_the_fields_sends_texts() -> None:
    refusal = said({"code": "access_denied", "message": "Not allowed"}, 403)
    assert sent({"cf_amount": "12.5"}, refusal) == ({"cf_amount": "12.5"}, 1)


def test_a_list_that_must_wait_waits() -> None:
    with pytest.raises(TryLater):
        sent({"cf_amount": "12.5"}, said({}, 429))
