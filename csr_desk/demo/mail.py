"""What an e-mail carries beside its message: quotes, signatures, disclaimers, link lists."""

from csr_desk.demo.dice import Dice
from csr_desk.demo.texts import lines

QUOTED_LINES = 6


def quoted(body: str, author: str, day: str) -> str:
    """Return the beginning of an earlier message as a mail program quotes it."""
    kept = body.split("\n")
    rest = ["> […]"] if len(kept) > QUOTED_LINES else []
    marked = [f"> {line}" if line else ">" for line in kept[:QUOTED_LINES]]
    return "\n".join([f"\n\nOn {day}, {author} wrote:", *marked, *rest])


def ending(dice: Dice) -> str:
    """Return what stands under a customer's mail, with slots; often nothing."""
    parts = []
    if dice.chance(0.3):
        parts.append(dice.pick(lines("chat", "signatures")))
    if dice.chance(0.09):
        parts.append(dice.pick(lines("chat", "disclaimers")))
    if dice.chance(0.08):
        parts.append(dice.pick(lines("chat", "link_lists")))
    return "".join(f"\n\n{part}" for part in parts)
