"""Articles of the help centre: looked for when the agent looks, kept for the offline search."""

from collections.abc import Iterator

from csr_desk.actions import shield
from csr_desk.actions.desk import Desk
from csr_desk.backends.base import Can
from csr_desk.backends.failures import Rejected
from csr_desk.backends.records import RemoteArticle
from csr_desk.backends.wire import Flow
from csr_desk.sync.account import SyncAccount


def wanted(account: SyncAccount, limit: int) -> Iterator[tuple[int, Flow[None]]]:
    """Return the searches the agent waits for, the newest first."""
    if Can.ARTICLES not in account.backend.can:
        return
    rows = account.desk.store.all(
        "SELECT id, words FROM article_wish WHERE account = ? AND done_at IS NULL"
        " ORDER BY wanted_at DESC LIMIT ?",
        account.name,
        limit,
    )
    for wish, words in rows:
        yield wish, look_up(account, wish, words)


def look_up(account: SyncAccount, wish: int, words: str) -> Flow[None]:
    """Search the help centre and keep what it has; a plan without one finds nothing."""
    try:
        found = yield from account.backend.articles(words)
    except Rejected:
        found = ()
    desk = account.desk
    with desk.store.transaction():
        for one in found:
            take_article(desk, account.name, one)
        desk.store.execute(
            "UPDATE article_wish SET done_at = ?, found = ? WHERE id = ?",
            account.now(),
            len(found),
            wish,
        )


def take_article(desk: Desk, account: str, one: RemoteArticle) -> None:
    """Keep an article, or bring the kept one up to date."""
    key = f"{account}:article:{one.id}"
    new = (one.title, shield.quietly(desk, one.body), one.language, one.url)
    old = desk.store.one(
        "SELECT title, body, language, url FROM article WHERE external_key = ?", key
    )
    if old is None:
        desk.store.insert(
            "article",
            uid=desk.new_uid(),
            title=new[0],
            body=new[1],
            language=new[2],
            url=new[3],
            folder=account,
            created_at=desk.now(),
            updated_at=desk.now(),
            external_key=key,
        )
    elif old != new:
        desk.store.execute(
            "UPDATE article SET title = ?, body = ?, language = ?, url = ?, updated_at = ?,"
            " version = version + 1 WHERE external_key = ?",
            *new,
            desk.now(),
            key,
        )
