"""Placeholders of responses: `{{customer.first_name}}`, `{{customer.first_name|there}}`.

Source: spec/product.md section 7. Zendesk's and Freshdesk's own spellings stand for ours. A text is
read once from left to right, so a value that looks like a placeholder is never filled itself."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from csr_desk.domain.placeholder_names import canonical

_MANY_LINES = frozenset({"agent.signature"})

_MARK = re.compile(r"\{\{([^{}\n]{0,200})\}\}")
# What is left of a broken mark, and Liquid's logic: the helpdesk's server would act on either.
_LEFT_OVER = re.compile(r"\{\{[^\s{}|]*|\{%[^\n%]{0,200}(?:%\})?")
_LIQUID_DEFAULT = re.compile(r"""default\s*:\s*(?:"([^"]*)"|'([^']*)')""")
_LIQUID_FILTER = re.compile(
    r"(?:capitalize|downcase|upcase|escape|escape_once|strip|lstrip|rstrip|strip_html"
    r"|strip_newlines|newline_to_br|url_encode|date|truncate|truncatewords|append|prepend)"
    r"(?:\s*:.*)?"
)


@dataclass(frozen=True, slots=True)
class Span:
    """A placeholder in a text, from `start` up to but not including `end`."""

    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """A filled text, with where values were put and which placeholders are still open."""

    text: str
    filled: tuple[Span, ...]
    unfilled: tuple[Span, ...]


def render(text: str, values: Mapping[str, str]) -> Rendered:
    """Fill each placeholder that has a value or a default; the others stay as they are written.

    Values are plain text: nothing in them is evaluated or filled again. All but a signature are
    put on one line.
    """
    pieces: list[str] = []
    filled: list[Span] = []
    unfilled: list[Span] = []
    length = done = 0
    for match in _MARK.finditer(text):
        before = text[done : match.start()]
        name, default = _parts(match[1])
        value = _tidy(name, values.get(name, "")) or default
        piece = value or match[0]
        start = length + len(before)
        (filled if value else unfilled).append(Span(start, start + len(piece), name))
        pieces += [before, piece]
        length = start + len(piece)
        done = match.end()
    pieces.append(text[done:])
    return Rendered("".join(pieces), tuple(filled), tuple(unfilled))


def unfilled(text: str) -> tuple[Span, ...]:
    """Return every placeholder left in a text, broken ones and template logic included.

    No text with such a span may be sent: Zendesk fills or silently drops it on its server.
    """
    whole = [Span(*match.span(), _parts(match[1])[0]) for match in _MARK.finditer(text)]
    left_over = [Span(*match.span(), match[0]) for match in _LEFT_OVER.finditer(text)]
    ends = {span.start: span.end for span in whole}
    broken = [span for span in left_over if not _inside(span, ends)]
    return tuple(sorted(whole + broken, key=lambda span: span.start))


def _inside(span: Span, ends: Mapping[int, int]) -> bool:
    """Tell whether a left-over belongs to a whole placeholder, also behind a surplus brace."""
    return span.start in ends or (span.start + 1 in ends and span.end <= span.start + 2)


def _parts(inner: str) -> tuple[str, str]:
    """Split the inside of a placeholder into its name and its default."""
    name, _, rest = inner.partition("|")
    rest = rest.strip()
    if liquid := _LIQUID_DEFAULT.search(rest):
        return canonical(name), liquid[1] or liquid[2] or ""
    if _LIQUID_FILTER.fullmatch(rest.partition("|")[0].strip()):
        return canonical(name), ""
    return canonical(name), rest


def _tidy(name: str, value: str) -> str:
    """Put a value on one line; a signature keeps its lines."""
    return value.strip() if name in _MANY_LINES else " ".join(value.split())
