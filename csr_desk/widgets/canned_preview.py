"""A response as it would read in this ticket: values set apart, what has no value in red."""

from collections.abc import Iterable, Sequence

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from csr_desk import text
from csr_desk.actions.canned import Found, preview
from csr_desk.actions.canned_effects import effects
from csr_desk.actions.desk import Desk
from csr_desk.domain.instants import to_datetime
from csr_desk.domain.placeholders import Rendered, Span
from csr_desk.store.canned import Response, response

LONGEST = 20_000
MISSING = " missing"


class CannedPreview(VerticalScroll):
    """The response under the cursor, filled from the ticket the agent came from."""

    HELP = "The response as it would read; red placeholders have no value in this ticket."
    DEFAULT_CSS = """
    CannedPreview { padding: 0 1; scrollbar-size-vertical: 1; }
    CannedPreview Static { height: auto; width: 1fr; }
    """

    def compose(self) -> Iterable[Widget]:
        """Compose the page."""
        yield Static(markup=False)

    def look(self, desk: Desk, found: Found | None, ticket_id: int | None) -> None:
        """Show a response of the list, filled for a ticket, and what using it does."""
        if found is None:
            self.show((), (), None)
            return
        one = response(desk.store, found.id)
        remarks = ", ".join(word for word in found.remarks if word != "expired")
        head = [f"{one.title}  /{one.name}", facts(desk, one), *([remarks] if remarks else [])]
        said = effects(desk, [one.id], ticket_id).sentences
        self.show(head, said, preview(desk, one.id, ticket_id))

    def show(self, head: Sequence[str], said: Sequence[str], rendered: Rendered | None) -> None:
        """Show the lines about a response, what using it does, and its text; None for nothing."""
        lines: list[Content] = []
        if rendered is not None:
            lines = [text.plain(head[0], single_line=True).stylize("bold")] if head else []
            lines += [text.plain(line, single_line=True).stylize("dim") for line in head[1:]]
            lines += [text.plain(line, single_line=True).stylize("$text-warning") for line in said]
            lines += [Content(), filled(rendered)]
        self.query_one(Static).update(Content("\n").join(lines))
        self.scroll_home(animate=False, immediate=True)


def facts(desk: Desk, one: Response) -> str:
    """Return folder, scope, language, channels, version, owner, uses and last valid day."""
    parts = [one.folder, one.scope.value, one.language, one.product, ", ".join(one.channels)]
    parts += [f"version {one.version}", one.owner, f"used {one.uses}"]
    if one.valid_until is not None:
        parts.append(f"valid until {to_datetime(one.valid_until - 1, desk.zone):%d %b %Y}")
    return " · ".join(part for part in parts if part)


def filled(rendered: Rendered) -> Content:
    """Return a filled text; nothing in it is markup, and each open placeholder says `missing`."""
    content, at = Content(), 0
    opened = set(rendered.unfilled)
    spans: list[Span] = sorted((*rendered.filled, *rendered.unfilled), key=lambda one: one.start)
    for span in spans:
        if span.end > LONGEST:
            break
        content += text.plain(rendered.text[at : span.start])
        piece = text.plain(rendered.text[span.start : span.end])
        if span in opened:
            content += (piece + Content(MISSING)).stylize("bold $text-error")
        else:
            content += piece.stylize("underline")
        at = span.end
    return content + text.plain(rendered.text[at:LONGEST])
