"""A plain text as a comment's HTML: it reads as written, and the server finds nothing to fill."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csr_desk.backends.plain_text import same_words, sound, words_of
from csr_desk.backends.zendesk.escaping import to_html

TEMPLATE = re.compile(r"\{\{|\{%")


def plain(markup: str) -> str:
    """Return a comment's text as a browser shows it."""
    lines = markup.replace("</p><p>", "\n\n").replace("<br>", "\n")
    return html.unescape(re.sub(r"</?(?:p|code)>", "", lines)).replace("\xa0", " ")


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("Hello", "<p>Hello</p>"),
        ("One\ntwo\n\nthree", "<p>One<br>two</p><p>three</p>"),
        ("One\n\n\n\ntwo", "<p>One</p><p><br><br>two</p>"),
        ("a\r\nb\rc\u2028d", "<p>a<br>b<br>c<br>d</p>"),
        ("\n\nfirst  \n   \nsecond\n", "<p>first</p><p>second</p>"),
        ("  in\n a", "<p>&nbsp;&nbsp;in<br>&nbsp;a</p>"),
        ("a   b", "<p>a&nbsp;&nbsp; b</p>"),
        ("a\tb", "<p>a&nbsp;&nbsp;&nbsp; b</p>"),
        ("1 < 2 & \"so\" > 'no'", "<p>1 &lt; 2 &amp; \"so\" &gt; 'no'</p>"),
        ("<script>x</script>", "<p>&lt;script&gt;x&lt;/script&gt;</p>"),
        ("**not bold**", "<p>**not bold**</p>"),
        ("bell\x07 nul\x00", "<p>bell nul</p>"),
        ("", "<p></p>"),
    ],
)
def test_text_becomes_html_that_reads_the_same(text: str, markup: str) -> None:
    assert to_html(text) == markup


@pytest.mark.parametrize(
    "text",
    [
        "Dear {{ticket.requester.name}}, hello",
        "{{x}} and {{ y | default: 'z' }}",
        "{% if ticket.id %}yes{% endif %}",
        "{{{raw}}}",
        "an open {{ mark",
        "{{two\nlines}}",
        "\\{{kept}}",
        "</code>{{x}}",
        "{{<b>}}",
        "a }} b %} c",
    ],
)
def test_trap_19_no_placeholder_is_left_for_the_server(text: str) -> None:
    markup = to_html(text)
    assert not TEMPLATE.search(markup)
    assert plain(markup) == text
    outside = re.sub(r"<code>.*?</code>", "", markup)
    assert "{" not in outside.replace("&#123;", "{"), "every brace pair stands in <code>"


@pytest.mark.parametrize("text", ["{a} 50%", '{"a":{"b":1}}', "%} }}"])
def test_a_brace_that_opens_nothing_is_just_a_brace(text: str) -> None:
    assert to_html(text) == f"<p>{text}</p>"


def test_many_open_marks_take_no_time() -> None:
    assert to_html("{{a " * 20_000).count("<code>") == 20_000


def test_halves_of_surrogate_pairs_are_mended() -> None:
    assert sound("\ud83d\ude00") == "\U0001f600"
    assert sound("a\ud83d") == "a\ufffd"


@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")) | st.just("\n")))
def test_nothing_of_a_text_is_lost(text: str) -> None:
    lines = [line.rstrip(" ") for line in text.split("\n")]
    shown = plain(to_html(text))
    expected = "\n".join(lines).strip("\n")
    assert shown == expected.replace("\xa0", " ")


@given(st.text("{}% <>&;a\n\\", max_size=40))
def test_no_text_makes_template_code(text: str) -> None:
    assert not TEMPLATE.search(to_html(text))
    assert not re.search(r"<(?!/?(?:p|code|br)>)", to_html(text))


@given(st.text(max_size=60))
def test_a_text_is_known_again_in_its_html(text: str) -> None:
    wrapped = f'<div class="zd-comment" dir="auto">{to_html(text)}</div>'
    assert same_words(words_of(wrapped), sound(text))


def test_other_words_are_told_apart() -> None:
    assert same_words("a  b\n", "a b")
    assert not same_words("a b", "ab")
    assert not same_words("a", "a b")
