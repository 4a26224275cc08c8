"""The tour through what stands on shelves: orders, money, knowledge, macros, linked tickets."""

import contextlib
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from csr_desk.actions import article, seen_before
from csr_desk.actions.incident_watch import Proposal
from csr_desk.actions.suggest import Suggestion, Suggestions
from csr_desk.config_sales import FeedbackConfig, PayConfig, RefundConfig, SalesConfig
from csr_desk.errors import DeskError
from csr_desk.screens import (
    article_drafting,
    incident_talk,
    link_talk,
    macro_talk,
    paying,
    requests,
    ticket_libraries,
)
from csr_desk.screens.article_edit import ArticleEditor
from csr_desk.screens.macro_edit import MacroEditor
from csr_desk.screens.macro_pick import MacroPicker
from csr_desk.store import articles, macros, order_requests, payments
from csr_desk.widgets.canned_popup import CannedPopup
from tests.vector_kinds.seen import Seen
from tests.vector_kinds.stops import LISTED, Stops, some


def hostile_sales(words: Sequence[str]) -> SalesConfig:
    """Return settings of orders and money whose every word is one of a batch."""
    short = [word[:200] for word in words]
    return SalesConfig(
        refund=RefundConfig(approvers=("Me", *short[:3])),
        pay=PayConfig(link="https://pay.example.com/{reference}"),
        offers=dict(zip(short, reversed(short), strict=True)),
        feedback=FeedbackConfig(recipients=tuple(short[:8])),
    )


class ShelfTour(Stops):
    """Leads the running desk through orders, money, knowledge, suggestions, macros, links."""

    async def places(self, words: Sequence[str], numbers: Sequence[int]) -> AsyncIterator[Seen]:
        """Go through all of them."""
        self.desk.config = replace(self.desk.config, sales=hostile_sales(words))
        for place in (
            self._orders(numbers),
            self._money(words, numbers),
            self._articles(numbers),
            self._suggestions(words, numbers),
            self._macros(words, numbers),
            self._links(words, numbers),
        ):
            async for seen in place:
                yield seen

    # orders and money -----------------------------------------------------------------------------

    async def _orders(self, numbers: Sequence[int]) -> AsyncIterator[Seen]:
        await self.app.go("customer", customer_id=1)
        record: Any = self.app.screen
        for number in some(numbers, 4):
            record.show(customer_id=number)
            await self.tour.settle()
            yield self.tour.seen("orders", (number,), "RecordPanel")
            line = order_requests.lines(self.store, number)[0]
            for name, act in self._about_line(record, line):
                yield await self.asked(name, (), act)
            self.store.execute("DELETE FROM order_request WHERE uid = ?", f"refund{number}")
            yield await self.asked("a refund", (number,), partial(record._ask_refund, line))
            self._refund_again(number)
        await self.opened(lambda: requests.show(record))
        again = some(numbers, 4)
        # A request takes two lines of the list.
        first = [one for one in numbers if one not in again][: LISTED // 2] or numbers
        yield self.left("requests that wait", first, "OptionList")

    def _about_line(self, record: Any, line: Any) -> Iterator[tuple[str, Callable[[], Any]]]:
        yield "an order line", partial(record._ask_what, line.id)
        yield "which line", partial(record._for_line, "Refund which line?", print)
        yield "a return", partial(record._ask_return, line)
        yield "a cancellation", partial(record._ask_cancel, line)

    def _refund_again(self, number: int) -> None:
        with self.store.transaction():
            row = self.store.one(
                "SELECT reason FROM order_request WHERE uid = ?", f"return{number}"
            )
            assert row is not None
            self.store.insert(
                "order_request", uid=f"refund{number}", kind="refund", line_id=number,
                ticket_id=number, amount=100, currency="EUR", reason=row[0], state="requested",
                agent_id=1, actor=row[0], at=self.desk.now(),
            )  # fmt: skip

    async def _money(self, words: Sequence[str], numbers: Sequence[int]) -> AsyncIterator[Seen]:
        await self.app.go("ticket", ticket_id=numbers[0])
        place: Any = self.app.screen
        for number in some(numbers, 0):
            place.show(ticket_id=number)
            one = payments.active(self.store, number)
            assert one is not None
            yield await self.asked("a payment", (), lambda one=one: paying.ask_result(place, one))
            paying.ask_result(place, replace(one, state="paid", last4="4242"))
            yield await self.asked(
                "an offer", (),
                lambda n=number: paying.ask_outcome(place, n, words[n - 1]),
            )  # fmt: skip
            with contextlib.suppress(DeskError):  # a complaint: nothing is offered
                yield await self.asked(
                    "what is offered", (), partial(paying.ask_offer, place, number)
                )
        await self.opened(lambda: paying.ask_feedback(place))
        await self.answered("improvement")
        yield self.tour.seen("feedback to whom", numbers[:8], ".box")
        await self.answered(words[0][:200])
        yield self.left("feedback", ())
        yield await self.asked("commitments", (), lambda: paying.show_commitments(place))

    # knowledge ------------------------------------------------------------------------------------

    async def _articles(self, numbers: Sequence[int]) -> AsyncIterator[Seen]:
        await self.app.go("articles", ticket_id=1)
        place: Any = self.app.screen
        await self.tour.settle()
        yield self.tour.seen("articles", numbers, "ArticleList")
        for number in numbers:
            place.reveal(number)
            place.on_virtual_list_moved(None)
            await self.tour.step(number)
            yield self.tour.seen("an article", (number,), "ArticlePage")
        for number in some(numbers, 1):
            place.reveal(number)
            yield await self.asked("an article to read", (number,), place.do_article_read)
            yield await self.asked("a version", (), place.do_article_restore)
            one = article.own(self.desk, number)
            yield await self.asked(
                "an article's form", (number,),
                lambda one=one: self.app.push_screen(ArticleEditor(self.desk, one)),
            )  # fmt: skip
            self.store.execute("DELETE FROM meta WHERE key LIKE 'article_form:%'")
            yield await self.asked(
                "an article's draft", (),
                lambda n=number: article_drafting.begin_draft(place, [n]),
            )  # fmt: skip
        for found in articles.entries(self.store)[:2]:
            place.find.value = found.title[:30]
            await self.tour.settle()
            yield self.tour.seen("articles found", (), "ArticleList", "CannedInfo")
        place.find.value = ""

    async def _suggestions(
        self, words: Sequence[str], numbers: Sequence[int]
    ) -> AsyncIterator[Seen]:
        await self.app.go("ticket", ticket_id=1)
        place: Any = self.app.screen
        place._find_hints = lambda *asked: None  # it would show what it finds by itself
        for number in some(numbers, 2):
            place.show(ticket_id=number, compose="reply")
            word = words[number - 1]
            texts = (
                Suggestion("canned", number, word, word, 0.9, word[:100]),
                Suggestion("article", number, "", word, 0.8, word[:100]),
            )
            place.suggested = Suggestions(texts, word[:100])
            place._show_hints()
            place.show_earlier(self._earlier(number, word))
            await self.tour.settle()
            yield self.tour.seen("a suggestion", (number,), "HintLine")
            yield self.tour.seen("seen before", (), "SeenLine")
            place.show_earlier(None)
            for library in (
                ticket_libraries.Articles(self.desk, number),
                ticket_libraries.Responses(self.desk, number),
                ticket_libraries.Suggestions(self.desk, number, texts),
            ):
                await self.opened(
                    lambda library=library: self.app.push_screen(CannedPopup(library))
                )
                yield self.left(f"{library.heading} over the editor", (), "CannedPopup")
        del place._find_hints
        place.put_away()

    def _earlier(self, number: int, word: str) -> Any:
        other = number % 20 + 1
        return seen_before.Earlier(
            other, word[:40], word, False, self.desk.now(), (word[:80],), None, word[:80],
            word[:80], word[:80], (),
        )  # fmt: skip

    # macros and links -----------------------------------------------------------------------------

    async def _macros(self, words: Sequence[str], numbers: Sequence[int]) -> AsyncIterator[Seen]:
        await self.app.go("queue", view="open")
        for ids in ([numbers[0]], list(numbers)):
            await self.opened(lambda ids=ids: self.app.push_screen(MacroPicker(self.desk, ids)))
            picker: Any = self.app.screen
            options = picker.query_one("OptionList")
            for place in range(len(numbers)):
                options.highlighted = place
                await self.tour.step(place)
                picker._show_plan()
                yield self.tour.seen("macros", (), picker)
            self.app.close_dialogs()
        if len(numbers) > 1:
            await self.opened(
                lambda: macro_talk.ask_macro(self.app, list(numbers), None, lambda ran: None)
            )
            many: Any = self.app.screen
            many._show_plan()  # of many tickets it is planned when the hand rests
            planned = many._plan
            assert planned is not None
            if planned.goes:
                await self.answered(planned)
            yield self.left("a macro for many", ())
        for number in some(numbers, 3):
            one = macros.macro(self.store, number)
            yield await self.asked(
                "a macro's form", (number,),
                lambda one=one: self.app.push_screen(MacroEditor(self.desk, one)),
            )  # fmt: skip

    async def _links(self, words: Sequence[str], numbers: Sequence[int]) -> AsyncIterator[Seen]:
        app, nothing = self.app, lambda: None
        await app.go("ticket", ticket_id=1)
        place: Any = app.screen
        for number in some(numbers, 4):
            place.show(ticket_id=number)
            found = self._earlier(number, words[number - 1])
            await self.opened(lambda n=number, found=found: link_talk.ask(
                app, n, nothing, found=found
            ))  # fmt: skip
            yield self.tour.seen("a link", (), ".box")
            await self.answered("related")
            yield self.left("linked to which", ())
            yield await self.asked(
                "where links lead", (), lambda n=number: link_talk._pick(app, n, "Go to", nothing)
            )
            place.earlier = found
            yield await self.asked("a merge", (), place.do_ticket_merge)
            place.earlier = None
            place.conversation.cursor = 0
            await self.opened(lambda: place._ask_subject([], None))
            yield self.left("a split", (number,))
        proposal = Proposal(
            tuple(numbers), len(numbers), None, tuple(word[:80] for word in words[:5])
        )
        yield await self.asked(
            "one incident of many", (), lambda: incident_talk.ask_proposal(app, proposal, nothing)
        )
        yield await self.asked(
            "of which problem", (), lambda: incident_talk.ask_problem(app, list(numbers), nothing)
        )
        problems = self.store.all("SELECT to_id FROM ticket_link WHERE kind = 'incident'")
        for (problem,) in problems[:2]:
            await self.opened(lambda p=problem: incident_talk.ask_words(app, p, nothing))
            app.screen.dismiss(words[0][:500])
            await self.turns()
            yield self.left("what incidents are told", (), "*")
