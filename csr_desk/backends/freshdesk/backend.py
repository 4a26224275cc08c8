"""Freshdesk as a backend: each call is a flow of one of the modules beside this one."""

from csr_desk.backends.base import Budget, Can, Settings
from csr_desk.backends.freshdesk import (
    articles,
    bodies,
    catalogue,
    credentials,
    files,
    finding,
    identity,
    limits,
    merging,
    people,
    saving,
    sending,
    streams,
    talk,
    tickets,
)
from csr_desk.backends.freshdesk.address import host_of
from csr_desk.backends.freshdesk.context import Freshdesk
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


class FreshdeskBackend:
    """A Freshdesk account; what it does is told by csr_desk.backends.base.Backend."""

    name = "freshdesk"
    can = (
        Can.TICKETS
        | Can.DELETIONS
        | Can.MACROS
        | Can.CUSTOM_FIELDS
        | Can.FILES
        | Can.ARTICLES
        | Can.PEOPLE
        | Can.MERGE_TICKETS
    )
    budgets: dict[str, Budget] = limits.BUDGETS
    pull_every_s = 60.0
    locks_out = True
    """Several wrong keys lock the agent out: a refused one is left alone (refused_secret)."""

    def __init__(self, settings: Settings) -> None:
        self.freshdesk = Freshdesk(settings, host_of(settings.url))
        self._opened_at = settings.now()

    def identify(self) -> Flow[Identity]:
        """Tell who is signed in."""
        return identity.identify(self.freshdesk)

    def changed(self, cursor: str) -> Flow[Page]:
        """Return the next page of changed tickets."""
        return streams.changed(self.freshdesk, cursor, self._opened_at)

    def tickets(self, ids: tuple[str, ...]) -> Flow[Page]:
        """Return tickets by id."""
        return tickets.tickets(self.freshdesk, ids)

    def talk(self, ticket: str) -> Flow[Talk]:
        """Return the conversation of a ticket."""
        return talk.talk(self.freshdesk, ticket)

    def person(self, id_: str) -> Flow[RemotePerson]:
        """Return a contact with all addresses; Missing for one who was deleted or merged away."""
        return people.one_person(self.freshdesk, id_)

    def catalogue(self) -> Flow[Catalogue]:
        """Return what seldom changes."""
        return catalogue.catalogue(self.freshdesk)

    def view(self, view: str) -> Flow[ViewPage]:
        """Return an empty page: Freshdesk gives the views of its own screens to nobody."""
        yield from ()
        return ViewPage((), Page())

    def view_counts(self, views: tuple[str, ...]) -> Flow[dict[str, int | None]]:
        """Return no counts, as there are no views."""
        yield from ()
        return dict.fromkeys(views)

    def body(self, write: Write) -> str:
        """Return the JSON text a write is sent as."""
        return bodies.body(write)

    def send(self, write: Write, body: str) -> Flow[Applied]:
        """Send a write."""
        return sending.send(self.freshdesk, write, body)

    def find(self, write: Write) -> Flow[Found]:
        """Look whether a write is in effect."""
        return finding.find(self.freshdesk, write)

    def save_person(self, write: PersonWrite) -> Flow[Applied]:
        """Make or change a customer."""
        return saving.save_person(self.freshdesk, write)

    def find_person(self, write: PersonWrite) -> Flow[Found]:
        """Look whether a write of a customer is in effect."""
        return saving.find_person(self.freshdesk, write)

    def merge_tickets(self, into: str, ids: tuple[str, ...], note: str) -> Flow[None]:
        """Merge tickets into one."""
        return merging.merge_tickets(self.freshdesk, into, ids, note)

    def articles(self, text: str) -> Flow[tuple[RemoteArticle, ...]]:
        """Search the knowledge base."""
        return articles.articles(self.freshdesk, text)

    def file(self, url: str) -> Flow[bytes]:
        """Fetch a file."""
        return files.file(self.freshdesk, url)

    def authorise(self, request: Request, secret: str) -> Request:
        """Return a request with the account's credentials."""
        return credentials.authorised(request, secret)


def make(settings: Settings) -> FreshdeskBackend:
    """Return the backend of an account; ConfigError for an address that is no Freshdesk's."""
    return FreshdeskBackend(settings)
