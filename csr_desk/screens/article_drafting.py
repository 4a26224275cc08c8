"""Drafting an article from the queue or an open ticket: the form, filled, to be read and saved."""

from csr_desk import errors, text
from csr_desk.actions import article_draft
from csr_desk.actions.kept_form import Kept
from csr_desk.screens.article_edit import ArticleEditor
from csr_desk.screens.base import DeskScreen
from csr_desk.store import articles


def begin_draft(place: DeskScreen, ticket_ids: list[int]) -> None:
    """Show the form of a new article filled from tickets; nothing is saved before the agent does.

    Raises Refused while another new article is typed and not saved.
    """
    if Kept(place.desk, ArticleEditor.KEPT).load() is not None:
        raise errors.Refused(
            "a new article is typed and not saved yet",
            "{go.knowledge}, then {article.new}, goes on with it.",
        )
    drafted = article_draft.draft(place.desk, ticket_ids)
    editor = ArticleEditor(place.desk, drafted=drafted, tickets=len(ticket_ids))

    def saved(article_id: int) -> None:
        title = articles.article(place.desk.store, article_id).title
        place.host.say(f"“{text.line(title, 40)}” is saved. {{go.knowledge}} shows it.")

    place.ask(editor, saved)
