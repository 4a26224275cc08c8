import pytest
from hypothesis import given
from hypothesis import strategies as st

from csr_desk.domain.models import Channel
from csr_desk.domain.reason_shares import too_large
from csr_desk.domain.tags import LONGEST_TAG, normalise_tag, normalise_tags, parse_tags
from csr_desk.domain.taxonomy_file import default, load
from csr_desk.domain.wrap_up import TicketFacts, WrapUp, fallback_tags, prefilled
from csr_desk.domain.wrap_up_checks import correction_problem, validate

ANSWERED = TicketFacts(Channel.EMAIL, has_public_message=True)
SILENT = TicketFacts(Channel.EMAIL, has_public_message=False)


def fields(wrap_up: WrapUp, facts: TicketFacts = ANSWERED) -> list[str]:
    return [problem.field for problem in validate(wrap_up, default(), facts)]


@pytest.mark.parametrize(
    ("wrap_up", "wanted"),
    [
        (WrapUp("order/late", "resolved"), []),
        (WrapUp(), ["reason", "outcome"]),
        (WrapUp("order/late"), ["outcome"]),
        (WrapUp("order/latte", "resolved"), ["reason"]),
        (WrapUp("order", "resolved"), ["reason"]),
        (WrapUp("system/timeout", "resolved"), ["reason"]),
        (WrapUp("order/late", "done"), ["outcome"]),
        (WrapUp("order/late", "resolved", cause="weather"), ["cause"]),
        (WrapUp("order/late", "resolved", next_action="sleep"), ["next_action"]),
        (WrapUp("order/late", "resolved", tags=("x" * 60,)), []),
        (WrapUp("order/late", "resolved", tags=("x" * 61,)), ["tags"]),
        (WrapUp("other/unlisted", "resolved", note="too short"), ["note"]),
        (WrapUp("other/unlisted", "resolved", note="a   b     c"), ["note"]),
        (WrapUp("other/unlisted", "resolved", note="asked for a song"), []),
        (WrapUp("other/wrong-number", "resolved"), []),
        (WrapUp("complaint/courier", "resolved"), ["cause"]),
        (WrapUp("complaint/courier", "resolved", cause="carrier"), []),
        (WrapUp("complaint/courier", "escalated_t2"), []),
        (WrapUp("order/late", "resolved", note="", cause="carrier", tags=("VIP",)), []),
    ],
)
def test_the_rules_name_the_field_that_mends_it(wrap_up, wanted):
    assert fields(wrap_up) == wanted


def test_every_outcome_but_a_solved_one_needs_no_message():
    for outcome in default().outcomes:
        wanted = ["told"] if outcome.name == "resolved" else []
        assert fields(WrapUp("order/late", outcome.name), SILENT) == wanted


@pytest.mark.parametrize(
    ("channel", "told"),
    [
        (Channel.PHONE, "told by phone"),
        (Channel.IN_PERSON, "told in person"),
        (Channel.CHAT, "told in chat"),
        (Channel.EMAIL, ""),
        (Channel.SOCIAL, ""),
        (Channel.WEB, ""),
    ],
)
def test_a_live_contact_told_the_customer_itself(channel, told):
    facts = TicketFacts(channel, has_public_message=False)
    filled = prefilled(WrapUp("order/late", "resolved"), facts, default())
    assert filled.told == told
    assert fields(filled, facts) == ([] if told else ["told"])


def test_a_reason_typed_by_the_agent_stands_in_for_the_message():
    assert fields(WrapUp("order/late", "resolved", told="answered by post"), SILENT) == []
    assert fields(WrapUp("order/late", "resolved", told="  "), SILENT) == ["told"]


def test_prefilling_adds_nothing_where_nothing_is_owed():
    solved = WrapUp("order/late", "resolved")
    assert prefilled(solved, TicketFacts(Channel.PHONE, True), default()) == solved
    assert prefilled(WrapUp(), SILENT, default()) == WrapUp()
    callback = prefilled(WrapUp("order/late", "callback"), SILENT, default())
    assert (callback.next_action, callback.told) == ("callback", "")


def test_retired_and_merged_codes_say_where_to_go():
    text = """[reasons.order]
key = "o"
[reasons.order.codes]
late = "l"
slow = { merged_into = "order/late" }
lost = { retired = 1 }
[outcomes]
resolved = { key = "r", status = "solved" }
pending_customer = { retired = 1 }
pending_internal = { retired = 1 }
escalated_t2 = { retired = 1 }
transferred = { retired = 1 }
callback = { retired = 1 }
no_contact = { retired = 1 }
spam = { retired = 1 }
"""
    codes = load(text, "codes.toml")

    def said(reason: str, outcome: str) -> str:
        return validate(WrapUp(reason, outcome), codes, ANSWERED)[0].sentence

    assert said("order/slow", "resolved") == "order/slow is now part of order/late: use that."
    assert said("order/lost", "resolved") == "order/lost is retired: choose another reason."
    assert said("order/late", "spam") == "spam is retired: choose another outcome."


def test_a_near_miss_is_offered_the_nearest_name():
    problem = validate(WrapUp("order/latte", "resolvd"), default(), ANSWERED)
    assert 'Did you mean "order/late"?' in problem[0].sentence
    assert 'Did you mean "resolved"?' in problem[1].sentence


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("VIP", "vip"),
        ("  Gold  Member ", "gold-member"),
        ("Straße Ä", "straße-ä"),
        ("a\x1b[31mb", "a[31mb"),
        ("\u202evip\u200b", "vip"),
        ("  ", ""),
        ("- -", ""),
        ("csr:reason:order/late", "csr:reason:order/late"),
    ],
)
def test_tags_are_normalised(typed, kept):
    assert normalise_tag(typed) == kept


@given(st.lists(st.text(max_size=20), max_size=8))
def test_normal_tags_are_a_set_and_stay_normal(tags):
    once = normalise_tags(tags)
    assert normalise_tags(once) == once
    assert normalise_tags(reversed(tags)) == once
    assert len(set(once)) == len(once)
    assert not any(char.isspace() for tag in once for char in tag)


def test_a_typed_line_of_tags_is_split_at_commas():
    assert parse_tags("VIP, gold member,,vip") == ("gold-member", "vip")
    assert WrapUp(tags=("B", "a", "b")) == WrapUp(tags=("a", "b"))
    assert LONGEST_TAG == 60


def test_what_a_backend_has_no_field_for_becomes_tags():
    assert fallback_tags(WrapUp("order/late", "resolved")) == (
        "csr:reason:order/late",
        "csr:outcome:resolved",
    )


def test_a_correction_needs_a_reason():
    assert correction_problem(" ").field == "why"
    assert correction_problem("wrong order") is None


@pytest.mark.parametrize(
    ("counts", "warned"),
    [
        ({}, []),
        ({"other/unlisted": 1, **{f"order/{at}": 1 for at in range(19)}}, []),
        ({"other/unlisted": 2, **{f"order/{at}": 1 for at in range(18)}}, ["other"]),
        ({"order/late": 2, "order/a": 1, "order/b": 2}, []),
        ({"order/late": 3, "order/a": 1, "order/b": 2}, ["order/late"]),
    ],
)
def test_the_report_warns_of_reasons_that_say_too_little(counts, warned):
    found = too_large(counts)
    assert [one.name for one in found] == warned
    assert all(one.sentence.startswith(f"{one.name} is {one.contacts} of ") for one in found)
