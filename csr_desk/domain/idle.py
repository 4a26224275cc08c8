"""What an idle keyboard means: a question, an offer to trim, or a locked screen.

Source: product.md sections 10 and 12. Pure: it decides from the state and the time since
the last key.
"""

from enum import StrEnum
from typing import NamedTuple

from csr_desk.domain.models import LIVE_CHANNELS, AgentState, Channel


class IdleSignal(StrEnum):
    """What the desk does about an idle keyboard."""

    PROMPT = "idle.prompt"
    TRIM = "idle.trim"
    LOCK = "lock"


class IdleRules(NamedTuple):
    """The team's settings, in seconds; 0 switches a rule off."""

    prompt_s: int = 300
    trim_s: int = 300
    lock_s: int = 120
    lock_states: frozenset[AgentState] = frozenset({AgentState.BREAK, AgentState.LUNCH})


def signal(
    state: AgentState | None, channel: Channel | None, idle_s: int, rules: IdleRules
) -> IdleSignal | None:
    """Return what an idle time of `idle_s` seconds asks for; None while it asks for nothing.

    `state` is the agent's state while nothing is in focus, `channel` that of the contact in focus.
    """
    if state in rules.lock_states and 0 < rules.lock_s <= idle_s:
        return IdleSignal.LOCK
    if state is AgentState.AVAILABLE and 0 < rules.prompt_s <= idle_s:
        return IdleSignal.PROMPT
    text = channel is not None and channel not in LIVE_CHANNELS
    if text and 0 < rules.trim_s <= idle_s:
        return IdleSignal.TRIM
    return None
