import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csr_desk.domain.placeholder_names import NAMES, canonical
from csr_desk.domain.placeholders import Span, render, unfilled

VALUES = {
    "customer.first_name": "Ada",
    "customer.name": "Ada Lovelace",
    "ticket.number": "123",
    "agent.name": "Kim",
    "agent.signature": "Kim\nSupport",
    "order.number": "",
}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Hi {{customer.first_name}},", "Hi Ada,"),
        ("Hi {{ customer.first_name }},", "Hi Ada,"),
        ("Hi {{Customer.First_Name}},", "Hi Ada,"),
        ("Hi {{customer.first_name|there}},", "Hi Ada,"),
        ("Order {{order.number|your order}}", "Order your order"),
        ("Order {{ order.number | your order }}", "Order your order"),
        ("Order {{order.eta | default: 'soon'}}", "Order soon"),
        ('Order {{order.eta | default: "soon" | upcase}}', "Order soon"),
        ("{{ticket.requester.first_name | capitalize}}", "Ada"),
        ("{{ticket.requester.first_name}} {{ticket.requester.firstname}}", "Ada Ada"),
        ("{{ticket.requester.name}} {{ticket.id}} {{ticket.agent.name}}", "Ada Lovelace 123 Kim"),
        ("{{ticket.assignee.name}} {{current_user.name}}", "Kim Kim"),
        ("{{agent.signature}}", "Kim\nSupport"),
        ("{{{customer.first_name}}}", "{Ada}"),
        ("no marks { } {{", "no marks { } {{"),
    ],
)
def test_placeholders_are_filled(text, wanted):
    assert render(text, VALUES).text == wanted


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("ticket.requester.first_name", "customer.first_name"),
        ("ticket.requester.firstname", "customer.first_name"),
        ("ticket.requester.last_name", "customer.last_name"),
        ("ticket.requester.lastname", "customer.last_name"),
        ("ticket.requester.email", "customer.email"),
        ("ticket.requester.phone", "customer.phone"),
        ("ticket.requester.organization.name", "customer.organization"),
        ("ticket.requester.company_name", "customer.organization"),
        ("ticket.title", "ticket.subject"),
        ("ticket.url", "ticket.url"),
        ("ticket.portal_url", "ticket.url"),
        ("ticket.assignee.first_name", "agent.first_name"),
        ("current_user.signature", "agent.signature"),
        ("ticket.agent.email", "agent.email"),
        ("dc.unknown", "dc.unknown"),
    ],
)
def test_the_helpdesks_spellings_stand_for_ours(theirs, ours):
    assert canonical(theirs) == ours


def test_every_alias_leads_to_a_name_the_desk_can_fill():
    assert {canonical(name) for name in NAMES} == set(NAMES)


def test_spans_point_into_the_filled_text():
    rendered = render("{{agent.name}}: {{order.eta}} / {{customer.name}}", VALUES)
    assert [rendered.text[span.start : span.end] for span in rendered.filled] == [
        "Kim",
        "Ada Lovelace",
    ]
    assert rendered.unfilled == (Span(5, 18, "order.eta"),)
    assert rendered.text[5:18] == "{{order.eta}}"


def test_a_value_with_lines_is_put_on_one():
    assert render("{{customer.name}}", {"customer.name": " Ada\r\n Lovelace\t"}).text == (
        "Ada Lovelace"
    )


HOSTILE = "{{agent.name}}"


def test_a_value_is_never_filled_again():
    rendered = render(
        "{{customer.name}} {{ticket.subject}}",
        {
            "customer.name": HOSTILE,
            "ticket.subject": '{{ "".__class__.__mro__[2] }}',
            "agent.name": "SECRET",
        },
    )
    assert rendered.text == '{{agent.name}} {{ "".__class__.__mro__[2] }}'
    assert rendered.unfilled == ()
    assert unfilled(rendered.text), "the send stays blocked: a server would fill it"


pieces = st.sampled_from(
    ["{{customer.name}}", "{{x|", "{{", "}}", "{", "|", "a ", "{{agent.name}}"]
)
texts = st.lists(pieces, max_size=12).map("".join)


@given(texts, texts)
def test_filling_never_expands_what_was_put_in(text, value):
    rendered = render(text, {"customer.name": f"<{value}>", "agent.name": "SECRET"})
    own = text.count("{{agent.name}}")
    assert rendered.text.count("SECRET") <= own
    for before, after in pairwise(sorted([*rendered.filled, *rendered.unfilled], key=_start)):
        assert before.end <= after.start


def _start(span: Span) -> int:
    return span.start


@given(st.text(max_size=60), st.dictionaries(st.sampled_from(NAMES), st.text(max_size=10)))
def test_any_text_renders_and_text_without_braces_stays(text, values):
    rendered = render(text, values)
    if "{" not in text:
        assert rendered.text == text
        assert unfilled(text) == ()


@given(st.text(alphabet="{}%|a. \n", max_size=60))
def test_no_text_with_an_opening_mark_may_be_sent(text):
    assert bool(unfilled(text)) == ("{{" in text or "{%" in text)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Hi {{customer.first_name}}", ["customer.first_name"]),
        ("Hi {{ ticket.requester.first_name | capitalize }}", ["customer.first_name"]),
        ("Hi {{customer.first_name}", ["{{customer.first_name"]),
        ("Hi {{customer first name}}", ["customer first name"]),
        ("{{{order.eta}}}", ["order.eta"]),
        ("{% if ticket.id %}x{% endif %}", ["{% if ticket.id %}", "{% endif %}"]),
        ("{{}}", [""]),
        ("{not one}", []),
        ("100 % } {", []),
    ],
)
def test_what_is_left_open_is_listed(text, names):
    assert [span.name for span in unfilled(text)] == names


def test_a_megabyte_of_braces_is_read_in_linear_time():
    started = time.process_time()
    unfilled("{{" * 250_000 + "a" * 500_000)
    render("{{a" * 300_000, {})
    assert time.process_time() - started < 5
