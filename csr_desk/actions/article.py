"""Articles found, written, changed, reviewed, put away and used; each change keeps the one before.

Articles of a help centre are read here and changed there.
"""

import json
from dataclasses import fields, replace
from typing import Any

from csr_desk import errors
from csr_desk.actions import canned, shield
from csr_desk.actions.article_form import Form, form_of
from csr_desk.actions.canned import Finder
from csr_desk.actions.desk import Desk
from csr_desk.domain import article_week, placeholders
from csr_desk.domain.canned_fit import Entry, Fit
from csr_desk.domain.models import Interaction
from csr_desk.domain.placeholders import Rendered
from csr_desk.store import article_count
from csr_desk.store import articles as store
from csr_desk.store.articles import Article

_TEXTS = ("title", "problem", "body")


class ArticleFinder(Finder):
    """The articles to be narrowed letter by letter, the best for a ticket first, expired last."""

    def fit_of(self, ticket_id: int | None) -> Fit:
        """Return the fit of a ticket without its uses, which count responses."""
        return replace(super().fit_of(ticket_id), reason_uses={})

    def entries(self, *, archived: bool) -> list[Entry]:
        """Return all articles."""
        return store.entries(self.desk.store, archived=archived)

    def texts_with(self, word: str) -> frozenset[int]:
        """Return the articles with a word, or one like it, in their texts."""
        found = store.with_word(self.desk.store, word)
        return found or store.near_word(self.desk.store, word)


def create(desk: Desk, form: Form, *, tickets: int = 0) -> int:
    """Write a new article of the agent's own; return its id. `tickets` is from how many it came."""
    with desk.store.transaction():
        now = desk.now()
        article_id = desk.store.insert(
            "article",
            uid=desk.new_uid(),
            owner_id=desk.agent_id,
            created_at=now,
            updated_at=now,
            reviewed_at=now,
            **_columns(_masked(desk, form)),
        )
        desk.log(
            "article.created",
            article=article_id,
            from_tickets=tickets,
            owner=desk.agent_id,
            created=now,
        )
        return article_id


def edit(desk: Desk, article_id: int, form: Form, *, version: int | None = None) -> int:
    """Change an article and return its version; what is replaced stays as the version before.

    With `version`, the one the agent saw, an article changed since is refused, and so is one of a
    help centre.
    """
    with desk.store.transaction():
        old = own(desk, article_id)
        if version is not None and version != old.version:
            raise errors.Refused(
                f"the article “{old.title}” was changed meanwhile",
                "Look at it again; what you typed is kept.",
            )
        new, before = _columns(_masked(desk, form)), _columns(form_of(old))
        changed = {name: value for name, value in new.items() if value != before[name]}
        if not changed:
            return old.version
        _keep_version(desk, old)
        marks = ", ".join(f"{name} = ?" for name in changed)
        desk.store.execute(
            f"UPDATE article SET {marks}, version = version + 1, updated_at = ?, reviewed_at = ?"
            " WHERE id = ?",
            *changed.values(),
            desk.now(),
            desk.now(),
            article_id,
        )
        desk.log("article.edited", article=article_id, version=old.version, fields=sorted(changed))
        return old.version + 1


def _keep_version(desk: Desk, old: Article) -> None:
    desk.store.insert(
        "article_version",
        article_id=old.id,
        version=old.version,
        title=old.title,
        problem=old.problem,
        body=old.body,
        at=desk.now(),
        actor=desk.actor,
    )


def restore_version(desk: Desk, article_id: int, version: int) -> int:
    """Make the texts of an earlier version the newest one; return the number of that."""
    with desk.store.transaction():
        one = own(desk, article_id)
        found = [each for each in store.versions(desk.store, article_id) if each.version == version]
        if not found:
            raise errors.Refused(f"“{one.title}” has no version {version}")
        texts = {name: getattr(found[0], name) for name in _TEXTS}
        return edit(desk, article_id, replace(form_of(one), **texts))


def review(desk: Desk, article_id: int) -> None:
    """Note that an article was read and is right today."""
    with desk.store.transaction():
        own(desk, article_id)
        desk.store.execute(
            "UPDATE article SET reviewed_at = ? WHERE id = ?", desk.now(), article_id
        )
        desk.log("article.reviewed", article=article_id)


def archive(desk: Desk, article_id: int, *, back: bool = False) -> None:
    """Put an article away, or bring one back; where it was used it stays."""
    with desk.store.transaction():
        own(desk, article_id)
        at = None if back else desk.now()
        desk.store.execute("UPDATE article SET archived_at = ? WHERE id = ?", at, article_id)
        desk.log("article.restored" if back else "article.archived", article=article_id)


def own(desk: Desk, article_id: int) -> Article:
    """Return an article of this desk; Refused for one of a help centre."""
    one = store.article(desk.store, article_id)
    if one.key is not None and one.url:
        raise errors.Refused(
            f"“{one.title}” belongs to the help centre", "Change it there; it comes here by itself."
        )
    return one


def used(desk: Desk, article_id: int, ticket_id: int) -> None:
    """Count that an article was put into the text of a ticket."""
    with desk.store.transaction():
        desk.store.insert("article_use", article_id=article_id, ticket_id=ticket_id, at=desk.now())
        desk.store.execute("UPDATE article SET uses = uses + 1 WHERE id = ?", article_id)
        desk.log("article.used", ticket_id=ticket_id, article=article_id)


def preview(desk: Desk, article_id: int, ticket_id: int | None = None) -> Rendered:
    """Return what is inserted of an article: its answer filled for a ticket, then its address."""
    one = store.article(desk.store, article_id)
    words = f"{one.body}\n{one.url}" if one.url else one.body
    return placeholders.render(words, canned.values(desk, ticket_id))


# the week ---------------------------------------------------------------------------------------


def this_week(desk: Desk) -> int:
    """Return how many articles the agent has written since Monday."""
    since = article_week.monday(desk.now(), desk.zone)
    return article_count.written_since(desk.store, desk.agent_id, since)


def missing_this_week(desk: Desk) -> list[tuple[str, int]]:
    """Return for which reasons an article was missing since Monday, the most often first."""
    return store.missing_since(desk.store, article_week.monday(desk.now(), desk.zone))


def missing(desk: Desk, one: Interaction, reason: str = "") -> bool:
    """Note that no article answers a contact, or take the note back; tell whether it stands."""
    with desk.store.transaction():
        known = desk.store.value("SELECT 1 FROM article_missing WHERE interaction_id = ?", one.id)
        if known:
            desk.store.execute("DELETE FROM article_missing WHERE interaction_id = ?", one.id)
        else:
            desk.store.insert(
                "article_missing", interaction_id=one.id, reason=reason, at=desk.now()
            )
        kind = "article.missing_withdrawn" if known else "article.missing"
        desk.log(kind, interaction_id=one.id, ticket_id=one.ticket_id, reason=reason)
        return not known


def _masked(desk: Desk, form: Form) -> Form:
    texts = ("title", "problem", "body", "product", "folder", "language")
    safe: dict[str, Any] = {
        name: shield.masked(desk, getattr(form, name), "article") for name in texts
    }
    tags = tuple(shield.masked(desk, one, "article") for one in form.tags)
    return replace(form, **safe, tags=tags)


def _columns(form: Form) -> dict[str, Any]:
    values = {one.name: getattr(form, one.name) for one in fields(Form)}
    return {**values, "tags": json.dumps(list(form.tags), ensure_ascii=False)}
