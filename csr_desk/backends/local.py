"""The backend of a desk without a helpdesk: it can nothing, and answers with empty pages."""

from typing import TypeVar

from csr_desk.backends.base import Budget, Can, Settings
from csr_desk.backends.failures import Rejected
from csr_desk.backends.records import (
    Catalogue,
    Identity,
    Page,
    RemoteArticle,
    RemotePerson,
    Talk,
    ViewPage,
)
from csr_desk.backends.wire import Flow, Request
from csr_desk.backends.writes import Applied, Found, PersonWrite, Write

_Result = TypeVar("_Result")


def make(settings: Settings) -> "LocalBackend":
    """Return the backend of an account without a helpdesk."""
    return LocalBackend(settings)


class LocalBackend:
    """No request ever leaves: every flow ends at once."""

    name = "local"
    can = Can(0)
    pull_every_s = 60.0

    def __init__(self, settings: Settings) -> None:
        self.budgets: dict[str, Budget] = {}
        self._settings = settings

    def identify(self) -> Flow[Identity]:
        """Return the agent of this desk."""
        me = RemotePerson("1", self._settings.email or "me", "agent", self._settings.email)
        account = f"local:{self._settings.account}"
        return _at_once(Identity(account, me, "agent", frozenset({"public_reply"})))

    def changed(self, cursor: str) -> Flow[Page]:
        """Return a last page without tickets."""
        return _at_once(Page(cursor=cursor or "0"))

    def tickets(self, ids: tuple[str, ...]) -> Flow[Page]:
        """Return a page on which every ticket is gone."""
        return _at_once(Page(gone=ids))

    def talk(self, ticket: str) -> Flow[Talk]:
        """Return a conversation without messages."""
        return _at_once(Talk(()))

    def catalogue(self) -> Flow[Catalogue]:
        """Return an empty catalogue."""
        return _at_once(Catalogue())

    def view(self, view: str) -> Flow[ViewPage]:
        """Return a view without tickets."""
        return _at_once(ViewPage((), Page()))

    def view_counts(self, views: tuple[str, ...]) -> Flow[dict[str, int | None]]:
        """Return that each view holds nothing."""
        return _at_once(dict.fromkeys(views, 0))

    def body(self, write: Write) -> str:
        """Return an empty body."""
        return "{}"

    def send(self, write: Write, body: str) -> Flow[Applied]:
        """Refuse: there is nobody to send to."""
        return _refuse()

    def find(self, write: Write) -> Flow[Found]:
        """Return that nothing is in effect, for certain."""
        return _at_once(Found(None))

    def save_person(self, write: PersonWrite) -> Flow[Applied]:
        """Refuse: there is nobody to send to."""
        return _refuse()

    def find_person(self, write: PersonWrite) -> Flow[Found]:
        """Return that nothing is in effect, for certain."""
        return _at_once(Found(None))

    def merge_tickets(self, into: str, ids: tuple[str, ...], note: str) -> Flow[None]:
        """Refuse: there is nobody to send to."""
        return _refuse()

    def articles(self, text: str) -> Flow[tuple[RemoteArticle, ...]]:
        """Return no articles."""
        return _at_once(())

    def file(self, url: str) -> Flow[bytes]:
        """Refuse: there are no files elsewhere."""
        return _refuse()

    def authorise(self, request: Request, secret: str) -> Request:
        """Return the request as it is: there are no credentials."""
        return request


def _at_once(result: _Result) -> Flow[_Result]:
    yield from ()
    return result


def _refuse() -> Flow[_Result]:
    yield from ()
    raise Rejected("This account has no helpdesk: nothing is sent from here")
