"""The tour through what follows a contact: tasks, handing over, money, knowledge, macros, links.

The stops of the statistics, the trend and the handover sheet are in `figure_surfaces`.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Any

from csr_desk import text
from csr_desk.actions import callers, escalation_response
from csr_desk.actions.incident_watch import Proposal
from csr_desk.actions.promised import Offer
from csr_desk.domain import identity_check
from csr_desk.domain.instants import HOUR
from csr_desk.screens import (
    acknowledge_talk,
    escalating,
    escalation_news,
    handing_talk,
    identity_talk,
)
from csr_desk.screens.follow_up_form import Asked, FollowUpForm
from csr_desk.store import escalations, follow_ups
from tests.vector_kinds.seen import Seen
from tests.vector_kinds.stops import Stops, some


class FollowTour(Stops):
    """Leads the running desk through tasks, notices, handing over, acknowledging, identities."""

    async def places(self, words: Sequence[str], numbers: Sequence[int]) -> AsyncIterator[Seen]:
        """Go through all of them."""
        for place in (
            self._tasks(words, numbers),
            self._notices(words, numbers),
            self._handing(words, numbers),
            self._acknowledging(numbers),
            self._identity(words, numbers),
        ):
            async for seen in place:
                yield seen

    # what is to be done ---------------------------------------------------------------------------

    async def _tasks(self, words: Sequence[str], numbers: Sequence[int]) -> AsyncIterator[Seen]:
        await self.app.go("tasks")
        tasks: Any = self.app.screen
        await self.tour.settle()
        yield self.tour.seen("tasks", numbers, "TaskList")
        rows = {one.ticket_id: one.id for one in tasks.lines.tasks.rows}
        for number in numbers:
            tasks.lines.cursor = tasks.lines.tasks.index_of(rows[number])
            tasks.on_virtual_list_moved()
            await self.tour.step(number)
            yield self.tour.seen("a task", (number,), "#details")
        for number in some(numbers, 0):
            word = words[number - 1][:200]
            asked = Asked(word, "What", word, number=word)
            await self.opened(lambda asked=asked: self.app.push_screen(  # type: ignore[misc]
                FollowUpForm(self.desk, asked)
            ))  # fmt: skip
            form: Any = self.app.screen
            form.query_one("#when").value = text.clean(word, single_line=True)
            await self.tour.settle()
            form.on_input_submitted()
            await self.tour.settle()
            yield self.left("a task's form", (number,))

    async def _notices(self, words: Sequence[str], numbers: Sequence[int]) -> AsyncIterator[Seen]:
        app, now = self.app, self.desk.now()
        await app.go("queue", view="open")
        rung = follow_ups.open_ones(self.store)
        for number in numbers[::4]:
            word = words[number - 1]
            said = (None, number)[number % 2]
            callers.announce(self.desk, "phone", word, said, said)
            app.announced = callers.take(self.desk)
            yield await self._notice("who calls", () if said else (number,))
            app.announced = None
            app.offers = [Offer(word[:200], now + HOUR, "", True, number, None)]
            app.offered_at = now
            yield await self._notice("a promise", (number,))
            app.offers = ()
            app.rung = [one for one in rung if one.ticket_id == number]
            yield await self._notice("a reminder", (number,))
            app.rung = ()
        app.incident = Proposal((1, 2), 2, None, tuple(word[:50] for word in words[:3]))
        yield await self._notice("one incident", ())
        app.incident = None

    async def _notice(self, name: str, numbers: Sequence[int]) -> Seen:
        self.app.place.refresh_bars()
        await self.tour.settle()
        return self.tour.seen(name, numbers, "NoticeLine")

    # handing over ---------------------------------------------------------------------------------

    async def _handing(self, words: Sequence[str], numbers: Sequence[int]) -> AsyncIterator[Seen]:
        app, nothing = self.app, lambda: None
        await app.go("ticket", ticket_id=1)
        for number in some(numbers, 1):
            yield await self.asked(
                "escalate to", (), lambda n=number: escalating.ask_escalation(app, n, None, nothing)
            )
            word = words[number - 1]
            where = (word[:200], number, word[:200])
            contact = self.tour.world.logged(number)
            await self.opened(lambda n=number, where=where, contact=contact: (
                escalating._ask_form(app, n, contact, where, nothing)
            ))  # fmt: skip
            for field in ("#reason", "#due"):
                app.screen.query_one(field).value = text.clean(word[:200], single_line=True)
            app.screen.action_send()
            await self.tour.settle()
            yield self.left("an escalation", ())
            await self.opened(lambda n=number: escalating.ask_transfer(app, n, None, nothing))
            yield self.tour.seen("transfer to", (), ".box")
            await self.answered(app.screen._choices[0].value)
            await self.answered(True)
            yield self.left("why a transfer", ())
            yield await self.asked(
                "a transfer's answer", (), lambda n=number: handing_talk.ask_what_became(
                    app, n, nothing
                ),
            )  # fmt: skip
            one = escalations.unclosed(self.store, number)[0]
            yield await self.asked(
                "an escalation's step", (), lambda one=one: handing_talk._ask_step(
                    app, one, nothing
                ),
            )  # fmt: skip
        escalation_news.tell(app)
        await self.tour.settle()
        yield self.tour.seen("news of escalations", (), "Toast")
        app.clear_notifications()

    async def _acknowledging(self, numbers: Sequence[int]) -> AsyncIterator[Seen]:
        await self.app.go("queue", view="open")
        known = {one.id for one in escalation_response.acknowledging(self.desk)}
        self.store.execute("UPDATE message SET author_kind = 'customer'")
        self.store.execute("UPDATE ticket SET acknowledged_at = NULL")
        for number in some(numbers, 2):
            await self.opened(
                lambda: acknowledge_talk.ask_response(self.app, list(numbers), lambda sent: None)
            )
            yield self.tour.seen("acknowledge with", (), ".box")
            if number not in known:
                self.app.close_dialogs()
                continue
            self.app.screen.dismiss(number)
            await self.turns()
            yield self.left("an acknowledgement", (), "*")

    async def _identity(self, words: Sequence[str], numbers: Sequence[int]) -> AsyncIterator[Seen]:
        customer = self.desk.config.customer
        methods = tuple(word[:200] for word in words[:8])
        self.desk.config = replace(
            self.desk.config, customer=replace(customer, identity_methods=methods)
        )
        for number in some(numbers, 3):
            yield await self.asked(
                "how an identity is checked", numbers[:8],
                lambda n=number: identity_talk.ask_method(self.app, n, n, lambda: None),
            )  # fmt: skip
        for word in words[: len(some(numbers, 3))]:
            identity_check.note_problem(word)
