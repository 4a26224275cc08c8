"""The words of HTML mails."""

import pytest

from csr_desk.text import FORBIDDEN, html_to_text
from tests.textgate.strategies import inputs


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>hi</p><script>alert(1)</script><style>p{}</style>", "hi"),
        ("x&#27;[2Jy", "x␛[2Jy"),
        ("&#x1b;]52;c;QQ==&#7;", "␛]52;c;QQ==␇"),
        ("&#x202e;rev", "rev"),
        (
            '<a href="http://e.example/">https://b.example</a>',
            "https://b.example <http://e.example/>",
        ),
        ('<a href="mailto:a@b.example">a@b.example</a>', "a@b.example"),
        ('<a href="https://x.example/">https://x.example</a>', "https://x.example"),
        ('<div style="display:none">HIDDEN</div>v', "[hidden: HIDDEN]\nv"),
        ('<span style="FONT-SIZE:0px">a</span><b style="font-size:0.9em">b</b>', "[hidden: a]b"),
        ("<p>one<p>two", "one\n\ntwo"),
        ("<ul><li>a<li>b<ol start=3><li>c<li>d</ol></ul>", "- a\n- b\n  3. c\n  4. d"),
        ("<p>a<blockquote>b<blockquote>c</blockquote></blockquote>d", "a\n\n> b\n>\n> > c\n\nd"),
        ("<table><tr><th>A<th>B<tr><td>1<td>2</table>", "A | B\n1 | 2"),
        ("<pre> a\n   b</pre>", " a\n   b"),
        ("a<br><br>b<hr>c", "a\n\nb\n---\nc"),
        ('<img src=x alt="Logo"><img width=1 src=t><img src=y>', "[image: Logo][image]"),
        ("<!--[if mso]>M<![endif]-->z", "z"),
        ("  many \n  spaces  <b> here </b> ", "many spaces here"),
        ("", ""),
    ],
)
def test_html_becomes_text(html: str, text: str) -> None:
    assert html_to_text(html) == text


@pytest.mark.parametrize(
    "bomb",
    ["<blockquote>q" * 3_000, "<b>" * 3_000 + "deep", "<ul><li>x" * 2_000, "<div hidden>x" * 1_000],
)
def test_deep_mails_keep_their_text(bomb: str) -> None:
    shown = html_to_text(bomb)
    assert any(word in shown for word in ("q", "deep", "x"))
    assert FORBIDDEN.search(shown) is None


def test_html_of_the_corpus_comes_out_inert() -> None:
    for html in inputs("html"):
        assert FORBIDDEN.search(html_to_text(html)) is None
