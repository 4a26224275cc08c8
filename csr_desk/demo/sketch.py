"""What a ticket is before a word of it is written: whose, when, how, in which state."""

from dataclasses import dataclass
from functools import cache

from csr_desk.demo.dice import Dice
from csr_desk.demo.draws import draw_topic
from csr_desk.demo.people import Person, person
from csr_desk.demo.plan import AGENTS, ME, Plan
from csr_desk.demo.staff import TEAMS
from csr_desk.demo.texts import Phrasebook, Topic, phrasebook, table
from csr_desk.domain.instants import MINUTE, Instant
from csr_desk.domain.models import Channel, Status

_STREAM = 4
_SHOWCASE_FROM = 2
_SHOWCASE_STEP = 3
_OWN_LANGUAGE = 0.5
_CHANNELS = (
    (Channel.EMAIL,) * 40
    + (Channel.PHONE,) * 20
    + (Channel.CHAT,) * 14
    + (Channel.WEB,) * 12
    + (Channel.SOCIAL,) * 8
    + (Channel.IN_PERSON,) * 6
)
_LATER_STATES = (Status.OPEN,) * 55 + (Status.PENDING,) * 28 + (Status.HOLD,) * 12
_OLD_STATES = (Status.OPEN,) * 15 + (Status.PENDING,) * 60 + (Status.HOLD,) * 25
_PRIORITIES = (0, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 4)


@dataclass(frozen=True, slots=True)
class Sketch:
    """One ticket without its words; `dice` goes on where the sketch stopped."""

    number: int
    created: Instant
    customer: Person
    channel: Channel
    topic: Topic
    book: Phrasebook
    status: Status
    priority: int
    assignee: int | None
    team: int
    showcase: int | None
    dice: Dice

    @property
    def is_open(self) -> bool:
        """Tell whether the ticket is still work to be done."""
        return self.status < Status.SOLVED


@cache
def team_number(name: str) -> int:
    """Return the row number of a team."""
    return TEAMS.index(name) + 1


def showcase_of(plan: Plan, number: int) -> int | None:
    """Return which written-out ticket stands at a number, or None for a drawn one."""
    place, rest = divmod(plan.tickets - _SHOWCASE_FROM - number, _SHOWCASE_STEP)
    wanted = place >= 0 and rest == 0 and place < len(table("showcase")["ticket"])
    return place if wanted else None


def sketch(plan: Plan, number: int) -> Sketch:
    """Return the sketch of a ticket by number (from 1)."""
    dice = Dice(plan.seed, _STREAM, number)
    customer = person(plan, 1 + int(plan.customers * float(dice.roll() ** 1.25)))
    place = showcase_of(plan, number)
    if place is not None:
        return _showcase(plan, number, place, customer, dice)
    language = customer.language if dice.chance(_OWN_LANGUAGE) else "en"
    book = phrasebook(language)
    topic = draw_topic(book, dice)
    channel = dice.pick(_CHANNELS)
    status = _status(plan, number, dice)
    assignee = _assignee(plan, status, dice)
    if number == plan.endless_thread:
        channel, status, assignee = Channel.CHAT, Status.OPEN, ME
    return Sketch(
        number,
        plan.created(number),
        customer,
        channel,
        topic,
        book,
        status,
        dice.pick(_PRIORITIES),
        assignee,
        team_number(topic.team),
        None,
        dice,
    )


def _showcase(plan: Plan, number: int, place: int, customer: Person, dice: Dice) -> Sketch:
    written = table("showcase")["ticket"][place]
    book = phrasebook(written["language"])
    topic = phrasebook("en").topic(written["topic"])
    status = Status(written["status"])
    return Sketch(
        number,
        plan.now - written["age"] * MINUTE,
        _namesake(plan, customer, written["language"]),
        Channel(written["channel"]),
        topic,
        book,
        status,
        written["priority"],
        None if status is Status.NEW else ME,
        team_number(topic.team),
        place,
        dice,
    )


def _namesake(plan: Plan, customer: Person, language: str) -> Person:
    """Return the next customer who speaks a language, or the same one where there is none near."""
    for step in range(min(plan.customers, 120)):
        other = person(plan, 1 + (customer.number + step) % plan.customers)
        if other.language == language:
            return other
    return customer


def _status(plan: Plan, number: int, dice: Dice) -> Status:
    if not dice.chance(plan.open_chance(number)):
        return Status.CLOSED if plan.recency(number) > 0.45 else Status.SOLVED
    recency = plan.recency(number)
    if recency < plan.open_share * 0.25 and dice.chance(0.2):
        return Status.NEW
    return dice.pick(_LATER_STATES if recency < plan.open_share else _OLD_STATES)


def _assignee(plan: Plan, status: Status, dice: Dice) -> int | None:
    if status is Status.NEW:
        return ME if dice.chance(0.5 * plan.mine_share) else None
    if status >= Status.SOLVED:
        return dice.between(1, AGENTS)
    roll = dice.roll()
    if roll < plan.mine_share:
        return ME
    if roll < plan.mine_share + plan.unassigned_share:
        return None
    return dice.between(2, AGENTS)
