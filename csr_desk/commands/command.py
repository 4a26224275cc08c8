"""A command: its name, keys, words, places, and the reason when it cannot be given now.

Bindings, footer, help page, palette, keymap ids and `csr-desk keys` derive from these classes.
Nothing here knows a screen: a place finds the method `do_<name>` that carries a command out.
"""

from dataclasses import dataclass
from typing import ClassVar

from csr_desk.domain.models import Interaction

QUEUE, TICKET, CUSTOMER = "queue", "ticket", "customer"
CANNED, WRAP_UP, LOG, ARTICLES = "canned", "wrap_up", "log", "articles"
WELCOME, TRIAGE, OUTBOX, TASKS = "welcome", "triage", "outbox", "tasks"
REPORT = "report"
PLACES = (
    *(QUEUE, TICKET, CUSTOMER, CANNED, ARTICLES, WRAP_UP, LOG, WELCOME, TRIAGE, OUTBOX, TASKS),
    REPORT,
)
EVERYWHERE: frozenset[str] = frozenset(PLACES)
"""Places of commands that every screen has, also one that is none of the named places."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What a command may look at to tell whether it can be given; a place fills what it knows.

    `ticket_id` and `customer_id` are those under the cursor or open, `message_id` the one chosen in
    the conversation; `editing` tells that a text
    field has the keyboard, `text` that the composer is not empty. `outbox_state` and `outbox_kind`
    are those of what is chosen in the outbox; `task_id` and `task_kind` of the follow-up.
    """

    place: str = ""
    interaction: Interaction | None = None
    open_contacts: int = 0
    ticket_id: int | None = None
    customer_id: int | None = None
    message_id: int | None = None
    marked: int = 0
    editing: bool = False
    text: bool = False
    shift_open: bool = False
    outbox_state: str = ""
    outbox_kind: str = ""
    task_id: int | None = None
    task_kind: str = ""


class Command:
    """One thing the agent can tell the desk to do; never instantiated.

    `keys` are spelled as on the keyboard: `f5`, `ctrl+s`, `S`, `?`, `enter`, or `g q` for two keys
    in a row. `footer` ranks the command in the footer, 1 first; 0 leaves it out.
    """

    id: ClassVar[str]
    keys: ClassVar[tuple[str, ...]] = ()
    title: ClassVar[str]
    group: ClassVar[str]
    places: ClassVar[frozenset[str]] = EVERYWHERE
    footer: ClassVar[int] = 0

    @staticmethod
    def blocked(now: Situation) -> str | None:
        """Return why the command cannot be given now, None when it can.

        A command's name in braces, `{call.start}`, is shown as the key it has today.
        """
        return None

    @classmethod
    def doc(cls) -> str:
        """Return the one sentence that help and palette show."""
        return (cls.__doc__ or "").strip().partition("\n")[0]

    @classmethod
    def method(cls) -> str:
        """Return the name of the method that carries the command out."""
        return "do_" + cls.id.replace(".", "_")

    @classmethod
    def is_at(cls, place: str) -> bool:
        """Tell whether a place has this command."""
        return cls.places is EVERYWHERE or place in cls.places


def works_in_editor(key: str) -> bool:
    """Tell whether a key reaches its command while a text field has the keyboard."""
    is_function_key = key[:1] == "f" and key[1:].isdigit()
    return is_function_key or key.startswith("ctrl+")


def needs_ticket(now: Situation) -> str | None:
    """Return the reason of the commands that work on a ticket."""
    return None if now.ticket_id is not None else "No ticket is chosen. Choose one in the queue."


def needs_interaction(now: Situation) -> str | None:
    """Return the reason of the commands that work on the contact in focus."""
    if now.interaction is not None:
        return None
    return (
        "No contact is in focus. Open a ticket with {queue.open} or take a call with {call.start}."
    )
