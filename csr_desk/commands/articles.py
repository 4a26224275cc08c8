"""The commands of the knowledge place, and those that write an article from elsewhere."""

from csr_desk.commands.command import (
    ARTICLES,
    QUEUE,
    TICKET,
    WRAP_UP,
    Command,
    Situation,
    needs_interaction,
    needs_ticket,
)

_ARTICLES = frozenset({ARTICLES})


def _needs_open_ticket(now: Situation) -> str | None:
    if now.ticket_id is not None:
        return None
    return (
        "No ticket is open to put it into. {article.read} reads it, {go.queue} goes to the queue."
    )


class Insert(Command):
    """Put the answer of this article at the cursor of the open reply."""

    id, keys, title, group, footer = "article.insert", ("enter", "i"), "Insert", "Knowledge", 10
    places = _ARTICLES
    blocked = staticmethod(_needs_open_ticket)


class Read(Command):
    """Read this article whole, with the versions before it."""

    id, keys, title, group, footer = "article.read", ("o",), "Read", "Knowledge", 12
    places = _ARTICLES


class New(Command):
    """Write a new article."""

    id, keys, title, group, footer = "article.new", ("c", "N"), "New", "Knowledge", 15
    places = _ARTICLES


class Edit(Command):
    """Change this article; the version before is kept."""

    id, keys, title, group, footer = "article.edit", ("e",), "Edit", "Knowledge", 16
    places = _ARTICLES


class Review(Command):
    """Note that you have read this article and that it is right today."""

    id, keys, title, group, footer = "article.review", ("R",), "Reviewed", "Knowledge", 18
    places = _ARTICLES


class Restore(Command):
    """Bring the texts of an earlier version of this article back as the newest one."""

    id, keys, title, group, footer = "article.restore", ("h",), "Versions", "Knowledge", 20
    places = _ARTICLES


class Archive(Command):
    """Put this article away, or bring an archived one back."""

    id, keys, title, group, footer = "article.archive", ("D",), "Archive", "Knowledge", 47
    places = _ARTICLES


class Show(Command):
    """Show the articles in use, or those that were put away."""

    id, keys, title, group = "article.show", ("V",), "Put away", "Knowledge"
    places = _ARTICLES


class Filter(Command):
    """Show only the articles that have the words you type."""

    id, keys, title, group, footer = "article.filter", ("F",), "Filter", "Knowledge", 45
    places = _ARTICLES


class Draft(Command):
    """Draft an article from the marked tickets, without anybody's personal data."""

    id, keys, title, group = "kb.draft_from_tickets", ("K",), "Draft article", "Knowledge"
    places = frozenset({QUEUE, TICKET})
    blocked = staticmethod(needs_ticket)


class Missing(Command):
    """Note that no article answers this contact, or take the note back."""

    id, keys, title, group, footer = "article.missing", ("f4",), "No article", "Knowledge", 30
    places = frozenset({WRAP_UP})
    blocked = staticmethod(needs_interaction)


COMMANDS: tuple[type[Command], ...] = (
    Insert,
    Read,
    New,
    Edit,
    Review,
    Restore,
    Archive,
    Show,
    Filter,
    Draft,
    Missing,
)
