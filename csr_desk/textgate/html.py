"""The words of an HTML mail, in reading order; nothing is fetched and nothing is hidden.

The walk is iterative and bounded, so that a mail of ten thousand nested quotes is read like any
other. What comes out is not yet clean: entities have become characters.
"""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from csr_desk.textgate.characters import ELLIPSIS

_MOST_CHARACTERS = 250_000
_MOST_NODES = 200_000
_DEEPEST_PREFIX = 12
_SKIPPED = frozenset({"script", "style", "head", "template", "title", "noframes"})
_PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote", "table"})
_LINES = frozenset(
    {"address", "article", "aside", "center", "dd", "div", "dl", "dt", "fieldset", "figcaption"}
    | {"figure", "footer", "form", "header", "hr", "li", "main", "nav", "ol", "option", "section"}
    | {"textarea", "tr", "ul"}
)
_CELLS = frozenset({"td", "th"})
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all"
    r"|(?:font-size|opacity|max-height|max-width)\s*:\s*0(?![.\d]*[1-9])",
    re.IGNORECASE,
)
_SPACES = re.compile(r"[ \t\n\r\f]+")
_NUMBER = re.compile(r"\s*(\d{1,6})")


class _Page:
    """The lines written so far, and the prefixes that quotes and lists put before each."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.size = 0
        self.prefixes: list[str] = []
        self._current: list[str] = []
        self._bullet = ""
        self._gap: int | None = None

    @property
    def at_line_start(self) -> bool:
        return not self._current

    def write(self, text: str, *, kept: bool = False) -> None:
        """Add words to the current line; white space is folded unless it is to be kept."""
        if kept:
            first, *rest = text.split("\n")
            self._add(first)
            for part in rest:
                self.end_line(even_if_empty=True)
                self._add(part)
            return
        text = _SPACES.sub(" ", text)
        if text[:1] == " " and (self.at_line_start or self._current[-1].endswith(" ")):
            text = text[1:]
        self._add(text)

    def _add(self, text: str) -> None:
        if text:
            self._current.append(text)
            self.size += len(text)

    def end_line(self, *, even_if_empty: bool = False) -> None:
        """Finish the current line, if there is anything on it."""
        text = "".join(self._current).rstrip()
        self._current.clear()
        if not text and not even_if_empty:
            return
        prefix = "".join(self.prefixes[:_DEEPEST_PREFIX])
        if self._gap is not None and self.lines:
            self.lines.append("".join(self.prefixes[: min(self._gap, _DEEPEST_PREFIX)]).rstrip())
        self._gap = None
        if self._bullet and text:
            prefix = "".join(self.prefixes[:-1][:_DEEPEST_PREFIX]) + self._bullet
            self._bullet = ""
        self.lines.append((prefix + text).rstrip())
        self.size += len(prefix) + 1

    def end_paragraph(self) -> None:
        """Finish the current line; an empty one will stand before the next."""
        self.end_line()
        depth = len(self.prefixes)
        self._gap = depth if self._gap is None else min(self._gap, depth)

    def begin_item(self, bullet: str) -> None:
        """Begin a list item: its first line carries the bullet, the others are indented."""
        self._bullet = bullet
        self.prefixes.append(" " * len(bullet))


class _Reader:
    """Turns the entering and leaving of nodes into words on a page."""

    def __init__(self) -> None:
        self.page = _Page()
        self._kept = 0
        self._hidden: int | None = None
        self._counters: list[int | None] = []
        self._link_starts: list[int] = []

    def enter(self, node: LexborNode) -> bool:
        """Write what stands before the children; say whether they are to be read."""
        if node.is_text_node:
            self.page.write(node.text_content or "", kept=self._kept > 0)
            return False
        tag = node.tag or ""
        if tag in _SKIPPED or not node.is_element_node:
            return False
        self._break(tag)
        if self._hidden is None and _is_hidden(node) and node.text(deep=True).strip():
            self._hidden = node.mem_id
            self.page.write("[hidden: ")
        self._open(tag, node)
        return True

    def _open(self, tag: str, node: LexborNode) -> None:
        page = self.page
        if tag == "br":
            page.end_line(even_if_empty=True)
        elif tag == "hr":
            page.write("---")
            page.end_line()
        elif tag == "img":
            page.write(_image(node))
        elif tag == "pre":
            self._kept += 1
        elif tag == "blockquote":
            page.prefixes.append("> ")
        elif tag in {"ul", "ol", "menu"}:
            self._counters.append(_first_number(node) if tag == "ol" else None)
        elif tag == "li":
            page.begin_item(self._next_bullet())
        elif tag == "a":
            self._link_starts.append(page.size)

    def leave(self, node: LexborNode) -> None:
        """Write what stands after the children."""
        if node.is_text_node or not node.is_element_node:
            return
        tag = node.tag or ""
        if tag in _SKIPPED:
            return
        if tag == "a":
            self._close_link(node)
        if self._hidden == node.mem_id:
            self._hidden = None
            self.page.write("]")
        if tag == "pre":
            self._kept -= 1
        self._break(tag, leaving=True)
        if tag in {"blockquote", "li"} and self.page.prefixes:
            self.page.prefixes.pop()
        elif tag in {"ul", "ol", "menu"} and self._counters:
            self._counters.pop()

    def _break(self, tag: str, *, leaving: bool = False) -> None:
        if tag in _CELLS:
            if not leaving and not self.page.at_line_start:
                self.page.write(" | ")
        elif tag in _PARAGRAPHS:
            self.page.end_paragraph()
        elif tag in _LINES:
            self.page.end_line()

    def _next_bullet(self) -> str:
        if not self._counters or self._counters[-1] is None:
            return "- "
        number = self._counters[-1]
        self._counters[-1] = number + 1
        return f"{number}. "

    def _close_link(self, node: LexborNode) -> None:
        empty = bool(self._link_starts) and self._link_starts.pop() == self.page.size
        target = _attribute(node, "href").strip()
        if not target or target.startswith("#"):
            return
        words = node.text(deep=True).strip()
        if words not in {target, target.removeprefix("mailto:"), target.rstrip("/")}:
            self.page.write(f"<{target}>" if empty else f" <{target}>")


def _attribute(node: LexborNode, name: str) -> str:
    return node.attributes.get(name) or ""


def _is_hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    return "hidden" in attributes or _HIDING.search(attributes.get("style") or "") is not None


def _image(node: LexborNode) -> str:
    words = _attribute(node, "alt").strip()
    if words:
        return f"[image: {words}]"
    tiny = any(_attribute(node, side).strip() in {"0", "1", "1px"} for side in ("width", "height"))
    return "" if tiny else "[image]"


def _first_number(node: LexborNode) -> int:
    found = _NUMBER.match(_attribute(node, "start"))
    return int(found[1]) if found else 1


def _steps(root: LexborNode, reader: _Reader) -> Iterator[None]:
    """Walk the tree without recursion, one node a step."""
    node = root
    above: list[LexborNode] = []
    while True:
        child = node.first_child if reader.enter(node) else None
        yield
        if child is not None:
            above.append(node)
            node = child
            continue
        reader.leave(node)
        following = node.next
        while following is None:
            if not above:
                return
            node = above.pop()
            reader.leave(node)
            following = node.next
        node = following


def words_of(html: str) -> str:
    """Return the words of an HTML text, at most some 250,000 characters, not yet cleaned.

    Links are written `text <address>`, quotes with `> `, hidden passages as `[hidden: …]`.
    """
    root = LexborHTMLParser(html).root
    if root is None:
        return ""
    reader = _Reader()
    page = reader.page
    for count, _ in enumerate(_steps(root, reader)):
        if count >= _MOST_NODES or page.size >= _MOST_CHARACTERS:
            page.end_line()
            page.lines.append(ELLIPSIS)
            break
    page.end_line()
    return "\n".join(page.lines).strip("\n")
