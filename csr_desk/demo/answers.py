"""What some customers answered after a contact: mostly content, now and then not at all."""

from collections.abc import Iterator

from csr_desk.demo.dice import Dice
from csr_desk.demo.plan import Plan
from csr_desk.demo.sketch import Sketch
from csr_desk.demo.tables import Numbers, Row
from csr_desk.domain.instants import HOUR, MINUTE, Instant
from csr_desk.domain.survey import ELEVEN, FIVE

_STREAM = 11
_SHARE = 0.14
_CSAT = {
    "resolved": (5, 5, 5, 5, 4, 4, 4, 5, 3, 2),
    "": (5, 4, 4, 3, 3, 2, 1, 4, 5, 1),
}
_NPS = (10, 10, 9, 9, 9, 8, 8, 7, 6, 3)
_WORDS = {
    1: ("Third time I have to ask. Nobody reads what I wrote before.", ""),
    2: ("Friendly, but my parcel is still not here.", "Too long on hold."),
    3: ("", "It took a while."),
    4: ("", "", "Good, thank you."),
    5: ("", "", "Quick and kind.", "Solved in one call."),
}


def answer_rows(
    plan: Plan, numbers: Numbers, ticket: Sketch, contact: int, outcome: str, at: Instant
) -> Iterator[tuple[str, Row]]:
    """Yield what the customer answered after a contact that was wrapped up at an instant."""
    dice = Dice(plan.seed, _STREAM, contact)
    answered = at + dice.between(5, 20 * 60) * MINUTE
    if not dice.chance(_SHARE) or answered > plan.now - HOUR or outcome == "no_contact":
        return
    score = dice.pick(_CSAT.get(outcome, _CSAT[""]))
    given = [("csat", FIVE, score, dice.pick(_WORDS[score]))]
    if dice.chance(0.3):
        given.append(("nps", ELEVEN, dice.pick(_NPS), ""))
    for kind, scale, value, comment in given:
        number = numbers.next("survey_answer")
        survey = f"ticket:{ticket.number}"
        about = (ticket.customer.number, ticket.number, contact)
        said = (f"sample:{number}", "sample", survey, kind, scale, value, answered, comment)
        yield "survey_answer", (number, dice.uid(answered), *said, *about)
