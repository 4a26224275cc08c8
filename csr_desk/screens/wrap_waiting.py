"""The contacts that wait for their wrap-up, with their clocks, above the one that is open."""

from csr_desk import errors
from csr_desk.actions import article, wrap_limit
from csr_desk.domain.bars import Glance, Limits, clock
from csr_desk.domain.instants import SECOND
from csr_desk.domain.models import Interaction
from csr_desk.screens.base import DeskScreen
from csr_desk.store import tickets, timeline
from csr_desk.widgets.unlogged_list import LimitLine, UnloggedList, Waiting


class WrapWaiting(DeskScreen):
    """The half of the wrap-up that only shows; `one` is the contact that is open."""

    one: Interaction | None = None

    def unlogged(self) -> list[Interaction]:
        """Return the contacts that have ended and wait for their wrap-up, the oldest first."""
        found = timeline.unwrapped(self.desk.store, self.desk.agent_id)
        return sorted((one for one in found if one.ended_at is not None), key=_end)

    def do_article_missing(self) -> None:
        """Note that no article answers this contact, or take the note back."""
        if self.one is None:
            raise errors.Refused("no contact is open here")
        if article.missing(self.desk, self.one):
            words = "Noted: an article is missing. {article.missing} takes it back."
        else:
            words = "The note about a missing article is taken back."
        self.host.say(f"{words} {{go.knowledge}} counts them.")

    # the clocks ----------------------------------------------------------------------------------

    def tick(self, glance: Glance) -> None:
        """Let the unlogged clocks and the limit of after-call work go on."""
        super().tick(glance)
        if self.query(UnloggedList):
            self.show_waiting()

    def show_waiting(self) -> None:
        """Show who waits for how long, and how long the after-call work may last."""
        settings, chosen = self.desk.config.unlogged, self.one.id if self.one else None
        waiting = [self._waiting(one) for one in self.unlogged()]
        limits = Limits(settings.amber_s, settings.red_s)
        self.query_one(UnloggedList).glance(waiting, chosen, limits)
        self._show_limit()

    def _waiting(self, one: Interaction) -> Waiting:
        ticket = tickets.ticket(self.desk.store, one.ticket_id)
        gone = (self.desk.now() - (one.ended_at or self.desk.now())) // SECOND
        channel = one.channel.value.replace("_", " ")
        return Waiting(one.id, channel, ticket.customer, ticket.subject, gone, one.flags)

    def _show_limit(self) -> None:
        one = self.one
        words = ""
        if one is not None:
            fresh = timeline.interaction(self.desk.store, one.id)
            known = wrap_limit.limit(self.desk, fresh)
            if known is not None:
                left = f"After-call work ends in {clock(known.left_s)}. {{wrap.extend}} takes more."
                words = self.host.keymap.fill(left)
            elif wrap_limit.FLAG in fresh.flags:
                words = "timeout: the time for after-call work is over. The reason is still yours."
        self.query_one(LimitLine).glance(words)


def _end(one: Interaction) -> tuple[int, int]:
    return one.ended_at or 0, one.id
