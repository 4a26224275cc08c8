"""The words of a ticket: who says what, channel by channel, without instants."""

from collections.abc import Callable
from dataclasses import dataclass

from csr_desk.demo import mail
from csr_desk.demo.orders import Order
from csr_desk.demo.plan import Plan
from csr_desk.demo.sketch import Sketch
from csr_desk.demo.slots import Slots, agent_slots, customer_slots, day_text
from csr_desk.demo.texts import lines
from csr_desk.domain.models import Channel, Status

CUSTOMER, AGENT, NOTE, SYSTEM = "c", "a", "n", "s"

_WRITTEN = {
    Status.NEW: ("c", "c", "cs", "cc"),
    Status.OPEN: ("c", "cac", "cac", "canc", "cacac", "cacc", "csac", "cacanc", "ca"),
    Status.PENDING: ("ca", "caca", "cna", "cacna"),
    Status.HOLD: ("can", "cacan", "cn", "cacnan"),
    Status.SOLVED: ("ca", "cac", "caca", "cacac", "cnac", "csacac", "cacaca"),
    Status.CLOSED: ("ca", "cac", "caca", "cacac", "cnac", "cacaca", "cacacac"),
}
_SPOKEN = {
    Status.NEW: ("n",),
    Status.OPEN: ("n", "na", "nac", "nnac"),
    Status.PENDING: ("na", "nna", "naca"),
    Status.HOLD: ("n", "nan", "nacn"),
    Status.SOLVED: ("n", "na", "nac", "naca"),
    Status.CLOSED: ("n", "na", "nac"),
}
_CHATTED = {
    Status.NEW: ("cc", "ccc"),
    Status.OPEN: ("ccacc", "cacacc", "cacaccac"),
    Status.PENDING: ("ccaca", "cacaccaa"),
    Status.HOLD: ("ccacan", "cacaan"),
    Status.SOLVED: ("ccacac", "cacaccaac", "cacaca", "cacacaacc"),
    Status.CLOSED: ("ccacac", "cacacaac", "cacaca"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """One message without an instant: who (c, a, n, s) and what."""

    who: str
    body: str


@dataclass(slots=True)
class _Talk:
    ticket: Sketch
    theirs: Slots
    ours: Slots
    said: list[Said]
    rest: str = ""

    def add(self, who: str, text: str, slots: Slots) -> None:
        self.said.append(Said(who, text.format_map(slots)))


def converse(plan: Plan, ticket: Sketch, order: Order) -> tuple[str, list[Said]]:
    """Return the subject and the messages of a drawn ticket."""
    theirs = customer_slots(plan, ticket, order)
    talk = _Talk(ticket, theirs, agent_slots(ticket, theirs), [])
    scripts, speak = _MANNERS[ticket.channel]
    script = ticket.dice.pick(scripts[ticket.status])
    for place, who in enumerate(script):
        talk.rest = script[place + 1 :]
        speak(talk, place, who)
    return subject(ticket, theirs), talk.said


def subject(ticket: Sketch, slots: Slots) -> str:
    """Return the subject line; an empty one becomes `(no subject)`."""
    odd = ticket.dice.chance(0.035)
    texts = lines("chat", "odd_subjects") if odd else ticket.topic.subjects
    return ticket.dice.pick(texts).format_map(slots).strip() or "(no subject)"


def _write(talk: _Talk, place: int, who: str) -> None:
    if who == NOTE:
        talk.add(NOTE, talk.ticket.dice.pick(lines("english", "notes")), talk.ours)
    elif who == SYSTEM:
        talk.add(SYSTEM, talk.ticket.dice.pick(lines("chat", "system_lines")), talk.theirs)
    elif who == AGENT:
        _answer(talk)
    elif place == 0:
        _ask(talk)
    else:
        _reply(talk)


def _ask(talk: _Talk) -> None:
    ticket, dice = talk.ticket, talk.ticket.dice
    topic, book = ticket.topic, ticket.book
    parts = [dice.pick(topic.problems), *_aside(ticket), dice.pick(topic.asks)]
    text = (
        f"{dice.pick(book.greetings)}\n\n{' '.join(parts)}\n\n{dice.pick(book.closings)}\n{{name}}"
    )
    if ticket.channel is Channel.WEB:
        text = f"Order number: {{order}}\nTopic: {topic.name.replace('_', ' ')}\n\n{text}"
    elif ticket.channel is Channel.EMAIL:
        text += mail.ending(dice)
    talk.add(CUSTOMER, text, talk.theirs)


def _aside(ticket: Sketch) -> list[str]:
    """Return what the customer says beside the matter: the mood, a circumstance, or nothing."""
    dice, moods = ticket.dice, ticket.book.moods
    if not moods:
        return []
    mood = 2 if ticket.topic.name == "praise" else int(dice.roll() * len(moods))
    said = [dice.pick(moods[mood][1])] if dice.chance(0.85) else []
    return [*said, dice.pick(moods[0][1])] if dice.chance(0.5) else said


def _reply(talk: _Talk) -> None:
    ticket, dice = talk.ticket, talk.ticket.dice
    last, english = talk.said[-1], ticket.book.language == "en"
    if not ticket.is_open and AGENT not in talk.rest:
        text = dice.pick(ticket.book.thanks)
    elif last.who == AGENT and english and dice.chance(0.5):
        text = dice.pick(lines("english", "answering"))
    else:
        text = dice.pick(ticket.book.chasing)
        if english:
            text = " ".join([text, dice.pick(lines("english", "answering")), *_aside(ticket)[:1]])
    talk.add(CUSTOMER, f"{text}\n\n{ticket.customer.first}", talk.theirs)
    if ticket.channel is Channel.EMAIL and last.who == AGENT and dice.chance(0.6):
        quote = mail.quoted(
            last.body, talk.theirs["agent"], day_text(ticket.created, ticket.book.language)
        )
        talk.said[-1] = Said(CUSTOMER, talk.said[-1].body + quote)


def _answer(talk: _Talk) -> None:
    ticket, dice, book = talk.ticket, talk.ticket.dice, talk.ticket.book
    settled = AGENT not in talk.rest and (not ticket.is_open or dice.chance(0.5))
    main = dice.pick(ticket.topic.answers if settled else book.interim)
    parts = [main, dice.pick(book.agent_closings), dice.pick(book.agent_closings)]
    if dice.chance(0.5):
        parts.insert(0, dice.pick(book.interim if settled else ticket.topic.answers))
    body = "\n\n".join(dict.fromkeys(parts))
    talk.add(AGENT, f"{dice.pick(book.agent_greetings)}\n\n{body}\n\n{{agent}}", talk.ours)


def _speak(talk: _Talk, place: int, who: str) -> None:
    """Write down a call or a visit; what follows it is written."""
    dice, ticket = talk.ticket.dice, talk.ticket
    if place or who != NOTE:
        _write(talk, max(place, 1), who)
        return
    key = "call_notes" if ticket.channel is Channel.PHONE else "counter_notes"
    text = dice.pick(lines("chat", key)).replace("{problem}", _heard(ticket))
    talk.add(NOTE, text, talk.ours)


def _heard(ticket: Sketch) -> str:
    """Return what the customer said, in the customer's words or in the agent's."""
    if ticket.dice.chance(0.6):
        return f"“{ticket.dice.pick(ticket.topic.problems)}”"
    return ticket.dice.pick(lines("chat", "voiced"))


def _chat(talk: _Talk, place: int, who: str) -> None:
    ticket, dice, book = talk.ticket, talk.ticket.dice, talk.ticket.book
    english = book.language == "en"
    if who == CUSTOMER and place < 2 and dice.chance(0.6):
        talk.add(CUSTOMER, dice.pick(ticket.topic.problems), talk.theirs)
    elif who == CUSTOMER:
        small = lines("chat", "chat_customer")
        texts = small if english or not ticket.is_open else book.chasing
        talk.add(CUSTOMER, dice.pick(texts), talk.theirs)
    elif who == AGENT:
        small = lines("chat", "chat_agent") if english else book.interim
        settled = AGENT not in talk.rest and dice.chance(0.7)
        talk.add(AGENT, dice.pick(ticket.topic.answers if settled else small), talk.ours)
    else:
        _write(talk, place, who)


def _post(talk: _Talk, place: int, who: str) -> None:
    dice, english = talk.ticket.dice, talk.ticket.book.language == "en"
    if who == CUSTOMER and place == 0 and english and dice.chance(0.7):
        talk.add(CUSTOMER, dice.pick(lines("chat", "social_posts")), talk.theirs)
    elif who == AGENT and english and dice.chance(0.7):
        talk.add(AGENT, dice.pick(lines("chat", "social_answers")), talk.ours)
    else:
        _chat(talk, place, who)


_Manner = tuple[dict[Status, tuple[str, ...]], Callable[[_Talk, int, str], None]]
_MANNERS: dict[Channel, _Manner] = {
    Channel.EMAIL: (_WRITTEN, _write),
    Channel.WEB: (_WRITTEN, _write),
    Channel.CHAT: (_CHATTED, _chat),
    Channel.SOCIAL: (_WRITTEN, _post),
    Channel.PHONE: (_SPOKEN, _speak),
    Channel.IN_PERSON: (_SPOKEN, _speak),
}
