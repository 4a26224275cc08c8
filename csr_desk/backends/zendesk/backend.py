"""Zendesk as a backend: each call is a flow of one of the modules beside this one."""

from csr_desk.backends.base import Budget, Can, Settings
from csr_desk.backends.records import (
    Catalogue,
    Identity,
    Page,
    RemoteArticle,
    Talk,
    ViewPage,
)
from csr_desk.backends.wire import Flow, Request
from csr_desk.backends.writes import Applied, Found, PersonWrite, Write
from csr_desk.backends.zendesk import (
    articles,
    bodies,
    catalogue,
    credentials,
    files,
    finding,
    identity,
    limits,
    merging,
    saving,
    sending,
    sign_in,
    streams,
    talk,
    tickets,
)
from csr_desk.backends.zendesk import views as view_reading
from csr_desk.backends.zendesk.address import host_of
from csr_desk.backends.zendesk.context import Zendesk
from csr_desk.backends.zendesk.decode_tickets import linked


class ZendeskBackend:
    """A Zendesk account; what it does is told by csr_desk.backends.base.Backend."""

    name = "zendesk"
    can = (
        Can.TICKETS
        | Can.TOGETHER
        | Can.CREATE_KEY
        | Can.MARKER
        | Can.STAMP
        | Can.VIEWS
        | Can.MACROS
        | Can.CUSTOM_FIELDS
        | Can.TIME_FIELDS
        | Can.FILES
        | Can.ARTICLES
        | Can.PEOPLE
        | Can.MERGE_TICKETS
        | Can.FOLLOW_UP_TICKET
    )
    budgets: dict[str, Budget] = limits.BUDGETS
    pull_every_s = 30.0
    oauth = sign_in.OAUTH

    def __init__(self, settings: Settings) -> None:
        self.zendesk = Zendesk(settings, host_of(settings.url))

    def identify(self) -> Flow[Identity]:
        """Tell who is signed in."""
        return identity.identify(self.zendesk)

    def changed(self, cursor: str) -> Flow[Page]:
        """Return the next page of changed tickets."""
        return streams.changed(self.zendesk, cursor)

    def tickets(self, ids: tuple[str, ...]) -> Flow[Page]:
        """Return tickets by id."""
        return tickets.tickets(self.zendesk, ids)

    def talk(self, ticket: str) -> Flow[Talk]:
        """Return the conversation of a ticket."""
        return talk.talk(self.zendesk, ticket)

    def catalogue(self) -> Flow[Catalogue]:
        """Return what seldom changes."""
        return catalogue.catalogue(self.zendesk)

    def view(self, view: str) -> Flow[ViewPage]:
        """Return the tickets of a view."""
        return view_reading.view(self.zendesk, view)

    def view_counts(self, views: tuple[str, ...]) -> Flow[dict[str, int | None]]:
        """Return how many tickets views hold."""
        return view_reading.view_counts(self.zendesk, views)

    def body(self, write: Write) -> str:
        """Return the JSON text a write is sent as."""
        return bodies.body(write)

    def send(self, write: Write, body: str) -> Flow[Applied]:
        """Send a write."""
        applied = yield from sending.send(self.zendesk, write, body)
        return applied._replace(ticket=linked(applied.ticket, self.zendesk.home))

    def find(self, write: Write) -> Flow[Found]:
        """Look whether a write is in effect."""
        found = yield from finding.find(self.zendesk, write)
        home, applied = self.zendesk.home, found.applied
        if applied is not None:
            applied = applied._replace(ticket=linked(applied.ticket, home))
        return found._replace(applied=applied, ticket=linked(found.ticket, home))

    def save_person(self, write: PersonWrite) -> Flow[Applied]:
        """Make or change a customer."""
        return saving.save_person(self.zendesk, write)

    def find_person(self, write: PersonWrite) -> Flow[Found]:
        """Look whether a write of a customer is in effect."""
        return saving.find_person(self.zendesk, write)

    def merge_tickets(self, into: str, ids: tuple[str, ...], note: str) -> Flow[None]:
        """Merge tickets into one."""
        return merging.merge_tickets(self.zendesk, into, ids, note)

    def articles(self, text: str) -> Flow[tuple[RemoteArticle, ...]]:
        """Search the help centre."""
        return articles.articles(self.zendesk, text)

    def file(self, url: str) -> Flow[bytes]:
        """Fetch a file."""
        return files.file(self.zendesk, url)

    def authorise(self, request: Request, secret: str) -> Request:
        """Return a request with the account's credentials."""
        return credentials.authorised(request, self.zendesk.settings, secret)


def make(settings: Settings) -> ZendeskBackend:
    """Return the backend of an account; ConfigError for an address that is no Zendesk's."""
    return ZendeskBackend(settings)
