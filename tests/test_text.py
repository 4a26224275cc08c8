"""The gate for foreign text: each clause by table, and what must hold for any text by property."""

import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csr_desk.text import (
    CLIPBOARD_BYTES,
    ELLIPSIS,
    FORBIDDEN,
    cell,
    cell_width,
    clean,
    clipboard_text,
    line,
    log_safe,
    plain,
)
from csr_desk.textgate.characters import SIMPLE
from csr_desk.textgate.clusters import clusters
from tests.shared import shared
from tests.textgate.strategies import TEXTS
from tests.vector_kinds.hostile import cases_of, generated, judge_gate, run

FAMILY = "👨\u200d👩\u200d👧\u200d👦"

CLAUSES = {
    "plain ascii": ("Order 4711 is late", "Order 4711 is late"),
    "bytes are utf-8": ("Müller".encode(), "Müller"),
    "bad bytes are marked": (b"a\x9b2Jb", "a\ufffd2Jb"),
    "overlong escape": (b"a\xc0\x9b[2Jb", "a\ufffd\ufffd[2Jb"),
    "utf-16 has visible nulls": (b"a\0b\0", "a␀b␀"),
    "crlf": ("a\r\nb", "a\nb"),
    "lone cr": ("a\rb", "a\nb"),
    "lf cr lf": ("a\n\r\nb", "a\n\nb"),
    "nel vt ff ls ps": ("a\x85b\x0bc\x0cd\u2028e\u2029f", "a\nb\nc\nd\ne\nf"),
    "tab to the next stop": ("ab\tc\n\td", "ab      c\n        d"),
    "escape is a picture": ("x\x1b[2Jy", "x␛[2Jy"),
    "escape at the end": ("text\x1b", "text␛"),
    "bell, null, delete": ("\x07\x00\x7f", "␇␀␡"),
    "file separators are no line ends": ("a\x1c\x1d\x1e\x1fb", "a␜␝␞␟b"),
    "c1": ("a\x9b31m\x9dz\x80", "a\ufffd31m\ufffdz\ufffd"),
    "surrogates": ("a\ud800b\udfff", "a\ufffdb\ufffd"),
    "bidi controls go": ("a\u202eb\u2066c\u2069\u200f\u061c", "abc"),
    "right-to-left letters stay": ("שלום مرحبا", "שלום مرحبا"),
    "zero width": ("pay\u200bp\u200ca\ufeffl\u2060.\u00adc\u180eom", "paypal.com"),
    "joiner between letters": ("pay\u200dpal", "paypal"),
    "joiner between emoji": (FAMILY, FAMILY),
    "joiner between indic letters": ("श\u094d\u200dर", "श\u094d\u200dर"),
    "joiner at the end": ("👨\u200d", "👨"),
    "joiners in a row": ("👨\u200d\u200d👩", "👨\u200d👩"),
    "a long chain is broken": ("👨" + "\u200d👨" * 4, "👨" + "\u200d👨" * 3 + "👨"),
    "emoji selector": ("❤\ufe0f", "❤\ufe0f"),
    "selector on a letter": ("a\ufe0fb", "ab"),
    "keycap": ("1\ufe0f\u20e3", "1\ufe0f\u20e3"),
    "selector on a digit alone": ("1\ufe0f2", "12"),
    "text selector": ("❤\ufe0e", "❤"),
    "ideographic selector": ("葛\U000e0100", "葛"),
    "skin tone": ("👍🏽", "👍🏽"),
    "skin tone on a letter": ("a🏽", "a"),
    "tag characters": ("🏴\U000e0067\U000e007f x\U000e0001", "🏴 x"),
    "fillers": ("a\u3164b\u115fc\u1160d\uffa0e\u034ff\u17b4", "abcdef"),
    "four marks on latin": ("e" + "\u0316" * 20, "e" + "\u0316" * 4),
    "eight marks on thai": ("ก" + "\u0e49" * 20, "ก" + "\u0e49" * 8),
    "eight marks on devanagari": ("क" + "\u0951" * 20, "क" + "\u0951" * 8),
    "vietnamese in NFD": (unicodedata.normalize("NFD", "Việt Nữ ổ"), "Việt Nữ ổ"),
    "marks with no base": ("\u0316" * 9, "\u25cc" + "\u0316" * 4),
    "marks after a line end": ("a\n\u0316b", "a\n\u25cc\u0316b"),
    "hangul vowels do not pile up": ("ᄒ" + "ᅡ" * 50, "하" + "ᅡ" * 4),
    "jamo compose": ("\u1112\u1161\u11ab", "한"),
    "private use": ("a\ue000b\U000f0000\U0010ffff", "a\ufffdb\ufffd\ufffd"),
    "unassigned": ("a\u0378b\uffff\U0001fffe", "a\ufffdb\ufffd\ufffd"),
    "emoji newer than python": ("\U0001fae8\U0001f6dc\U0001faea", "\U0001fae8\U0001f6dc\U0001faea"),
    "nfc": ("Mu\u0308ller", "Müller"),
    "not nfkc": ("ﬁ² ＝ Ⅷ ①", "ﬁ² ＝ Ⅷ ①"),
    "markup": ("[@click=app.quit]x[/] [/red] \\[a]", "[@click=app.quit]x[/] [/red] \\[a]"),
    "no-break space": ("10\xa0000\u202f€", "10\xa0000\u202f€"),
    "empty": ("", ""),
}


@pytest.mark.parametrize(("value", "shown"), CLAUSES.values(), ids=CLAUSES.keys())
def test_clause(value: str | bytes, shown: str) -> None:
    assert clean(value) == shown
    assert clean(shown) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("a\nb", "a ↵ b"),
        ("a\r\nb\x85c", "a ↵ b ↵ c"),
        ("a\tb", "a b"),
        ("\n\n[sudo] password:", " ↵  ↵ [sudo] password:"),
    ],
)
def test_single_line(value: str, shown: str) -> None:
    assert clean(value, single_line=True) == shown == cell(value).plain
    assert plain(value, single_line=True).plain == shown


@pytest.mark.parametrize(
    "text", ["x", "é\u0316", "日", "👨\u200d👩", "\t", " ", "\x1b", "\u0301", "\ud800", "\u200b"]
)
def test_text_is_capped_with_an_ellipsis(text: str) -> None:
    shown = clean(text * 300_000)
    assert len(shown) <= 4_000
    assert shown.endswith(ELLIPSIS)
    assert clean(shown) == shown


def test_line_text_and_newline_caps() -> None:
    assert clean("x" * 4_000) == "x" * 4_000
    assert clean("x" * 4_001 + "\nnext") == "x" * 3_999 + ELLIPSIS + "\nnext"
    assert clean("\n" * 5_000) == "\n" * 5_000
    assert clean("a\n" * 5_001) == "a\n" * 5_000 + ELLIPSIS
    long = "x" * 99 + "\n"
    assert clean(long * 1_000) == long * 1_000
    assert clean(long * 1_001) == (long * 1_000)[:-1] + ELLIPSIS
    assert clean(b"x" * 5_000_000) == "x" * 3_999 + ELLIPSIS


def test_a_cap_splits_no_cluster() -> None:
    assert clean("a" * 7 + FAMILY, limit=10) == "a" * 7 + ELLIPSIS
    assert clean("a" * 8 + "🇩🇪🇫🇷", limit=10) == "a" * 8 + ELLIPSIS
    assert clean("a" * 7 + "🇩🇪🇫🇷", limit=10) == "a" * 7 + "🇩🇪" + ELLIPSIS


def test_the_simple_scripts_hold_no_mark_and_pass_unchanged() -> None:
    for code in range(0x20000):
        character = chr(code)
        if SIMPLE.fullmatch(character) and character.isprintable():
            assert unicodedata.category(character)[0] != "M", f"U+{code:04X}"
            assert not FORBIDDEN.match(character), f"U+{code:04X}"
            assert unicodedata.is_normalized("NFC", character), f"U+{code:04X}"


def test_every_code_point_comes_out_allowed() -> None:
    for start in range(0, 0x110000, 0x800):
        shown = clean("\n".join(map(chr, range(start, start + 0x800))), newline_limit=10_000)
        assert FORBIDDEN.search(shown) is None
        assert clean(shown, newline_limit=10_000) == shown


def test_importing_the_gate_loads_no_screen_library() -> None:
    code = (
        "import sys, csr_desk.text; csr_desk.text.clean('é\\x1b');"
        "print(sorted({'textual', 'rich', 'selectolax'} & set(sys.modules)))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


@given(TEXTS, st.booleans())
@settings(max_examples=400, deadline=None)
def test_any_text_comes_out_inert_and_settled(text: str, single: bool) -> None:
    shown = clean(text, single_line=single)
    assert FORBIDDEN.search(shown) is None
    assert clean(shown, single_line=single) == shown
    assert shown.encode("utf-8").decode("utf-8") == shown
    assert unicodedata.is_normalized("NFC", shown)
    assert not (single and "\n" in shown)


@given(TEXTS, st.integers(1, 60), st.integers(1, 30), st.integers(1, 5))
@settings(max_examples=200, deadline=None)
def test_any_text_keeps_its_limits(text: str, limit: int, line_limit: int, newlines: int) -> None:
    shown = clean(text, limit=limit, line_limit=line_limit, newline_limit=newlines)
    assert len(shown) <= limit
    assert max(map(len, shown.split("\n"))) <= line_limit
    assert shown.count("\n") <= newlines


@given(st.binary(max_size=80))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_read(value: bytes) -> None:
    assert clean(value) == clean(value.decode("utf-8", "replace"))


@given(TEXTS, st.integers(0, 12))
@settings(max_examples=300, deadline=None)
def test_a_line_is_never_wider_and_splits_no_grapheme(text: str, width: int) -> None:
    shown = line(text, width)
    whole = clean(text, single_line=True)
    assert cell_width(shown) <= width
    assert "\n" not in shown
    if width and shown != whole:
        kept = shown.removesuffix(ELLIPSIS)
        assert shown.endswith(ELLIPSIS)
        assert whole.startswith(kept)
        assert "".join(clusters(whole))[: len(kept)] == kept
        assert len(kept) in _boundaries(whole)


def _boundaries(text: str) -> set[int]:
    wcwidth = pytest.importorskip("wcwidth")
    places, at = {0}, 0
    for grapheme in wcwidth.iter_graphemes(text):
        at += len(grapheme)
        places.add(at)
    return places


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("Subject", 7, "Subject"),
        ("Subject", 6, "Subje…"),
        ("日本語", 6, "日本語"),
        ("日本語", 5, "日本…"),
        ("日本語", 4, "日…"),
        (FAMILY + "ab", 3, FAMILY + "…"),
        (FAMILY + "ab", 2, "…"),
        ("🇩🇪🇫🇷", 3, "🇩🇪…"),
        ("🇩🇪🇫🇷", 2, "…"),
        ("e\u0316\u0317bc", 2, "e\u0316\u0317…"),
        ("a\nb", 9, "a ↵ b"),
        ("x", 0, ""),
        ("", 3, ""),
    ],
)
def test_line(text: str, width: int, shown: str) -> None:
    assert line(text, width) == shown


def test_log_and_clipboard_forms_are_bounded() -> None:
    assert log_safe("GET\r\nX: \x1b[2J") == "GET ↵ X: ␛[2J"
    assert len(log_safe("é" * 10_000)) == 500
    assert clipboard_text("a\x1b\nb") == "a␛\nb"
    for text in ("日" * 100_000, "x" * 100_000, "👍🏽" * 40_000):
        copied = clipboard_text(text)
        assert len(copied.encode()) <= CLIPBOARD_BYTES
        assert copied.endswith(ELLIPSIS)


def test_only_constants_are_evaluated_in_a_corpus() -> None:
    assert generated("'a'*3+'b'") == "aaab"
    for expression in ("__import__('os')", "'a'*10**9", "1+2", "'a'*99999999999", "[1]*3", "x"):
        with pytest.raises(ValueError):
            generated(expression)


@pytest.mark.parametrize("name", ["terminal_attacks", "blns"])
def test_the_corpus_passes_the_gate(name: str) -> None:
    for case in cases_of(shared(f"fixtures/hostile/{name}.json")):
        assert judge_gate(case) == [], case.name


@pytest.mark.slow
@pytest.mark.parametrize(("name", "every"), [("terminal_attacks", 12), ("blns", 40)])
def test_the_corpus_is_inert_on_every_surface(name: str, every: int) -> None:
    """`python tests/vectors.py hostile FILE` sends every case through the whole desk."""
    result = run(shared(f"fixtures/hostile/{name}.json"), every)
    assert result.failures == []
    assert result.passed > 0
