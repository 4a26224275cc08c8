"""Where links lead and which of them open."""

import pytest

from csr_desk.text import host_shown, openable


@pytest.mark.parametrize(
    ("text", "url", "shown"),
    [
        (
            "https://bank.example",
            "http://evil.example/",
            "https://bank.example (leads to evil.example)",
        ),
        ("bank.example", "https://www.bank.example/x", "bank.example"),
        ("click here", "http://evil.example", "click here"),
        ("a@b.com", "mailto:x@evil.com", "a@b.com (leads to evil.com)"),
        (
            "bank.example",
            "https://bank.example@evil.example/",
            "bank.example (leads to evil.example)",
        ),
        ("apple.com", "https://\u0430pple.com/", "apple.com (leads to xn--pple-43d.com)"),
        ("bank.example", "javascript:alert(1)", "bank.example (leads to javascript:alert(1))"),
    ],
)
def test_a_link_shows_its_true_host(text: str, url: str, shown: str) -> None:
    assert host_shown(text, url) == shown


@pytest.mark.parametrize(
    ("url", "opens"),
    [
        ("https://a.example/x?y=1", True),
        ("HTTP://a.example", True),
        ("mailto:a@b.example?subject=x", True),
        ("javascript:alert(1)", False),
        ("file:///etc/passwd", False),
        ("data:text/html,x", False),
        ("https://", False),
        ("https://a.example/\x1b]0;x", False),
        ("https://a.example/a b", False),
        ("https://[::1", False),
        ("-oProxyCommand=x", False),
    ],
)
def test_only_web_and_mail_links_open(url: str, opens: bool) -> None:
    assert openable(url) is opens
