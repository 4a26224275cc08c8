"""What the lists over the editor hold: responses, articles, and what fits this ticket."""

from collections.abc import Sequence
from dataclasses import dataclass

from csr_desk.actions import article, canned, canned_effects
from csr_desk.actions.article import ArticleFinder
from csr_desk.actions.desk import Desk
from csr_desk.actions.suggest import Suggestion
from csr_desk.domain.placeholders import Rendered
from csr_desk.widgets.canned_popup import Hit, Library

FOUND = 50


class Responses:
    """The responses for a ticket; `/` opens them."""

    typed, heading = "/", "Responses"
    hint = "name, title or words of the text"

    def __init__(self, desk: Desk, ticket_id: int | None) -> None:
        self._desk, self._ticket_id = desk, ticket_id
        self._finder = canned.Finder(desk, ticket_id)

    def hits(self, letters: str) -> Sequence[Hit]:
        """Return the responses that fit, the best first."""
        return self._finder.find(letters, FOUND)

    def filled(self, canned_id: int) -> Rendered:
        """Return a response with this ticket's values."""
        return canned.preview(self._desk, canned_id, self._ticket_id)

    def does(self, canned_id: int) -> str:
        """Return what the response does beside its text."""
        found = canned_effects.effects(self._desk, [canned_id], self._ticket_id)
        return " ".join(found.sentences)


class Articles:
    """The articles for a ticket; `??` opens them."""

    typed, heading = "??", "Articles"
    hint = "title or words of the text"

    def __init__(self, desk: Desk, ticket_id: int | None) -> None:
        self._desk, self._ticket_id = desk, ticket_id
        self._finder = ArticleFinder(desk, ticket_id)

    def hits(self, letters: str) -> Sequence[Hit]:
        """Return the articles that fit, the best first."""
        return self._finder.find(letters, FOUND)

    def filled(self, article_id: int) -> Rendered:
        """Return what is inserted of an article, with this ticket's values."""
        return article.preview(self._desk, article_id, self._ticket_id)

    def does(self, article_id: int) -> str:
        """Return nothing: an article is text alone."""
        return ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the mixed list: `id` is its place there."""

    id: int
    name: str
    title: str
    remarks: tuple[str, ...]
    one: Suggestion


class Suggestions:
    """What fits this ticket first, then all responses and articles that have the letters."""

    typed, heading = "", "Suggestions"
    hint = "responses and articles: name, title or words of the text"

    def __init__(self, desk: Desk, ticket_id: int | None, suggested: Sequence[Suggestion]) -> None:
        self._sources: dict[str, Library] = {
            "canned": Responses(desk, ticket_id), "article": Articles(desk, ticket_id)
        }  # fmt: skip
        self._suggested = suggested
        self._lines: list[Line] = []

    def hits(self, letters: str) -> Sequence[Line]:
        """Return the suggestions before anything is typed, then what has the letters."""
        found: dict[tuple[str, int], Line] = {}
        if not letters.strip():
            for one in self._suggested:
                self._add(found, one, (one.because,))
        for kind, source in self._sources.items():
            for hit in source.hits(letters):
                one = Suggestion(kind, hit.id, hit.name, hit.title, 0.0, "")
                self._add(found, one, hit.remarks)
        self._lines = list(found.values())
        return self._lines

    def _add(
        self, found: dict[tuple[str, int], Line], one: Suggestion, remarks: tuple[str, ...]
    ) -> None:
        name = "article" if one.kind == "article" else one.name
        line = Line(len(found), name, one.title, remarks, one)
        found.setdefault((one.kind, one.id), line)

    def chosen(self, place: int) -> Suggestion:
        """Return what stands at a place of the list."""
        return self._lines[place].one

    def filled(self, place: int) -> Rendered:
        """Return a response or an article with this ticket's values."""
        one = self.chosen(place)
        return self._sources[one.kind].filled(one.id)

    def does(self, place: int) -> str:
        """Return what it does beside its text."""
        one = self.chosen(place)
        return self._sources[one.kind].does(one.id)
