"""What every backend keeps to: one suite, plugged over a server by a fixture named `plug`.

A plug brings the backend, a way to run its flows against its server, and what the server holds.
`class TestMine(BackendContract)` with a `plug` fixture runs everything; what a backend cannot (its
`Can` flags) is skipped.
"""

from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

import pytest

from csr_desk.backends.base import Backend, Can
from csr_desk.backends.failures import (
    BackendFailure,
    Clash,
    NoAnswer,
    NotSent,
    SignedOut,
    TryLater,
)
from csr_desk.backends.records import Page, RemoteTicket
from csr_desk.backends.wire import Flow, Request, Response
from csr_desk.backends.writes import OutComment, Requester, Write
from csr_desk.domain import survey
from csr_desk.domain.instants import SECOND
from csr_desk.domain.queue_row import Priority, Status
from csr_desk.store.remote import CODE_LENGTH
from tests.backends.flows import answer

T = TypeVar("T")
SECRET = "k9-very-secret"
MOST_PAGES = 200


class Plug(Protocol):
    """A backend over its server; `tickets` are there, `missing` never was one."""

    backend: Backend
    tickets: tuple[str, ...]
    missing: str

    def run(self, flow: Flow[T]) -> T:
        """Run a flow against the server; raises what the flow raises."""

    def later(self, seconds: float) -> None:
        """Let time pass."""

    def customer_writes(self, ticket: str, words: str) -> None:
        """Let the customer of a ticket write on it."""

    def customer_rates(self, ticket: str, is_good: bool, words: str) -> None:
        """Let the customer of a ticket say how content they are."""

    def delete(self, ticket: str) -> None:
        """Delete a ticket at the server."""

    def public_replies(self, ticket: str) -> list[str]:
        """Return the agents' public replies on a ticket."""

    def count(self) -> int:
        """Return how many tickets the server holds."""


@dataclass
class Listening:
    """Passes a flow's requests on and checks the form of each."""

    backend: Backend
    heard: list[Request] = field(default_factory=list)

    def __call__(self, flow: Flow[T]) -> Flow[T]:
        try:
            request = next(flow)
            while True:
                self.check(request)
                try:
                    response = yield request
                except BackendFailure as failure:
                    request = flow.throw(failure)
                else:
                    request = flow.send(response)
        except StopIteration as done:
            result: T = done.value
            return result

    def check(self, request: Request) -> None:
        self.heard.append(request)
        assert request.path.startswith("/") or request.absolute
        assert request.budget in {"", *self.backend.budgets}
        assert not request.body or request.content_type
        assert not request.is_read or not request.body
        assert "authorization" not in {name.lower() for name, _ in request.headers}


def every_reading(backend: Backend, plug: Plug) -> dict[str, Flow[Any]]:
    some = plug.tickets[:1] or (plug.missing,)
    return {
        "identify": backend.identify(),
        "changed": backend.changed(""),
        "tickets": backend.tickets(some),
        "talk": backend.talk(some[0]),
        "catalogue": backend.catalogue(),
        "articles": backend.articles("parcel"),
    }


READINGS = ("identify", "changed", "tickets", "talk", "catalogue", "articles")
ODD_ANSWERS = {
    "captive portal": answer(200, b"<!doctype html><html>Sign in to the Wi-Fi</html>"),
    "nothing": answer(200, b""),
    "null": answer(200, b"null"),
    "list": answer(200, b"[1, 2]"),
    "cut": answer(200, b'{"tickets": [{"id": 1, "sub'),
    "deep": answer(200, b"[" * 50_000),
    "no text": answer(200, b"\xff\xfe\x00{"),
    "moved": answer(302, b"", location="https://evil.example/"),
    **{str(status): answer(status, b"{}") for status in (204, 400, 401, 403, 404, 409, 410)},
    **{str(status): answer(status, b"words") for status in (418, 422, 429, 500, 502, 503, 504)},
}


def come_to(flow: Flow[Any], response: Response) -> BackendFailure | None:
    """Answer every request of a flow with the same; return the failure it ends in."""
    try:
        next(flow)
        for _ in range(MOST_PAGES):
            flow.send(response)
    except StopIteration:
        return None
    except BackendFailure as failure:
        return failure
    raise AssertionError("it asks for ever")


class BackendContract:
    """The suite; a fixture `plug` of the class that derives from it gives the backend."""

    @pytest.fixture
    def ask(self, plug: Plug) -> Any:
        """Run flows of the backend, every request checked."""
        return lambda flow: plug.run(Listening(plug.backend)(flow))

    def needs(self, plug: Plug, *flags: Can) -> None:
        for flag in flags:
            if flag not in plug.backend.can:
                pytest.skip(f"the backend cannot {flag.name}")

    def base(self, plug: Plug, ask: Any, ticket: str) -> RemoteTicket:
        """Return a ticket as it is now, read in a later second than it was changed."""
        plug.later(3)
        (found,) = ask(plug.backend.tickets((ticket,))).tickets
        assert isinstance(found, RemoteTicket)
        return found

    def pull(self, plug: Plug, ask: Any, cursor: str = "") -> tuple[list[Page], str]:
        pages = []
        for _ in range(MOST_PAGES):
            page = ask(plug.backend.changed(cursor))
            pages.append(page)
            cursor = page.cursor
            if page.is_last:
                return pages, cursor
        raise AssertionError("the changes have no end")

    # who and what

    def test_it_has_a_name_and_budgets_that_let_something_go(self, plug: Plug) -> None:
        assert plug.backend.name
        for budget in plug.backend.budgets.values():
            assert budget.requests > 0
            assert budget.seconds > 0

    def test_the_account_is_the_same_each_time(self, plug: Plug, ask: Any) -> None:
        first, second = ask(plug.backend.identify()), ask(plug.backend.identify())
        assert first == second
        assert first.account
        assert first.me.id
        assert first.role in ("agent", "admin")

    def test_credentials_are_added_and_nothing_else_is_changed(self, plug: Plug) -> None:
        request = Request("PUT", "/x", (("a", "b"),), b"{}", "application/json", (("X", "1"),))
        signed = plug.backend.authorise(request, SECRET)
        assert signed._replace(headers=request.headers) == request
        assert ("X", "1") in signed.headers
        away = Request("GET", "", absolute="https://files.example/a")
        assert SECRET not in str(plug.backend.authorise(away, SECRET))
        assert SECRET not in repr(plug.backend)

    # reading

    def test_changes_end_and_hold_every_ticket(self, plug: Plug, ask: Any) -> None:
        pages, cursor = self.pull(plug, ask)
        seen = {ticket.id for page in pages for ticket in page.tickets}
        assert set(plug.tickets) <= seen
        assert cursor
        people = {person.id for page in pages for person in page.people}
        for page in pages:
            assert not page.gone
            for ticket in page.tickets:
                assert ticket.stamp
                assert ticket.requester in people

    def test_after_the_end_there_is_what_changed_since(self, plug: Plug, ask: Any) -> None:
        _, cursor = self.pull(plug, ask)
        if not plug.tickets:
            pytest.skip("there are no tickets")
        plug.later(120)
        plug.customer_writes(plug.tickets[0], "Any news?")
        plug.later(120)
        pages, cursor = self.pull(plug, ask, cursor)
        assert plug.tickets[0] in {ticket.id for page in pages for ticket in page.tickets}

    def test_what_a_customer_says_of_a_ticket_comes_and_its_change_too(
        self, plug: Plug, ask: Any
    ) -> None:
        if not plug.tickets:
            pytest.skip("there are no tickets")
        ticket, (_, cursor) = plug.tickets[-1], self.pull(plug, ask)
        for is_good, words in ((False, "Too slow"), (True, "Mended after all")):
            plug.later(120)
            plug.customer_rates(ticket, is_good, words)
            plug.later(120)
            pages, cursor = self.pull(plug, ask, cursor)
            told = [one.rating for page in pages for one in page.tickets if one.id == ticket]
            rating = next(one for one in reversed(told) if one is not None)
            assert survey.is_on(rating.scale, rating.value)
            assert survey.counted(rating.scale, rating.value) == ("good" if is_good else "bad")
            assert rating.comment == words

    def test_tickets_by_id_are_there_or_gone(self, plug: Plug, ask: Any) -> None:
        page = ask(plug.backend.tickets((*plug.tickets, plug.missing)))
        assert {ticket.id for ticket in page.tickets} == set(plug.tickets)
        assert page.gone == (plug.missing,)

    def test_a_deleted_ticket_is_not_among_the_living(self, plug: Plug, ask: Any) -> None:
        if not plug.tickets:
            pytest.skip("there are no tickets")
        plug.delete(plug.tickets[-1])
        page = ask(plug.backend.tickets(plug.tickets))
        alive = {ticket.id for ticket in page.tickets if not ticket.is_deleted}
        assert plug.tickets[-1] not in alive
        assert set(plug.tickets[:-1]) == alive

    def test_a_conversation_is_in_order_and_knows_its_authors(self, plug: Plug, ask: Any) -> None:
        for ticket in plug.tickets:
            talk = ask(plug.backend.talk(ticket))
            times = [message.at for message in talk.messages]
            assert times == sorted(times)
            ids = [message.id for message in talk.messages]
            assert len(set(ids)) == len(ids)
            assert {one.author for one in talk.messages} <= {one.id for one in talk.people}
            assert all(message.ticket == ticket for message in talk.messages)

    def test_the_catalogue_reads(self, plug: Plug, ask: Any) -> None:
        found = ask(plug.backend.catalogue())
        for rows in found:
            ids = [row.id for row in rows]
            assert len(set(ids)) == len(ids)

    def test_views_hold_tickets_and_counts(self, plug: Plug, ask: Any) -> None:
        self.needs(plug, Can.VIEWS)
        views = tuple(view.id for view in ask(plug.backend.catalogue()).views)[:3]
        counts = ask(plug.backend.view_counts(views))
        assert set(counts) == set(views)
        for view in views:
            found = ask(plug.backend.view(view))
            assert set(found.ids) <= {ticket.id for ticket in found.page.tickets}

    # writing

    def reply(self, base: RemoteTicket, words: str, marker: str, **more: Any) -> Write:
        comment = OutComment(words, is_public=True)
        return Write(marker, f"uid-{marker}", base.id, base, base.updated_at, comment, **more)

    def aspects(self, plug: Plug, write: Write) -> list[Write]:
        """Return a write as the requests that its backend takes it in."""
        if Can.TOGETHER in plug.backend.can:
            return [write]
        words = write._replace(fields={}, custom={}, add_tags=(), remove_tags=())
        rest = write._replace(marker=f"{write.marker}-fields", comment=None)
        return [words, rest] if write.comment is not None else [rest]

    def test_a_reply_is_sent_and_found(self, plug: Plug, ask: Any) -> None:
        self.needs(plug, Can.TICKETS)
        base = self.base(plug, ask, plug.tickets[0])
        write = self.reply(base, "It is on its way.", "m-1", fields={"status": Status.PENDING})
        write, *rest = self.aspects(plug, write)
        assert ask(plug.backend.find(write)).applied is None
        before = plug.public_replies(base.id)
        applied = ask(plug.backend.send(write, plug.backend.body(write)))
        assert plug.public_replies(base.id) == [*before, "It is on its way."]
        plug.later(60)
        found = ask(plug.backend.find(write))
        assert found.is_sure
        assert found.applied is not None
        assert found.applied.reference == applied.reference
        assert found.applied.message == applied.message
        for one in rest:
            now = one._replace(base=self.base(plug, ask, base.id))
            ask(plug.backend.send(now, plug.backend.body(now)))
        assert ask(plug.backend.tickets((base.id,))).tickets[0].status == Status.PENDING

    def test_another_write_is_not_taken_for_ours(self, plug: Plug, ask: Any) -> None:
        self.needs(plug, Can.MARKER)
        base = self.base(plug, ask, plug.tickets[0])
        ours = self.reply(base, "It is on its way.", "m-1")
        twin = self.reply(base, "It is on its way.", "m-2")
        ask(plug.backend.send(ours, plug.backend.body(ours)))
        plug.later(60)
        assert ask(plug.backend.find(twin)).applied is None

    def test_an_earlier_reply_of_the_same_words_is_not_taken_for_it(
        self, plug: Plug, ask: Any
    ) -> None:
        self.needs(plug, Can.TICKETS)
        first = self.reply(self.base(plug, ask, plug.tickets[0]), "Thank you.", "m-1")
        ask(plug.backend.send(first, plug.backend.body(first)))
        base = self.base(plug, ask, plug.tickets[0])
        second = self.reply(base, "Thank you.", "m-2", since=base.updated_at + SECOND)
        plug.later(60)
        assert ask(plug.backend.find(second)).applied is None

    def test_the_same_write_has_the_same_bytes(self, plug: Plug, ask: Any) -> None:
        self.needs(plug, Can.TICKETS)
        base = self.base(plug, ask, plug.tickets[0])
        write = self.reply(base, "ü 🚚", "m-1", add_tags=("b", "a"))
        for one in self.aspects(plug, write):
            assert plug.backend.body(one) == plug.backend.body(one)

    def test_fields_and_tags_are_changed_and_found(self, plug: Plug, ask: Any) -> None:
        self.needs(plug, Can.TICKETS)
        base = self.base(plug, ask, plug.tickets[0])
        changes = {"priority": Priority.URGENT, "subject": "Another subject"}
        tags = (*base.tags[:1],)
        write = Write(
            "m-1", "u-1", base.id, base, base.updated_at, fields=changes, add_tags=("late",),
            remove_tags=tags,
        )  # fmt: skip
        assert ask(plug.backend.find(write)).applied is None
        ask(plug.backend.send(write, plug.backend.body(write)))
        now = self.base(plug, ask, base.id)
        assert (now.priority, now.subject) == (Priority.URGENT, "Another subject")
        assert set(now.tags) == ({*base.tags, "late"} - set(tags))
        assert ask(plug.backend.find(write)).applied is not None

    def test_a_note_is_sent_and_found(self, plug: Plug, ask: Any) -> None:
        self.needs(plug, Can.TICKETS)
        base = self.base(plug, ask, plug.tickets[0])
        note = OutComment("Only for us.", is_public=False)
        write = Write("m-note-001", "u-1", base.id, base, base.updated_at, note)
        before = plug.public_replies(base.id)
        applied = ask(plug.backend.send(write, plug.backend.body(write)))
        assert plug.public_replies(base.id) == before
        plug.later(60)
        assert ask(plug.backend.find(write)).applied.message == applied.message
        (shown,) = [one for one in ask(plug.backend.talk(base.id)).messages
                    if one.body == "Only for us."]  # fmt: skip
        assert not shown.is_public

    def test_a_change_against_an_older_reading_clashes(self, plug: Plug, ask: Any) -> None:
        self.needs(plug, Can.TICKETS)
        base = self.base(plug, ask, plug.tickets[0])
        write = self.reply(base, "Too late.", "m-1")
        plug.later(3)
        plug.customer_writes(base.id, "Forget it.")
        with pytest.raises(Clash):
            ask(plug.backend.send(write, plug.backend.body(write)))
        assert "Too late." not in plug.public_replies(base.id)

    def test_a_second_copy_is_refused(self, plug: Plug, ask: Any) -> None:
        self.needs(plug, Can.TICKETS)
        base = self.base(plug, ask, plug.tickets[0])
        write = self.reply(base, "Once.", "m-1")
        body = plug.backend.body(write)
        ask(plug.backend.send(write, body))
        plug.later(3)
        with pytest.raises(Clash):
            ask(plug.backend.send(write, body))
        assert plug.public_replies(base.id).count("Once.") == 1

    def test_a_new_ticket_is_found(self, plug: Plug, ask: Any) -> None:
        self.needs(plug, Can.TICKETS)
        comment = OutComment("The parcel is late.", is_public=True, by_customer=True)
        requester = Requester(None, "Nia New", "nia.new@customer.example")
        now = self.base(plug, ask, plug.tickets[0]).updated_at
        write = Write(
            "m-9-marker", "u-9-0123456789", None, None, now, comment, requester=requester,
            subject="Late",
        )  # fmt: skip
        assert ask(plug.backend.find(write)).applied is None
        applied = ask(plug.backend.send(write, plug.backend.body(write)))
        plug.later(60)
        assert ask(plug.backend.find(write)).applied.remote_id == applied.remote_id
        (made,) = ask(plug.backend.tickets((applied.remote_id,))).tickets
        assert made.external_id
        assert write.uid.endswith(made.external_id[-CODE_LENGTH:])

    def test_making_a_ticket_twice_makes_one(self, plug: Plug, ask: Any) -> None:
        self.needs(plug, Can.CREATE_KEY)
        comment = OutComment("The parcel is late.", is_public=True)
        requester = Requester(None, "Nia New", "nia.new@customer.example")
        now = self.base(plug, ask, plug.tickets[0]).updated_at
        write = Write("m-9", "u-9", None, None, now, comment, requester=requester, subject="Late")
        body, before = plug.backend.body(write), plug.count()
        first = ask(plug.backend.send(write, body))
        second = ask(plug.backend.send(write, body))
        assert first.remote_id == second.remote_id
        assert plug.count() == before + 1
        plug.later(60)
        assert ask(plug.backend.find(write)).applied.remote_id == first.remote_id

    # failures

    @pytest.mark.parametrize("reading", READINGS)
    @pytest.mark.parametrize("odd", ODD_ANSWERS)
    def test_no_answer_breaks_a_reading(self, plug: Plug, reading: str, odd: str) -> None:
        failure = come_to(every_reading(plug.backend, plug)[reading], ODD_ANSWERS[odd])
        kinds = {"401": SignedOut, "429": TryLater, "captive portal": NoAnswer}
        if failure is not None:
            assert failure.words
            assert isinstance(failure, kinds.get(odd, BackendFailure))
        else:
            # Only a backend that asked nothing has nothing to say of such an answer.
            assert odd not in kinds or plug.backend.can == Can(0)

    @pytest.mark.parametrize("reading", READINGS)
    @pytest.mark.parametrize("failure", [NotSent("a"), NoAnswer("b"), SignedOut("c")])
    def test_a_failure_of_the_line_goes_through(
        self, plug: Plug, reading: str, failure: BackendFailure
    ) -> None:
        flow = every_reading(plug.backend, plug)[reading]
        try:
            next(flow)
        except StopIteration:
            return
        with pytest.raises(type(failure)):
            flow.throw(failure)
