"""A plain text as HTML that survives Freshdesk's rewriting, and is known again afterwards."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csr_desk.backends.freshdesk.likeness import Likeness, essence, holds_line, likeness
from csr_desk.backends.freshdesk.outgoing_html import to_html
from csr_desk.backends.plain_text import sound
from csr_desk.textgate.html import words_of
from tests.fakes.freshdesk.html_text import rewritten

LINK = re.compile(r"https?://[^\s<&]+")


def linked(markup: str) -> str:
    """Return what Freshdesk makes of addresses in a text."""
    return LINK.sub(
        lambda found: f'<a href="{found[0]}" rel="noreferrer" target="_blank">{found[0]}</a>',
        markup,
    )


# In this order, each once at most: links have quotes that are not the text's own.
REWRITINGS: list[Callable[[str], str]] = [
    lambda markup: markup.replace('"', "&quot;").replace("'", "&#39;"),
    linked,
    rewritten,
    lambda markup: f'<div style="font-family:-apple-system; font-size:14px">\n{markup}\n</div>',
    lambda markup: markup.replace("<br>", "<br />\n"),
    lambda markup: markup.replace("&nbsp;", "\xa0"),
    lambda markup: markup.replace("<div>", '<div dir="ltr">').replace("<br></div>", "</div>"),
    lambda markup: re.sub(r"</div><div>", "</div>\n\n<div>", markup),
]
ADDRESSES = st.sampled_from(
    ["https://acme.example/a?b=1", "http://x.example/", "&lt;", "<b>", "{{x}}"]
)
TEXTS = st.lists(st.text(max_size=30) | ADDRESSES, max_size=5).map(" ".join)


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("Hello", "<div>Hello</div>"),
        ("One\ntwo\n\nthree", "<div>One<br>two<br><br></div><div>three</div>"),
        ("One\n\n\n\ntwo", "<div>One<br><br><br><br></div><div>two</div>"),
        ("a\r\nb\rc\u2028d", "<div>a<br>b<br>c<br>d</div>"),
        ("\n\nfirst  \n   \nsecond\n", "<div>first<br><br></div><div>second</div>"),
        ("  in\n a", "<div>&nbsp;&nbsp;in<br>&nbsp;a</div>"),
        ("a   b", "<div>a&nbsp;&nbsp; b</div>"),
        ("1 < 2 & \"so\" > 'no'", "<div>1 &lt; 2 &amp; \"so\" &gt; 'no'</div>"),
        ("<script>x</script>", "<div>&lt;script&gt;x&lt;/script&gt;</div>"),
        ("bell\x07 nul\x00", "<div>bell nul</div>"),
        ("{{ticket.url}} {% if %} {a}", "<div>&#123;{ticket.url}} &#123;% if %} {a}</div>"),
        ("", "<div></div>"),
    ],
)
def test_text_becomes_divs_with_their_blank_lines_inside(text: str, markup: str) -> None:
    assert to_html(text) == markup


@pytest.mark.parametrize(
    "text",
    ["Dear Zoë,\n\nit is on its way.\nTrack it:\nhttps://x.example\n\nYours\nPriya", "a\nb\n\nc"],
)
def test_trap_12_the_desk_reads_its_own_text_back_with_every_paragraph(text: str) -> None:
    assert words_of(to_html(text)).strip() == text
    assert words_of(rewritten(linked(to_html(text)))).strip() == text


@given(st.text("<>&;a\n\\\"' ", max_size=40))
def test_no_text_makes_markup(text: str) -> None:
    assert not re.search(r"<(?!/?(?:div|br)>)", to_html(text))


@given(TEXTS, st.sets(st.integers(0, len(REWRITINGS) - 1)))
def test_a_text_is_known_again_however_freshdesk_rewrites_it(text: str, places: set[int]) -> None:
    markup = to_html(text)
    for place in sorted(places):
        markup = REWRITINGS[place](markup)
    assert likeness(text, markup) is Likeness.SAME


@given(TEXTS)
def test_white_space_and_line_ends_do_not_tell_texts_apart(text: str) -> None:
    assert likeness(text, to_html(" " + sound(text).replace("\n", "\n\n") + "\n")) is Likeness.SAME


@given(st.text(max_size=20), st.text(max_size=20))
def test_other_words_are_told_apart(one: str, other: str) -> None:
    seen = essence(to_html(one)), essence(to_html(other))
    assert (likeness(one, to_html(other)) is Likeness.SAME) is (seen[0] == seen[1])


def test_words_that_go_on_are_no_sure_match() -> None:
    assert likeness("Thanks", "<div>Thanks</div><div>-- <br>Priya</div>") is Likeness.LONGER
    assert likeness("Thanks a lot", "<div>Thanks</div>") is Likeness.OTHER
    assert likeness("", "<div>Thanks</div>") is Likeness.OTHER
    assert likeness("", "<div><br></div>") is Likeness.SAME


def test_tags_that_were_typed_are_words() -> None:
    assert likeness("<b>now</b>", to_html("now")) is Likeness.OTHER
    assert likeness("&lt;b&gt;", to_html("<b>")) is Likeness.OTHER


@pytest.mark.parametrize(
    "markup",
    [
        "<div>asked</div><div>[csrdesk:1f3a9c2e]</div>",
        "<div>asked<br>[csrdesk:1f3a9c2e]<br></div>",
        "Handle time 431 s. [csrdesk:1f3a9c2e]",
        "asked [csrdesk&#58;1f3a9c2e]",
    ],
)
def test_a_mark_is_found_wherever_it_stands(markup: str) -> None:
    assert holds_line(markup, "[csrdesk:1f3a9c2e]")
    assert not holds_line(markup, "[csrdesk:1f3a9c2f]")
